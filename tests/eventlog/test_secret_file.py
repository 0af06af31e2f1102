"""A key is written whole, or not at all."""

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventlog.proof.keyring import KeyRing
from eventlog.proof.notes import NoSigningKey
from eventlog.sealing.master import MasterKey, NoMasterKey
from eventlog.secret_file import write_new


@contextmanager
def no_room() -> Generator[None]:
    """Files can be made, but not a byte be written to them, as on a full disk."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


def test_a_secret_is_its_owners_alone_and_takes_no_others_place(tmp_path: Path) -> None:
    file = tmp_path / "key"
    write_new(file, b"one")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"one", 0o600)
    with pytest.raises(FileExistsError):
        write_new(file, b"other")
    assert file.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path) -> None:
    with no_room(), pytest.raises(OSError, match="too large"):
        write_new(tmp_path / "key", b"one")
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_found_no_room_is_made_once_there_is_some(tmp_path: Path) -> None:
    ring, master = KeyRing(tmp_path / "signing.key", "vigie.test"), tmp_path / "master.key"
    with no_room():
        with pytest.raises(NoSigningKey, match="too large"):
            ring.current(may_make=True)
        with pytest.raises(NoMasterKey, match="too large"):
            MasterKey.made(master)
    assert ring.current(may_make=True).key == ring.current(may_make=False).key
    assert MasterKey.made(master).fingerprint == MasterKey.read(master).fingerprint

"""Where the embedded log of a data folder answers, for other commands of the same user.

The file holds the address with its password: mode 0600, in a folder 0700, gone when the server stops.
Where it was left by a crash, the free lock of the log's folder tells that nobody runs.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec


class Endpoint(msgspec.Struct, frozen=True):
    """Address (with its password) and owner of a running embedded server."""

    url: str
    pid: int


def _file(data: Path) -> Path:
    return data / "log.endpoint"


@contextmanager
def published(data: Path, url: str) -> Generator[None]:
    """Tell other commands of this user where the log answers, as long as the context lasts."""
    file = _file(data)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(msgspec.json.encode(Endpoint(url, os.getpid())))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def running(data: Path) -> str | None:
    """The address of the log that another program runs on this folder, None where none does.

    A file that outlived its program is removed.
    """
    if not _held(data):
        return None
    try:
        endpoint = msgspec.json.decode(_file(data).read_bytes(), type=Endpoint)
        os.kill(endpoint.pid, 0)  # its owner killed, the server still holds the lock while it ends
    except (OSError, OverflowError, ValueError, msgspec.DecodeError):
        return None
    return endpoint.url


def _held(data: Path) -> bool:
    """Whether somebody holds the log's folder; where nobody does, no address is left there."""
    try:
        lock = os.open(data / "nats" / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _file(data).unlink(missing_ok=True)  # under the lock: nobody can be publishing
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(lock)
    return False

"""Where the embedded log of a data folder answers, for other commands of the same user.

The file holds the address with its password: mode 0600, in a folder 0700, gone when the server stops.
"""

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
    """The address of the log that another program runs on this folder, None where none does."""
    try:
        endpoint = msgspec.json.decode(_file(data).read_bytes(), type=Endpoint)
        os.kill(endpoint.pid, 0)
    except (OSError, msgspec.DecodeError):
        return None
    return endpoint.url

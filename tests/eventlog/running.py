"""A real server for tests, and journals on it, each of its own centre."""

import itertools
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.layout import Layout

_codes = itertools.count(1)


@contextmanager
def a_server(folder: Path) -> Generator[EmbeddedServer]:
    server = EmbeddedServer(folder).start()
    try:
        yield server
    finally:
        server.stop()


def a_code() -> str:
    """The code of a centre nobody else uses, with a character that must be escaped."""
    return f"{os.getpid()}.é{next(_codes)}"


@asynccontextmanager
async def a_journal(
    server: EmbeddedServer, code: str | None = None
) -> AsyncGenerator[tuple[Connection, JetStreamJournal]]:
    async with connected(server.settings) as connection:
        yield connection, await open_journal(connection, Layout.for_centre(code or a_code()))

"""Fixtures with a real server, imported by the conftest of each folder that needs the log."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.layout import Layout


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One server for the session, so one per pytest-xdist worker."""
    server = EmbeddedServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server for one test: to be killed, or with stream names of the test's choice."""
    server = EmbeddedServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def nats_connection(nats_server: EmbeddedServer) -> AsyncIterator[Connection]:
    """A connection to the session's server."""
    async with connected(nats_server.settings) as connection:
        yield connection


@pytest.fixture
def layout() -> Layout:
    """A layout no other test uses, so a fresh stream."""
    return Layout.for_centre(uuid4().hex)


@pytest.fixture
async def nats_journal(nats_connection: Connection, layout: Layout) -> JetStreamJournal:
    """A journal in a fresh stream of the session's server."""
    return await open_journal(nats_connection, layout)

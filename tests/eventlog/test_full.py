"""A log without room says so, keeps what it has, and still tells whose a version is."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from eventlog.child import find_server, keep_child
from eventlog.connection import Connection, ConnectionSettings, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogFull, VersionTaken
from eventlog.layout import Layout
from tests.eventlog.cluster import free_ports

CENTRE = Layout.for_centre("75")
_ROOM = 2_000_000

Limit = Callable[[Path], AbstractAsyncContextManager[Connection]]


@asynccontextmanager
async def store_limit(folder: Path) -> AsyncGenerator[Connection]:
    """The whole server has little room."""
    server = EmbeddedServer(folder, store_bytes=_ROOM)
    async with server, connected(server.settings) as connection:
        yield connection


@asynccontextmanager
async def account_limit(folder: Path) -> AsyncGenerator[Connection]:
    """The account has little room on a server that has more, as in production."""
    [port] = free_ports(1)
    config = {
        "server_name": "limited",
        "host": "127.0.0.1",
        "port": port,
        "log_file": str(folder / "log"),
        "jetstream": {"store_dir": str(folder)},
        "accounts": {
            "VIGIE": {
                "jetstream": {"max_file": _ROOM},
                "users": [{"user": "vigie", "password": "vigie"}],
            }
        },
    }
    path = folder / "conf"
    path.write_bytes(msgspec.json.encode(config))
    child = keep_child([str(find_server()), "-c", str(path)], keep_open=None)
    try:
        settings = ConnectionSettings(servers=(f"nats://127.0.0.1:{port}",), user="vigie", password="vigie")
        async with connected(settings) as connection:
            yield connection
    finally:
        child.end(graceful=False)


@asynccontextmanager
async def stream_limit(folder: Path) -> AsyncGenerator[Connection]:
    """The stream was made with little room."""
    async with EmbeddedServer(folder) as server, connected(server.settings) as connection:
        await open_journal(connection, CENTRE, max_bytes=_ROOM)
        yield connection


def big(name: str, version: int) -> Entry:
    return Entry(id=name, version=version, topic="t", data=b"x" * 100_000)


async def fill(journal: JetStreamJournal) -> int:
    """Append until the log is full; how many it took."""
    for version in range(1, 100):
        try:
            await journal.append([big("a", version)], save_id=str(version))
        except LogFull:
            return version - 1
    raise AssertionError("the log takes everything")


@pytest.mark.parametrize("limit", [store_limit, account_limit, stream_limit])
async def test_without_room_it_refuses_and_keeps_what_it_has(tmp_path: Path, limit: Limit) -> None:
    async with limit(tmp_path) as connection:
        journal = await open_journal(connection, CENTRE)
        stored = await fill(journal)
        assert stored > 10
        with pytest.raises(LogFull):
            await journal.append([big("b", 1), big("b", 2)], save_id="batch")
        assert await journal.append([big("a", 1)], save_id="1") == [1], "its own, stored before"
        with pytest.raises(VersionTaken):
            await journal.append([big("a", 1)], save_id="somebody else's")
        assert await journal.last_position() == stored
        assert len(await journal.read("a")) == stored

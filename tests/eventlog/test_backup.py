"""A backup brings back the same log; a spoilt one is refused before anything is touched."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nats.aio.msg import Msg

from eventlog.backup import BackupSpoilt, check, offer, restore, save
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.journal import Entry, LogError, LogUnavailable, VersionTaken
from eventlog.layout import Layout

LAYOUT = Layout.for_centre("250")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """Another server, empty."""
    server = EmbeddedServer(tmp_path / "elsewhere")
    server.start()
    yield server
    server.stop()


def entries(number: int) -> list[Entry]:
    return [Entry(id=f"é:{number}", version=version, topic="t", data=b"x" * 5000) for version in (1, 2)]


async def filled(server: EmbeddedServer, file: Path, count: int = 200) -> list[Entry]:
    """Fill a log and back it up (2 MB: many chunks); return what it held."""
    async with connected(server.settings) as connection:
        journal = await open_journal(connection, LAYOUT)
        for number in range(count):
            await journal.append(entries(number), save_id=f"s{number}")
        label = await save(connection, LAYOUT.stream, file)
        assert (label.stream, label.state["messages"]) == (LAYOUT.stream, 2 * count)
        return await journal.scan(limit=10 * count)


async def test_what_is_restored_is_what_was_saved_and_writing_goes_on(
    own_server: EmbeddedServer, elsewhere: EmbeddedServer, tmp_path: Path
) -> None:
    file = tmp_path / "log.backup"
    held = await filled(own_server, file)
    assert file.stat().st_mode & 0o077 == 0
    async with connected(elsewhere.settings) as connection:
        await restore(connection, file, replicas=1)
        journal = await open_journal(connection, LAYOUT)  # which checks every protection
        assert await journal.scan(limit=10_000) == held
        with pytest.raises(VersionTaken):
            await journal.append(entries(0), save_id="other")
        assert await journal.append(entries(999), save_id="new") == [len(held) + 1, len(held) + 2]


async def test_a_stream_that_exists_is_never_replaced(own_server: EmbeddedServer, tmp_path: Path) -> None:
    held = await filled(own_server, tmp_path / "b", 3)
    async with connected(own_server.settings) as connection:
        with pytest.raises(LogError, match="CRRA_250"):
            await restore(connection, tmp_path / "b", replicas=1)
        assert await (await open_journal(connection, LAYOUT)).scan() == held


@pytest.mark.parametrize("spoil", ["cut", "changed", "other", "empty"])
async def test_a_spoilt_file_is_named(own_server: EmbeddedServer, tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "log.backup"
    await filled(own_server, file, 3)
    assert check(file).stream == LAYOUT.stream
    whole = file.read_bytes()
    middle = len(whole) // 2
    spoilt = {
        "cut": whole[:-40],
        "changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "other": b"hello\n",
        "empty": b"",
    }
    file.write_bytes(spoilt[spoil])
    with pytest.raises(BackupSpoilt, match=r"log\.backup"):
        check(file)


def files(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_a_stream_that_is_not_there_leaves_no_file(own_server: EmbeddedServer, tmp_path: Path) -> None:
    async with connected(own_server.settings) as connection:
        with pytest.raises(LogError, match="not found"):
            await save(connection, "CRRA_none", tmp_path / "none")
    assert files(tmp_path) == ["nats"]


async def test_pieces_are_offered_until_somebody_is_known_to_take_them(own_server: EmbeddedServer) -> None:
    async with connected(own_server.settings) as sender, connected(own_server.settings) as taker:
        client: Any = taker.client
        taken: list[bytes] = []

        async def take(message: Msg) -> None:
            taken.append(message.data)
            await client.publish(message.reply, b"told")

        offered = asyncio.create_task(offer(sender, "pieces", b"one"))
        await asyncio.sleep(0.05)
        await client.subscribe("pieces", cb=take)
        assert await offered == b"told"
        assert taken == [b"one"]


async def test_pieces_that_nobody_takes(own_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventlog.backup._PAUSE_SECONDS", 0.0)
    async with connected(own_server.settings) as connection:
        with pytest.raises(LogUnavailable, match="nobody takes"):
            await offer(connection, "pieces", b"one")

"""The log on three servers: own writes are read, and the loss of the leader loses nothing."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from eventlog.connection import Connection, connected
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogUnavailable
from eventlog.layout import Layout
from tests.eventlog.cluster import Cluster
from tests.eventlog.following import all_seen, follow

CENTRE = Layout.for_centre("75")
pytestmark = pytest.mark.soak


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        for number in range(3):
            made.start(number)
        yield made
    finally:
        made.stop()


async def opened(connection: Connection) -> JetStreamJournal:
    """The journal, once the cluster has chosen its leaders."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await open_journal(connection, CENTRE, replicas=3)
            except LogUnavailable:
                await asyncio.sleep(0.2)


async def leader(journal: JetStreamJournal) -> int | None:
    answer = await journal.connection.request(f"$JS.API.STREAM.INFO.{CENTRE.stream}", seconds=5)
    name = msgspec.json.decode(answer.data).get("cluster", {}).get("leader")
    return int(name[1:]) if name else None


def entry(version: int) -> Entry:
    return Entry(id="a", version=version, topic="t", data=b"")


async def test_own_writes_are_read_from_any_server(cluster: Cluster) -> None:
    async with connected(cluster.settings) as connection:
        journal = await opened(connection)
        leading = await leader(journal)
        assert leading is not None
        async with connected(cluster.only((leading + 1) % 3)) as elsewhere:
            follower = await open_journal(elsewhere, CENTRE, replicas=3)
            for version in range(1, 301):
                await journal.append([entry(version)], save_id=str(version))
                assert len(await follower.read("a", after=version - 1)) == 1
                assert len(await follower.read("a", after=max(0, version - 3))) == min(version, 3)
                assert await follower.last_position() == version
            assert len(await follower.read("a")) == 300


async def test_the_loss_of_the_leader_loses_nothing(cluster: Cluster) -> None:
    seen: list[int] = []
    async with connected(cluster.settings) as connection:
        journal = await opened(connection)
        following = asyncio.create_task(follow(journal, seen))
        positions: list[int] = []
        for turn in range(3):
            leading = await leader(journal)
            assert leading is not None
            for version in range(turn * 200 + 1, turn * 200 + 201):
                if version % 200 == 100:
                    await asyncio.to_thread(cluster.kill, leading)
                positions += await insist(journal, version)
            await asyncio.to_thread(cluster.start, leading)
            await opened(connection)
        assert positions == list(range(1, 601))
        assert await journal.last_position() == 600
        await all_seen(seen, 600, seconds=20)
        following.cancel()
    assert seen == positions


async def insist(journal: JetStreamJournal, version: int) -> list[int]:
    async with asyncio.timeout(30):
        while True:
            began = time.monotonic()
            try:
                return await journal.append([entry(version)], save_id=str(version))
            except LogUnavailable:
                assert time.monotonic() - began < 2
                await asyncio.sleep(0.05)

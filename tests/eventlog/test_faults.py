"""What an acknowledgement is worth: servers killed, frozen and full, answers lost."""

import asyncio
import dataclasses
import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pytest

from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogUnavailable, VersionTaken
from eventlog.layout import Layout
from tests.eventlog.following import all_seen, follow, reconnected
from tests.eventlog.wire_cutter import wire_cutter
from tests.waiting import until

CENTRE = Layout.for_centre("75")
TOLD_WITHIN_SECONDS = 2.0
LEAST_WRITTEN = 20
"""Appends acknowledged between two kills."""


def entry(name: str, version: int) -> Entry:
    return Entry(id=name, version=version, topic="t", data=f"{name}@{version}".encode())


@dataclass
class Story:
    """What the writers saw."""

    acknowledged: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    doubtful: int = 0
    slowest: float = 0.0
    over: bool = False


async def write(journal: JetStreamJournal, writer: int, dice: random.Random, story: Story) -> None:
    """Append 1 to 5 entries at a time, insisting with the same save id, as a command does."""
    name, version = f"writer-{writer}", 0
    while not story.over:
        size = dice.choice([1, 1, 2, 5])
        save_id = f"{name}/{version + 1}"
        entries = [entry(name, version + 1 + n) for n in range(size)]
        story.sizes[save_id] = size
        while True:
            began = time.monotonic()
            try:
                story.acknowledged[save_id] = await journal.append(entries, save_id=save_id)
                break
            except LogUnavailable:
                story.doubtful += 1
                story.slowest = max(story.slowest, time.monotonic() - began)
                await asyncio.sleep(0.05)
        version += size


async def live_through(server: EmbeddedServer, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    story, seen = Story(), list[int]()
    async with connected(server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        following = asyncio.create_task(follow(journal, seen))
        dices = [random.Random(seed + n) for n in range(8)]
        writers = [asyncio.create_task(write(journal, n, each, story)) for n, each in enumerate(dices)]
        for kill in range(kills):
            # On a slow machine too there must be something to lose.
            await until(lambda least=LEAST_WRITTEN * (kill + 1): len(story.acknowledged) > least, 20)
            await asyncio.sleep(dice.uniform(0.1, 0.5))
            await asyncio.to_thread(server.kill)
            await asyncio.sleep(dice.uniform(0, 0.1))
            await asyncio.to_thread(server.restart)
        await asyncio.sleep(0.3)
        story.over = True
        await asyncio.wait_for(asyncio.gather(*writers), 20)
        await check(journal, story)
        last = await journal.last_position()
        await all_seen(seen, last)
        following.cancel()
    assert seen == list(range(1, last + 1)), "the follower missed, repeated or disordered"
    assert story.slowest < TOLD_WITHIN_SECONDS
    assert len(story.acknowledged) > LEAST_WRITTEN * kills


async def check(journal: JetStreamJournal, story: Story) -> None:
    stored: dict[str, list[Entry]] = {}
    after = 0
    while page := await journal.scan(after=after):
        for each in page:
            stored.setdefault(each.save_id, []).append(each)
        after = page[-1].position
    names = [(each.id, each.version) for entries in stored.values() for each in entries]
    assert len(names) == len(set(names)), "an entry is stored twice"
    for save_id, positions in story.acknowledged.items():
        assert [e.position for e in stored[save_id]] == positions, "acknowledged, then lost"
    for save_id, entries in stored.items():
        assert len(entries) == story.sizes[save_id], "an append is torn"
        assert all(e.data == f"{e.id}@{e.version}".encode() for e in entries)


async def test_three_kills_lose_nothing(own_server: EmbeddedServer) -> None:
    await live_through(own_server, kills=3, seed=20261121)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_twenty_kills_lose_nothing(own_server: EmbeddedServer, seed: int) -> None:
    await live_through(own_server, kills=20, seed=seed)


async def test_while_the_server_is_away_every_question_fails_at_once(
    own_server: EmbeddedServer,
) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        await journal.append([entry("a", 1)], save_id="1")
        own_server.kill()
        await until(lambda: not connection.connected)
        for question in (
            lambda: journal.append([entry("a", 2)], save_id="2"),
            lambda: journal.append([entry("a", 2), entry("a", 3)], save_id="2"),
            lambda: journal.read("a"),
            journal.scan,
            journal.last_position,
        ):
            began = time.monotonic()
            with pytest.raises(LogUnavailable):
                await question()
            assert time.monotonic() - began < 1
        own_server.restart()
        assert await connection.wait_connected(30)
        assert await journal.append([entry("a", 2)], save_id="2") == [2]


async def test_a_question_under_way_when_the_server_dies_is_told(
    own_server: EmbeddedServer,
) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        os.kill(own_server.pid, signal.SIGSTOP)
        asking: list[asyncio.Task[Any]] = [
            asyncio.create_task(journal.append([entry("a", 1)], save_id="1")),
            asyncio.create_task(journal.read("a")),
        ]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await asyncio.to_thread(own_server.kill)
        outcomes = await asyncio.gather(*asking, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [LogUnavailable, LogUnavailable]
        assert time.monotonic() - began < TOLD_WITHIN_SECONDS


async def test_a_frozen_server_is_not_waited_for_and_nothing_is_doubled(
    own_server: EmbeddedServer,
) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        os.kill(own_server.pid, signal.SIGSTOP)
        began = time.monotonic()
        saves = [[entry("a", 1)], [entry("b", 1), entry("b", 2)]]
        outcomes = await asyncio.gather(
            *(journal.append(save, save_id=save[0].id) for save in saves),
            journal.read("a"),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [LogUnavailable] * 3
        assert time.monotonic() - began < TOLD_WITHIN_SECONDS
        os.kill(own_server.pid, signal.SIGCONT)
        positions = [await journal.append(save, save_id=save[0].id) for save in saves]
        assert sorted(chain(*positions)) == [1, 2, 3]
        assert await journal.last_position() == 3


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_a_lost_acknowledgement_is_asked_for_again(own_server: EmbeddedServer, size: int) -> None:
    port = int(own_server.settings.servers[0].rsplit(":", 1)[1])
    async with wire_cutter("127.0.0.1", port) as cutter:
        address = f"nats://127.0.0.1:{cutter.port}"
        settings = dataclasses.replace(own_server.settings, servers=(address,))
        async with connected(settings) as connection:
            journal = await open_journal(connection, CENTRE)
            await journal.append([entry("other", 1)], save_id="0")
            cutter.lose_answers()
            positions = await journal.append([entry("a", n + 1) for n in range(size)], save_id="mine")
            assert cutter.cuts == 1
            assert positions == list(range(2, size + 2))
            assert await journal.last_position() == size + 1
            with pytest.raises(VersionTaken):
                await journal.append([entry("a", n + 1) for n in range(size)], save_id="theirs")


@pytest.mark.parametrize("patient", [False, pytest.param(True, marks=pytest.mark.soak)])
async def test_batches_abandoned_by_others_delay_but_do_not_break(
    own_server: EmbeddedServer, patient: bool
) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        await abandon_batches(connection, 60)
        began = time.monotonic()
        entries = [entry("a", 1), entry("a", 2)]
        with pytest.raises(LogUnavailable, match="busy"):
            await journal.append(entries, save_id="1")
        assert time.monotonic() - began < TOLD_WITHIN_SECONDS
        assert await journal.append([entry("b", 1)], save_id="2") == [1]
        positions: list[int] = []
        async with asyncio.timeout(20):
            while patient and not positions:  # the server forgets them after ten seconds
                with suppress(LogUnavailable):
                    positions = await journal.append(entries, save_id="1")
        assert positions == ([2, 3] if patient else [])


async def abandon_batches(connection: Connection, count: int) -> None:
    for n in range(count):
        headers = {"Nats-Batch-Id": f"abandoned-{n}", "Nats-Batch-Sequence": "1"}
        await connection.publish(CENTRE.entry(f"x{n}", 1), b"x", headers=headers)


async def test_a_follower_resumes_after_a_kill(own_server: EmbeddedServer) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        seen: list[int] = []
        following = asyncio.create_task(follow(journal, seen))
        for version in range(1, 4):
            await journal.append([entry("a", version)], save_id=str(version))
            await all_seen(seen, version)
            epoch = connection.epoch
            await asyncio.to_thread(own_server.kill)
            await asyncio.to_thread(own_server.restart)
            await reconnected(connection, epoch)
        began = time.monotonic()
        await journal.append([entry("a", 4)], save_id="4")
        await all_seen(seen, 4)
        assert time.monotonic() - began < 1
        following.cancel()
    assert seen == [1, 2, 3, 4]

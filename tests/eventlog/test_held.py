"""Held facts: shared, kept until released, and given to another process when their holder is gone."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domain.envelope import Recorded
from eventlog.connection import Connection
from eventlog.consumers import acknowledged
from eventlog.embedded import EmbeddedServer
from eventlog.held import HeldFeed
from tests.eventlog.centre import Centre
from tests.eventlog.ledger import CODEC
from tests.waiting import until, until_told


@pytest.fixture
async def centre(nats_server: EmbeddedServer, nats_connection: Connection) -> Centre:
    return await Centre.open(nats_server, nats_connection)


@asynccontextmanager
async def held(
    centre: Centre, seen: list[int], holds: Callable[[int], bool] = lambda _: True, ack_wait: float = 2.0
) -> AsyncGenerator[HeldFeed]:
    def receive(recorded: Recorded[Any]) -> bool:
        seen.append(recorded.fact.amount)
        return holds(recorded.fact.amount)

    feed = HeldFeed(
        centre.connection,
        centre.server.settings,
        centre.journal.layout,
        CODEC,
        receive,
        name="dispatch",
        ack_wait=ack_wait,
        grace=0.1,
    )
    async with feed:
        yield feed


async def floor(centre: Centre) -> int:
    return await acknowledged(centre.connection, centre.journal.layout, "dispatch")


async def test_what_follows_a_held_fact_comes_without_waiting(centre: Centre) -> None:
    seen: list[int] = []
    async with held(centre, seen) as feed:
        last = await centre.add(1, 2, 3)
        await feed.progress.wait(last, 10)
        assert seen == [1, 2, 3]
        assert feed.held == 3
        assert await floor(centre) == last - 3


async def test_a_release_acknowledges_up_to_its_position_and_no_further(centre: Centre) -> None:
    seen: list[int] = []
    async with held(centre, seen) as feed:
        last = await centre.add(1, 2, 3)
        await feed.progress.wait(last, 10)
        await feed.release(last - 1)
        assert feed.held == 1

        async def told() -> bool:
            return await floor(centre) == last - 1

        await until_told(told)
    async with held(centre, seen) as again:
        await until(lambda: again.held == 1)
        assert seen == [1, 2, 3, 3]


async def test_what_is_not_held_is_acknowledged_at_once(centre: Centre) -> None:
    seen: list[int] = []
    async with held(centre, seen, holds=lambda amount: amount != 2) as feed:
        last = await centre.add(2, 2)

        async def told() -> bool:
            return await floor(centre) == last

        await until_told(told)
        assert feed.held == 0


async def test_the_log_before_the_first_start_never_comes(centre: Centre) -> None:
    seen: list[int] = []
    last = await centre.add(1, 2)
    async with held(centre, seen) as feed:
        assert feed.progress.position == last
        last = await centre.add(3)
        await feed.progress.wait(last, 10)
    assert seen == [3]


async def test_a_held_fact_stays_with_a_living_holder_and_is_shared_with_nobody(centre: Centre) -> None:
    ours: list[int] = []
    theirs: list[int] = []
    async with held(centre, ours, ack_wait=0.3), held(centre, theirs, ack_wait=0.3):
        await centre.add(*range(6))
        await until(lambda: len(ours) + len(theirs) >= 6)
        await asyncio.sleep(1.0)
        assert sorted(ours + theirs) == list(range(6))


async def test_facts_held_by_a_killed_process_come_to_the_next(centre: Centre) -> None:
    seen: list[int] = []
    async with held(centre, seen):
        pass  # the consumer exists from here on
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.eventlog.holder", centre.code),
        env={**os.environ, "NATS_URL": centre.server.secret_url},
        stdout=asyncio.subprocess.PIPE,
    )
    assert victim.stdout is not None
    assert await victim.stdout.readline() == b"ready\n"
    last = await centre.add(1)
    assert await victim.stdout.readline() == b"holding 1\n"
    victim.kill()
    await victim.wait()
    async with held(centre, seen) as feed:
        await until(lambda: seen == [1], 10)
        assert feed.held == 1
        await feed.release(last)

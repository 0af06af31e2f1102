"""Side effects: every fact, in order, at least once."""

import asyncio
import os
import sys
import time
from typing import Any

import pytest

from domain.envelope import Recorded
from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.feed import Redelivery
from tests.eventlog.centre import QUICK, Centre
from tests.eventlog.ledger import act, add
from tests.waiting import until


@pytest.fixture
async def centre(nats_server: EmbeddedServer, nats_connection: Connection) -> Centre:
    return await Centre.open(nats_server, nats_connection)


async def test_facts_come_in_log_order_stored_then_live(centre: Centre) -> None:
    await centre.add(*range(5))
    async with centre.feed() as feed:
        last = await centre.add(*range(5, 10))
        await feed.progress.wait(last, 10)
        assert feed.position == last
    assert centre.seen == list(range(10))


async def test_a_restart_goes_on_where_the_feed_stopped(centre: Centre) -> None:
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1, 2), 10)
    last = await centre.add(3)
    async with centre.feed() as again:
        await again.progress.wait(last, 10)
    assert centre.seen == [1, 2, 3]
    async with centre.feed() as idle:
        assert idle.position == last


async def test_a_failing_fact_comes_again_later_and_later_and_the_others_wait(
    centre: Centre,
) -> None:
    times: list[float] = []

    def fails_twice(recorded: Recorded[Any]) -> bool:
        if recorded.fact.amount == 2:
            times.append(time.perf_counter())
        return recorded.fact.amount == 2 and len(times) < 3

    centre.failing = fails_twice
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1, 2, 3), 10)
    assert centre.seen == [1, 2, 2, 2, 3]
    assert times[1] - times[0] >= QUICK.delay(1)
    assert times[2] - times[1] >= QUICK.delay(2)
    assert await centre.dead.list() == []


async def test_a_handler_stopped_midway_gives_its_fact_back_at_once(centre: Centre) -> None:
    started = asyncio.Event()

    async def hang(recorded: Recorded[Any]) -> None:
        centre.seen.append(recorded.fact.amount)
        started.set()
        await asyncio.sleep(60)

    last = await centre.add(1, 2)
    patient = Redelivery(ack_wait=30)
    async with centre.feed(handler=hang, redelivery=patient):
        await started.wait()
    before = time.perf_counter()
    async with centre.feed(redelivery=patient) as feed:
        await feed.progress.wait(last, 10)
    assert time.perf_counter() - before < 5
    assert centre.seen == [1, 1, 2]


async def test_a_slow_handler_keeps_its_fact_from_other_processes(centre: Centre) -> None:
    async def slow(recorded: Recorded[Any]) -> None:
        centre.seen.append(recorded.fact.amount)
        await asyncio.sleep(1.0)

    await centre.add(1)
    quick = Redelivery(first=0.02, ack_wait=0.3)
    async with (
        centre.feed(handler=slow, redelivery=quick, grace=2),
        centre.feed(handler=slow, redelivery=quick, grace=2),
    ):
        await until(lambda: centre.seen == [1])
        await asyncio.sleep(0.9)
    assert centre.seen == [1]


async def test_two_processes_share_the_work_in_log_order(centre: Centre) -> None:
    async with centre.feed(), centre.feed():
        await centre.add(*range(40))
        await until(lambda: len(centre.seen) >= 40)
    assert centre.seen == list(range(40))


async def test_the_feed_goes_on_after_the_server_was_killed(own_server: EmbeddedServer) -> None:
    async with connected(own_server.settings) as connection:
        centre = await Centre.open(own_server, connection)
        async with centre.feed() as feed:
            await feed.progress.wait(await centre.add(1, 2), 10)
            own_server.kill()
            await asyncio.to_thread(own_server.restart)
            assert await connection.wait_connected(5)
            await feed.progress.wait(await centre.add(3, 4), 20)
        assert list(dict.fromkeys(centre.seen)) == [1, 2, 3, 4]


async def test_a_fact_in_the_hands_of_a_killed_process_is_handled_by_the_next(
    centre: Centre,
) -> None:
    last = await centre.add(1, 2)
    await centre.dead.open()
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.eventlog.victim", centre.code),
        env={**os.environ, "NATS_URL": centre.server.secret_url},
        stdout=asyncio.subprocess.PIPE,
    )
    assert victim.stdout is not None
    assert await victim.stdout.readline() == b"handling 1\n"
    victim.kill()
    await victim.wait()
    async with centre.feed() as feed:
        await feed.progress.wait(last, 10)
    assert centre.seen == [1, 2]


async def test_facts_that_are_there_wait_for_no_timer(centre: Centre) -> None:
    await centre.log.execute(add("a", *([1] * 500)), act())
    async with centre.feed() as feed:
        await feed.progress.wait(500, 20)  # measured: 0.4 s; a timer for each would take minutes
    assert len(centre.seen) == 500

"""Side effects: every fact, in order, at least once; what fails for good is kept, and can be retried."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from domain.envelope import Recorded
from domain.fact import Fact
from eventlog.codec import Codec
from eventlog.connection import Connection, connected
from eventlog.dead_letters import DeadLetters, UnknownLetter
from eventlog.embedded import EmbeddedServer
from eventlog.feed import Redelivery, SideEffects
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogUnavailable
from eventlog.layout import Layout
from eventlog.log import EventLog
from tests.eventlog.ledger import CODEC, DECIDERS, T0, Added, LedgerFact, act, add
from tests.eventlog.running import a_code, a_server

QUICK = Redelivery(deliveries=3, first=0.02, ack_wait=2.0)


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return T0

    async def sleep_until(self, at: datetime) -> None:
        raise AssertionError(f"nobody waits until {at} here")


class Centre:
    """One centre on a real server: its log, its dead letters, and a feed whose handler fails at will."""

    def __init__(
        self, server: EmbeddedServer, connection: Connection, code: str, journal: JetStreamJournal
    ) -> None:
        self.server = server
        self.connection = connection
        self.code = code
        self.journal = journal
        self.log = EventLog(journal, CODEC, DECIDERS)
        self.dead = DeadLetters(connection, code, Stopped())
        self.seen: list[int] = []
        self.failing: Callable[[Recorded[Any]], bool] = lambda _: False

    async def add(self, *amounts: int) -> int:
        """Append one fact per amount; return the position of the last."""
        for amount in amounts:
            await self.log.execute(add("a", amount), act())
        return await self.log.last_position()

    async def handle(self, recorded: Recorded[Any]) -> None:
        self.seen.append(recorded.fact.amount)
        if self.failing(recorded):
            raise OSError("the gateway is away")

    @asynccontextmanager
    async def feed(self, codec: Codec = CODEC, **options: Any) -> AsyncGenerator[SideEffects]:
        await self.dead.open()
        options = {"handler": self.handle, "name": "sms", "redelivery": QUICK, "grace": 0.1, **options}
        feed = SideEffects(
            self.connection,
            self.server.settings,
            self.journal.layout,
            codec,
            options.pop("handler"),
            self.dead,
            **options,
        )
        async with feed:
            yield feed


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with a_server(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
async def centre(server: EmbeddedServer) -> AsyncIterator[Centre]:
    code = a_code()
    async with connected(server.settings) as connection:
        journal = await open_journal(connection, Layout.for_centre(code))
        yield Centre(server, connection, code, journal)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  # the handler cannot tell when it is acknowledged
            await asyncio.sleep(0.005)


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


async def test_what_fails_for_good_is_kept_with_why_and_the_feed_goes_on(centre: Centre) -> None:
    centre.failing = lambda recorded: recorded.fact.amount == 2
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1, 2, 3), 10)
    assert centre.seen == [1, 2, 2, 2, 3]
    [letter] = await centre.dead.list()
    assert (letter.id, letter.consumer, letter.tries) == ("sms@2", "sms", 3)
    assert letter.why == "OSError: the gateway is away"
    assert CODEC.decode(letter.entry).fact == Added(amount=2)
    assert (letter.died_at, letter.last_at, letter.settled_at) == (T0, T0, None)


async def poison(centre: Centre) -> None:
    envelope = {"At": T0.isoformat(), "Role": "MEDECIN", "By": "anne", "Command": "c"}
    entry = Entry(
        id="ledger:é",
        version=1,
        topic="ledger.later",
        data=b'{"type":"ledger.later"}',
        headers=envelope,
    )
    await centre.journal.append([entry], save_id="p")


class Later(Fact, frozen=True, tag="ledger.later"):
    """A fact that only a later version of the program knows."""

    amount: int = 77


async def test_poison_is_kept_at_once_and_read_by_a_program_that_knows_it(centre: Centre) -> None:
    await centre.add(1)
    await poison(centre)
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(3), 10)
    [letter] = await centre.dead.list()
    assert (letter.why, letter.tries, letter.entry.id) == (
        "unknown fact 'ledger.later'",
        1,
        "ledger:é",
    )
    async with centre.feed(Codec(LedgerFact | Later)):
        await centre.dead.retry([letter.id])
        await until(lambda: 77 in centre.seen)
    assert centre.seen == [1, 3, 77]


async def test_a_log_that_is_away_makes_no_dead_letter(centre: Centre) -> None:
    async def away(recorded: Recorded[Any]) -> None:
        centre.seen.append(recorded.fact.amount)
        if len(centre.seen) < 2 * QUICK.deliveries:
            raise LogUnavailable("away")

    hasty = Redelivery(deliveries=3, first=0.01, longest=0.02)
    async with centre.feed(handler=away, redelivery=hasty) as feed:
        await feed.progress.wait(await centre.add(1), 10)
    assert centre.seen == [1] * 6
    assert await centre.dead.list() == []


async def test_a_retry_that_succeeds_settles_the_letter(centre: Centre) -> None:
    centre.failing = lambda recorded: recorded.fact.amount == 1
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1, 2), 10)
        [letter] = await centre.dead.list()
        assert await centre.dead.retry([letter.id]) == 1
        await until(lambda: centre.seen.count(1) == 4)
        await asyncio.sleep(0.05)
        [failed] = await centre.dead.list()
        assert failed.tries == 4
        centre.failing = lambda _: False
        await centre.dead.retry([letter.id])
        await until(lambda: centre.seen.count(1) == 5)
        await asyncio.sleep(0.05)
        assert await centre.dead.list() == []
        [done] = await centre.dead.list("sms", settled=True)
        assert (done.settled_at, done.tries) == (T0, 5)
        assert await centre.dead.retry([letter.id]) == 0


async def test_a_retry_waits_for_its_consumer_to_run(centre: Centre) -> None:
    centre.failing = lambda recorded: recorded.fact.amount == 1
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1), 10)
    centre.failing = lambda _: False
    await centre.dead.retry(["sms@1"])
    assert len(await centre.dead.list()) == 1
    async with centre.feed():
        await until(lambda: centre.seen == [1, 1, 1, 1])
        await asyncio.sleep(0.05)
    assert await centre.dead.list() == []


@pytest.mark.parametrize("letter", ["sms@99", "sms", "@1", "sms@one", ""])
async def test_an_unknown_letter_is_named(centre: Centre, letter: str) -> None:
    await centre.dead.open()
    with pytest.raises(UnknownLetter, match=r"no dead letter"):
        await centre.dead.retry([letter])


async def test_consumers_have_their_own_letters_and_places(centre: Centre) -> None:
    other: list[int] = []

    async def handle(recorded: Recorded[Any]) -> None:
        other.append(recorded.fact.amount)

    centre.failing = lambda _: True
    async with centre.feed() as sms, centre.feed(handler=handle, name="dmp.é") as dmp:
        last = await centre.add(1, 2)
        await dmp.progress.wait(last, 10)
        assert other == [1, 2]
        await sms.progress.wait(last, 10)
    assert [letter.id for letter in await centre.dead.list()] == ["sms@1", "sms@2"]
    assert await centre.dead.list("dmp.é") == []


async def test_a_handler_stopped_midway_gets_its_fact_again_at_once(centre: Centre) -> None:
    started = asyncio.Event()

    async def hang(recorded: Recorded[Any]) -> None:
        centre.seen.append(recorded.fact.amount)
        started.set()
        await asyncio.sleep(60)

    last = await centre.add(1, 2)
    async with centre.feed(handler=hang):
        await started.wait()
    before = time.perf_counter()
    async with centre.feed() as feed:
        await feed.progress.wait(last, 10)
    assert time.perf_counter() - before < QUICK.ack_wait
    assert centre.seen == [1, 1, 2]


async def test_a_slow_handler_keeps_its_fact(centre: Centre) -> None:
    async def slow(recorded: Recorded[Any]) -> None:
        centre.seen.append(recorded.fact.amount)
        await asyncio.sleep(1.0)

    last = await centre.add(1)
    quick = Redelivery(deliveries=3, first=0.02, ack_wait=0.4)
    async with centre.feed(handler=slow, redelivery=quick, grace=2) as feed:
        await feed.progress.wait(last, 10)
    assert centre.seen == [1]


async def test_the_feed_goes_on_after_the_server_was_killed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with a_server(tmp_path_factory.mktemp("killed")) as server:
        async with connected(server.settings) as connection:
            code = a_code()
            journal = await open_journal(connection, Layout.for_centre(code))
            centre = Centre(server, connection, code, journal)
            async with centre.feed() as feed:
                await feed.progress.wait(await centre.add(1, 2), 10)
                server.kill()
                await asyncio.to_thread(server.restart)
                assert await connection.wait_connected(5)
                await feed.progress.wait(await centre.add(3, 4), 20)
            assert list(dict.fromkeys(centre.seen)) == [1, 2, 3, 4]


async def test_five_hundred_facts_are_handled_within_two_seconds(centre: Centre) -> None:
    await centre.log.execute(add("a", *([1] * 500)), act())
    async with centre.feed() as feed:
        before = time.perf_counter()
        await feed.progress.wait(500, 20)
        took = time.perf_counter() - before
    assert len(centre.seen) == 500
    assert took < 2  # measured: 0.4 s

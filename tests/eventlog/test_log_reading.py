"""Reading the log: cheap where hot, and never past what cannot be read."""

from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import pytest

from domain.decider import Plan
from domain.envelope import Recorded
from domain.fact import Act, Fact
from eventlog.codec import PoisonEvent
from eventlog.journal import Entry
from eventlog.log import EventLog
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import (
    CODEC,
    DECIDERS,
    Added,
    Ledger,
    act,
    add,
    another,
    recorded,
    stream,
)


async def test_a_hot_stream_is_written_without_reading(journal: CountingJournal, log: EventLog) -> None:
    await log.execute(add("a", 1), act())
    journal.reads = 0
    await log.execute(add("a", 1), act())
    assert journal.reads == 0
    await log.load(stream("a"))
    assert journal.reads == 1


async def test_nothing_is_refused_on_what_is_no_longer_true(journal: CountingJournal, log: EventLog) -> None:
    await log.execute(add("a", 1), act())
    await EventLog(journal, CODEC, DECIDERS).execute(add("a", 9), act())
    await log.execute(add("a", -10), act())
    assert await log.load(stream("a")) == (Ledger(0, (1, 9, -10)), 3)


async def test_nothing_is_left_undone_on_what_is_no_longer_true(
    journal: CountingJournal, log: EventLog
) -> None:
    def fill(states: Sequence[Ledger], _: Act) -> list[list[Fact]]:
        return [[Added(amount=5)] if states[0].total < 5 else []]

    await log.execute(add("a", 5), act())
    await EventLog(journal, CODEC, DECIDERS).execute(add("a", -4), act())
    outcome = await log.execute(Plan(writes=(stream("a"),), decide=fill), act())
    assert [fact.version for fact in outcome.facts] == [3]


async def test_what_is_only_read_is_always_read(journal: CountingJournal, log: EventLog) -> None:
    def double(states: Sequence[Ledger], _: Act) -> list[list[Fact]]:
        return [[Added(amount=2 * states[1].total)]]

    plan = Plan(writes=(stream("a"),), reads=(stream("b"),), decide=double)
    for name in "ab":
        await log.execute(add(name, 1), act())
    await EventLog(journal, CODEC, DECIDERS).execute(add("b", 10), act())
    await log.execute(plan, act())
    assert (await log.load(stream("a")))[0].total == 23


async def test_the_process_forgets_cold_streams(journal: CountingJournal) -> None:
    log = another(journal, kept_streams=2)
    for name in "abcd":
        await log.execute(add(name, 1), act())
    assert [(await log.load(stream(name)))[0].total for name in "abcd"] == [1, 1, 1, 1]
    assert len(log._folding._hot) == 2  # pyright: ignore[reportPrivateUsage]  # memory shows nowhere else


def _poisoned(version: int = 1) -> Entry:
    return Entry(id="ledger:b", version=version, topic="ledger.burnt", data=b"{}")


async def test_poison_is_named_to_followers_and_they_go_on(journal: CountingJournal, log: EventLog) -> None:
    await log.execute(add("a", 1), act())
    await journal.append([_poisoned()], save_id="s")
    await log.execute(add("a", 2), act())
    seen: list[Recorded[Any] | PoisonEvent] = []
    async with aclosing(log.follow(after=0)) as facts:
        async for each in facts:
            seen.append(each)
            if each.position == 3:
                break
    assert [each.position for each in seen] == [1, 2, 3]
    poison = seen[1]
    assert isinstance(poison, PoisonEvent)
    assert (poison.stream, poison.version) == ("ledger:b", 1)
    assert [each.position for each in await log.scan(after=1, limit=1)] == [2]
    assert await log.last_position() == 3


async def test_nothing_is_decided_on_a_stream_that_cannot_be_read(
    journal: CountingJournal, log: EventLog
) -> None:
    await journal.append([_poisoned()], save_id="s")
    with pytest.raises(PoisonEvent, match=r"ledger:b@1 at 1"):
        await log.execute(add("b", 1), act())
    with pytest.raises(PoisonEvent):
        await log.history(stream("b"))
    assert await journal.last_position() == 1


async def test_a_hole_in_a_stream_is_not_folded_over(journal: CountingJournal, log: EventLog) -> None:
    await journal.append([CODEC.encode(recorded(Added(amount=1), version=2))], save_id="s")
    with pytest.raises(Exception, match="version 2 follows 0"):
        await log.load(stream("a"))

"""Commands become facts once, all or none, whoever else is writing."""

import asyncio
from collections.abc import Sequence

import pytest

from domain.decider import Plan
from domain.envelope import StreamId
from domain.fact import Act, Actor, Fact
from domain.vocabulary import Role
from eventlog.codec import UnreadableFact
from eventlog.folding import REMEMBERED_COMMANDS, UnknownKind
from eventlog.log import EventLog
from eventlog.repeated import CommandIdReused, CommandIdTaken
from eventlog.snapshots import MemorySnapshots
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import (
    T0,
    Added,
    Ledger,
    NotEnough,
    act,
    add,
    another,
    move,
    stream,
)

# Executing ----------------------------------------------------------------------------------------


async def test_facts_carry_the_act(log: EventLog) -> None:
    outcome = await log.execute(
        add("a", 3, 4), act("c1", cause="call:1@2", correlation="call:1", device_at=T0)
    )
    assert not outcome.repeated
    assert outcome.position == 2
    first, second = outcome.facts
    assert (first.version, second.version, first.position, second.position) == (1, 2, 1, 2)
    assert (second.fact, second.command_id, second.cause) == (Added(amount=4), "c1", "call:1@2")
    assert (second.correlation, second.device_at, second.at) == ("call:1", T0, T0)
    assert await log.load(stream("a")) == (Ledger(7, (3, 4)), 2)
    assert await log.history(stream("a")) == [first, second]


async def test_two_streams_change_together(log: EventLog, journal: CountingJournal) -> None:
    await log.execute(add("a", 10), act())
    outcome = await log.execute(move("a", "b", 4), act())
    assert journal.appends == 2
    assert [each.stream.id for each in outcome.facts] == ["a", "b"]
    assert (await log.load(stream("a")))[0].total == 6
    assert (await log.load(stream("b")))[0].total == 4


async def test_a_refusal_passes_untouched_and_stores_nothing(log: EventLog, journal: CountingJournal) -> None:
    with pytest.raises(NotEnough, match="0 is not enough"):
        await log.execute(move("a", "b", 4), act())
    assert await journal.last_position() == 0


async def test_a_decision_without_facts_appends_nothing(log: EventLog, journal: CountingJournal) -> None:
    outcome = await log.execute(add("a"), act())
    assert (outcome.facts, outcome.position, outcome.repeated) == ((), 0, False)
    assert journal.appends == 0


async def test_streams_that_are_only_read_are_given_after_the_written_ones(log: EventLog) -> None:
    await log.execute(add("limit", 5), act())

    def decide(states: Sequence[Ledger], _: Act) -> list[list[Fact]]:
        own, limit = states
        return [[Added(amount=limit.total - own.total)]]

    await log.execute(Plan(writes=(stream("a"),), reads=(stream("limit"),), decide=decide), act())
    assert (await log.load(stream("a")))[0].total == 5
    assert (await log.load(stream("limit")))[1] == 1


async def test_one_bad_fact_stops_the_whole_command(log: EventLog, journal: CountingJournal) -> None:
    with pytest.raises(UnreadableFact):
        await log.execute(add("a", 1, 2000), act())
    assert await journal.last_position() == 0
    assert await log.load(stream("a")) == (Ledger(), 0)


async def test_a_plan_writes_each_stream_once(log: EventLog) -> None:
    with pytest.raises(ValueError, match="once"):
        await log.execute(move("a", "a", 0), act())


async def test_a_stream_of_no_decider_is_named(log: EventLog) -> None:
    with pytest.raises(UnknownKind, match="nothing"):
        await log.load(StreamId("nothing", "1"))


# The same command again ---------------------------------------------------------------------------


async def test_a_repeated_command_returns_the_first_answer(log: EventLog, journal: CountingJournal) -> None:
    first = await log.execute(add("a", 3, 4), act("c1"))
    await log.execute(add("a", 5), act())
    for later in (log, another(journal)):
        again = await later.execute(add("a", 3, 4), act("c1", after=60))
        assert again.repeated
        assert (again.facts, again.position) == (first.facts, 2)
    assert await journal.last_position() == 3


async def test_a_repeated_command_over_two_streams_returns_all_its_facts(
    journal: CountingJournal, log: EventLog
) -> None:
    await log.execute(add("a", 9), act())
    first = await log.execute(move("a", "b", 9), act("c1"))
    again = await another(journal).execute(move("a", "b", 9), act("c1"))
    assert (again.repeated, again.facts) == (True, first.facts)


async def test_the_same_command_sent_twice_at_once_is_executed_once(journal: CountingJournal) -> None:
    logs = [another(journal) for _ in range(4)]
    outcomes = await asyncio.gather(
        *(log.execute(add("a", 1), act("c1", after=n)) for n, log in enumerate(logs))
    )
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True, True, True]
    assert len({outcome.facts for outcome in outcomes}) == 1
    assert await journal.last_position() == 1


async def test_a_command_id_of_somebody_else_is_not_answered(log: EventLog) -> None:
    await log.execute(add("a", 1), act("c1"))
    with pytest.raises(CommandIdTaken):
        await log.execute(add("a", 1), act("c1", by=Actor(Role.ARM, "paul")))


async def test_a_command_id_is_not_used_for_another_command(journal: CountingJournal, log: EventLog) -> None:
    first = await log.execute(add("a", 1), act("c1", digest="one"))
    await log.execute(add("a", 5), act("c2", digest="five"))
    for later in (log, another(journal)):
        with pytest.raises(CommandIdReused):
            await later.execute(add("a", 2), act("c1", digest="two"))
        again = await later.execute(add("a", 1), act("c1", digest="one"))
        assert (again.repeated, again.facts) == (True, first.facts)
    assert await journal.last_position() == 2


async def test_where_one_of_the_two_has_no_digest_once_is_once(
    journal: CountingJournal, log: EventLog
) -> None:
    """Facts of before there were digests, and what machines do once whatever they say."""
    await log.execute(add("a", 1), act("c1"))
    await log.execute(add("a", 1), act("c2", digest="one"))
    assert (await log.execute(add("a", 2), act("c1", digest="two"))).repeated
    assert (await log.execute(add("a", 2), act("c2"))).repeated
    assert await journal.last_position() == 2


async def test_a_repeated_command_is_recognised_through_a_snapshot(journal: CountingJournal) -> None:
    snapshots = MemorySnapshots()
    log = another(journal, snapshots=snapshots, snapshot_every=5)
    first = await log.execute(add("a", 1), act("c1"))
    for _ in range(20):
        await log.execute(add("a", 1), act())
    journal.reads = 0
    again = await another(journal, snapshots=snapshots).execute(add("a", 1), act("c1"))
    assert (again.repeated, again.facts) == (True, first.facts)
    assert journal.reads == 2


async def test_the_commands_of_a_long_stream_are_remembered_within_bounds(
    journal: CountingJournal, log: EventLog
) -> None:
    for n in range(REMEMBERED_COMMANDS + 10):
        await log.execute(add("a", 0), act(f"n{n}"))
    again = await log.execute(add("a", 0), act("n10"))
    assert again.repeated
    assert await journal.last_position() == REMEMBERED_COMMANDS + 10

"""Commands become facts once, all or none, whoever else is writing."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decider import Plan
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Actor, Fact
from domain.vocabulary import Role
from eventlog.codec import PoisonEvent, UnreadableFact
from eventlog.embedded import EmbeddedServer
from eventlog.folding import REMEMBERED_COMMANDS, UnknownKind
from eventlog.journal import Entry
from eventlog.log import CommandIdTaken, EventLog, TooBusy
from eventlog.memory import MemoryJournal
from eventlog.snapshots import MemorySnapshots
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import (
    CODEC,
    DECIDERS,
    T0,
    Added,
    Ledger,
    NotEnough,
    act,
    add,
    fresh_fold,
    move,
    recorded,
    stream,
)
from tests.eventlog.running import a_journal, a_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with a_server(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture(params=["memory", "jetstream"])
async def journal(request: pytest.FixtureRequest) -> AsyncIterator[CountingJournal]:
    if request.param == "memory":
        yield CountingJournal(MemoryJournal())
        return
    async with a_journal(request.getfixturevalue("server")) as (_, journal):
        yield CountingJournal(journal)


@pytest.fixture
def log(journal: CountingJournal) -> EventLog:
    return EventLog(journal, CODEC, DECIDERS)


def another(journal: CountingJournal, **options: Any) -> EventLog:
    """A second process on the same journal."""
    return EventLog(journal, CODEC, DECIDERS, **options)


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


# Others writing -----------------------------------------------------------------------------------


async def test_a_conflict_decides_again_on_the_new_state(journal: CountingJournal, log: EventLog) -> None:
    await log.execute(add("a", 5), act())

    async def rival() -> None:
        journal.before_append = None
        await another(journal).execute(add("a", -4), act())

    journal.before_append = rival
    with pytest.raises(NotEnough, match="1 is not enough"):
        await log.execute(add("a", -3), act())
    assert (await log.load(stream("a")))[0].total == 1


async def test_endless_rivals_end_in_too_busy(journal: CountingJournal) -> None:
    async def rival() -> None:
        hook, journal.before_append = journal.before_append, None
        await another(journal).execute(add("a", 1), act())
        journal.before_append = hook

    journal.before_append = rival
    with pytest.raises(TooBusy, match="ledger:a"):
        await another(journal, attempts=3).execute(add("a", 1), act())
    assert await journal.last_position() == 3


async def test_commands_of_one_process_do_not_race_each_other(
    journal: CountingJournal, log: EventLog
) -> None:
    await asyncio.gather(*(log.execute(add("a", 1), act()) for _ in range(50)))
    assert journal.appends == 50
    assert (await log.load(stream("a")))[0].total == 50


async def test_crossed_moves_do_not_wait_for_each_other_for_ever(
    journal: CountingJournal, log: EventLog
) -> None:
    await log.execute(add("a", 100), act())
    await log.execute(add("b", 100), act())
    moves = [move("a", "b", 1), move("b", "a", 1)] * 20
    async with asyncio.timeout(5):
        await asyncio.gather(*(log.execute(each, act()) for each in moves))
    assert journal.appends == 42


async def test_a_command_does_not_wait_for_ever_for_its_turn(journal: CountingJournal) -> None:
    log = another(journal, patience=0.01)
    holding = asyncio.Event()

    async def hold() -> None:
        holding.set()
        await asyncio.sleep(0.2)

    journal.before_append = hold
    slow = asyncio.create_task(log.execute(add("a", 1), act()))
    await holding.wait()
    with pytest.raises(TooBusy, match="wait"):
        await log.execute(add("a", 1), act())
    assert not (await slow).repeated


async def test_many_processes_lose_no_command(journal: CountingJournal) -> None:
    logs = [another(journal, attempts=100) for _ in range(4)]
    await asyncio.gather(*(log.execute(add("a", 1), act()) for log in logs for _ in range(20)))
    facts = await logs[0].history(stream("a"))
    assert [each.version for each in facts] == list(range(1, 81))
    for log in logs:
        assert (await log.load(stream("a")))[0] == fresh_fold(facts)


# Reading ------------------------------------------------------------------------------------------


async def test_a_hot_stream_costs_one_read(journal: CountingJournal, log: EventLog) -> None:
    await log.execute(add("a", 1), act())
    journal.reads = 0
    await log.execute(add("a", 1), act())
    assert journal.reads == 1


async def test_the_process_forgets_cold_streams(journal: CountingJournal) -> None:
    log = another(journal, kept_streams=2)
    for name in "abcd":
        await log.execute(add(name, 1), act())
    assert [(await log.load(stream(name)))[0].total for name in "abcd"] == [1, 1, 1, 1]
    assert len(log._folding._hot) == 2  # pyright: ignore[reportPrivateUsage]


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


steps = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["add", "move", "load"]), st.sampled_from("ab")),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(steps, st.integers(1, 7), st.booleans())
async def test_two_logs_on_one_journal_always_see_what_a_fresh_fold_sees(
    interleaving: list[tuple[int, str, str]], every: int, snapshots: bool
) -> None:
    journal = CountingJournal(MemoryJournal())
    store = MemorySnapshots() if snapshots else None
    options: dict[str, Any] = {"snapshots": store, "snapshot_every": every, "kept_streams": 1}
    logs = [another(journal, **options), another(journal, snapshots=store, snapshot_every=every)]
    for who, what, name in interleaving:
        if what == "add":
            await logs[who].execute(add(name, 3), act())
        elif what == "move" and (await logs[who].load(stream(name)))[0].total >= 2:
            await logs[who].execute(move(name, "b" if name == "a" else "a", 2), act())
        for log in logs:
            facts = await log.history(stream(name))
            assert await log.load(stream(name)) == (fresh_fold(facts), len(facts))

"""Several writers on one log: none is lost, none decides on what is no longer true."""

import asyncio
import itertools
import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.connection import Connection
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog, TooBusy
from eventlog.memory import MemoryJournal
from eventlog.snapshots import MemorySnapshots
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import (
    CODEC,
    DECIDERS,
    NotEnough,
    a_code,
    act,
    add,
    another,
    fresh_fold,
    move,
    stream,
)


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
    async with asyncio.timeout(30):
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


steps = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["add", "take", "move", "look"]), st.sampled_from("ab")),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(steps, st.integers(1, 7), st.booleans())
async def test_two_logs_on_one_journal_always_see_what_a_fresh_fold_sees(
    interleaving: list[tuple[int, str, str]], every: int, snapshots: bool
) -> None:
    journal = CountingJournal(MemoryJournal())
    store = MemorySnapshots() if snapshots else None
    logs = [another(journal, snapshots=store, snapshot_every=every, kept_streams=n) for n in (1, 9)]
    totals = {"a": 0, "b": 0}
    for who, what, name in interleaving:
        other = "b" if name == "a" else "a"
        plan = {"add": add(name, 3), "take": add(name, -4), "move": move(name, other, 2)}.get(what)
        if plan is None:
            facts = await logs[who].history(stream(name))
            assert await logs[who].load(stream(name)) == (fresh_fold(facts), len(facts))
            continue
        changes = {"add": {name: 3}, "take": {name: -4}, "move": {name: -2, other: 2}}[what]
        refused = any(totals[each] + change < 0 for each, change in changes.items())
        try:
            await logs[who].execute(plan, act())
        except NotEnough:
            assert refused
        else:
            assert not refused
            for each, change in changes.items():
                totals[each] += change
    for log, name in itertools.product(logs, totals):
        facts = await log.history(stream(name))
        assert await log.load(stream(name)) == (fresh_fold(facts), len(facts))
        assert fresh_fold(facts).total == totals[name]


async def test_four_processes_take_what_there_is_and_not_one_more(
    nats_server: EmbeddedServer, nats_connection: Connection
) -> None:
    code, names, each = a_code(), ["a", "b", "c"], 60
    journal = await open_journal(nats_connection, Layout.for_centre(code))
    log = EventLog(journal, CODEC, DECIDERS)
    for name in names:
        await log.execute(add(name, each), act())
    environment = {**os.environ, "NATS_URL": nats_server.secret_url}
    racers = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.eventlog.racer", f"p{n}", code, *names),
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for n in range(4)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert await racer.stdout.readline() == b"ready\n"
    taken = [int(said) for said, _ in await asyncio.gather(*(racer.communicate(b"go\n") for racer in racers))]
    assert sum(taken) == len(names) * each
    assert sum(count > 0 for count in taken) > 1, "nobody raced"
    for name in names:
        facts = await log.history(stream(name))
        assert [fact.version for fact in facts] == list(range(1, each + 2))
        assert await log.load(stream(name)) == (fresh_fold(facts), each + 1)
        assert fresh_fold(facts).total == 0

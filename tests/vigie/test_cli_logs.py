"""`vigie log`: what happened, as lines, as JSON, as a tree, as counts; and what could not be handled."""

import asyncio
from typing import Any

import msgspec
import pytest

from domain.envelope import Recorded
from domain.house import DECIDERS, AnyFact
from domain.regulation_call.facts import CallReceived
from eventlog.jetstream import open_journal
from tests.vigie.shell import Shell
from tests.vigie.telling import Room
from tests.waiting import until_told
from vigie.cli import logs
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.running import running
from vigie.settings import Settings


@pytest.fixture
def told(settings: Settings) -> Settings:
    """Two calls regulated, one with a mission, and a video session whose message could not be sent."""

    async def tell() -> None:
        clock = RealClock()
        async with running(settings, clock, stepwise=True) as parts:
            room = Room(parts.doors.log, clock)
            await room.intervention("C1", "M1")
            await room.regulated("C2")
            await room.visio("V1")
            await parts.settle()
        await clock.close()

    asyncio.run(tell())
    return settings


def decoded(line: str) -> Recorded[Any]:
    return msgspec.json.decode(line, type=Recorded[AnyFact])


@pytest.mark.usefixtures("told")
def test_tail_shows_the_last_facts(vigie: Shell) -> None:
    done = vigie("log", "tail", "-n", "3")
    assert (done.code, len(done.out.splitlines())) == (0, 3)
    whole = vigie("log", "tail", "-n", "1000").out.splitlines()
    assert whole[-3:] == done.out.splitlines()
    assert "call.received" in whole[0] or "received" in whole[0]
    assert vigie("log", "tail", "-n", "0").out == ""


@pytest.mark.usefixtures("told")
def test_json_lines_are_the_facts_themselves(vigie: Shell) -> None:
    lines = vigie("log", "tail", "-n", "1000", "--json").out.splitlines()
    facts = [decoded(line) for line in lines]
    assert [each.position for each in facts] == list(range(1, len(facts) + 1))
    assert isinstance(facts[0].fact, CallReceived)
    only = vigie("log", "tail", "-n", "1000", "--json", "--kind", "mission").out.splitlines()
    assert {decoded(line).stream.kind for line in only} == {"mission"}


@pytest.mark.usefixtures("told")
def test_show_tells_one_stream(vigie: Shell) -> None:
    facts = [decoded(line) for line in vigie("log", "show", "mission:M1", "--json").out.splitlines()]
    assert [each.event_id for each in facts] == [f"mission:M1@{n + 1}" for n in range(len(facts))]
    assert len(vigie("log", "show", "mission:M1").out.splitlines()) == len(facts)


@pytest.mark.parametrize("stream", ["mission:nobody", "no-colon", "nokind:M1"])
def test_an_unknown_stream_is_exit_2(vigie: Shell, stream: str) -> None:
    done = vigie("log", "show", stream)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert stream in done.err


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("call", ["C1", "regulation-call:C1"])
def test_trace_hangs_each_fact_under_its_cause(vigie: Shell, call: str) -> None:
    lines = vigie("log", "trace", call).out.splitlines()
    assert lines[0] == "regulation-call:C1"
    depth = {
        word: len(line) - len(line.lstrip("│├└─ \xa0"))
        for line in lines
        for word in ("visio-session.requested", "visio-session.invitation-failed")
        if word in line
    }
    assert depth["visio-session.invitation-failed"] > depth["visio-session.requested"]
    assert not any("regulation-call:C2" in line for line in lines)


def test_an_unknown_call_is_exit_2(vigie: Shell) -> None:
    done = vigie("log", "trace", "C9")
    assert done.code == 2
    assert "vigie: no call C9 in the log" in done.err


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("call", ["", " "])
def test_a_call_without_a_name_is_exit_2(vigie: Shell, call: str) -> None:
    done = vigie("log", "trace", call)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("root", ["regulation-call:", "regulation-call:None"])
def test_facts_of_no_call_belong_to_none(vigie: Shell, root: str) -> None:
    done = vigie("log", "trace", root)
    assert (done.code, done.out) == (2, "")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("page", [1, 2, 1000])
def test_the_last_facts_of_a_kind_are_looked_for(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(logs, "PAGE", page)
    calls = vigie("log", "tail", "-n", "1000", "--kind", "regulation-call").out.splitlines()
    assert len(calls) > 3
    for lines in (0, 1, 3, len(calls), len(calls) + 1):
        done = vigie("log", "tail", "-n", str(lines), "--kind", "regulation-call")
        assert done.out.splitlines() == (calls[-lines:] if lines else [])


def test_an_unknown_kind_is_exit_2_with_those_there_are(vigie: Shell) -> None:
    done = vigie("log", "tail", "--kind", "misson")
    assert (done.code, done.out) == (2, "")
    for kind in DECIDERS:
        assert kind in " ".join(done.err.split())


@pytest.mark.usefixtures("told")
def test_stats_count_every_fact(vigie: Shell) -> None:
    total = len(vigie("log", "tail", "-n", "1000").out.splitlines())
    assert f"{total} facts in 5 streams" in vigie("log", "stats").out


@pytest.mark.usefixtures("told")
def test_messages_that_are_no_entries_are_told_with_the_facts(vigie: Shell, settings: Settings) -> None:
    facts = len(vigie("log", "tail", "-n", "1000").out.splitlines())
    subjects: list[str] = []

    async def stray() -> None:
        async with open_log(settings) as doors:
            for odd in ("x", "mission:M1.-1", "[/red].x"):
                subjects.append(f"{doors.layout.prefix}.e.{odd}")
                await doors.connection.request(subjects[-1], b"{}", seconds=2)
            await Room(doors.log, RealClock()).regulated("C3")
            journal = await open_journal(doors.connection, doors.layout)
            for entry in await journal.scan(after=facts, limit=3):
                await doors.dead_letters.bury("reactions", entry, "[/x] no", 1)

    asyncio.run(stray())
    told = vigie("log", "tail", "-n", "1000").out.splitlines()
    for position, subject in enumerate(subjects, facts + 1):
        said = f"{position:>7} cannot be read: {subject}: subject is not an entry"
        assert told[position - 1] == said
    assert "regulation-call:C3" in told[-1]
    stats = vigie("log", "stats").out
    assert f"{len(told)} facts in 6 streams" in stats
    assert any("(cannot be read)" in line and " 3 " in line for line in stats.splitlines())
    assert "[/x] no" in vigie("log", "dead-letters").out


def test_dead_letters_are_listed_and_handed_over_again(vigie: Shell, settings: Settings) -> None:
    assert "no dead letters" in vigie("log", "dead-letters").out

    async def bury() -> None:
        async with open_log(settings) as doors:
            await Room(doors.log, RealClock()).visio("V1")
            journal = await open_journal(doors.connection, doors.layout)
            (entry,) = await journal.scan()
            await doors.dead_letters.bury("reactions", entry, "ValueError: broken", 5)

    asyncio.run(bury())
    listed = vigie("log", "dead-letters").out
    assert "reactions@1" in listed
    assert "visio-session:V1@1" in listed
    assert "ValueError: broken" in listed
    assert "1 handed over again" in vigie("log", "dead-letters", "--retry").out
    asyncio.run(_work_until_settled(settings))
    assert "no dead letters" in vigie("log", "dead-letters").out


async def _work_until_settled(settings: Settings) -> None:
    """Run a worker until it has tried the letter again."""
    clock = RealClock()
    async with running(settings, clock, stepwise=True) as parts:

        async def settled() -> bool:
            return not await parts.doors.dead_letters.list()

        await until_told(settled, seconds=15)
    await clock.close()

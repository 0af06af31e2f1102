"""`vigie dispatch replay`: recorded solves made again; one bit changed is found and named."""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded
from domain.mission.facts import TeamsProposed
from domain.vocabulary import Position
from eventlog.jetstream import open_journal
from tests.reading import told
from tests.vigie.shell import Done, Shell
from tests.vigie.telling import Room, stands_at
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.running import running
from vigie.settings import Settings
from vigie.worker.inputs import packed, unpacked

Change = Callable[[Recorded[Any]], Recorded[Any] | None]


@pytest.fixture
def night(settings: Settings) -> Settings:
    """Three missions proposed in turn, with two teams."""

    async def lived() -> None:
        clock = RealClock()
        async with running(settings, clock, stepwise=True) as parts:
            room = Room(parts.doors.log, clock)
            for number in range(2):
                await room.shift(f"T{number}")
                await stands_at(parts, clock, f"T{number}", Position(48.55 + number / 100, 2.66))
            for number in range(3):
                await room.intervention(f"C{number}", f"M{number}")
                await parts.settle()
        await clock.close()

    asyncio.run(lived())
    return settings


def solves(settings: Settings) -> list[Recorded[SolveRecorded]]:
    async def read() -> list[Recorded[SolveRecorded]]:
        async with open_log(settings) as doors:
            return await told(doors.log, SolveRecorded)

    return asyncio.run(read())


def copied(settings: Settings, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same log under another name, each fact as `change` makes it (None leaves it out); the command
    line then reads that one."""

    async def copy() -> str:
        other = uuid4().hex
        async with open_log(settings) as doors:
            items = await doors.log.scan(limit=10_000)
            facts = [change(each) for each in items if isinstance(each, Recorded)]
        async with open_log(dataclasses.replace(settings, centre=other)) as doors:
            journal = await open_journal(doors.connection, doors.layout)
            for number, fact in enumerate(each for each in facts if each is not None):
                await journal.append([doors.codec.encode(fact)], save_id=f"copy-{number}")
        return other

    monkeypatch.setenv("VIGIE_CENTRE", asyncio.run(copy()))


def said(done: Done) -> dict[str, Any]:
    return json.loads(done.out)


def test_every_solve_leads_to_what_was_proposed(night: Settings, vigie: Shell) -> None:
    done = vigie("dispatch", "replay")
    assert done.code == 0
    assert done.out.endswith(" proposals recomputed: 0 differences\n")
    outcome = said(vigie("dispatch", "replay", "--json"))
    assert outcome["solves"] == len(solves(night)) > 1
    assert outcome["proposals"] >= 3
    assert (outcome["differences"], outcome["first"]) == (0, None)


def test_a_period_is_replayed_alone(night: Settings, vigie: Shell) -> None:
    first, *_, last = solves(night)
    early = said(vigie("dispatch", "replay", "--json", "--to", last.at.isoformat()))
    late = said(vigie("dispatch", "replay", "--json", "--from", last.at.isoformat()))
    whole = said(vigie("dispatch", "replay", "--json"))
    assert early["solves"] + late["solves"] == whole["solves"]
    assert early["proposals"] + late["proposals"] == whole["proposals"]
    assert late["solves"] == 1
    before = (first.at - timedelta(days=1)).isoformat()
    assert said(vigie("dispatch", "replay", "--json", "--from", before, "--to", first.at.isoformat())) == {
        **whole,
        "solves": 0,
        "proposals": 0,
    }


def test_a_proposal_just_after_the_beginning_finds_its_solve_before(night: Settings, vigie: Shell) -> None:
    solve = solves(night)[-1]
    after = (solve.at + timedelta(microseconds=1)).isoformat()
    outcome = said(vigie("dispatch", "replay", "--json", "--from", after))
    assert outcome["solves"] == 0
    assert outcome["proposals"] > 0
    assert outcome["differences"] == 0


def test_one_second_changed_in_the_inputs_is_found(
    night: Settings, vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = solves(night)[0]

    def change(recorded: Recorded[Any]) -> Recorded[Any]:
        if recorded.event_id != first.event_id:
            return recorded
        inputs = unpacked(recorded.fact.inputs, recorded.fact.format)
        (demand, *others) = inputs.problem.demands
        demand = replace(demand, waiting_since=demand.waiting_since - timedelta(seconds=1))
        problem = replace(inputs.problem, demands=(demand, *others))
        return replace(recorded, fact=replace(recorded.fact, inputs=packed(replace(inputs, problem=problem))))

    copied(night, change, monkeypatch)
    outcome = said(vigie("dispatch", "replay", "--json"))
    assert outcome["differences"] == 1
    found = outcome["first"]
    assert (found["mission"], found["solve"]) == ("M0", first.stream.id)
    assert found["position"] > first.position
    assert found["recorded"] != found["recomputed"]
    done = vigie("dispatch", "replay")
    assert done.code == 1
    assert f"position {found['position']}, solve {first.stream.id}, mission M0, {found['field']}" in done.out


def test_a_figure_changed_in_a_proposal_is_named(
    night: Settings, vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(recorded: Recorded[Any]) -> Recorded[Any]:
        if not isinstance(recorded.fact, TeamsProposed) or recorded.stream.id != "M0":
            return recorded
        proposal = recorded.fact.proposal
        first, *others = proposal.ranked
        moved = (replace(first, eta=first.eta + 0.1), *others)
        return replace(recorded, fact=TeamsProposed(proposal=replace(proposal, ranked=moved)))

    copied(night, change, monkeypatch)
    found = said(vigie("dispatch", "replay", "--json"))["first"]
    assert (found["mission"], found["field"]) == ("M0", "ranked[0].eta")
    assert found["recorded"] == pytest.approx(found["recomputed"] + 0.1)


def test_a_solve_never_recorded_is_a_difference(
    night: Settings, vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = solves(night)[-1]
    copied(night, lambda recorded: None if recorded.stream == last.stream else recorded, monkeypatch)
    done = vigie("dispatch", "replay", "--json")
    assert done.code == 1
    assert said(done)["first"]["field"] == "solve_id"
    assert said(done)["first"]["recorded"] == last.stream.id


def test_inputs_that_cannot_be_read_are_a_difference(
    night: Settings, vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = solves(night)[-1]

    def change(recorded: Recorded[Any]) -> Recorded[Any]:
        if recorded.stream != last.stream:
            return recorded
        return replace(recorded, fact=replace(recorded.fact, inputs=recorded.fact.inputs[:-9]))

    copied(night, change, monkeypatch)
    done = vigie("dispatch", "replay", "--json")
    assert done.code == 1
    assert (said(done)["first"]["position"], said(done)["first"]["field"]) == (last.position, "inputs")


def test_proposals_of_before_solves_were_recorded_are_counted_apart(
    night: Settings, vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(recorded: Recorded[Any]) -> Recorded[Any] | None:
        match recorded.fact:
            case SolveRecorded():
                return None
            case TeamsProposed(proposal=proposal):
                old = replace(proposal, solve_id="solve-0123456789abcdef0123")
                return replace(recorded, fact=TeamsProposed(proposal=old))
            case _:
                return recorded

    copied(night, change, monkeypatch)
    done = vigie("dispatch", "replay")
    assert done.code == 0
    assert "0 solves and 0 proposals recomputed: 0 differences" in done.out
    assert "proposals not replayable" in done.out


def test_inputs_not_kept_are_counted_apart(
    night: Settings, vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(recorded: Recorded[Any]) -> Recorded[Any]:
        if not isinstance(recorded.fact, SolveRecorded):
            return recorded
        return replace(recorded, fact=replace(recorded.fact, inputs=b""))

    copied(night, change, monkeypatch)
    done = vigie("dispatch", "replay", "--json")
    assert (done.code, said(done)["proposals"], said(done)["differences"]) == (0, 0, 0)
    assert said(done)["not_replayable"] >= 3


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "yesterday"), "is not an instant"),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "is not before"),
        (("--from", "2026-01-01", "--to", "2026-01-01"), "is not before"),
        (("--since", "2026-01-01"), "No such option"),
    ],
)
def test_bad_words_are_refused_in_one_line(vigie: Shell, words: tuple[str, ...], why: str) -> None:
    done = vigie("dispatch", "replay", *words)
    assert done.code == 2
    assert why in done.err


def test_an_instant_without_offset_is_utc(night: Settings, vigie: Shell) -> None:
    last = solves(night)[-1].at.astimezone(UTC).replace(tzinfo=None)
    assert said(vigie("dispatch", "replay", "--json", "--from", last.isoformat()))["solves"] == 1

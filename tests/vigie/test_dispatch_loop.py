"""The dispatch loop: when it solves, what it claims, what it acknowledges, what it says when it cannot."""

import asyncio
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.policy import Policy
from dispatch.propose import propose_with
from dispatch.travel import StraightLine
from domain.codes import Priority
from domain.dispatch_solve import SolveRecorded
from domain.mission.commands import (
    AcknowledgeMission,
    ForbidTeam,
    ForceTeam,
    OrderMission,
    ReportArrival,
    ReportDeparture,
)
from domain.mission.facts import MissionOrdered, TeamsProposed
from domain.standing_order.commands import RevokeStandingOrder, SignStandingOrder
from domain.standing_order.facts import StandingOrderUsed
from domain.vocabulary import Place, Position
from eventlog.consumers import acknowledged
from eventlog.journal import LogUnavailable
from projections.live import Live
from tests.builders import DOCTOR
from tests.reading import all_facts, told
from tests.vigie.telling import Room, awaited, stands_at
from tests.vigie.workers import impatient
from tests.waiting import until, until_told
from vigie.clock import RealClock
from vigie.running import Parts, running
from vigie.settings import Settings
from vigie.worker import dispatcher, inputs, proposing
from vigie.worker.dispatcher import DISPATCH, Dispatcher, Situation
from vigie.worker.inputs import Inputs, unpacked
from vigie.world import LiveWorld, Sources

pytestmark = pytest.mark.usefixtures("outside")

NEAR, FAR = Position(48.55, 2.66), Position(48.90, 2.30)


@pytest.fixture
def quick(settings: Settings, tmp_path: Path) -> Settings:
    """Missions of lower priority are gathered for half a second only."""
    return replace(settings, policy=impatient(tmp_path))


def world_of(parts: Parts, clock: RealClock) -> LiveWorld:
    """What the loop of this house sees."""
    views: dict[str, Live[Any]] = {view.projection.name: view for view in parts.views.views}
    sources = Sources(views["team-roster"], views["open-missions"], views["service-times"])
    return LiveWorld(clock, sources, parts.positions, Policy())


async def two_teams(room: Room, parts: Parts) -> None:
    for team, position in (("near", NEAR), ("far", FAR)):
        await room.shift(team)
        await stands_at(parts, RealClock(), team, position)


async def test_a_solve_is_recorded_with_its_inputs_before_what_it_proposes(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        basis = await room.log.last_position()
        await parts.settle()
        (solve,) = await told(room.log, SolveRecorded)
        (proposed,) = await told(room.log, TeamsProposed)
        assert (solve.fact.basis, solve.stream.id) == (basis, f"{basis}-0")
        assert solve.position < proposed.position
        assert proposed.fact.proposal.solve_id == solve.stream.id
        again = unpacked(solve.fact.inputs, solve.fact.format).proposals(solve.stream.id)
        assert again == {"M1": proposed.fact.proposal}


async def test_a_solve_that_shows_nothing_new_is_not_recorded(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.settle()
        assert parts.dispatch is not None
        parts.dispatch.proposing.call()
        assert await parts.dispatch.proposing.solve_if_changed() == 0
        assert len(await told(room.log, SolveRecorded)) == 1


class Still:
    """A world that another worker sees at the same moment."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    def situation(self) -> Situation:
        return self._situation


async def test_a_position_solved_by_another_worker_is_left_to_it(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.views.wait(await room.log.last_position())
        same = Still(world_of(parts, clock).situation())
        one, two = (
            Dispatcher(room.log, clock, same, Policy(), StraightLine(), worker=name)
            for name in ("one", "two")
        )
        assert [(await each.solve()).outdated for each in (one, two)] == [False, True]
        assert [each.fact.worker for each in await told(room.log, SolveRecorded)] == ["one"]
        assert len(await told(room.log, TeamsProposed)) == 1


async def test_a_mission_that_moved_on_meanwhile_is_solved_again(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        for number in (1, 2):
            await room.intervention(f"C{number}", f"M{number}")
        await parts.views.wait(await room.log.last_position())
        before = Still(world_of(parts, clock).situation())
        await room.say(ForbidTeam(mission="M1", team="near", reason="conflit"))
        solved = await Dispatcher(room.log, clock, before, Policy(), StraightLine()).solve()
        assert solved.outdated
        assert [each.stream.id for each in await told(room.log, TeamsProposed)] == ["M2"]
        await parts.settle()
        last = {each.stream.id: each.fact.proposal for each in await told(room.log, TeamsProposed)}
        assert last["M1"].chosen == "far"


async def test_a_solve_repeated_after_a_failure_says_what_it_said_first(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claimed, then the log went away; the teams have moved since, but the claim stands."""
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.views.wait(await room.log.last_position())
        before = world_of(parts, clock).situation()
        await stands_at(parts, clock, "near", FAR)
        after = world_of(parts, clock).situation()._replace(basis_at=before.basis_at)

        async def away(*_words: Any) -> int:
            raise LogUnavailable("gone between the claim and its proposals")

        with monkeypatch.context() as patch:
            patch.setattr(Dispatcher, "_say", away)
            with pytest.raises(LogUnavailable):
                await Dispatcher(room.log, clock, Still(before), Policy(), StraightLine()).solve()
        assert await told(room.log, TeamsProposed) == []
        await Dispatcher(room.log, clock, Still(after), Policy(), StraightLine()).solve()
        (solve,) = await told(room.log, SolveRecorded)
        (proposed,) = await told(room.log, TeamsProposed)
        again = unpacked(solve.fact.inputs, solve.fact.format).proposals(solve.stream.id)
        assert again == {"M1": proposed.fact.proposal}
        assert proposed.fact.proposal.chosen == "near"


async def test_urgent_missions_wait_for_nothing_and_the_others_for_their_window(
    quick: Settings, clock: RealClock
) -> None:
    async with running(quick, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C2", "M2", priority=Priority.P2)
        await parts.settle()
        assert await told(room.log, TeamsProposed) == []
        await asyncio.sleep(0.6)
        await parts.settle()
        assert [each.stream.id for each in await told(room.log, TeamsProposed)] == ["M2"]
        await room.intervention("C3", "M3", priority=Priority.P3)
        await room.intervention("C0", "M0", priority=Priority.P0)
        await parts.settle()
        proposed = {each.stream.id for each in await told(room.log, TeamsProposed)}
        assert proposed >= {"M0", "M3"}
        solves = await told(room.log, SolveRecorded)
        assert len(solves) == 2  # the urgent one took the other with it


async def test_a_fact_is_acknowledged_once_its_solve_is_recorded(quick: Settings, clock: RealClock) -> None:
    async with running(quick, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await parts.settle()
        await asyncio.sleep(0.6)
        await parts.settle()
        await room.intervention("C2", "M2", priority=Priority.P2)
        await parts.settle()
        assert parts.dispatch is not None
        assert parts.dispatch.wakes.held == 1
        await asyncio.sleep(0.6)
        await parts.settle()
        assert parts.dispatch.wakes.held == 0
        last = await room.log.last_position()

        async def acknowledged_all() -> bool:
            return await acknowledged(parts.doors.connection, parts.doors.layout, proposing.NAME) == last

        await until_told(acknowledged_all)


async def test_a_solve_that_fails_is_said_on_the_health_page_and_made_again(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = True

    def propose(*words: Any) -> Any:
        if failing:
            raise RuntimeError("the patient in C1 broke the solver")
        return propose_with(*words)

    monkeypatch.setattr(inputs, "propose_with", propose)
    monkeypatch.setattr(proposing, "FAILED_SECONDS", 0.2)
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")

        async def said() -> str:
            return next(each.detail for each in await parts.checks() if each.name == proposing.NAME)

        async def failed() -> bool:
            return "RuntimeError" in await said()

        await until_told(failed)
        assert "C1" not in await said()
        assert not all(each.ok for each in await parts.checks())
        assert parts.dispatch is not None
        assert parts.dispatch.wakes.held > 0  # nothing is acknowledged meanwhile
        failing = False
        await awaited(room.log, TeamsProposed)

        async def well() -> bool:
            return all(each.ok for each in await parts.checks())

        await until_told(well)
        await until(lambda: parts.dispatch is not None and parts.dispatch.wakes.held == 0)


async def test_inputs_too_large_to_keep_are_left_out_and_the_proposals_made(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "packed", _noise)
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.settle()
        (solve,) = await told(room.log, SolveRecorded)
        (proposed,) = await told(room.log, TeamsProposed)
        assert solve.fact.inputs == b""
        assert proposed.fact.proposal.solve_id == solve.stream.id
        (said,) = [each for each in await parts.checks() if each.name == proposing.NAME]
        assert said.ok
        assert said.detail == "1 solves too large to be kept cannot be replayed"


async def test_a_long_solve_stops_nothing_else_and_is_said(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*words: Any) -> Any:
        time.sleep(1.0)  # as a solver in C would: the thread is busy, no await
        return propose_with(*words)

    monkeypatch.setattr(inputs, "propose_with", slow)
    monkeypatch.setattr(proposing, "LONG_SECONDS", 0.3)
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")

        async def said() -> bool:
            checks = await parts.checks()
            return any("solve under way has lasted" in each.detail for each in checks)

        await until_told(said)
        await awaited(room.log, TeamsProposed)


def _noise(_inputs: Inputs) -> bytes:
    return os.urandom(2_000_000)


async def test_a_team_that_has_moved_far_is_looked_at_again(quick: Settings, clock: RealClock) -> None:
    async with running(quick, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.settle()
        assert parts.dispatch is not None
        await stands_at(parts, clock, "far", Position(FAR.lat, FAR.lon + 0.001))  # 70 m
        assert await parts.dispatch.proposing.solve_if_changed() == 0
        await asyncio.sleep(0.6)
        await parts.settle()
        assert len(await told(room.log, SolveRecorded)) == 1
        await stands_at(parts, clock, "far", Position(48.541, 2.661))
        await parts.settle()
        await asyncio.sleep(0.6)
        await parts.settle()
        assert (await told(room.log, TeamsProposed))[-1].fact.proposal.chosen == "far"


async def test_a_team_first_heard_of_is_looked_at_without_waiting(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.shift("late")
        await room.intervention("C1", "M1")
        await parts.settle()
        await stands_at(parts, clock, "late", NEAR)
        await parts.settle()
        assert (await told(room.log, TeamsProposed))[-1].fact.proposal.chosen == "late"


async def test_a_forced_team_is_the_one_proposed_and_never_for_two_missions(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        for number in (1, 2):
            await room.intervention(f"C{number}", f"M{number}")
            await room.say(ForceTeam(mission=f"M{number}", team="far", reason="connaît le patient"))
        await parts.settle()
        last = {each.stream.id: each.fact.proposal.chosen for each in await told(room.log, TeamsProposed)}
        assert last == {"M1": "far", "M2": None}


async def test_a_mission_on_its_way_is_part_of_the_problem_until_its_team_arrives(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.settle()
        (first,) = await told(room.log, TeamsProposed)
        await room.say(OrderMission(mission="M1", team="near", solve_id=first.fact.proposal.solve_id))
        await parts.settle()
        nurse = next(each.by for each in await all_facts(room.log) if each.by.id == "nurse-near")
        for step in (AcknowledgeMission, ReportDeparture):
            await room.say(step(mission="M1", team="near"), nurse)
        await parts.settle()
        world = world_of(parts, clock)
        (demand,) = world.situation().problem.demands
        assert demand.team == "near"
        await room.say(ReportArrival(mission="M1", team="near"), nurse)
        await parts.settle()
        problem = world.situation().problem
        (busy,) = [team for team in problem.teams if team.id == "near"]
        assert problem.demands == ()
        assert busy.free_at is not None
        assert timedelta(minutes=5) <= busy.free_at - problem.now <= timedelta(minutes=40)


async def test_a_standing_order_orders_what_it_covers_and_nothing_once_revoked(
    quick: Settings, clock: RealClock
) -> None:
    async with running(quick, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C2", "M2", priority=Priority.P2)
        await asyncio.sleep(0.6)
        await parts.settle()
        assert await told(room.log, MissionOrdered) == []
        rule = SignStandingOrder(
            order="nuit",
            priorities=frozenset({Priority.P2}),
            max_eta=1800,
            estimated_allowed=True,
            valid_from=clock.now(),
            valid_until=clock.now() + timedelta(hours=8),
            words="La nuit, la plus proche part seule.",
        )
        await room.say(rule)
        await asyncio.sleep(0.6)
        await parts.settle()
        (ordered,) = await told(room.log, MissionOrdered)
        assert (ordered.stream.id, ordered.fact.team, ordered.by) == ("M2", "near", DISPATCH)
        assert (ordered.fact.standing_order, ordered.fact.signed_by) == ("nuit", DOCTOR.id)
        assert len(await told(room.log, StandingOrderUsed)) == 1
        await room.say(RevokeStandingOrder(order="nuit", why="renfort arrivé"))
        await room.intervention("C3", "M3", place=Place(label="ici", position=FAR), priority=Priority.P2)
        await asyncio.sleep(0.6)
        await parts.settle()
        assert {each.stream.id for each in await told(room.log, TeamsProposed)} == {"M2", "M3"}
        assert len(await told(room.log, MissionOrdered)) == 1

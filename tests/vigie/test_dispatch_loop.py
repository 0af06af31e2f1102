"""The dispatch loop: when it solves, what it claims, what it acknowledges."""

import asyncio
from typing import Any

import pytest

from dispatch.policy import Policy
from dispatch.travel import StraightLine
from domain.codes import Priority
from domain.dispatch_solve import SolveRecorded
from domain.mission.commands import (
    ForbidTeam,
)
from domain.mission.facts import TeamsProposed
from eventlog.consumers import acknowledged
from eventlog.journal import LogUnavailable
from tests.reading import told
from tests.vigie.dispatching import FAR, two_teams, world_of
from tests.vigie.telling import Room, stands_at
from tests.waiting import until_told
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings
from vigie.worker import proposing
from vigie.worker.dispatcher import Dispatcher, Situation
from vigie.worker.inputs import unpacked

pytestmark = pytest.mark.usefixtures("outside")


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

"""The dispatch loop and its teams: where they are, what they are held to, what is ordered for them."""

import asyncio
from datetime import timedelta

import pytest

from domain.codes import Priority
from domain.dispatch_solve import SolveRecorded
from domain.mission.commands import (
    AcknowledgeMission,
    ForceTeam,
    OrderMission,
    ReportArrival,
    ReportDeparture,
)
from domain.mission.facts import MissionOrdered, TeamsProposed
from domain.standing_order.commands import RevokeStandingOrder, SignStandingOrder
from domain.standing_order.facts import StandingOrderUsed
from domain.vocabulary import Place, Position
from tests.builders import DOCTOR
from tests.reading import all_facts, told
from tests.vigie.dispatching import FAR, NEAR, two_teams, world_of
from tests.vigie.telling import Room, stands_at
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings
from vigie.worker.dispatcher import DISPATCH

pytestmark = pytest.mark.usefixtures("outside")


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

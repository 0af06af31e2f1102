"""Teams are proposed when something changed, once, by however many workers; nobody is ordered."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.envelope import Recorded
from domain.fact import Actor
from domain.mission.commands import DeclineMission, OrderMission
from domain.mission.facts import MissionOrdered, MissionRequested, TeamAlerted, TeamsProposed
from domain.mobile_team.commands import LoseTablet
from domain.regulation_call import commands as c
from domain.visio_session.facts import InvitationSent
from domain.vocabulary import Position, Role
from tests.builders import ARM, MACHINE
from tests.reading import all_facts, told
from tests.vigie.outside import Outside
from tests.vigie.telling import Room, awaited, stands_at
from vigie.clock import RealClock
from vigie.inquiry import inquire
from vigie.rebuilding import rebuild
from vigie.running import Parts, running
from vigie.settings import Settings
from vigie.worker.dispatcher import DISPATCH

pytestmark = pytest.mark.usefixtures("outside")

NEAR, FAR = Position(48.55, 2.66), Position(48.90, 2.30)


async def two_teams(room: Room, parts: Parts, clock: RealClock) -> None:
    for team, position in (("near", NEAR), ("far", FAR)):
        await room.shift(team)
        await stands_at(parts, clock, team, position)


async def test_a_mission_gets_a_proposal_that_orders_nobody(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts, clock)
        await room.intervention("C1", "M1")
        await parts.settle()
        (proposed,) = await told(room.log, TeamsProposed)
        shown = proposed.fact.proposal
        assert (shown.chosen, [each.team for each in shown.ranked]) == ("near", ["near", "far"])
        assert all(each.estimated for each in shown.ranked)
        assert proposed.by == DISPATCH
        assert await told(room.log, MissionOrdered) == []


async def test_a_running_worker_proposes_by_itself(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts, clock)
        await room.intervention("C1", "M1")
        proposed = await awaited(room.log, TeamsProposed)
        assert proposed.fact.proposal.chosen == "near"


async def test_a_team_that_declines_is_not_proposed_again(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts, clock)
        await room.intervention("C1", "M1")
        await parts.settle()
        (first,) = await told(room.log, TeamsProposed)
        await room.say(OrderMission(mission="M1", team="near", solve_id=first.fact.proposal.solve_id))
        await parts.settle()
        assert len(await told(room.log, TeamAlerted)) == 1
        assert len(await told(room.log, TeamsProposed)) == 1
        declined = DeclineMission(mission="M1", team="near", why="pneu crevé")
        await room.say(declined, Actor(Role.NURSE, "nurse-near"))
        await parts.settle()
        _, second = await told(room.log, TeamsProposed)
        assert second.fact.proposal.chosen == "far"
        assert [each.team for each in second.fact.proposal.ranked] == ["far"]
        assert {each.team for each in second.fact.proposal.excluded} == {"near"}


async def test_nothing_new_is_not_proposed_again(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts, clock)
        await room.intervention("C1", "M1")
        await parts.settle()
        assert parts.dispatch is not None
        await room.say(LoseTablet(team="far"), MACHINE)
        await room.say(c.NoteObservation(call="C1", text="rien de neuf"), ARM)
        await parts.settle()
        await parts.settle()
        assert await parts.dispatch.proposing.solve_if_changed() == 0
        assert len(await told(room.log, TeamsProposed)) == 1


async def test_a_mission_nobody_can_take_says_why(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.shift("lost")  # its tablet never said where it is
        await room.intervention("C1", "M1")
        await parts.settle()
        (proposed,) = await told(room.log, TeamsProposed)
        assert proposed.fact.proposal.chosen is None
        assert [each.team for each in proposed.fact.proposal.excluded] == ["lost"]


async def test_a_mission_left_without_proposal_gets_one_after_a_restart(
    settings: Settings, clock: RealClock
) -> None:
    """The worker died between the mission and its proposal; the checkpoint has the mission."""
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts, clock)
        await room.intervention("C1", "M1")
        await awaited(room.log, MissionRequested)
        await parts.views.wait(await room.log.last_position())
        assert await told(room.log, TeamsProposed) == []
    async with running(settings, clock) as parts:
        proposed = await awaited(parts.doors.log, TeamsProposed)
        assert proposed.fact.proposal.chosen == "near"


async def test_two_workers_at_once_react_and_propose_once(
    settings: Settings, clock: RealClock, tmp_path: Path, outside: Outside
) -> None:
    other = replace(settings, data=tmp_path / "other")
    async with running(settings, clock) as one, running(other, clock) as two:
        rooms = [Room(one.doors.log, clock), Room(two.doors.log, clock)]
        await two_teams(rooms[0], one, clock)
        cases = [(rooms[n % 2], n) for n in range(6)]
        await asyncio.gather(*(room.intervention(f"C{n}", f"M{n}") for room, n in cases))
        await asyncio.gather(*(room.visio(f"V{n}") for room, n in cases))
        await _quiet(one, two)
        facts = await all_facts(one.doors.log)
        for kind in (MissionRequested, InvitationSent):
            made = Counter(each.stream.id for each in facts if isinstance(each.fact, kind))
            assert set(made.values()) == {1}, kind
            assert len(made) == 6
        assert len(outside.asked) == 6
        shown = [each for each in facts if isinstance(each.fact, TeamsProposed)]
        assert {each.stream.id for each in shown} == {f"M{n}" for n in range(6)}
        assert max(Counter((each.stream.id, each.command_id) for each in shown).values()) == 1
        assert [each for each in facts if isinstance(each.fact, MissionOrdered)] == []
        assert (await inquire(_given(facts))).double_bookings == 0
        await two.views.wait(facts[-1].position)
        projections = tuple(each.projection for each in one.views.views)
        fresh = await rebuild(_given(facts), projections, None)
        for parts in (one, two):
            assert [each.standing for each in parts.views.views] == [each.standing for each in fresh]


async def _quiet(*houses: Parts) -> None:
    """Wait until the log has been the same for a while, and every mission has its proposal."""
    log, last = houses[0].doors.log, -1
    async with asyncio.timeout(30):
        while True:
            await asyncio.sleep(0.7)
            if (now := await log.last_position()) == last:
                return
            last = now


async def _given(facts: list[Recorded[Any]]) -> AsyncIterator[Recorded[Any]]:
    for fact in facts:
        yield fact

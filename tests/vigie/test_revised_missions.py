"""A call corrected while its mission waits: the loop proposes anew, for what the call says now."""

import pytest

from dispatch.policy import Policy
from dispatch.travel import StraightLine
from domain.codes import Priority
from domain.mission.facts import MissionRevised, TeamsProposed
from domain.proposal import Proposal
from domain.regulation_call.commands import AssignPriority, LocateCall
from domain.vocabulary import Place, Position
from tests.builders import ARM
from tests.reading import told
from tests.vigie.dispatching import FAR, NEAR, two_teams
from tests.vigie.telling import HERE, Room
from tests.waiting import until_told
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings

pytestmark = pytest.mark.usefixtures("outside")

ELSEWHERE = Place(label="12 rue Basse", position=Position(48.88, 2.31))


def seconds(start: Position, end: Position | None) -> float:
    assert end is not None
    return float(StraightLine().legs([start], [end]).seconds[0, 0])


def travel(proposal: Proposal) -> float:
    """Weighted seconds of the journey of the first team."""
    return next(term.seconds for term in proposal.ranked[0].terms if term.name == "travel")


async def test_a_running_worker_follows_a_call_that_becomes_urgent_and_is_elsewhere(
    quick: Settings, clock: RealClock
) -> None:
    """P3 waits for its window; P1 does not. Then the patient is found to be at the other end."""
    async with running(quick, clock) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1", priority=Priority.P3)

        async def proposals(count: int) -> bool:
            return len(await told(room.log, TeamsProposed)) == count

        await until_told(lambda: proposals(1))
        await room.say(AssignPriority(call="C1", priority=Priority.P1), ARM)
        await until_told(lambda: proposals(2))
        await room.say(LocateCall(call="C1", place=ELSEWHERE), ARM)
        await until_told(lambda: proposals(3))
        first, urgent, moved = [each.fact.proposal for each in await told(room.log, TeamsProposed)]
        assert [each.chosen for each in (first, urgent, moved)] == ["near", "near", "far"]
        assert first.ranked[0].eta == pytest.approx(seconds(NEAR, HERE), abs=0.1)
        weights = Policy().priorities
        assert travel(urgent) == pytest.approx(travel(first) * weights[Priority.P1].weight, abs=20)
        assert moved.ranked[0].eta == pytest.approx(seconds(FAR, ELSEWHERE.position), abs=0.1)
        assert len(await told(room.log, MissionRevised)) == 2

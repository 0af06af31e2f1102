"""What wakes the dispatch loop, and how soon."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from dispatch.policy import Policy
from dispatch.problem import Availability, TeamState
from domain.codes import Priority
from domain.fact import Fact
from domain.mission import KIND as MISSION
from domain.mission import facts as m
from domain.mobile_team import KIND as TEAM
from domain.mobile_team import facts as t
from domain.standing_order.facts import StandingOrderFact
from domain.vocabulary import Position, TeamNeeds
from projections.open_missions import OPEN_MISSIONS
from projections.projection import rebuild
from tests.builders import NOW, PLACE
from tests.projections.telling import Telling
from vigie.worker.movements import Movements
from vigie.worker.waking import CHANGES, QUIET, window

WINDOWS = Policy().windows
HERE = Position(47.24, 6.02)


def requested(priority: Priority) -> m.MissionRequested:
    return m.MissionRequested(call="C1", priority=priority, place=PLACE, needs=TeamNeeds())


def test_no_fact_is_forgotten() -> None:
    facts: set[type[Any]] = set()
    for union in (m.MissionFact, t.MobileTeamFact, StandingOrderFact):
        facts |= set(get_args(union))
    assert facts == CHANGES | QUIET
    assert not CHANGES & QUIET


@pytest.mark.parametrize("priority", list(Priority))
def test_a_new_mission_waits_for_the_window_of_its_priority(priority: Priority) -> None:
    told = Telling().tell(MISSION, "M1", requested(priority))
    assert window(told.log[-1], OPEN_MISSIONS.initial, WINDOWS) == WINDOWS[priority]


def test_a_call_that_becomes_urgent_wakes_at_once() -> None:
    told = Telling().tell(MISSION, "M1", requested(Priority.P3))
    view = rebuild(OPEN_MISSIONS, told.log).view
    told.tell(MISSION, "M1", m.MissionRevised(priority=Priority.P1))
    assert window(told.log[-1], view, WINDOWS) == 0.0


@pytest.mark.parametrize(
    ("fact", "seconds"),
    [
        (m.TeamDeclined(team="T1", why="panne"), 0.0),
        (m.TeamForbidden(team="T1", reason="conflit"), 0.0),
        (m.AlertExpired(team="T1", after_seconds=30), 0.0),
    ],
)
def test_what_happens_to_an_urgent_mission_is_urgent(fact: Fact, seconds: float) -> None:
    """Even where the view does not know yet that it waits again."""
    told = Telling().tell(MISSION, "M1", requested(Priority.P0), m.MissionOrdered(team="T1"))
    view = rebuild(OPEN_MISSIONS, told.log).view
    told.tell(MISSION, "M1", fact)
    assert window(told.log[-1], view, WINDOWS) == seconds


def test_a_team_that_becomes_free_is_urgent_while_an_urgent_mission_waits() -> None:
    told = Telling().tell(MISSION, "M1", requested(Priority.P3)).tell(MISSION, "M2", requested(Priority.P1))
    view = rebuild(OPEN_MISSIONS, told.log).view
    told.tell(TEAM, "T1", t.TeamBecameAvailable())
    assert window(told.log[-1], view, WINDOWS) == 0.0
    told.tell(MISSION, "M2", m.MissionOrdered(team="T1")).tell(TEAM, "T2", t.TeamBecameAvailable())
    assert window(told.log[-1], rebuild(OPEN_MISSIONS, told.log).view, WINDOWS) == WINDOWS[Priority.P3]


def team(position: Position | None, minutes: float = 0.0) -> TeamState:
    at = NOW - timedelta(minutes=minutes) if position else None
    return TeamState(id="T1", position=position, position_at=at)


def test_a_team_that_moved_half_a_kilometre_has_jumped() -> None:
    movements = Movements(900)
    movements.solved([team(HERE)])
    assert not movements.jumped("T1", Position(HERE.lat + 0.0044, HERE.lon))  # 490 m
    assert movements.jumped("T1", Position(HERE.lat + 0.0046, HERE.lon))  # 510 m


def test_a_team_appears_when_first_heard_of_or_heard_of_again() -> None:
    movements = Movements(900)
    movements.solved([team(None)])
    assert movements.appeared("T1", NOW)
    movements.solved([team(HERE, minutes=20)])
    assert movements.appeared("T1", NOW)
    movements.solved([team(HERE, minutes=10)])
    assert not movements.appeared("T1", NOW)


def test_a_team_that_cannot_be_sent_may_move_as_it_likes() -> None:
    movements = Movements(900)
    movements.solved(
        [TeamState(id="T1", position=HERE, position_at=NOW, availability=Availability.OUT_OF_SERVICE)]
    )
    assert not movements.jumped("T1", Position(0, 0))
    assert not movements.appeared("T1", NOW)

"""Which facts raise alarms, clear them, or will raise one if nothing else happens."""

from typing import Any

import pytest

from domain.alarm.commands import RecheckAlarm
from domain.alarm.facts import AlarmKind, AlarmRaised, Rank
from domain.alarming import clearing, raising
from domain.deadlines import deadline
from domain.dmp_access.facts import ReviewConcluded, ReviewOverdue, Verdict
from domain.fact import Fact
from domain.mission.facts import Escalation, MissionEscalated, ProposalSetAside
from domain.mobile_team.facts import TabletLost, TabletRecovered, TeamEngaged, TeamReleased
from domain.reactions import react
from domain.regulation_call.facts import PriorityAssigned, PriorityRevised, RegulationStarted
from domain.rules.alarms import CALL_WAITS
from domain.vocabulary import Priority
from tests.builders import NOW
from tests.domain.test_reactions import LATER, recorded


@pytest.mark.parametrize(
    ("stream", "fact", "follows"),
    [
        (
            "mission:M1",
            MissionEscalated(why=Escalation.NO_ANSWER),
            raising(AlarmKind.MISSION_ESCALATED, "M1", detail="no-answer"),
        ),
        ("mission:M1", ProposalSetAside(why="attendre"), clearing(AlarmKind.MISSION_ESCALATED, "M1")),
        ("mobile-team:T1", TabletLost(), raising(AlarmKind.TABLET_LOST, "T1")),
        ("mobile-team:T1", TeamEngaged(mission="M1"), raising(AlarmKind.TABLET_LOST, "T1")),
        ("mobile-team:T1", TabletRecovered(), clearing(AlarmKind.TABLET_LOST, "T1")),
        ("mobile-team:T1", TeamReleased(mission="M1"), clearing(AlarmKind.TABLET_LOST, "T1")),
        (
            "regulation-call:C1",
            RegulationStarted(regulator="dr-1"),
            clearing(AlarmKind.CALL_WAITING, "C1"),
        ),
        (
            "regulation-call:C1",
            PriorityRevised(priority=Priority.P2, was=Priority.P1),
            clearing(AlarmKind.CALL_WAITING, "C1"),
        ),
        ("dmp-access:A1", ReviewOverdue(due_at=NOW), raising(AlarmKind.REVIEW_OVERDUE, "A1")),
        (
            "dmp-access:A1",
            ReviewConcluded(verdict=Verdict.JUSTIFIED),
            clearing(AlarmKind.REVIEW_OVERDUE, "A1"),
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fact) else "",
)
def test_an_alarm_comes_and_goes_with_its_cause(stream: str, fact: Fact, follows: Any) -> None:
    assert react(recorded(stream, fact)) == [follows]


def test_a_call_still_urgent_keeps_its_alarm() -> None:
    revised = PriorityRevised(priority=Priority.P0, was=Priority.P1)
    assert react(recorded("regulation-call:C1", revised)) == []


def test_an_alarm_just_raised_is_held_against_its_cause_again() -> None:
    """Its cause may have ended between the decision and the append."""
    fact = AlarmRaised(
        kind=AlarmKind.CALL_WAITING,
        subject="C1",
        rank=Rank.HIGH,
        acknowledge_by=LATER,
        call="C1",
        detail="P1",
    )
    look = RecheckAlarm(alarm="call-waiting.C1", kind=AlarmKind.CALL_WAITING, subject="C1", detail="P1")
    assert react(recorded("alarm:call-waiting.C1", fact)) == [look]


@pytest.mark.parametrize("priority", list(Priority))
def test_only_a_call_that_cannot_wait_has_a_limit(priority: Priority) -> None:
    due = deadline(recorded("regulation-call:C1", PriorityAssigned(priority=priority)))
    if priority not in CALL_WAITS:
        assert due is None
    else:
        assert due is not None
        assert due.at == NOW + CALL_WAITS[priority]

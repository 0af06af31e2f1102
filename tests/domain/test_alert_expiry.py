"""A crew that does not answer: the mission is proposed to another, and after two a person must look."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain import house
from domain.fact import Act, Actor
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import AlertStillValid, AnsweredTooLate, NotThisTeam
from domain.mission.states import Alerted, Closed, EnRoute, OnScene, Ordered, Requested
from domain.mobile_team.facts import TakenBack, TeamReleased
from domain.mobile_team.states import Available, Engaged
from domain.refusals import RoleNotAllowed
from domain.rules.acknowledgement import within
from domain.surroundings import Surroundings
from domain.vocabulary import Priority
from tests.builders import ARM, DOCTOR, MACHINE, NOW, NURSE, Past, a_mission, a_team
from tests.spec import given

BY = NOW + timedelta(seconds=60)
EXPIRE = c.ExpireAlert(mission="M1", team="T1")
WAITING = a_mission(Requested)
SENT = f.MissionOrdered(team="T1", acknowledge_by=BY, acknowledge_within=60)
ORDERED = WAITING.then(SENT)
ALERTED = ORDERED.then(f.TeamAlerted())
EXPIRED = f.AlertExpired(team="T1", after_seconds=60)
RELEASED = TeamReleased(mission="M1", taken_back=TakenBack.NO_ANSWER)
ESCALATED = f.MissionEscalated(why=f.Escalation.NO_ANSWER)
BUSY = a_team(Engaged)


@pytest.mark.parametrize(
    ("priority", "seconds"),
    [(Priority.P0, 30), (Priority.P1, 60), (Priority.P2, 120), (Priority.P3, 120), ("NR", 120)],
)
def test_a_crew_answers_sooner_where_life_is_at_stake(priority: Priority, seconds: float) -> None:
    assert within(Priority(priority)) == timedelta(seconds=seconds)


@pytest.mark.parametrize("past", [ORDERED, ALERTED], ids=["ordered", "alerted"])
def test_a_crew_that_does_not_answer_is_free_and_the_mission_waits(past: Past) -> None:
    given(past, BUSY).when(EXPIRE, by=MACHINE, at=BY).then(EXPIRED, RELEASED)
    task = past.then(EXPIRED).state.task
    assert (task.unanswered, task.silences) == (frozenset({"T1"}), 1)


def test_nothing_expires_before_its_time() -> None:
    early = BY - timedelta(milliseconds=1)
    given(ALERTED, BUSY).when(EXPIRE, by=MACHINE, at=early).then_refused(AlertStillValid)


@pytest.mark.parametrize(
    "past",
    [
        ALERTED.then(f.TeamAcknowledged()),
        ALERTED.then(f.TeamDeparted()),
        ALERTED.then(f.TeamDeparted(), f.TeamArrived()),
        ORDERED.then(f.TeamDeclined(team="T1", why="panne")),
        ORDERED.then(EXPIRED),
        WAITING.then(f.MissionOrdered(team="T2", acknowledge_by=BY)),
        a_mission(Ordered),
        a_mission(Closed),
        WAITING,
    ],
    ids=[
        "acknowledged",
        "gone",
        "there",
        "declined",
        "expired",
        "another",
        "before this rule",
        "closed",
        "no",
    ],
)
def test_an_alert_that_was_answered_or_left_does_not_expire(past: Past) -> None:
    given(past, BUSY).when(EXPIRE, by=MACHINE, at=BY).then_nothing()


def test_a_team_ordered_again_has_its_whole_time_again() -> None:
    later = BY + timedelta(seconds=40)
    again = ORDERED.then(f.TeamDeclined(team="T1", why="panne"), replace(SENT, acknowledge_by=later))
    given(again, BUSY).when(EXPIRE, by=MACHINE, at=BY).then_refused(AlertStillValid)
    given(again, BUSY).when(EXPIRE, by=MACHINE, at=later).then(EXPIRED, RELEASED)


@pytest.mark.parametrize("first", ["T1", "T2"], ids=["the same team", "another team"])
def test_the_second_silence_calls_a_person(first: str) -> None:
    past = WAITING.then(
        f.MissionOrdered(team=first, acknowledge_by=BY), f.AlertExpired(team=first, after_seconds=60), SENT
    )
    given(past, BUSY).when(EXPIRE, by=MACHINE, at=BY).then(EXPIRED, ESCALATED, RELEASED)


def test_each_silence_after_the_second_calls_a_person_again() -> None:
    past = WAITING.then(*[SENT, EXPIRED, SENT, EXPIRED, ESCALATED], SENT)
    given(past, BUSY).when(EXPIRE, by=MACHINE, at=BY).then(EXPIRED, ESCALATED, RELEASED)


LATE: list[AnyCommand] = [
    c.AcknowledgeMission(mission="M1", team="T1"),
    c.ReportDeparture(mission="M1", team="T1"),
    c.DeclineMission(mission="M1", team="T1", why="panne"),
]


@pytest.mark.parametrize("command", LATE, ids=["acknowledges", "departs", "declines"])
def test_a_late_crew_is_told_in_words(command: AnyCommand) -> None:
    answer = given(ORDERED.then(EXPIRED), a_team(Available)).when(command, by=NURSE)
    answer.then_refused(AnsweredTooLate)
    assert isinstance(answer.refusal, NotThisTeam)
    assert "T1" in str(answer.refusal)


def test_a_crew_that_was_late_once_may_be_ordered_again() -> None:
    past = ORDERED.then(EXPIRED)
    order = c.OrderMission(mission="M1", team="T1")
    ordered = f.MissionOrdered(team="T1", acknowledge_by=NOW + timedelta(seconds=60), acknowledge_within=60)
    assert given(past, a_team(Available)).when(order).facts[0] == ordered


@pytest.mark.parametrize("by", [DOCTOR, ARM, NURSE], ids=lambda by: by.role.name)
def test_no_person_lets_an_alert_expire(by: Actor) -> None:
    given(ALERTED, BUSY).when(EXPIRE, by=by, at=BY).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("until", [Alerted, EnRoute, OnScene])
def test_a_history_without_deadlines_goes_on_as_before(until: type) -> None:
    given(a_mission(until), BUSY).when(EXPIRE, by=MACHINE, at=BY).then_nothing()


def test_a_centre_says_how_long_its_crews_have() -> None:
    """Whoever orders; and a crew that was silent is said to have had that time, though policies change."""
    times = dict.fromkeys(Priority, 45.0)
    command = c.OrderMission(mission="M1", team="T1")
    act = Act(at=NOW, by=DOCTOR, command_id="c-1")
    plan = house.plan(command, Surroundings(acknowledge=times))
    (ordered,), _ = plan.decide([WAITING.state, a_team(Available).state], act)
    assert isinstance(ordered, f.MissionOrdered)
    assert (ordered.acknowledge_by, ordered.acknowledge_within) == (NOW + timedelta(seconds=45), 45.0)
    late = NOW + timedelta(seconds=45)
    past = WAITING.then(ordered, f.TeamAlerted())
    given(past, BUSY).when(EXPIRE, by=MACHINE, at=late).then(
        f.AlertExpired(team="T1", after_seconds=45), RELEASED
    )

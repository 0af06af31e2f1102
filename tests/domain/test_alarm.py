"""An alarm: raised once, seen by a named person, louder when nobody has, gone with its cause."""

from datetime import timedelta

import pytest

from domain.alarm import facts as f
from domain.alarm.commands import (
    AcknowledgeAlarm,
    ClearAlarm,
    EscalateAlarm,
    RaiseAlarm,
    RecheckAlarm,
    alarm_id,
)
from domain.alarm.decide import AlarmNotDueYet, NotYourAlarm
from domain.alarm.facts import AlarmKind, Rank
from domain.alarming import MisnamedAlarm, raising
from domain.dmp_access import facts as dmp
from domain.dmp_access.states import AwaitingReview
from domain.envelope import StreamId
from domain.fact import Actor
from domain.house import AnyCommand
from domain.mission.states import Ordered, Requested
from domain.mobile_team import facts as team
from domain.mobile_team.states import Available, Engaged
from domain.refusals import NotFound, RoleNotAllowed
from domain.regulation_call import facts as call
from domain.regulation_call.states import InRegulation, Waiting
from domain.rules.alarms import ACKNOWLEDGE_WITHIN, MISSION_WAITS, MOST_STEPS, RULES
from domain.vocabulary import DmpMode, Priority
from tests.builders import (
    ADMIN,
    ARM,
    AUDITOR,
    COLLEAGUE,
    DOCTOR,
    MACHINE,
    NOW,
    NURSE,
    Past,
    a_call,
    a_mission,
    a_team,
    an_access,
)
from tests.spec import given

SILENT = raising(AlarmKind.CREW_SILENT, "T1", team="T1", call="C1")
RAISED = f.AlarmRaised(
    kind=AlarmKind.CREW_SILENT,
    subject="T1",
    rank=Rank.HIGH,
    acknowledge_by=NOW + timedelta(minutes=1),
    call="C1",
    team="T1",
)
NAME = "crew-silent.T1"
STANDING = Past(StreamId(f.KIND, NAME), (RAISED,))
SEEN = STANDING.then(f.AlarmAcknowledged(by=DOCTOR.id))
OVER = STANDING.then(f.AlarmCleared())
LATE = NOW + timedelta(minutes=1)


def test_an_alarm_says_what_it_is_about_and_by_when_somebody_must_see_it() -> None:
    given().when(SILENT, by=MACHINE).then(RAISED)


@pytest.mark.parametrize("past", [STANDING, SEEN], ids=["raised", "acknowledged"])
def test_raised_twice_it_is_one(past: Past) -> None:
    given(past).when(SILENT, by=MACHINE).then_nothing()


def test_it_is_raised_again_when_its_cause_comes_back() -> None:
    given(OVER).when(SILENT, by=MACHINE).then(RAISED)


def test_an_alarm_has_the_name_of_what_it_is_about() -> None:
    wrong = raising(AlarmKind.CREW_SILENT, "T2")
    command = type(SILENT)(alarm=wrong.alarm, kind=SILENT.kind, subject="T1")
    given().when(command, by=MACHINE).then_refused(MisnamedAlarm)


def test_a_long_subject_still_makes_a_name_of_its_own() -> None:
    names = {alarm_id(AlarmKind.MISSION_ESCALATED, letter * 80) for letter in "ab"}
    assert len(names) == 2
    assert all(len(name) <= 80 for name in names)


@pytest.mark.parametrize("by", [DOCTOR, COLLEAGUE, ARM], ids=lambda by: by.id)
def test_it_is_acknowledged_by_a_named_person(by: Actor) -> None:
    given(STANDING).when(AcknowledgeAlarm(alarm=NAME), by=by).then(f.AlarmAcknowledged(by=by.id))


@pytest.mark.parametrize("past", [SEEN, OVER], ids=["acknowledged", "cleared"])
def test_what_needs_nobody_any_more_is_not_acknowledged_again(past: Past) -> None:
    given(past).when(AcknowledgeAlarm(alarm=NAME), by=ARM).then_nothing()


def test_what_was_never_raised_is_not_acknowledged() -> None:
    given().when(AcknowledgeAlarm(alarm=NAME)).then_refused(NotFound)


def test_an_alarm_of_the_room_is_not_for_auditors() -> None:
    given(STANDING).when(AcknowledgeAlarm(alarm=NAME), by=AUDITOR).then_refused(NotYourAlarm)


@pytest.mark.parametrize("by", [NURSE, ADMIN, MACHINE], ids=lambda by: by.role.name)
def test_a_crew_and_a_machine_acknowledge_nothing(by: Actor) -> None:
    given(STANDING).when(AcknowledgeAlarm(alarm=NAME), by=by).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("command", [SILENT, EscalateAlarm(alarm=NAME), ClearAlarm(alarm=NAME)])
def test_only_the_machine_raises_escalates_and_clears(command: AnyCommand) -> None:
    given(STANDING).when(command, by=DOCTOR).then_refused(RoleNotAllowed)


def test_not_acknowledged_in_time_it_escalates_so_many_times() -> None:
    past, at = STANDING, LATE
    for step in range(1, MOST_STEPS + 1):
        by = at + ACKNOWLEDGE_WITHIN[Rank.HIGH] if step < MOST_STEPS else None
        louder = f.AlarmEscalated(rank=Rank.HIGH, step=step, acknowledge_by=by)
        given(past).when(EscalateAlarm(alarm=NAME), by=MACHINE, at=at).then(louder)
        past, at = past.then(louder), by or at
    given(past).when(EscalateAlarm(alarm=NAME), by=MACHINE, at=at).then_nothing()
    given(past).when(AcknowledgeAlarm(alarm=NAME)).then(f.AlarmAcknowledged(by=DOCTOR.id))


def test_a_medium_alarm_that_nobody_sees_becomes_a_high_one() -> None:
    low = f.AlarmRaised(
        kind=AlarmKind.TABLET_LOST, subject="T1", rank=Rank.MEDIUM, acknowledge_by=LATE, team="T1"
    )
    name = alarm_id(AlarmKind.TABLET_LOST, "T1")
    past = Past(StreamId(f.KIND, name), (low,))
    louder = f.AlarmEscalated(rank=Rank.HIGH, step=1, acknowledge_by=LATE + timedelta(minutes=1))
    given(past).when(EscalateAlarm(alarm=name), by=MACHINE, at=LATE).then(louder)


def test_it_does_not_escalate_before_its_time() -> None:
    early = LATE - timedelta(microseconds=1)
    given(STANDING).when(EscalateAlarm(alarm=NAME), by=MACHINE, at=early).then_refused(AlarmNotDueYet)


@pytest.mark.parametrize("past", [SEEN, OVER], ids=["acknowledged", "cleared"])
def test_what_somebody_has_seen_does_not_escalate(past: Past) -> None:
    given(past).when(EscalateAlarm(alarm=NAME), by=MACHINE, at=LATE).then_nothing()


@pytest.mark.parametrize("past", [STANDING, SEEN], ids=["raised", "acknowledged"])
def test_it_goes_with_its_cause(past: Past) -> None:
    given(past).when(ClearAlarm(alarm=NAME), by=MACHINE).then(f.AlarmCleared())


def test_what_is_not_there_is_cleared_in_silence() -> None:
    given().when(ClearAlarm(alarm=NAME), by=MACHINE).then_nothing()
    given(OVER).when(ClearAlarm(alarm=NAME), by=MACHINE).then_nothing()


WAITING = a_call(Waiting, call.PriorityRevised(priority=Priority.P0, was=Priority.P1))
ASKED = a_mission(Requested)
LOST = a_team(Engaged, team.TabletLost())
OVERDUE = an_access(AwaitingReview, dmp.ReviewOverdue(due_at=NOW), mode=DmpMode.BREAK_GLASS)
P0_WAITS = raising(AlarmKind.CALL_WAITING, "C1", detail="P0")


def raised(kind: AlarmKind, subject: str, **about: str) -> f.AlarmRaised:
    rank = RULES[kind].rank
    by = NOW + ACKNOWLEDGE_WITHIN[rank]
    return f.AlarmRaised(kind=kind, subject=subject, rank=rank, acknowledge_by=by, **about)


@pytest.mark.parametrize(
    ("past", "command", "fact"),
    [
        (WAITING, P0_WAITS, raised(AlarmKind.CALL_WAITING, "C1", call="C1", detail="P0")),
        *(
            (ASKED, raising(kind, "M1"), raised(kind, "M1", call="C1", detail="P1"))
            for kind in (AlarmKind.MISSION_WAITING, AlarmKind.MISSION_ESCALATED)
        ),
        (
            LOST,
            raising(AlarmKind.TABLET_LOST, "T1"),
            raised(AlarmKind.TABLET_LOST, "T1", team="T1", detail="M1"),
        ),
        (
            OVERDUE,
            raising(AlarmKind.REVIEW_OVERDUE, "A1"),
            raised(AlarmKind.REVIEW_OVERDUE, "A1", call="C1"),
        ),
    ],
    ids=lambda value: value.kind.value if isinstance(value, RaiseAlarm) else "",
)
def test_what_it_is_about_comes_from_its_cause(past: Past, command: RaiseAlarm, fact: f.AlarmRaised) -> None:
    given(past).when(command, by=MACHINE).then(fact)


@pytest.mark.parametrize(
    ("past", "command"),
    [
        (a_call(Waiting), P0_WAITS),
        (a_call(InRegulation, call.PriorityRevised(priority=Priority.P0, was=Priority.P1)), P0_WAITS),
        (a_mission(Ordered), raising(AlarmKind.MISSION_WAITING, "M1")),
        (a_mission(Ordered), raising(AlarmKind.MISSION_ESCALATED, "M1")),
        (a_team(Engaged), raising(AlarmKind.TABLET_LOST, "T1")),
        (a_team(Available, team.TabletLost()), raising(AlarmKind.TABLET_LOST, "T1")),
        (an_access(AwaitingReview, mode=DmpMode.BREAK_GLASS), raising(AlarmKind.REVIEW_OVERDUE, "A1")),
    ],
    ids=["another priority", "a doctor", "sent", "sent, escalated", "tablet there", "free", "review in time"],
)
def test_a_cause_that_is_over_raises_nothing_and_clears_what_it_raised(
    past: Past, command: RaiseAlarm
) -> None:
    given(past).when(command, by=MACHINE).then_nothing()
    look = RecheckAlarm(
        alarm=command.alarm, kind=command.kind, subject=command.subject, detail=command.detail
    )
    given(past).when(look, by=MACHINE).then_nothing()
    stream = StreamId(f.KIND, command.alarm)
    standing = Past(stream, (raised(command.kind, command.subject),))
    given(past, standing).when(look, by=MACHINE).then(f.AlarmCleared())


def test_a_cause_that_lasts_keeps_its_alarm() -> None:
    look = RecheckAlarm(alarm=P0_WAITS.alarm, kind=P0_WAITS.kind, subject="C1", detail="P0")
    standing = Past(StreamId(f.KIND, P0_WAITS.alarm), (raised(AlarmKind.CALL_WAITING, "C1"),))
    given(WAITING, standing).when(look, by=MACHINE).then_nothing()


@pytest.mark.parametrize("by", [DOCTOR, ARM], ids=lambda by: by.id)
def test_an_alarm_of_auditors_is_theirs_alone(by: Actor) -> None:
    kind = AlarmKind.REVIEW_OVERDUE
    name = alarm_id(kind, "A1")
    past = Past(StreamId(f.KIND, name), (raised(kind, "A1"),))
    given(past).when(AcknowledgeAlarm(alarm=name), by=by).then_refused(NotYourAlarm)
    given(past).when(AcknowledgeAlarm(alarm=name), by=AUDITOR).then(f.AlarmAcknowledged(by=AUDITOR.id))


def test_every_kind_has_its_rule() -> None:
    assert set(RULES) == set(AlarmKind)
    assert set(MISSION_WAITS) == set(Priority)
    assert all(rule.heard_by for rule in RULES.values())

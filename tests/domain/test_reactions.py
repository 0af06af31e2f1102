"""What follows from a fact, and what is due later: nothing forgotten, nothing twice."""

from datetime import timedelta
from typing import Any

import pytest

from domain.alarm.commands import EscalateAlarm
from domain.alarm.facts import AlarmEscalated, AlarmKind, AlarmRaised
from domain.alarming import clearing, raising
from domain.asks import AssessAccess, OpenRecord, SendInvitation, SendNotice
from domain.crew_safety.commands import AdaptWatch, MissCheckIn
from domain.crew_safety.facts import CheckInDue, CheckInMissed, WatchEnded
from domain.deadlines import Deadline, deadline
from domain.dmp_access.commands import ExpireAccess, MarkReviewOverdue, RetryNotice
from domain.dmp_access.facts import (
    AccessAssessed,
    AccessClosed,
    AccessContinued,
    AccessExpired,
    AccessGranted,
    AccessRefused,
    AccessRequested,
    AccessRevoked,
    BreakGlassInvoked,
    ContinuationRequested,
    NoticeFailed,
    NoticeRetried,
    Recipient,
    ReviewConcluded,
    ReviewOverdue,
)
from domain.dmp_access.states import Open, OpenByBreakGlass, Requested
from domain.envelope import Recorded, StreamId
from domain.fact import Command, Fact
from domain.house import DECIDERS
from domain.mission.commands import AlertTeam, ExpireAlert, ReviseMission
from domain.mission.facts import (
    AlertExpired,
    CareStarted,
    ConstraintLifted,
    MissionCancelled,
    MissionClosed,
    MissionEscalated,
    MissionOrdered,
    MissionRequested,
    MissionRevised,
    PatientHandedOver,
    ProposalSetAside,
    TeamArrived,
    TeamDeclined,
    TeamForbidden,
    TeamForced,
    TeamHeld,
    TeamLeft,
    TeamWithdrawn,
    TransportStarted,
)
from domain.mobile_team.facts import (
    HelpRequested,
    HelpSettled,
    TabletLost,
    TabletRecovered,
    TeamEngaged,
    TeamReleased,
)
from domain.reactions import react
from domain.regulation_call.commands import CloseCall, ConcludeIntervention
from domain.regulation_call.facts import (
    CallDismissed,
    CallLocated,
    CallValidated,
    DuplicateLinked,
    PriorityAssigned,
    PriorityRevised,
    RegulationStarted,
)
from domain.rules.permissions import PERMISSIONS
from domain.visio_session.commands import ConfirmInvitation, ExpireInvitation
from domain.visio_session.facts import GuestInvited, InvitationRenewed, InvitationSent, VisioRequested
from domain.visio_session.words import GuestKind, Want, Way
from domain.vocabulary import DmpMode, Priority, Role
from tests.builders import DOCTOR, INS, NOW, PLACE, an_access
from tools.exploring import explore

LATER = NOW + timedelta(minutes=30)


NO_MORE_WAITING = [
    clearing(AlarmKind.MISSION_ESCALATED, "M1"),
    clearing(AlarmKind.MISSION_WAITING, "M1"),
]


def recorded(stream: str, fact: Fact) -> Recorded[Fact]:
    """A fact as the log keeps it, third of its stream."""
    return Recorded(
        stream=StreamId.parse(stream), version=3, position=9, at=NOW, by=DOCTOR, fact=fact, command_id="c-1"
    )


def test_a_team_ordered_is_alerted() -> None:
    follows = react(recorded("mission:M1", MissionOrdered(team="T1")))
    assert follows == [AlertTeam(mission="M1", team="T1"), *NO_MORE_WAITING]


def test_a_call_corrected_tells_its_missions() -> None:
    revised = PriorityRevised(priority=Priority.P0, was=Priority.P2, missions=("M1", "M2"))
    assert react(recorded("regulation-call:C1", revised)) == [
        ReviseMission(mission="M1", priority=Priority.P0),
        ReviseMission(mission="M2", priority=Priority.P0),
    ]
    located = CallLocated(place=PLACE, missions=("M1",))
    assert react(recorded("regulation-call:C1", located)) == [ReviseMission(mission="M1", place=PLACE)]


def test_a_mission_closed_concludes_its_intervention() -> None:
    fact = MissionClosed(call="C1", team="T1")
    concluded = ConcludeIntervention(call="C1", mission="M1")
    assert react(recorded("mission:M1", fact)) == [concluded, AdaptWatch(mission="M1")]


@pytest.mark.parametrize("team", [None, "T1"])
def test_a_mission_cancelled_concludes_its_intervention_as_cancelled(team: str | None) -> None:
    fact = MissionCancelled(call="C1", why="erreur", team=team)
    concluded = ConcludeIntervention(call="C1", mission="M1", cancelled=True)
    assert react(recorded("mission:M1", fact)) == [concluded, *NO_MORE_WAITING]


def test_a_video_session_by_message_asks_the_operator() -> None:
    fact = VisioRequested(call="C1", phone="+33100000000")
    assert react(recorded("visio-session:V1", fact)) == [SendInvitation(session="V1", phone="+33100000000")]


def test_a_link_sent_again_and_that_of_a_guest_go_out_like_the_first() -> None:
    again = InvitationRenewed(generation=2, way=Way.EMAIL, email="a@b.fr", want=Want.PHOTO)
    sent = SendInvitation(session="V1", way=Way.EMAIL, email="a@b.fr", generation=2, want=Want.PHOTO)
    assert react(recorded("visio-session:V1", again)) == [sent]
    guest = GuestInvited(guest="G1", kind=GuestKind.FAMILY, phone="+33100000001", expires_at=LATER)
    asked = SendInvitation(session="V1", phone="+33100000001", guest="G1")
    assert react(recorded("visio-session:V1", guest)) == [asked]


def test_a_video_session_by_tablet_is_invited_at_once() -> None:
    [command] = react(recorded("visio-session:V1", VisioRequested(call="C1", mission="M1")))
    assert isinstance(command, ConfirmInvitation)
    assert command.session == "V1"


@pytest.mark.parametrize("mode", list(DmpMode))
def test_an_access_requested_asks_the_dmp(mode: DmpMode) -> None:
    fact = an_access(Requested, mode=mode).facts[0]
    assert isinstance(fact, AccessRequested)
    assert (fact.reason is not None) == (mode is DmpMode.BREAK_GLASS)
    asked = OpenRecord(access="A1", ins=INS, mode=mode, practitioner=DOCTOR, reason=fact.reason)
    assert react(recorded("dmp-access:A1", fact)) == [asked]


@pytest.mark.parametrize("mode", [DmpMode.REGULATION_CENTRE, DmpMode.BREAK_GLASS])
def test_an_emergency_access_is_told_to_the_holder_and_to_their_doctor(mode: DmpMode) -> None:
    fact = an_access(Open if mode is DmpMode.REGULATION_CENTRE else OpenByBreakGlass, mode=mode).facts[-1]
    assert react(recorded("dmp-access:A1", fact)) == [
        SendNotice(access="A1", call="C1", patient="P1", mode=mode, recipient=recipient)
        for recipient in (Recipient.HOLDER, Recipient.ATTENDING_DOCTOR)
    ]


def test_a_continuation_asks_the_dmp_again() -> None:
    fact = ContinuationRequested(
        call="C1", patient="P1", mode=DmpMode.REGULATION_CENTRE, practitioner=DOCTOR, ins=INS
    )
    asked = OpenRecord(access="A1", ins=INS, mode=DmpMode.REGULATION_CENTRE, practitioner=DOCTOR)
    assert react(recorded("dmp-access:A1", fact)) == [asked]


@pytest.mark.parametrize(
    "fact",
    [AccessClosed(), AccessExpired(), AccessRevoked(why="hors cadre")],
    ids=lambda fact: type(fact).__name__,
)
def test_an_access_that_is_over_is_held_against_the_rules(fact: Fact) -> None:
    assert react(recorded("dmp-access:A1", fact)) == [AssessAccess(access="A1")]


def test_a_notice_tried_again_goes_to_its_recipient_only() -> None:
    fact = NoticeRetried(call="C1", patient="P1", mode=DmpMode.BREAK_GLASS, recipient=Recipient.HOLDER)
    sent = SendNotice(
        access="A1", call="C1", patient="P1", mode=DmpMode.BREAK_GLASS, recipient=Recipient.HOLDER
    )
    assert react(recorded("dmp-access:A1", fact)) == [sent]


def test_an_access_with_the_patient_s_agreement_needs_no_notice() -> None:
    fact = AccessGranted(call="C1", patient="P1", mode=DmpMode.NORMAL, expires_at=LATER)
    assert react(recorded("dmp-access:A1", fact)) == []


REACTING = {
    *(TeamArrived, CareStarted, TransportStarted, PatientHandedOver, TeamLeft),
    *(MissionOrdered, MissionClosed, MissionCancelled, VisioRequested, InvitationRenewed, GuestInvited),
    *(AccessRequested, AccessGranted, BreakGlassInvoked, AccessRefused),
    CallLocated,
    *(ContinuationRequested, NoticeRetried, AccessClosed, AccessExpired, AccessRevoked),
    *(ProposalSetAside, TeamForced, TeamForbidden, TeamHeld, ConstraintLifted),
    *(HelpRequested, HelpSettled, CheckInDue, CheckInMissed, WatchEnded),
    *(MissionEscalated, TabletLost, TabletRecovered, TeamEngaged, TeamReleased),
    *(RegulationStarted, CallDismissed, DuplicateLinked, PriorityRevised),
    *(ReviewOverdue, ReviewConcluded, AlarmRaised),
}
DUE: dict[type[Fact], Any] = {
    InvitationSent: ExpireInvitation(session="S"),
    CheckInDue: MissCheckIn(mission="S", team="T1"),
    AccessGranted: ExpireAccess(access="S"),
    BreakGlassInvoked: ExpireAccess(access="S"),
    AccessContinued: ExpireAccess(access="S"),
    AccessClosed: MarkReviewOverdue(access="S"),
    AccessExpired: MarkReviewOverdue(access="S"),
    AccessRevoked: MarkReviewOverdue(access="S"),
    AccessAssessed: MarkReviewOverdue(access="S"),
    NoticeFailed: RetryNotice(access="S", recipient=Recipient.ATTENDING_DOCTOR),
    CallValidated: CloseCall(call="S"),
    MissionOrdered: ExpireAlert(mission="S", team="T8"),
    PriorityAssigned: raising(AlarmKind.CALL_WAITING, "S", detail="P1"),
    PriorityRevised: raising(AlarmKind.CALL_WAITING, "S", detail="P1"),
    **dict.fromkeys(
        (MissionRequested, MissionRevised, TeamDeclined, AlertExpired, TeamWithdrawn),
        raising(AlarmKind.MISSION_WAITING, "S"),
    ),
    AlarmRaised: EscalateAlarm(alarm="S"),
    AlarmEscalated: EscalateAlarm(alarm="S"),
}
EVERY_FACT = [
    recorded(f"{kind}:S", fact) for kind in DECIDERS for move in explore(kind) for fact in move.facts
]


def test_every_fact_has_its_reaction_or_none() -> None:
    """Over every fact that the exploration of the domain sees."""
    assert {type(each.fact) for each in EVERY_FACT if react(each)} == REACTING


def test_every_reaction_is_one_that_a_machine_may_issue() -> None:
    commands = [command for each in EVERY_FACT for command in react(each) if isinstance(command, Command)]
    assert commands
    assert all(Role.SYSTEM in PERMISSIONS[type(command)] for command in commands)


def test_every_end_of_a_mission_concludes() -> None:
    ends = [each for each in EVERY_FACT if isinstance(each.fact, MissionClosed | MissionCancelled)]
    assert ends
    assert all(type(react(end)[0]) is ConcludeIntervention for end in ends)


def test_every_fact_has_its_deadline_or_none() -> None:
    due = {type(each.fact): found.command for each in EVERY_FACT if (found := deadline(each))}
    assert due == DUE


@pytest.mark.parametrize(
    ("stream", "fact", "command"),
    [
        (
            "visio-session:V1",
            InvitationSent(receipt="sms-1", expires_at=LATER),
            ExpireInvitation(session="V1"),
        ),
        (
            "dmp-access:A1",
            AccessGranted(call="C1", patient="P1", mode=DmpMode.NORMAL, expires_at=LATER),
            ExpireAccess(access="A1"),
        ),
        (
            "dmp-access:A1",
            BreakGlassInvoked(call="C1", patient="P1", reason="inconscient", expires_at=LATER),
            ExpireAccess(access="A1"),
        ),
        ("regulation-call:C1", CallValidated(closes_at=LATER), CloseCall(call="C1")),
    ],
    ids=["invitation", "access", "break-glass", "validation"],
)
def test_a_deadline_is_due_when_its_fact_says_and_names_it(stream: str, fact: Fact, command: Any) -> None:
    assert deadline(recorded(stream, fact)) == Deadline(at=LATER, command=command, cause=f"{stream}@3")


def test_only_a_machine_lets_time_pass() -> None:
    by_hand_too = {Role.SYSTEM, Role.AUDITOR}
    for command in DUE.values():
        allowed = by_hand_too if isinstance(command, RetryNotice) else {Role.SYSTEM}
        assert PERMISSIONS[type(command)] == allowed

"""A video session before consent: requested, invited, opened, expired, consented or refused."""

from datetime import timedelta

import pytest

from domain.fact import Actor
from domain.house import AnyCommand
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, RoleNotAllowed
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.invitation import INVITATION_LASTS
from domain.visio_session.refusals import (
    ConsentMissing,
    InvitationStillValid,
    InvitationWithoutWay,
    SessionOver,
)
from domain.visio_session.states import AudioOnly, Consented, Degraded, Invited, Live, Over, Requested
from tests.builders import ARM, AUDITOR, CALLER, DOCTOR, MACHINE, NOW, NURSE, a_visio
from tests.spec import given

PHONE = "+33100000000"
BY_MESSAGE = c.RequestVisio(session="V1", call="C1", phone=PHONE)
BY_TABLET = c.RequestVisio(session="V1", call="C1", mission="M1")
CONFIRM = c.ConfirmInvitation(session="V1", receipt="sms-1")
FAIL_SENDING = c.FailInvitation(session="V1", why="numéro fixe")
OPEN = c.OpenInvitation(session="V1")
EXPIRE = c.ExpireInvitation(session="V1")
CONSENT = c.GiveConsent(session="V1")
REFUSE = c.RefuseConsent(session="V1", why="pas de caméra")
JOIN = c.JoinVisio(session="V1", participant=f.Participant.PATIENT)
LATE = NOW + INVITATION_LASTS

CONSENTED = [Consented, Live, Degraded, AudioOnly]
no_consent = pytest.mark.parametrize("until", [Requested, Invited])
consented = pytest.mark.parametrize("until", CONSENTED)


@pytest.mark.parametrize("by", [DOCTOR, ARM], ids=lambda by: by.role.name)
def test_the_room_asks_to_see_the_patient(by: Actor) -> None:
    given().when(BY_MESSAGE, by=by).then(f.VisioRequested(call="C1", phone=PHONE, requested_at=NOW))


@pytest.mark.parametrize("by", [DOCTOR, ARM], ids=lambda by: by.role.name)
def test_the_room_asks_through_a_tablet_at_any_time(by: Actor) -> None:
    given().when(BY_TABLET, by=by).then(f.VisioRequested(call="C1", mission="M1", requested_at=NOW))


@pytest.mark.parametrize(
    "command",
    [
        c.RequestVisio(session="V1", call="C1"),
        c.RequestVisio(session="V1", call="C1", phone=PHONE, mission="M1"),
    ],
    ids=["no way", "two ways"],
)
def test_there_is_one_way_to_invite(command: c.RequestVisio) -> None:
    given().when(command).then_refused(InvitationWithoutWay)


@pytest.mark.parametrize("until", [Requested, Live, Over])
def test_a_session_is_requested_once(until: type) -> None:
    given(a_visio(until)).when(BY_MESSAGE).then_refused(AlreadyExists)


def test_a_caller_asks_for_no_session() -> None:
    given().when(BY_MESSAGE, by=CALLER).then_refused(RoleNotAllowed)


def test_a_message_taken_by_the_operator_is_an_invitation_for_a_quarter_of_an_hour() -> None:
    sent = f.InvitationSent(receipt="sms-1", expires_at=NOW + timedelta(minutes=15))
    given(a_visio(Requested)).when(CONFIRM, by=MACHINE).then(sent)


def test_a_message_that_could_not_be_sent_ends_the_session() -> None:
    failed = f.InvitationFailed(why="numéro fixe")
    given(a_visio(Requested)).when(FAIL_SENDING, by=MACHINE).then(failed)
    over = a_visio(Requested, failed).state
    assert isinstance(over, Over)
    assert (over.call, over.how) == ("C1", "visio-session.invitation-failed")


@pytest.mark.parametrize("command", [CONFIRM, FAIL_SENDING], ids=["confirm", "fail"])
@pytest.mark.parametrize("until", [Invited, *CONSENTED])
def test_an_operator_answers_once(command: AnyCommand, until: type) -> None:
    given(a_visio(until)).when(command, by=MACHINE).then_refused(OutOfOrder)


@pytest.mark.parametrize("command", [CONFIRM, FAIL_SENDING, EXPIRE], ids=["confirm", "fail", "expire"])
@pytest.mark.parametrize("by", [DOCTOR, CALLER], ids=lambda by: by.role.name)
def test_no_person_answers_for_the_operator_or_the_clock(command: AnyCommand, by: Actor) -> None:
    given(a_visio(Requested)).when(command, by=by).then_refused(RoleNotAllowed)


def test_a_link_is_opened_once() -> None:
    given(a_visio(Invited)).when(OPEN, by=CALLER).then(f.InvitationOpened(opened_at=NOW))
    given(a_visio(Invited, f.InvitationOpened())).when(OPEN, by=CALLER).then_nothing()


@consented
def test_a_link_opened_again_after_consent_is_nothing_new(until: type) -> None:
    given(a_visio(until)).when(OPEN, by=CALLER).then_nothing()


def test_a_link_is_not_opened_before_it_is_sent() -> None:
    given(a_visio(Requested)).when(OPEN, by=CALLER).then_refused(OutOfOrder)


def test_the_room_opens_no_link() -> None:
    given(a_visio(Invited)).when(OPEN, by=DOCTOR).then_refused(RoleNotAllowed)


def test_an_invitation_without_answer_expires() -> None:
    given(a_visio(Invited)).when(EXPIRE, by=MACHINE, at=LATE).then(f.InvitationExpired())


def test_an_opened_link_without_consent_expires_too() -> None:
    past = a_visio(Invited, f.InvitationOpened())
    given(past).when(EXPIRE, by=MACHINE, at=LATE).then(f.InvitationExpired())


def test_an_invitation_does_not_expire_before_its_time() -> None:
    early = LATE - timedelta(seconds=1)
    given(a_visio(Invited)).when(EXPIRE, by=MACHINE, at=early).then_refused(InvitationStillValid)


@pytest.mark.parametrize("until", [*CONSENTED, Over])
def test_the_deadline_of_an_invitation_comes_too_late_after_consent(until: type) -> None:
    given(a_visio(until)).when(EXPIRE, by=MACHINE, at=LATE).then_nothing()


@pytest.mark.parametrize("spoken", [True, False])
def test_consent_is_recorded(spoken: bool) -> None:
    command = c.GiveConsent(session="V1", spoken=spoken)
    given(a_visio(Invited)).when(command, by=NURSE).then(f.ConsentGiven(spoken=spoken))


@consented
def test_consent_given_twice_is_recorded_once(until: type) -> None:
    given(a_visio(until)).when(CONSENT, by=CALLER).then_nothing()


def test_nobody_consents_before_being_invited() -> None:
    given(a_visio(Requested)).when(CONSENT, by=CALLER).then_refused(OutOfOrder)


@pytest.mark.parametrize("by", [DOCTOR, ARM, MACHINE], ids=lambda by: by.role.name)
def test_nobody_consents_for_the_patient(by: Actor) -> None:
    given(a_visio(Invited)).when(CONSENT, by=by).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("until", [Invited, *CONSENTED])
def test_consent_is_refused_or_withdrawn_at_any_time_and_all_ends(until: type) -> None:
    refused = f.ConsentRefused(why="pas de caméra")
    given(a_visio(until)).when(REFUSE, by=CALLER).then(refused)
    assert isinstance(a_visio(until, refused).state, Over)


def test_a_session_never_proposed_is_not_refused() -> None:
    given(a_visio(Requested)).when(REFUSE, by=CALLER).then_refused(OutOfOrder)


JOINING: list[AnyCommand] = [
    JOIN,
    c.ReportDegradation(session="V1", why="débit"),
    c.ReportRecovery(session="V1"),
    c.FallBackToAudio(session="V1"),
]


@no_consent
@pytest.mark.parametrize("command", JOINING, ids=lambda command: type(command).__name__)
def test_nothing_is_seen_or_heard_before_consent(until: type, command: AnyCommand) -> None:
    given(a_visio(until)).when(command, by=CALLER).then_refused(ConsentMissing)


@no_consent
def test_a_doctor_finds_nothing_before_consent(until: type) -> None:
    command = c.NoteFinding(session="V1", text="cyanose")
    given(a_visio(until)).when(command).then_refused(ConsentMissing)


ALL: list[tuple[AnyCommand, Actor]] = [
    (CONFIRM, MACHINE),
    (FAIL_SENDING, MACHINE),
    (OPEN, CALLER),
    (EXPIRE, MACHINE),
    (CONSENT, CALLER),
    (REFUSE, CALLER),
    *((command, CALLER) for command in JOINING),
]
everything = pytest.mark.parametrize(
    ("command", "by"), ALL, ids=[type(command).__name__ for command, _ in ALL]
)


@everything
def test_an_unknown_session_does_not_move(command: AnyCommand, by: Actor) -> None:
    given().when(command, by=by).then_refused(NotFound)


@everything
def test_a_session_that_is_over_does_not_move(command: AnyCommand, by: Actor) -> None:
    if isinstance(command, c.ExpireInvitation):
        given(a_visio(Over)).when(command, by=by).then_nothing()
    else:
        given(a_visio(Over)).when(command, by=by).then_refused(SessionOver)


@everything
def test_an_auditor_takes_no_part(command: AnyCommand, by: Actor) -> None:
    given(a_visio(Invited)).when(command, by=AUDITOR).then_refused(RoleNotAllowed)

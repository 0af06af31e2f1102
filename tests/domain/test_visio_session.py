"""A video session after consent: who is there, the ladder of quality, findings, the end."""

import pytest

from domain.fact import Actor
from domain.house import AnyCommand
from domain.refusals import NotFound, OutOfOrder, RoleNotAllowed
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.refusals import NotPresent, SessionOver
from domain.visio_session.states import (
    AudioOnly,
    Consented,
    Degraded,
    Invited,
    Live,
    Over,
    Requested,
)
from tests.builders import ARM, AUDITOR, CALLER, DOCTOR, DRIVER, MACHINE, NURSE, a_visio
from tests.spec import given

PATIENT, CREW, REGULATOR = f.Participant.PATIENT, f.Participant.CREW, f.Participant.REGULATOR
DEGRADE = c.ReportDegradation(session="V1", why="débit faible")
RECOVER = c.ReportRecovery(session="V1")
AUDIO = c.FallBackToAudio(session="V1")
FINDING = c.NoteFinding(session="V1", text="cyanose des lèvres")
END = c.EndVisio(session="V1", result=f.VisioResult.DECISION_CHANGED)
FAIL = c.FailVisio(session="V1", why="réseau perdu")

connected = pytest.mark.parametrize("until", [Live, Degraded, AudioOnly])
consented = pytest.mark.parametrize("until", [Consented, Live, Degraded, AudioOnly])


def join(participant: f.Participant) -> c.JoinVisio:
    return c.JoinVisio(session="V1", participant=participant)


def leave(participant: f.Participant) -> c.LeaveVisio:
    return c.LeaveVisio(session="V1", participant=participant)


def joined(*participants: f.Participant) -> list[f.ParticipantJoined]:
    return [f.ParticipantJoined(participant=participant) for participant in participants]


@pytest.mark.parametrize(
    ("by", "participant"),
    [
        (CALLER, PATIENT),
        (NURSE, PATIENT),
        (NURSE, CREW),
        (DRIVER, CREW),
        (DOCTOR, REGULATOR),
        (ARM, REGULATOR),
    ],
)
def test_each_joins_on_their_side(by: Actor, participant: f.Participant) -> None:
    given(a_visio(Consented)).when(join(participant), by=by).then(*joined(participant))


@pytest.mark.parametrize(
    ("by", "participant"), [(CALLER, REGULATOR), (CALLER, CREW), (NURSE, REGULATOR), (DOCTOR, PATIENT)]
)
def test_nobody_joins_on_the_other_side(by: Actor, participant: f.Participant) -> None:
    given(a_visio(Consented)).when(join(participant), by=by).then_refused(RoleNotAllowed)


@connected
def test_who_is_there_already_does_not_join_again(until: type) -> None:
    given(a_visio(until)).when(join(REGULATOR)).then_nothing()


@pytest.mark.parametrize(
    ("participants", "state"),
    [
        ((PATIENT,), Consented),
        ((REGULATOR,), Consented),
        ((PATIENT, CREW), Consented),
        ((PATIENT, REGULATOR), Live),
        ((REGULATOR, CREW), Live),
    ],
)
def test_a_session_is_live_when_both_sides_are_there(
    participants: tuple[f.Participant, ...], state: type
) -> None:
    assert type(a_visio(Consented, *joined(*participants)).state) is state


@connected
def test_a_session_waits_when_a_side_has_left(until: type) -> None:
    given(a_visio(until)).when(leave(PATIENT), by=CALLER).then(f.ParticipantLeft(participant=PATIENT))
    assert isinstance(a_visio(until, f.ParticipantLeft(participant=PATIENT)).state, Consented)


@pytest.mark.parametrize("until", [Degraded, AudioOnly])
def test_the_ladder_keeps_its_rung_while_both_sides_are_there(until: type) -> None:
    past = a_visio(until, *joined(CREW), f.ParticipantLeft(participant=PATIENT))
    assert type(past.state) is until


@consented
def test_who_is_not_there_does_not_leave(until: type) -> None:
    given(a_visio(until)).when(leave(CREW), by=NURSE).then_refused(NotPresent)


@pytest.mark.parametrize("until", [Requested, Invited])
def test_nobody_leaves_before_consent(until: type) -> None:
    given(a_visio(until)).when(leave(PATIENT), by=CALLER).then_refused(OutOfOrder)


def test_leaving_a_session_that_is_over_is_nothing_new() -> None:
    given(a_visio(Over)).when(leave(PATIENT), by=CALLER).then_nothing()


def test_a_poor_picture_is_said_once() -> None:
    given(a_visio(Live)).when(DEGRADE, by=CALLER).then(f.QualityDegraded(why="débit faible"))
    given(a_visio(Degraded)).when(DEGRADE, by=CALLER).then_nothing()
    given(a_visio(AudioOnly)).when(DEGRADE, by=CALLER).then_nothing()


@pytest.mark.parametrize("until", [Degraded, AudioOnly])
def test_the_picture_comes_back(until: type) -> None:
    given(a_visio(until)).when(RECOVER, by=CALLER).then(f.QualityRecovered())
    assert isinstance(a_visio(until, f.QualityRecovered()).state, Live)


def test_a_good_picture_recovers_from_nothing() -> None:
    given(a_visio(Live)).when(RECOVER, by=CALLER).then_nothing()


@pytest.mark.parametrize("until", [Live, Degraded])
def test_the_sound_goes_on_without_the_picture(until: type) -> None:
    given(a_visio(until)).when(AUDIO, by=CALLER).then(f.FellBackToAudio())


def test_the_picture_is_given_up_once() -> None:
    given(a_visio(AudioOnly)).when(AUDIO, by=CALLER).then_nothing()


@pytest.mark.parametrize("command", [DEGRADE, RECOVER, AUDIO], ids=["degraded", "recovered", "audio"])
def test_no_quality_is_measured_while_a_side_is_missing(command: AnyCommand) -> None:
    given(a_visio(Consented)).when(command, by=CALLER).then_refused(OutOfOrder)


@connected
def test_a_doctor_notes_what_was_seen_each_time(until: type) -> None:
    found = f.FindingNoted(text="cyanose des lèvres")
    given(a_visio(until, found)).when(FINDING).then(found)


def test_a_doctor_alone_sees_nothing() -> None:
    given(a_visio(Consented, *joined(REGULATOR))).when(FINDING).then_refused(OutOfOrder)


@pytest.mark.parametrize("by", [ARM, NURSE, CALLER], ids=lambda by: by.role.name)
def test_only_a_doctor_notes_a_finding(by: Actor) -> None:
    given(a_visio(Live)).when(FINDING, by=by).then_refused(RoleNotAllowed)


@consented
def test_the_room_ends_a_session_and_says_what_it_changed(until: type) -> None:
    given(a_visio(until)).when(END).then(f.VisioEnded(result=f.VisioResult.DECISION_CHANGED))


@pytest.mark.parametrize("until", [Requested, Invited])
def test_a_session_given_up_before_consent_has_no_result(until: type) -> None:
    given(a_visio(until)).when(END).then(f.VisioEnded())


def test_a_session_ends_once() -> None:
    given(a_visio(Over)).when(END).then_nothing()


def test_a_caller_leaves_and_does_not_end() -> None:
    given(a_visio(Live)).when(END, by=CALLER).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("until", [Requested, Invited, Consented, Live, Degraded, AudioOnly])
@pytest.mark.parametrize("by", [CALLER, DOCTOR, MACHINE], ids=lambda by: by.role.name)
def test_a_session_fails_at_any_time(until: type, by: Actor) -> None:
    given(a_visio(until)).when(FAIL, by=by).then(f.VisioFailed(why="réseau perdu"))


ALL: list[AnyCommand] = [join(REGULATOR), leave(REGULATOR), DEGRADE, RECOVER, AUDIO, FINDING, END, FAIL]
everything = pytest.mark.parametrize("command", ALL, ids=lambda command: type(command).__name__)


@everything
def test_an_unknown_session_does_not_move(command: AnyCommand) -> None:
    given().when(command).then_refused(NotFound)


@everything
def test_a_session_that_is_over_stays_over(command: AnyCommand) -> None:
    answer = given(a_visio(Over)).when(command)
    assert not answer.facts
    assert answer.refusal is None or isinstance(answer.refusal, SessionOver)


@everything
def test_an_auditor_takes_no_part(command: AnyCommand) -> None:
    given(a_visio(Live)).when(command, by=AUDITOR).then_refused(RoleNotAllowed)

"""What a video session answers to each command. It never goes live before consent is recorded."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from domain.fact import Act, Refusal
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, RoleNotAllowed
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.states import (
    AudioOnly,
    Connected,
    Consented,
    Degraded,
    Invited,
    Live,
    NotRequested,
    Over,
    Requested,
    VisioSessionState,
)
from domain.vocabulary import CREW_ROLES, Role

INVITATION_LASTS = timedelta(minutes=15)
"""How long a link may wait for consent. Vigie's own rule: no text gives a span."""

Facts = Sequence[f.VisioSessionFact]


class InvitationWithoutWay(Refusal):
    """Exactly one way to invite: a phone number, or the tablet of a mission."""

    field = "phone"


class ConsentMissing(Refusal):
    """No one joins before consent is recorded."""


class SessionOver(Refusal):
    """The session has ended, failed, expired or was refused."""


class InvitationStillValid(Refusal):
    """The invitation has not expired yet."""


class NotPresent(Refusal):
    """This participant is not in the session."""

    field = "participant"


_SIDES: dict[f.Participant, frozenset[Role]] = {
    f.Participant.PATIENT: frozenset({Role.CALLER}) | CREW_ROLES,
    f.Participant.CREW: CREW_ROLES,
    f.Participant.REGULATOR: frozenset({Role.ARM, Role.REGULATOR}),
}
"""Who may join as whom: a caller never makes a session live alone, as the regulator of it."""


def decide(command: c.VisioSessionCommand, state: VisioSessionState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    if isinstance(command, c.RequestVisio):
        return _request(command, state)
    match state:
        case NotRequested():
            raise NotFound(f"no video session {command.session}")
        case Over():
            return _after_the_end(command, state)
        case Requested() | Invited():
            return _before_consent(command, state, act)
        case Consented() | Live() | Degraded() | AudioOnly():
            return _after_consent(command, state, act)
        case _:
            assert_never(state)


def _request(command: c.RequestVisio, state: VisioSessionState) -> Facts:
    if not isinstance(state, NotRequested):
        raise AlreadyExists(f"video session {command.session} was requested already")
    if (command.phone is None) == (command.mission is None):
        raise InvitationWithoutWay("give a phone number or a mission, and only one of them")
    return [f.VisioRequested(call=command.call, phone=command.phone, mission=command.mission)]


def _after_the_end(command: c.VisioSessionCommand, state: Over) -> Facts:
    match command:
        case c.LeaveVisio() | c.ExpireInvitation() | c.EndVisio():
            return []
        case _:
            raise SessionOver(f"video session {command.session} is over ({state.how})")


def _before_consent(command: c.VisioSessionCommand, state: Requested | Invited, act: Act) -> Facts:
    match command, state:
        case c.ConfirmInvitation(receipt=receipt), Requested():
            return [f.InvitationSent(receipt=receipt, expires_at=act.at + INVITATION_LASTS)]
        case c.FailInvitation(why=why), Requested():
            return [f.InvitationFailed(why=why)]
        case c.OpenInvitation(), Invited():
            return [] if state.opened else [f.InvitationOpened()]
        case c.ExpireInvitation(), Invited():
            if act.at < state.expires_at:
                raise InvitationStillValid(f"valid until {state.expires_at:%H:%M:%S} UTC")
            return [f.InvitationExpired()]
        case c.GiveConsent(spoken=spoken), Invited():
            return [f.ConsentGiven(spoken=spoken)]
        case c.RefuseConsent(why=why), Invited():
            return [f.ConsentRefused(why=why)]
        case (c.EndVisio(), _):
            return [f.VisioEnded()]
        case (c.FailVisio(why=why), _):
            return [f.VisioFailed(why=why)]
        case (
            (
                c.JoinVisio()
                | c.ReportDegradation()
                | c.ReportRecovery()
                | c.FallBackToAudio()
                | c.NoteFinding()
            ),
            _,
        ):
            raise ConsentMissing(f"no consent recorded in video session {command.session}")
        case _:
            raise OutOfOrder(f"not possible before the invitation of {command.session} is out")


def _after_consent(command: c.VisioSessionCommand, state: Consented | Connected, act: Act) -> Facts:
    match command, state:
        case c.JoinVisio(participant=participant), _:
            _check_side(participant, act)
            return [] if participant in state.present else [f.ParticipantJoined(participant=participant)]
        case c.LeaveVisio(participant=participant), _:
            if participant not in state.present:
                raise NotPresent(f"{participant} is not in video session {command.session}")
            return [f.ParticipantLeft(participant=participant)]
        case c.RefuseConsent(why=why), _:
            return [f.ConsentRefused(why=why)]
        case c.EndVisio(result=result), _:
            return [f.VisioEnded(result=result)]
        case c.FailVisio(why=why), _:
            return [f.VisioFailed(why=why)]
        case c.GiveConsent() | c.OpenInvitation() | c.ExpireInvitation(), _:
            return []
        case c.NoteFinding(text=text), Live() | Degraded() | AudioOnly():
            return [f.FindingNoted(text=text)]
        case c.ReportDegradation(why=why), Live():
            return [f.QualityDegraded(why=why)]
        case c.ReportDegradation(), Degraded() | AudioOnly():
            return []
        case c.ReportRecovery(), Degraded() | AudioOnly():
            return [f.QualityRecovered()]
        case c.ReportRecovery(), Live():
            return []
        case c.FallBackToAudio(), Live() | Degraded():
            return [f.FellBackToAudio()]
        case c.FallBackToAudio(), AudioOnly():
            return []
        case _:
            raise OutOfOrder(f"not possible now in video session {command.session}")


def _check_side(participant: f.Participant, act: Act) -> None:
    if act.by.role not in _SIDES[participant]:
        raise RoleNotAllowed(f"{act.by.role} may not join as {participant}")

"""What a video session answers to each command. It never goes live before consent is recorded."""

from collections.abc import Sequence
from typing import assert_never

from domain.fact import Act
from domain.refusals import AlreadyExists, NotFound, OutOfOrder
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session import guests, invitation, live
from domain.visio_session.refusals import (
    ConsentMissing,
    InvitationWithoutWay,
    SessionOver,
    TooManyReports,
)
from domain.visio_session.states import (
    AudioOnly,
    Begun,
    ByPhone,
    Consented,
    Degraded,
    Invited,
    Live,
    NotRequested,
    Over,
    Photos,
    Requested,
    VisioSessionState,
)

MOST_AGREEMENTS = 20
"""Kept of one session; to agree to less is always possible."""

Facts = Sequence[f.VisioSessionFact]


def decide(command: c.VisioSessionCommand, state: VisioSessionState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    if isinstance(command, c.RequestVisio):
        return _request(command, state, act)
    if isinstance(state, NotRequested):
        raise NotFound(f"no video session {command.session}")
    if isinstance(state, Over):
        return _after_the_end(command, state, act)
    match command:
        case c.InviteGuest() | c.AgreeAsGuest() | c.RevokeGuest():
            return guests.decide(command, state, act)
        case c.ConfirmInvitation(guest=str(name)) | c.FailInvitation(guest=str(name)):
            return guests.answered(command, name, state)
        case (
            c.ConfirmInvitation()
            | c.FailInvitation()
            | c.ReportDelivery()
            | c.RenewInvitation()
            | c.RevokeInvitation()
            | c.OpenInvitation()
            | c.ExpireInvitation()
        ):
            return invitation.decide(command, state, act)
        case c.GiveConsent() | c.RefuseConsent():
            return _consent(command, state)
        case c.NoteFinding() | c.EndVisio() | c.FailVisio():
            return _end(command, state)
        case _:
            return live.decide(command, state, act)


def _request(command: c.RequestVisio, state: VisioSessionState, act: Act) -> Facts:
    if not isinstance(state, NotRequested):
        raise AlreadyExists(f"video session {command.session} was requested already")
    if command.mission is not None:
        if command.phone or command.email or command.way is not f.Way.SMS:
            raise InvitationWithoutWay("through a tablet, nothing else is needed")
    else:
        invitation.check_way(command.way, command.phone, command.email)
    return [
        f.VisioRequested(
            call=command.call,
            phone=command.phone,
            mission=command.mission,
            want=command.want,
            way=command.way,
            email=command.email,
            requested_at=act.at,
        )
    ]


def _after_the_end(command: c.VisioSessionCommand, state: Over, act: Act) -> Facts:
    match command:
        case (
            c.LeaveVisio()
            | c.ExpireInvitation()
            | c.EndVisio()
            | c.ReportDelivery()
            | c.ReportTrouble()
            | c.RevokeGuest()
        ):
            return []
        case c.OpenInvitation(generation=int()):
            return invitation.opened(command, state, act)
        case _:
            raise SessionOver(f"video session {command.session} is over ({state.how})")


def _consent(command: c.ConsentCommand, state: Begun) -> Facts:
    if isinstance(state, Requested):
        raise OutOfOrder(f"not possible before the invitation of {command.session} is out")
    if isinstance(command, c.RefuseConsent):
        return [f.ConsentRefused(why=command.why)]
    given = f.ConsentGiven(
        spoken=command.spoken,
        told_version=command.told_version,
        language=command.language,
        location=command.location,
        snapshots=command.snapshots,
    )
    agreed = state.subject.agreed
    if agreed is None or isinstance(state, Invited):
        return [given]
    more = (given.location and not agreed.location) or (given.snapshots and not agreed.snapshots)
    if more and state.subject.tally.agreements >= MOST_AGREEMENTS:
        raise TooManyReports(f"{MOST_AGREEMENTS} agreements in {command.session}")
    same = (agreed.location, agreed.snapshots) == (given.location, given.snapshots)
    return [] if same else [given]


def _end(command: c.EndCommand, state: Begun) -> Facts:
    match command:
        case c.FailVisio(why=why):
            return [f.VisioFailed(why=why)]
        case c.EndVisio(result=result):
            seen = not isinstance(state, Requested | Invited)
            return [f.VisioEnded(result=result if seen else None)]
        case c.NoteFinding(text=text):
            return _finding(command, text, state)
        case _:
            assert_never(command)


def _finding(command: c.NoteFinding, text: str, state: Begun) -> Facts:
    match state:
        case Live() | Degraded() | AudioOnly() | Photos() | ByPhone():
            return [f.FindingNoted(text=text)]
        case Consented() if state.subject.pictured:
            return [f.FindingNoted(text=text)]
        case Requested() | Invited():
            raise ConsentMissing(f"no consent recorded in video session {command.session}")
        case _:
            raise OutOfOrder(f"nothing to be seen now in video session {command.session}")

"""While people are there: who joins and leaves, the rungs, the first picture, what goes wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

from domain.fact import Act
from domain.refusals import OutOfOrder, ReasonMissing, RoleNotAllowed
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.refusals import (
    ConsentMissing,
    LocationNotAgreed,
    NotInvited,
    NotPresent,
    SessionFull,
    TooManyReports,
)
from domain.visio_session.states import (
    RUNGS,
    AfterConsent,
    BeforeConsent,
    Consented,
    Live,
    Subject,
)
from domain.visio_session.words import LadderStep, Participant
from domain.vocabulary import CREW_ROLES, Role

MOST_TROUBLES, MOST_RECONNECTIONS, MOST_STEPS, MOST_JOINS, MOST_LOCATIONS = 10, 50, 200, 200, 50
"""Kept of one session: a page gone wrong, or a hostile one, never fills the log."""
MOST_TOGETHER = 4
"""Each sends to each: beyond, a telephone of 2018 does not follow."""

_SIDES: dict[Participant, frozenset[Role]] = {
    Participant.PATIENT: frozenset({Role.CALLER}) | CREW_ROLES,
    Participant.CREW: CREW_ROLES,
    Participant.REGULATOR: frozenset({Role.ARM, Role.REGULATOR}),
    Participant.GUEST: frozenset({Role.CALLER}),
}
"""Who may join as whom: a caller never makes a session live alone, as the regulator of it."""

Facts = Sequence[f.VisioSessionFact]
Open = BeforeConsent | AfterConsent


def decide(command: c.LiveCommand, state: Open, act: Act) -> Facts:
    """The facts while the session is not over. Raises a Refusal where a rule says no."""
    if isinstance(command, c.ReportTrouble):
        return _trouble(command, state.subject)
    if not isinstance(state, AfterConsent):
        if isinstance(command, c.LeaveVisio):
            raise OutOfOrder(f"nobody is in video session {command.session} yet")
        raise ConsentMissing(f"no consent recorded in video session {command.session}")
    match command:
        case c.JoinVisio():
            return _join(command, state, act)
        case c.LeaveVisio():
            _check_here(command, state)
            return [f.ParticipantLeft(participant=command.participant, guest=command.guest)]
        case c.GiveLocation(position=position, accuracy_m=accuracy):
            if state.subject.agreed is None or not state.subject.agreed.location:
                raise LocationNotAgreed(f"no agreement to the location in {command.session}")
            if state.subject.tally.locations >= MOST_LOCATIONS:
                raise TooManyReports(f"{MOST_LOCATIONS} locations in {command.session}")
            return [f.LocationGiven(position=position, accuracy_m=accuracy)]
        case c.ReportReconnection():
            return _reconnected(command, state)
        case c.ReportPicture():
            return _picture(command, state, act)
        case c.MoveOnLadder() | c.ReportDegradation() | c.ReportRecovery() | c.FallBackToAudio():
            return _ladder(_move(command, state), state, act)
        case _:
            assert_never(command)


def _join(command: c.JoinVisio, state: AfterConsent, act: Act) -> Facts:
    if act.by.role not in _SIDES[command.participant]:
        raise RoleNotAllowed(f"{act.by.role} may not join as {command.participant}")
    if _is_here(command, state):
        return []
    guest = state.subject.guest(command.guest)
    if command.participant is Participant.GUEST and (guest is None or guest.revoked or not guest.opened):
        raise NotInvited(f"no open invitation of guest {command.guest}")
    if guest is not None and not guest.agreed:
        raise ConsentMissing(f"guest {command.guest} has not agreed to be seen and heard")
    together = len(state.present) + sum(each.here for each in state.subject.guests)
    if together >= MOST_TOGETHER:
        raise SessionFull(f"{MOST_TOGETHER} people are in video session {command.session}")
    if state.subject.tally.joins >= MOST_JOINS:
        raise TooManyReports(f"{MOST_JOINS} comings and goings in {command.session}")
    return [f.ParticipantJoined(participant=command.participant, guest=command.guest)]


def _is_here(command: c.JoinVisio | c.LeaveVisio | c.ReportReconnection, state: AfterConsent) -> bool:
    if command.participant is Participant.GUEST:
        guest = state.subject.guest(command.guest)
        return guest is not None and guest.here
    return command.participant in state.present


def _check_here(command: c.LeaveVisio | c.ReportReconnection, state: AfterConsent) -> None:
    if not _is_here(command, state):
        raise NotPresent(f"{command.participant} is not in video session {command.session}")


def _reconnected(command: c.ReportReconnection, state: AfterConsent) -> Facts:
    _check_here(command, state)
    if state.subject.tally.reconnections >= MOST_RECONNECTIONS:
        return []
    return [
        f.Reconnected(participant=command.participant, took_ms=command.took_ms, guest=command.guest),
    ]


def _trouble(command: c.ReportTrouble, subject: Subject) -> Facts:
    if subject.tally.troubles >= MOST_TROUBLES:
        return []
    return [
        f.TroubleReported(
            kind=command.kind,
            detail=command.detail,
            participant=command.participant,
            guest=command.guest,
        )
    ]


def _picture(command: c.ReportPicture, state: AfterConsent, act: Act) -> Facts:
    if isinstance(state, Consented):
        raise OutOfOrder(f"not both sides are in video session {command.session}")
    subject, who = state.subject, command.participant
    if who in subject.seen:
        return []
    guest = who is Participant.GUEST
    if not (any(each.here for each in subject.guests) if guest else who in state.present):
        raise NotPresent(f"{who} is not in video session {command.session}")
    return [
        f.PictureSeen(
            participant=who,
            since_open_ms=None if guest else _since(subject.opened_at, act),
            since_request_ms=_since(subject.requested_at, act),
            relayed=command.relayed,
            network=command.network,
        )
    ]


def _since(then: datetime | None, act: Act) -> int | None:
    return None if then is None else min(86_400_000, max(0, int((act.at - then).total_seconds() * 1000)))


_Move = c.MoveOnLadder | c.ReportDegradation | c.ReportRecovery | c.FallBackToAudio


def _move(command: _Move, state: AfterConsent) -> c.MoveOnLadder | None:
    """What was asked as one move; None where a poor picture is told of something poorer already."""
    session = command.session
    match command:
        case c.MoveOnLadder():
            return command
        case c.ReportDegradation(why=why):
            down = isinstance(state, Consented | Live)
            return c.MoveOnLadder(session=session, step=LadderStep.LOW, why=why) if down else None
        case c.ReportRecovery():
            return c.MoveOnLadder(session=session, step=LadderStep.VIDEO)
        case c.FallBackToAudio():
            return c.MoveOnLadder(session=session, step=LadderStep.AUDIO)
        case _:
            assert_never(command)


def _ladder(move: c.MoveOnLadder | None, state: AfterConsent, act: Act) -> Facts:
    if isinstance(state, Consented):
        raise OutOfOrder("the ladder is for when both sides are there")
    if move is None or isinstance(state, RUNGS[move.step]):
        return []
    counted = move.automatic or act.by.role is Role.CALLER
    if counted and state.subject.tally.steps >= MOST_STEPS:
        raise TooManyReports(f"{MOST_STEPS} moves on the ladder of {move.session}")
    measured: dict[str, Any] = {"automatic": move.automatic, "took_ms": move.took_ms}
    match move.step:
        case LadderStep.VIDEO:
            return [f.QualityRecovered(**measured)]
        case LadderStep.AUDIO:
            return [f.FellBackToAudio(why=move.why, **measured)]
        case _ if move.why is None:
            raise ReasonMissing("say why, or what was measured")
        case LadderStep.LOW:
            return [f.QualityDegraded(why=move.why, **measured)]
        case LadderStep.PHOTOS:
            return [f.FellBackToPhotos(why=move.why, **measured)]
        case LadderStep.PHONE:
            return [f.FellBackToPhone(why=move.why, **measured)]
        case _:
            assert_never(move.step)

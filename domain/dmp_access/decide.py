"""What an access answers to each command, once requested. The request itself is in `request`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.states import (
    AnyOpen,
    AwaitingReview,
    Begun,
    Closed,
    DmpAccessState,
    NotRequested,
    Open,
    OpenByBreakGlass,
    Refused,
    Requested,
    Reviewed,
)
from domain.fact import Act, Refusal
from domain.refusals import NotFound, OutOfOrder
from domain.vocabulary import DmpMode

ACCESS_LASTS = timedelta(minutes=30)
"""How long an access stays open. Vigie's own rule: the law gives no span (docs/adr/0010)."""

Facts = Sequence[f.DmpAccessFact]


class AccessNotOpen(Refusal):
    """The access is not open: refused, over, or the DMP has not answered."""


class AccessTimeIsUp(Refusal):
    """The access has expired: ask again."""


class NotYourAccess(Refusal):
    """Only the practitioner behind the request may see the documents (EX_AIR-085)."""


class AccessStillValid(Refusal):
    """The access has not expired yet."""


class ReviewOfOwnAccess(Refusal):
    """Nobody reviews their own break-glass."""


class NothingToReview(Refusal):
    """This access does not await a review: only a break-glass that has ended does."""


def decide(command: c.AfterRequest, state: DmpAccessState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    match state:
        case NotRequested():
            raise NotFound(f"no DMP access {command.access}")
        case _:
            return _decide(command, state, act)


def _decide(command: c.AfterRequest, state: Begun, act: Act) -> Facts:
    match command:
        case c.DmpAnswer():
            return _answer(command, state, act)
        case c.ConsultDocument():
            return _consult(command, state, act)
        case c.CloseAccess() | c.ExpireAccess() | c.RevokeAccess():
            return _end(command, state, act)
        case c.RecordNotice() | c.FailNotice():
            return _notice(command, state)
        case c.ReviewBreakGlass():
            return _review(command, state, act)
        case _:
            assert_never(command)


def _answer(command: c.DmpAnswer, state: Begun, act: Act) -> Facts:
    if not isinstance(state, Requested):
        return []
    subject = state.subject
    why = _refused_because(command, subject.mode)
    if why is not None:
        refused = f.AccessRefused(
            call=subject.call,
            patient=subject.patient,
            mode=subject.mode,
            practitioner=subject.practitioner,
            why=why,
            attestation=subject.attestation,
            reason=subject.reason,
        )
        return [refused]
    expires_at = act.at + ACCESS_LASTS
    if subject.mode is DmpMode.BREAK_GLASS:
        return [
            f.BreakGlassInvoked(
                call=subject.call,
                patient=subject.patient,
                reason=subject.reason or "",
                expires_at=expires_at,
            )
        ]
    return [
        f.AccessGranted(call=subject.call, patient=subject.patient, mode=subject.mode, expires_at=expires_at)
    ]


def _refused_because(answer: c.DmpAnswer, mode: DmpMode) -> f.RefusedBecause | None:
    if answer.failed is not None:
        return answer.failed
    if answer.professional_blocked:
        return f.RefusedBecause.PROFESSIONAL_BLOCKED
    opposed = {
        DmpMode.NORMAL: False,
        DmpMode.REGULATION_CENTRE: answer.opposed_to_regulation_centre,
        DmpMode.BREAK_GLASS: answer.opposed_to_break_glass,
    }
    return f.RefusedBecause.PATIENT_OPPOSED if opposed[mode] else None


def _open(access: str, state: Begun) -> AnyOpen:
    match state:
        case Open() | OpenByBreakGlass():
            return state
        case Requested() | Refused() | Closed() | AwaitingReview() | Reviewed():
            raise AccessNotOpen(f"DMP access {access} is {state.__struct_config__.tag}")
        case _:
            assert_never(state)


def _consult(command: c.ConsultDocument, state: Begun, act: Act) -> Facts:
    opened = _open(command.access, state)
    if act.at >= opened.expires_at:
        raise AccessTimeIsUp(f"open until {opened.expires_at:%H:%M:%S} UTC: ask again")
    if act.by.id != opened.subject.practitioner.id:
        raise NotYourAccess(f"opened by {opened.subject.practitioner.id}")
    return [
        f.DocumentConsulted(
            document=command.document, title=command.title, confidentiality=command.confidentiality
        )
    ]


def _end(command: c.CloseAccess | c.ExpireAccess | c.RevokeAccess, state: Begun, act: Act) -> Facts:
    if isinstance(command, c.ExpireAccess) and not isinstance(state, Open | OpenByBreakGlass):
        return []
    opened = _open(command.access, state)
    match command:
        case c.CloseAccess():
            if act.by.id != opened.subject.practitioner.id:
                raise NotYourAccess(f"opened by {opened.subject.practitioner.id}")
            return [f.AccessClosed()]
        case c.ExpireAccess():
            if act.at < opened.expires_at:
                raise AccessStillValid(f"valid until {opened.expires_at:%H:%M:%S} UTC")
            return [f.AccessExpired()]
        case c.RevokeAccess(why=why):
            return [f.AccessRevoked(why=why)]
        case _:
            assert_never(command)


def _notice(command: c.RecordNotice | c.FailNotice, state: Begun) -> Facts:
    if isinstance(state, Requested | Refused):
        raise OutOfOrder(f"nothing was opened by DMP access {command.access}")
    if command.recipient in state.subject.informed:
        return []
    match command:
        case c.RecordNotice(recipient=recipient, proof=proof):
            return [f.PatientInformed(recipient=recipient, proof=proof)]
        case c.FailNotice(recipient=recipient, why=why):
            return [f.NoticeFailed(recipient=recipient, why=why)]
        case _:
            assert_never(command)


def _review(command: c.ReviewBreakGlass, state: Begun, act: Act) -> Facts:
    if not isinstance(state, AwaitingReview):
        raise NothingToReview(f"DMP access {command.access} is {state.__struct_config__.tag}")
    if act.by.id == state.subject.practitioner.id:
        raise ReviewOfOwnAccess("another person reviews this access")
    return [f.BreakGlassReviewed(verdict=command.verdict, comment=command.comment)]

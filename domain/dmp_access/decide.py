"""What an access answers to each command, once requested. The request itself is in `request`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access import notices, review
from domain.dmp_access.refusals import AccessNotOpen, AccessStillValid, AccessTimeIsUp, NotYourAccess
from domain.dmp_access.states import (
    AnyOpen,
    AwaitingReview,
    AwaitingSecondReading,
    Begun,
    Closed,
    Disputed,
    DmpAccessState,
    NotRequested,
    Open,
    OpenByBreakGlass,
    Refused,
    Requested,
    Reviewed,
    Subject,
)
from domain.dmp_access.words import DocumentRefusedBecause, RefusedBecause
from domain.fact import Act
from domain.refusals import NotFound
from domain.rules.confidentiality import may_be_shown
from domain.vocabulary import DmpMode

Facts = Sequence[f.DmpAccessFact]

ENDS_IT_NOW = frozenset({RefusedBecause.PATIENT_OPPOSED, RefusedBecause.PROFESSIONAL_BLOCKED})
"""Learnt while the access is open, these end it: nothing more is shown against the patient's word."""


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
        case c.RecordSearch():
            return _search(command, state, act)
        case c.ConsultDocument():
            return _consult(command, state, act)
        case c.RecordFailedReading():
            return _failed(command, state, act)
        case c.CloseAccess() | c.ExpireAccess() | c.RevokeAccess():
            return _end(command, state, act)
        case c.RecordNotice() | c.FailNotice() | c.RetryNotice():
            return notices.decide(command, state, act)
        case _:
            return review.decide(command, state, act)


def _answer(command: c.DmpAnswer, state: Begun, act: Act) -> Facts:
    match state:
        case Requested(subject=subject):
            return [_opened(command, subject, act)]
        case Open(continuing=True) | OpenByBreakGlass(continuing=True) if act.at < state.expires_at:
            return _continued(command, state, act)
        case _:
            return []


def _opened(command: c.DmpAnswer, subject: Subject, act: Act) -> f.DmpAccessFact:
    why = _refused_because(command, subject.mode)
    if why is not None:
        return f.AccessRefused(
            call=subject.call,
            patient=subject.patient,
            mode=subject.mode,
            practitioner=subject.practitioner,
            why=why,
            attestation=subject.attestation,
            reason=subject.reason,
        )
    expires_at = act.at + timedelta(seconds=command.lasts)
    due_at = act.at + timedelta(seconds=command.notices_within)
    if subject.mode is DmpMode.BREAK_GLASS:
        return f.BreakGlassInvoked(
            call=subject.call,
            patient=subject.patient,
            reason=subject.reason or "",
            expires_at=expires_at,
            notices_due_at=due_at,
            review_within=command.review_within,
        )
    return f.AccessGranted(
        call=subject.call,
        patient=subject.patient,
        mode=subject.mode,
        expires_at=expires_at,
        notices_due_at=None if subject.mode is DmpMode.NORMAL else due_at,
        review_within=command.review_within,
    )


def _continued(command: c.DmpAnswer, state: AnyOpen, act: Act) -> Facts:
    why = _refused_because(command, state.subject.mode)
    if why is None:
        return [f.AccessContinued(expires_at=act.at + timedelta(seconds=command.lasts))]
    refused = f.ContinuationRefused(
        why=why, attestation=state.subject.attestation, reason=state.subject.reason
    )
    if why not in ENDS_IT_NOW:
        return [refused]
    return [refused, f.AccessRevoked(why=why, review_due_at=_review_due_at(state, act))]


def _refused_because(answer: c.DmpAnswer, mode: DmpMode) -> RefusedBecause | None:
    if answer.failed is not None:
        return answer.failed
    if answer.professional_blocked:
        return RefusedBecause.PROFESSIONAL_BLOCKED
    opposed = {
        DmpMode.NORMAL: False,
        DmpMode.REGULATION_CENTRE: answer.opposed_to_regulation_centre,
        DmpMode.BREAK_GLASS: answer.opposed_to_break_glass,
    }
    return RefusedBecause.PATIENT_OPPOSED if opposed[mode] else None


def _open(access: str, state: Begun) -> AnyOpen:
    match state:
        case Open() | OpenByBreakGlass():
            return state
        case (
            Requested()
            | Refused()
            | Closed()
            | AwaitingReview()
            | AwaitingSecondReading()
            | Disputed()
            | Reviewed()
        ):
            raise AccessNotOpen(f"DMP access {access} is {state.__struct_config__.tag}")
        case _:
            assert_never(state)


def readable(access: str, state: Begun, act: Act) -> AnyOpen:
    """The access, still open at the instant of the act. Raises AccessNotOpen, AccessTimeIsUp."""
    opened = _open(access, state)
    if act.at >= opened.expires_at:
        raise AccessTimeIsUp(f"open until {opened.expires_at:%H:%M:%S} UTC: ask again")
    return opened


def own(state: Begun, act: Act) -> None:
    """Raise NotYourAccess for anybody but the practitioner behind the request."""
    if act.by.id != state.subject.practitioner.id:
        raise NotYourAccess(f"opened by {state.subject.practitioner.id}")


def _search(command: c.RecordSearch, state: Begun, act: Act) -> Facts:
    own(readable(command.access, state, act), act)
    found = f.DocumentsSearched(
        count=command.count, hidden=command.hidden, confidentiality=command.confidentiality
    )
    return [found]


def _consult(command: c.ConsultDocument, state: Begun, act: Act) -> Facts:
    own(readable(command.access, state, act), act)
    if not may_be_shown(command.confidentiality, reader=act.by.id, author=command.author):
        return [f.DocumentRefused(document=command.document, why=DocumentRefusedBecause.MASKED)]
    return [
        f.DocumentConsulted(
            document=command.document, title=command.title, confidentiality=command.confidentiality
        )
    ]


def _failed(command: c.RecordFailedReading, state: Begun, act: Act) -> Facts:
    """Even of an access that has ended since: the DMP was asked."""
    if isinstance(state, Requested | Refused):
        raise AccessNotOpen(f"DMP access {command.access} never was open")
    own(state, act)
    return [f.ReadingFailed(why=command.why, document=command.document)]


def _end(command: c.CloseAccess | c.ExpireAccess | c.RevokeAccess, state: Begun, act: Act) -> Facts:
    if isinstance(command, c.ExpireAccess) and not isinstance(state, Open | OpenByBreakGlass):
        return []
    opened = _open(command.access, state)
    due_at = _review_due_at(opened, act)
    match command:
        case c.CloseAccess():
            own(opened, act)
            return [f.AccessClosed(review_due_at=due_at)]
        case c.ExpireAccess():
            if act.at < opened.expires_at:
                raise AccessStillValid(f"valid until {opened.expires_at:%H:%M:%S} UTC")
            return [f.AccessExpired(review_due_at=due_at)]
        case c.RevokeAccess(why=why):
            return [f.AccessRevoked(why=why, review_due_at=due_at)]
        case _:
            assert_never(command)


def _review_due_at(state: AnyOpen, act: Act) -> datetime | None:
    if isinstance(state, OpenByBreakGlass) or state.subject.flags:
        return act.at + timedelta(seconds=state.subject.review_within)
    return None

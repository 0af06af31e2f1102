"""How each fact moves an access."""

from datetime import datetime
from typing import TypeVar, assert_never

from msgspec.structs import replace

from domain.dmp_access import facts as f
from domain.dmp_access.states import (
    AwaitingReview,
    AwaitingSecondReading,
    Begun,
    Closed,
    Disputed,
    DmpAccessState,
    InReview,
    NotRequested,
    Open,
    OpenByBreakGlass,
    Reader,
    Refused,
    Requested,
    Review,
    Reviewed,
    Subject,
)
from domain.dmp_access.words import Verdict

B = TypeVar("B", bound=Begun)


def evolve(state: DmpAccessState, fact: f.DmpAccessFact) -> DmpAccessState:
    """The state after one more fact."""
    match state, fact:
        case NotRequested(), f.AccessRequested():
            return Requested(_subject(fact))
        case NotRequested(), f.AccessRefused():
            return Refused(
                Subject(call=fact.call, patient=fact.patient, practitioner=fact.practitioner, mode=fact.mode)
            )
        case NotRequested(), _:
            raise AssertionError(f"{type(fact).__name__} before AccessRequested")
        case _:
            return _move(state, fact)


def _subject(fact: f.AccessRequested) -> Subject:
    return Subject(
        call=fact.call,
        patient=fact.patient,
        practitioner=fact.practitioner,
        mode=fact.mode,
        attestation=fact.attestation,
        reason=fact.reason,
    )


def _move(state: Begun, fact: f.DmpAccessFact) -> DmpAccessState:
    subject = state.subject
    match fact:
        case f.AccessGranted(expires_at=at, review_within=within):
            return Open(replace(subject, review_within=within), at)
        case f.BreakGlassInvoked(expires_at=at, review_within=within):
            return OpenByBreakGlass(replace(subject, review_within=within), at)
        case f.AccessRefused():
            return Refused(subject)
        case f.ContinuationRequested() | f.AccessContinued() | f.ContinuationRefused():
            return _continue(state, fact)
        case f.AccessClosed() | f.AccessExpired() | f.AccessRevoked():
            return _ended(state, fact.review_due_at)
        case f.PatientInformed(recipient=recipient):
            return _about(state, replace(subject, informed=subject.informed | {recipient}))
        case f.NoticeFailed(recipient=recipient):
            return _about(state, replace(subject, failures=(*subject.failures, recipient)))
        case f.DocumentsSearched() | f.DocumentConsulted() | f.DocumentRefused():
            return state
        case f.ReadingFailed() | f.NoticeRetried():
            return state
        case f.AccessRequested():
            raise AssertionError("an access is requested once")
        case _:
            return _reviewed(state, fact)


def _about(state: B, subject: Subject) -> B:
    return replace(state, subject=subject)


def _continue(
    state: Begun, fact: f.ContinuationRequested | f.AccessContinued | f.ContinuationRefused
) -> DmpAccessState:
    if not isinstance(state, Open | OpenByBreakGlass):
        return state
    match fact:
        case f.ContinuationRequested(attestation=attestation, reason=reason):
            claimed = replace(state.subject, attestation=attestation, reason=reason)
            return replace(state, subject=claimed, continuing=True)
        case f.AccessContinued(expires_at=expires_at):
            return replace(state, expires_at=expires_at, continuing=False)
        case f.ContinuationRefused():
            return replace(state, continuing=False)
        case _:
            assert_never(fact)


def _ended(state: Begun, review_due_at: datetime | None) -> DmpAccessState:
    if isinstance(state, OpenByBreakGlass) or state.subject.flags:
        return AwaitingReview(state.subject, Review(due_at=review_due_at))
    return Closed(state.subject)


_ReviewFact = (
    f.AccessAssessed
    | f.BreakGlassReviewed
    | f.AccessExplained
    | f.ReviewDisputed
    | f.ReviewSettled
    | f.ReviewOverdue
    | f.ReviewConcluded
)


def _reviewed(state: Begun, fact: _ReviewFact) -> DmpAccessState:
    match fact:
        case f.AccessAssessed(flags=flags, review_due_at=due_at):
            subject = replace(state.subject, flags=flags)
            if isinstance(state, Closed) and flags:
                return AwaitingReview(subject, Review(due_at=due_at))
            return _about(state, subject)
        case f.ReviewConcluded(verdict=verdict):
            return Reviewed(state.subject, verdict)
        case f.BreakGlassReviewed(reading=0):
            return _read_alone(state, fact.verdict)
        case _ if isinstance(state, InReview):
            return _in_review(state, fact)
        case _:
            return state


def _read_alone(state: Begun, verdict: Verdict) -> DmpAccessState:
    """A fact of before second readings: the first verdict was the last."""
    if verdict is not Verdict.TO_CLARIFY:
        return Reviewed(state.subject, verdict)
    if isinstance(state, AwaitingReview):
        return replace(state, review=replace(state.review, asked=True, unanswered=True))
    return state


def _in_review(state: InReview, fact: _ReviewFact) -> DmpAccessState:
    review = state.review
    match state, fact:
        case _, f.BreakGlassReviewed(verdict=Verdict.TO_CLARIFY):
            return replace(state, review=replace(review, asked=True, unanswered=True))
        case AwaitingReview(), f.BreakGlassReviewed(verdict=verdict, reader=str(reader)):
            return AwaitingSecondReading(state.subject, review, Reader(reader, verdict))
        case AwaitingSecondReading(first=first), f.BreakGlassReviewed(verdict=verdict, reader=str(reader)):
            return Disputed(state.subject, review, first, Reader(reader, verdict))
        case _, f.AccessExplained():
            return replace(state, review=replace(review, unanswered=False))
        case _, f.ReviewOverdue():
            return replace(state, review=replace(review, overdue=True))
        case _:
            return state

"""How each fact moves an access."""

from typing import assert_never

from msgspec.structs import replace

from domain.dmp_access import facts as f
from domain.dmp_access.states import (
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
    Subject,
)


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
        case f.AccessGranted(expires_at=expires_at):
            return Open(subject, expires_at)
        case f.BreakGlassInvoked(expires_at=expires_at):
            return OpenByBreakGlass(subject, expires_at)
        case f.AccessRefused():
            return Refused(subject)
        case f.AccessClosed() | f.AccessExpired() | f.AccessRevoked():
            return AwaitingReview(subject) if isinstance(state, OpenByBreakGlass) else Closed(subject)
        case f.PatientInformed(recipient=recipient):
            return replace(state, subject=replace(subject, informed=subject.informed | {recipient}))
        case f.BreakGlassReviewed(verdict=f.Verdict.TO_CLARIFY):
            return AwaitingReview(subject, asked=True)
        case f.BreakGlassReviewed(verdict=verdict):
            return Reviewed(subject, verdict)
        case f.DocumentConsulted() | f.NoticeFailed():
            return state
        case f.AccessRequested():
            raise AssertionError("an access is requested once")
        case _:
            assert_never(fact)

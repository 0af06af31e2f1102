"""The review of an access: one reader where all is plain, two where it is not, a third where they disagree.

A first reading that finds a break-glass justified ends its review where the rules of unusual accesses were
asked and flagged nothing. Anything else needs the same verdict from another person; TO_CLARIFY is a question,
never an end. Vigie's own rules (docs/adr/0021).
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.refusals import (
    FinalVerdictNeeded,
    NothingToExplain,
    NothingToReview,
    NothingToSettle,
    NotYourAccess,
    ReviewNotDueYet,
    ReviewOfOwnAccess,
    SecondReaderNeeded,
)
from domain.dmp_access.states import (
    AwaitingReview,
    AwaitingSecondReading,
    Begun,
    Closed,
    Disputed,
    InReview,
    Refused,
    Requested,
)
from domain.dmp_access.words import Verdict
from domain.fact import Act
from domain.refusals import OutOfOrder

Facts = Sequence[f.DmpAccessFact]
ReviewCommand = (
    c.RecordAssessment | c.ReviewBreakGlass | c.ExplainAccess | c.SettleReview | c.MarkReviewOverdue
)


def decide(command: ReviewCommand, state: Begun, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    match command:
        case c.RecordAssessment():
            return _assess(command, state, act)
        case c.ReviewBreakGlass():
            return _read(command, state, act)
        case c.ExplainAccess():
            return _explain(command, state, act)
        case c.SettleReview():
            return _settle(command, state, act)
        case c.MarkReviewOverdue():
            return _overdue(state, act)
        case _:
            assert_never(command)


def _assess(command: c.RecordAssessment, state: Begun, act: Act) -> Facts:
    if isinstance(state, Requested):
        raise OutOfOrder(f"DMP access {command.access} waits for the DMP")
    if state.subject.flags == command.flags or (isinstance(state, Refused) and not command.flags):
        return []
    calls_for_review = isinstance(state, Closed) and bool(command.flags)
    due_at = act.at + timedelta(seconds=state.subject.review_within) if calls_for_review else None
    return [f.AccessAssessed(flags=command.flags, policy=command.policy, review_due_at=due_at)]


def _read(command: c.ReviewBreakGlass, state: Begun, act: Act) -> Facts:
    if not isinstance(state, AwaitingReview | AwaitingSecondReading):
        raise NothingToReview(f"DMP access {command.access} is {state.__struct_config__.tag}")
    _somebody_else(state, act)
    second = isinstance(state, AwaitingSecondReading)
    read = f.BreakGlassReviewed(
        verdict=command.verdict, comment=command.comment, reading=1 + second, reader=act.by.id
    )
    if command.verdict is Verdict.TO_CLARIFY:
        return [read]
    if isinstance(state, AwaitingReview):
        return [read, f.ReviewConcluded(verdict=command.verdict)] if _plain(command, state) else [read]
    if command.verdict is state.first.verdict:
        return [read, f.ReviewConcluded(verdict=command.verdict)]
    return [read, f.ReviewDisputed(first=state.first.verdict, second=command.verdict)]


def _plain(command: c.ReviewBreakGlass, state: AwaitingReview) -> bool:
    """Justified, and nothing casts a doubt: neither a flag, nor a question, nor rules not yet asked."""
    return command.verdict is Verdict.JUSTIFIED and not state.review.asked and state.subject.flags == ()


def _somebody_else(state: InReview, act: Act) -> None:
    if act.by.id == state.subject.practitioner.id:
        raise ReviewOfOwnAccess("another person reviews this access")
    readers = {
        reader.id
        for reader in (getattr(state, "first", None), getattr(state, "second", None))
        if reader is not None
    }
    if act.by.id in readers:
        raise SecondReaderNeeded("you have read this access: another person must")


def _explain(command: c.ExplainAccess, state: Begun, act: Act) -> Facts:
    if not isinstance(state, AwaitingReview | AwaitingSecondReading | Disputed):
        raise NothingToExplain(f"DMP access {command.access} is {state.__struct_config__.tag}")
    if act.by.id != state.subject.practitioner.id:
        raise NotYourAccess(f"opened by {state.subject.practitioner.id}")
    if not state.review.unanswered:
        raise NothingToExplain("no question waits for an answer")
    return [f.AccessExplained(words=command.words)]


def _settle(command: c.SettleReview, state: Begun, act: Act) -> Facts:
    if not isinstance(state, Disputed):
        raise NothingToSettle(f"DMP access {command.access} is {state.__struct_config__.tag}")
    _somebody_else(state, act)
    if command.verdict is Verdict.TO_CLARIFY:
        raise FinalVerdictNeeded("a dispute ends by justified or unjustified")
    return [
        f.ReviewSettled(verdict=command.verdict, comment=command.comment),
        f.ReviewConcluded(verdict=command.verdict),
    ]


def _overdue(state: Begun, act: Act) -> Facts:
    if not isinstance(state, AwaitingReview | AwaitingSecondReading | Disputed):
        return []
    due_at = state.review.due_at
    if due_at is None or state.review.overdue:
        return []
    if act.at < due_at:
        raise ReviewNotDueYet(f"due at {due_at:%Y-%m-%d %H:%M} UTC")
    return [f.ReviewOverdue(due_at=due_at)]

"""What the review of an access writes into the audit trail. `verdict` is the final one, once there is one."""

from typing import Any

import msgspec

from domain.dmp_access import facts as f
from domain.dmp_access.words import Verdict
from domain.envelope import Recorded
from projections.audit_rows import event_row, set_access, stamped, step
from projections.table import Change, Value, Writer, insert

SECOND_READING, DISPUTED = "second-reading", "disputed"


def _assessed(recorded: Recorded[f.AccessAssessed]) -> list[Change]:
    fact = recorded.fact
    columns: dict[str, Value] = {
        "flags": msgspec.json.encode(fact.flags).decode(),
        "policy": fact.policy,
    }
    if fact.review_due_at is not None:
        columns["review_due_at"] = stamped(fact.review_due_at)
    return [set_access(recorded, columns)]


def _read(recorded: Recorded[f.BreakGlassReviewed]) -> list[Change]:
    fact = recorded.fact
    if fact.verdict is Verdict.TO_CLARIFY:
        columns: dict[str, Value] = {"question_open": 1}
    elif fact.reading == 0:
        columns = {"verdict": fact.verdict.value}
    else:
        columns = {"review_step": SECOND_READING}
    return [_reading(recorded, fact.reading or 1), set_access(recorded, columns)]


def _settled(recorded: Recorded[f.ReviewSettled]) -> list[Change]:
    return [_reading(recorded, 3)]


def _reading(recorded: Recorded[f.BreakGlassReviewed | f.ReviewSettled], number: int) -> Change:
    fact = recorded.fact
    row = event_row(recorded) | {
        "verdict": fact.verdict.value,
        "comment": fact.comment,
        "reading": number,
        "by_id": recorded.by.id,
    }
    return insert("audit_reviews", "event", row)


def _explained(recorded: Recorded[f.AccessExplained]) -> list[Change]:
    return [step(recorded, words=recorded.fact.words), set_access(recorded, {"question_open": 0})]


def _disputed(recorded: Recorded[f.ReviewDisputed]) -> list[Change]:
    return [step(recorded), set_access(recorded, {"review_step": DISPUTED})]


def _overdue(recorded: Recorded[f.ReviewOverdue]) -> list[Change]:
    return [step(recorded), set_access(recorded, {"review_overdue_at": stamped(recorded.at)})]


def _concluded(recorded: Recorded[f.ReviewConcluded]) -> list[Change]:
    verdict = recorded.fact.verdict.value
    return [step(recorded, why=verdict), set_access(recorded, {"verdict": verdict, "question_open": 0})]


REVIEW_WRITERS: dict[type[Any], Writer] = {
    f.AccessAssessed: _assessed,
    f.BreakGlassReviewed: _read,
    f.AccessExplained: _explained,
    f.ReviewDisputed: _disputed,
    f.ReviewSettled: _settled,
    f.ReviewOverdue: _overdue,
    f.ReviewConcluded: _concluded,
}

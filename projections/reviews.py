"""The review queue: every access that awaits a verdict, the most urgent first."""

from datetime import datetime

import msgspec

from domain.dmp_access.words import Flag
from domain.vocabulary import DmpMode, Role
from projections.audit_queries import PAGE, TO_REVIEW
from projections.table import Tables, stamp

FIRST_READING = "first-reading"


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """One access to review. `step`: ``first-reading``, ``second-reading`` or ``disputed``; `readers` have
    read already, in order. `question_open`: the practitioner has still to answer. No due date: an access of
    before due dates."""

    access: str
    call: str
    patient: str
    mode: DmpMode
    practitioner: str
    role: Role
    reason: str | None
    ended_at: datetime
    step: str
    question_open: bool
    due_at: datetime | None
    overdue: bool
    flags: tuple[Flag, ...] | None
    readers: tuple[str, ...]


_QUEUE = f"""SELECT * FROM audit_accesses WHERE {TO_REVIEW}
    ORDER BY CASE WHEN review_due_at IS NULL THEN 0 ELSE 1 END, review_due_at, position
    LIMIT :limit"""  # noqa: S608  # ours; the values are bound
_READERS = f"""SELECT access, by_id FROM audit_reviews
    WHERE access IN (SELECT access FROM audit_accesses WHERE {TO_REVIEW})
    ORDER BY position, event"""  # noqa: S608  # ours


async def review_queue(tables: Tables, now: datetime, limit: int = PAGE) -> list[ReviewItem]:
    """What awaits a verdict at `now`, those due first ahead; at most `limit` of them."""
    rows = await tables.query(_QUEUE, {"limit": limit})
    readers: dict[str, list[str]] = {}
    for read in await tables.query(_READERS):
        readers.setdefault(read["access"], []).append(read["by_id"])
    return [
        msgspec.convert(
            row
            | {
                "step": row["review_step"] or FIRST_READING,
                "question_open": bool(row["question_open"]),
                "due_at": row["review_due_at"],
                "overdue": row["review_due_at"] is not None and row["review_due_at"] <= stamp(now),
                "flags": msgspec.json.decode(row["flags"]) if row["flags"] else None,
                "readers": list(dict.fromkeys(readers.get(row["access"], []))),
            },
            ReviewItem,
            strict=False,
        )
        for row in rows
    ]

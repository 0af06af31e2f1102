"""Reading the audit trail: accesses with all that belongs to them, and readings of files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from domain.dmp_access.words import Verdict
from domain.vocabulary import DmpMode
from projections.audit_traces import AccessTrace, Reading
from projections.table import Tables, Value, stamp

T = TypeVar("T")

PAGE = 200
"""How many rows one answer holds at most."""


class AccessFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which accesses: None means any. `since` and `until` bound the request, `until` not included.

    `flagged`: with or without a flag; `to_review`: only those that await a verdict, or only the others.
    `subjects`: patients of files, as pairs of a file and a reference.
    `before` is the position of the last row of the page before.
    """

    since: datetime | None = None
    until: datetime | None = None
    practitioner: str | None = None
    call: str | None = None
    patient: str | None = None
    subjects: tuple[tuple[str, str], ...] | None = None
    mode: DmpMode | None = None
    access: str | None = None
    verdict: Verdict | None = None
    flagged: bool | None = None
    to_review: bool | None = None
    before: int | None = None
    limit: int = PAGE


FLAGGED = "(flags IS NOT NULL AND flags <> '[]')"
TO_REVIEW = f"(ended_at IS NOT NULL AND verdict IS NULL AND (mode = '{DmpMode.BREAK_GLASS}' OR {FLAGGED}))"
_ACCESSES = """SELECT * FROM audit_accesses
    WHERE (:since IS NULL OR requested_at >= :since) AND (:until IS NULL OR requested_at < :until)
    AND (:practitioner IS NULL OR practitioner = :practitioner)
    AND (:call IS NULL OR call = :call) AND (:patient IS NULL OR patient = :patient)
    AND (:mode IS NULL OR mode = :mode) AND (:access IS NULL OR access = :access)
    AND (:verdict IS NULL OR verdict = :verdict)
    AND (:flagged IS NULL OR :flagged = CASE WHEN {flagged} THEN 1 ELSE 0 END)
    AND (:to_review IS NULL OR :to_review = CASE WHEN {to_review} THEN 1 ELSE 0 END)
    AND (:before IS NULL OR position < :before) AND {among}
    ORDER BY position DESC LIMIT :limit"""
_READINGS = """SELECT event, at, by_id, role, what, of_id, asked, replayed, refused FROM audit_readings
    WHERE (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)
    AND (:by_id IS NULL OR by_id = :by_id) AND (:of_id IS NULL OR of_id = :of_id)
    ORDER BY position DESC LIMIT :limit"""


async def accesses(tables: Tables, wanted: AccessFilter) -> list[AccessTrace]:
    """The latest first, at most PAGE of them, each with its documents, notices and reviews."""
    among, names_of_subjects = _among(wanted.subjects)
    sql = _ACCESSES.format(flagged=FLAGGED, to_review=TO_REVIEW, among=among)
    rows = await tables.query(sql, _params(wanted) | names_of_subjects)
    names = [row["access"] for row in rows]
    documents = await _belonging(tables, "audit_documents", names)
    notices = await _belonging(tables, "audit_notices", names)
    reviews = await _belonging(tables, "audit_reviews", names)
    steps = await _belonging(tables, "audit_steps", names)
    return [
        _converted(
            row
            | {
                "documents": [_document(each) for each in documents.get(row["access"], [])],
                "notices": _latest(notices.get(row["access"], [])),
                "reviews": reviews.get(row["access"], []),
                "steps": [_step(each) for each in steps.get(row["access"], [])],
                "flags": msgspec.json.decode(row["flags"]) if row["flags"] else None,
                "question_open": bool(row["question_open"]),
            },
            AccessTrace,
        )
        for row in rows
    ]


async def readings(
    tables: Tables,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    by_id: str | None = None,
    of_id: str | None = None,
) -> list[Reading]:
    """Who opened which file, the latest first, at most PAGE of them."""
    params = {
        "since": stamp(since) if since else None,
        "until": stamp(until) if until else None,
        "by_id": by_id,
        "of_id": of_id,
        "limit": PAGE,
    }
    return [_converted(row, Reading) for row in await tables.query(_READINGS, params)]


def _params(wanted: AccessFilter) -> dict[str, Value]:
    return {
        "since": stamp(wanted.since) if wanted.since else None,
        "until": stamp(wanted.until) if wanted.until else None,
        "practitioner": wanted.practitioner,
        "call": wanted.call,
        "patient": wanted.patient,
        "mode": wanted.mode.value if wanted.mode else None,
        "access": wanted.access,
        "verdict": wanted.verdict.value if wanted.verdict else None,
        "flagged": None if wanted.flagged is None else int(wanted.flagged),
        "to_review": None if wanted.to_review is None else int(wanted.to_review),
        "before": wanted.before,
        "limit": max(1, min(wanted.limit, PAGE)),
    }


def _among(subjects: Sequence[tuple[str, str]] | None) -> tuple[str, dict[str, Value]]:
    """The condition on subjects, its values bound."""
    if subjects is None:
        return "1 = 1", {}
    pairs = [f"(call = :call{n} AND patient = :patient{n})" for n in range(len(subjects))]
    values: dict[str, Value] = {}
    for number, (call, patient) in enumerate(subjects):
        values |= {f"call{number}": call, f"patient{number}": patient}
    return f"({' OR '.join(pairs) or '1 = 0'})", values


async def _belonging(tables: Tables, table: str, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    if not names:
        return {}
    params = {f"a{number}": name for number, name in enumerate(names)}
    among = ", ".join(f":{key}" for key in params)
    sql = f"SELECT * FROM {table} WHERE access IN ({among}) ORDER BY position, event"  # noqa: S608  # ours; the values are bound
    found: dict[str, list[dict[str, Any]]] = {}
    for row in await tables.query(sql, params):
        found.setdefault(row["access"], []).append(row)
    return found


def _document(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"confidentiality": msgspec.json.decode(row["confidentiality"])}


def _step(row: dict[str, Any]) -> dict[str, Any]:
    codes = row["confidentiality"]
    return row | {"confidentiality": msgspec.json.decode(codes) if codes else None}


def _latest(notices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last word on each recipient, with the term and the failures of those before it."""
    found: dict[str, dict[str, Any]] = {}
    for row in notices:
        before = found.get(row["recipient"], {"due_at": None, "attempts": 0})
        due_at = row["due_at"] or before["due_at"]
        found[row["recipient"]] = row | {"due_at": due_at, "attempts": row["attempt"] or before["attempts"]}
    return list(found.values())


def _converted(row: dict[str, Any], kind: type[T]) -> T:
    return msgspec.convert(row, kind, strict=False)

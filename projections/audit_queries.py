"""Reading the audit trail: accesses with all that belongs to them, and readings of files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from domain.dmp_access.facts import Recipient, RefusedBecause, Verdict
from domain.file_reading import What
from domain.vocabulary import Confidentiality, DmpMode, Role
from projections.table import Tables, Value, stamp

T = TypeVar("T")

PAGE = 200
"""How many rows one answer holds at most."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document shown. `title` is its kind."""

    at: datetime
    by_id: str
    document: str
    title: str
    confidentiality: tuple[Confidentiality, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """How far the notice to one recipient has come: ``due``, ``failed`` (still due) or ``sent``."""

    recipient: Recipient
    state: str
    at: datetime
    proof: str | None
    why: str | None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    by_id: str
    verdict: Verdict
    comment: str


class AccessTrace(msgspec.Struct, frozen=True, kw_only=True):
    """One access, or one attempt refused. `state`: ``requested``, ``open``, ``refused`` or ``ended``;
    `ended_how`: ``closed``, ``expired`` or ``revoked``. `to_review`: a break-glass without a verdict."""

    access: str
    position: int
    call: str
    patient: str
    mode: DmpMode
    practitioner: str
    role: Role
    reason: str | None
    cannot_express_will: bool
    immediate_risk: bool
    patient_agrees: bool
    state: str
    requested_at: datetime
    opened_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    ended_how: str | None
    ended_by: str | None
    ended_why: str | None
    refused_at: datetime | None
    refused_why: RefusedBecause | None
    verdict: Verdict | None
    documents: tuple[Document, ...] = ()
    notices: tuple[Notice, ...] = ()
    reviews: tuple[Review, ...] = ()

    @property
    def to_review(self) -> bool:
        reviewed = self.verdict in (Verdict.JUSTIFIED, Verdict.UNJUSTIFIED)
        return self.mode is DmpMode.BREAK_GLASS and self.ended_at is not None and not reviewed


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody opened a file: a call, a mission, the audit trail itself."""

    event: str
    at: datetime
    by_id: str
    role: Role
    what: What
    of_id: str


class AccessFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which accesses: None means any. `since` and `until` bound the request, `until` not included.

    `before` is the position of the last row of the page before.
    """

    since: datetime | None = None
    until: datetime | None = None
    practitioner: str | None = None
    call: str | None = None
    patient: str | None = None
    mode: DmpMode | None = None
    access: str | None = None
    before: int | None = None
    limit: int = PAGE


_ACCESSES = """SELECT * FROM audit_accesses
    WHERE (:since IS NULL OR requested_at >= :since) AND (:until IS NULL OR requested_at < :until)
    AND (:practitioner IS NULL OR practitioner = :practitioner)
    AND (:call IS NULL OR call = :call) AND (:patient IS NULL OR patient = :patient)
    AND (:mode IS NULL OR mode = :mode) AND (:access IS NULL OR access = :access)
    AND (:before IS NULL OR position < :before)
    ORDER BY position DESC LIMIT :limit"""
_READINGS = """SELECT event, at, by_id, role, what, of_id FROM audit_readings
    WHERE (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)
    AND (:by_id IS NULL OR by_id = :by_id) AND (:of_id IS NULL OR of_id = :of_id)
    ORDER BY position DESC LIMIT :limit"""


async def accesses(tables: Tables, wanted: AccessFilter) -> list[AccessTrace]:
    """The latest first, at most PAGE of them, each with its documents, notices and reviews."""
    rows = await tables.query(_ACCESSES, _params(wanted))
    names = [row["access"] for row in rows]
    documents = await _belonging(tables, "audit_documents", names)
    notices = await _belonging(tables, "audit_notices", names)
    reviews = await _belonging(tables, "audit_reviews", names)
    return [
        _converted(
            row
            | {
                "documents": [_document(each) for each in documents.get(row["access"], [])],
                "notices": _latest(notices.get(row["access"], [])),
                "reviews": reviews.get(row["access"], []),
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
        "before": wanted.before,
        "limit": max(1, min(wanted.limit, PAGE)),
    }


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


def _latest(notices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({row["recipient"]: row for row in notices}.values())


def _converted(row: dict[str, Any], kind: type[T]) -> T:
    return msgspec.convert(row, kind, strict=False)

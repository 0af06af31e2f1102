"""The audit trail: who opened which record, in which mode, why, what was shown, what became of it.

The minimum trace of L1111-17, R1111-46 and R1111-48 of the public health code, one row per access,
refused attempts included, with their documents, notices and reviews; and every reading of a file.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from domain.dmp_access import facts as f
from domain.envelope import Recorded
from domain.fact import Fact
from domain.file_reading import FileOpened
from domain.vocabulary import DmpMode
from projections.audit_tables import REMAKE
from projections.table import Change, TableProjection, insert, stamp, update

_ACCESSES, _KEY = "audit_accesses", "access"


def _requested(recorded: Recorded[f.AccessRequested]) -> list[Change]:
    fact = recorded.fact
    return [_access(recorded, fact, "requested", fact.attestation, fact.reason)]


def _access(
    recorded: Recorded[Any],
    fact: f.AccessRequested | f.AccessRefused,
    state: str,
    attested: f.Attestation,
    reason: str | None,
) -> Change:
    row = {
        "access": recorded.stream.id,
        "position": recorded.position,
        "call": fact.call,
        "patient": fact.patient,
        "mode": fact.mode.value,
        "practitioner": fact.practitioner.id,
        "role": fact.practitioner.role.value,
        "reason": reason,
        "cannot_express_will": int(attested.cannot_express_will),
        "immediate_risk": int(attested.immediate_risk),
        "patient_agrees": int(attested.patient_agrees),
        "state": state,
        "requested_at": stamp(recorded.at),
    }
    return insert(_ACCESSES, _KEY, row)


def _opened(recorded: Recorded[f.AccessGranted | f.BreakGlassInvoked]) -> list[Change]:
    fact = recorded.fact
    mode = fact.mode if isinstance(fact, f.AccessGranted) else DmpMode.BREAK_GLASS
    opened = {"state": "open", "opened_at": stamp(recorded.at), "expires_at": stamp(fact.expires_at)}
    due = () if mode is DmpMode.NORMAL else f.Recipient
    return [_set(recorded, opened), *(_notice_due(recorded, recipient) for recipient in due)]


def _notice_due(recorded: Recorded[Any], recipient: f.Recipient) -> Change:
    row = {
        "event": f"{recorded.event_id}/{recipient.value}",
        "position": recorded.position,
        "access": recorded.stream.id,
        "recipient": recipient.value,
        "state": "due",
        "at": stamp(recorded.at),
    }
    return insert("audit_notices", "event", row)


def _refused(recorded: Recorded[f.AccessRefused]) -> list[Change]:
    """Refused by the house there is no row yet; refused by the DMP there is one, with its attestation."""
    refused = {
        "state": "refused",
        "refused_at": stamp(recorded.at),
        "refused_why": recorded.fact.why.value,
    }
    row = _access(recorded, recorded.fact, "refused", recorded.fact.attestation, recorded.fact.reason)
    return [row, _set(recorded, refused)]


def _consulted(recorded: Recorded[f.DocumentConsulted]) -> list[Change]:
    fact = recorded.fact
    codes = msgspec.json.encode(sorted(fact.confidentiality)).decode()
    row = _event(recorded) | {
        "document": fact.document,
        "title": fact.title,
        "confidentiality": codes,
        "by_id": recorded.by.id,
    }
    return [insert("audit_documents", "event", row)]


def _closed(recorded: Recorded[f.AccessClosed]) -> list[Change]:
    return [_ended(recorded, "closed")]


def _expired(recorded: Recorded[f.AccessExpired]) -> list[Change]:
    return [_ended(recorded, "expired")]


def _revoked(recorded: Recorded[f.AccessRevoked]) -> list[Change]:
    return [_ended(recorded, "revoked", recorded.fact.why)]


def _ended(recorded: Recorded[Any], how: str, why: str | None = None) -> Change:
    return _set(
        recorded,
        {
            "state": "ended",
            "ended_at": stamp(recorded.at),
            "ended_how": how,
            "ended_by": recorded.by.id,
            "ended_why": why,
        },
    )


def _informed(recorded: Recorded[f.PatientInformed]) -> list[Change]:
    fact = recorded.fact
    row = _event(recorded) | {"recipient": fact.recipient.value, "state": "sent", "proof": fact.proof}
    return [insert("audit_notices", "event", row)]


def _notice_failed(recorded: Recorded[f.NoticeFailed]) -> list[Change]:
    fact = recorded.fact
    row = _event(recorded) | {"recipient": fact.recipient.value, "state": "failed", "why": fact.why}
    return [insert("audit_notices", "event", row)]


def _reviewed(recorded: Recorded[f.BreakGlassReviewed]) -> list[Change]:
    fact = recorded.fact
    row = _event(recorded) | {
        "verdict": fact.verdict.value,
        "comment": fact.comment,
        "by_id": recorded.by.id,
    }
    return [insert("audit_reviews", "event", row), _set(recorded, {"verdict": fact.verdict.value})]


def _read(recorded: Recorded[FileOpened]) -> list[Change]:
    row = {
        "event": recorded.event_id,
        "position": recorded.position,
        "what": recorded.fact.what.value,
        "of_id": recorded.fact.of,
        "at": stamp(recorded.at),
        "by_id": recorded.by.id,
        "role": recorded.by.role.value,
    }
    return [insert("audit_readings", "event", row)]


def _event(recorded: Recorded[Any]) -> dict[str, str | int]:
    return {
        "event": recorded.event_id,
        "position": recorded.position,
        "access": recorded.stream.id,
        "at": stamp(recorded.at),
    }


def _set(recorded: Recorded[Any], columns: Mapping[str, str | None]) -> Change:
    return update(_ACCESSES, _KEY, recorded.stream.id, columns)


WRITERS: dict[type[Any], Callable[[Recorded[Any]], list[Change]]] = {
    f.AccessRequested: _requested,
    f.AccessGranted: _opened,
    f.BreakGlassInvoked: _opened,
    f.AccessRefused: _refused,
    f.DocumentConsulted: _consulted,
    f.AccessClosed: _closed,
    f.AccessExpired: _expired,
    f.AccessRevoked: _revoked,
    f.PatientInformed: _informed,
    f.NoticeFailed: _notice_failed,
    f.BreakGlassReviewed: _reviewed,
    FileOpened: _read,
}
"""Every fact of dmp_access and file_reading: what it writes."""


def _changes(recorded: Recorded[Any]) -> Sequence[Change]:
    fact: Fact = recorded.fact
    writer = WRITERS.get(type(fact))
    return writer(recorded) if writer else ()


AUDIT_TRAIL = TableProjection(name="audit-trail", version=1, remake=REMAKE, changes=_changes)

"""The audit trail: who opened which record, in which mode, why, what was shown, what became of it.

The minimum trace of L1111-17, R1111-46 and R1111-48 of the public health code, one row per access,
refused attempts included, with their documents, notices and reviews; and every reading of a file.
"""

from typing import Any

import msgspec

from domain.dmp_access import facts as f
from domain.envelope import Recorded
from domain.erasure.facts import ErasureDone
from domain.file_reading import FileOpened, ReadingRefused
from domain.vocabulary import DmpMode
from projections.audit_erasure import erased
from projections.audit_rows import event_row, set_access, stamped, step
from projections.audit_tables import REMAKE
from projections.reviews_rows import REVIEW_WRITERS
from projections.table import Change, TableProjection, Writer, by_type, insert, stamp


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
    return insert("audit_accesses", "access", row)


def _opened(recorded: Recorded[f.AccessGranted | f.BreakGlassInvoked]) -> list[Change]:
    fact = recorded.fact
    mode = fact.mode if isinstance(fact, f.AccessGranted) else DmpMode.BREAK_GLASS
    opened = {"state": "open", "opened_at": stamp(recorded.at), "expires_at": stamp(fact.expires_at)}
    due = () if mode is DmpMode.NORMAL else f.Recipient
    return [set_access(recorded, opened), *(_notice_due(recorded, recipient) for recipient in due)]


def _notice_due(recorded: Recorded[Any], recipient: f.Recipient) -> Change:
    row = {
        "event": f"{recorded.event_id}/{recipient.value}",
        "position": recorded.position,
        "access": recorded.stream.id,
        "recipient": recipient.value,
        "state": "due",
        "at": stamp(recorded.at),
        "due_at": stamped(recorded.fact.notices_due_at),
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
    return [row, set_access(recorded, refused)]


def _consulted(recorded: Recorded[f.DocumentConsulted]) -> list[Change]:
    fact = recorded.fact
    codes = msgspec.json.encode(sorted(fact.confidentiality)).decode()
    row = event_row(recorded) | {
        "document": fact.document,
        "title": fact.title,
        "confidentiality": codes,
        "by_id": recorded.by.id,
    }
    return [insert("audit_documents", "event", row)]


def _searched(recorded: Recorded[f.DocumentsSearched]) -> list[Change]:
    fact = recorded.fact
    codes = msgspec.json.encode(sorted(fact.confidentiality)).decode()
    return [step(recorded, shown=fact.count, hidden=fact.hidden, confidentiality=codes)]


def _closed(recorded: Recorded[f.AccessClosed]) -> list[Change]:
    return [_ended(recorded, "closed"), *_review_due(recorded)]


def _review_due(recorded: Recorded[f.AccessClosed | f.AccessExpired | f.AccessRevoked]) -> list[Change]:
    due_at = recorded.fact.review_due_at
    return [set_access(recorded, {"review_due_at": stamp(due_at)})] if due_at else []


def _continued(recorded: Recorded[f.AccessContinued]) -> list[Change]:
    until = stamp(recorded.fact.expires_at)
    return [set_access(recorded, {"expires_at": until}), step(recorded, until=until)]


def _expired(recorded: Recorded[f.AccessExpired]) -> list[Change]:
    return [_ended(recorded, "expired"), *_review_due(recorded)]


def _revoked(recorded: Recorded[f.AccessRevoked]) -> list[Change]:
    return [_ended(recorded, "revoked", recorded.fact.why), *_review_due(recorded)]


def _ended(recorded: Recorded[Any], how: str, why: str | None = None) -> Change:
    return set_access(
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
    row = event_row(recorded) | {"recipient": fact.recipient.value, "state": "sent", "proof": fact.proof}
    return [insert("audit_notices", "event", row)]


def _notice_failed(recorded: Recorded[f.NoticeFailed]) -> list[Change]:
    fact = recorded.fact
    row = event_row(recorded) | {"recipient": fact.recipient.value, "state": "failed", "why": fact.why}
    row |= {"attempt": fact.attempt, "retry_at": stamped(fact.retry_at)}
    return [insert("audit_notices", "event", row)]


def _read(recorded: Recorded[FileOpened | ReadingRefused]) -> list[Change]:
    fact = recorded.fact
    opened = fact if isinstance(fact, FileOpened) else None
    row = {
        "event": recorded.event_id,
        "position": recorded.position,
        "what": fact.what.value,
        "of_id": fact.of,
        "at": stamp(recorded.at),
        "by_id": recorded.by.id,
        "role": recorded.by.role.value,
        "asked": opened and opened.asked,
        "replayed": opened and opened.position,
        "refused": int(opened is None),
    }
    return [insert("audit_readings", "event", row)]


WRITERS: dict[type[Any], Writer] = {
    f.AccessRequested: _requested,
    f.AccessGranted: _opened,
    f.BreakGlassInvoked: _opened,
    f.AccessRefused: _refused,
    f.ContinuationRequested: lambda recorded: [step(recorded, words=recorded.fact.reason)],
    f.AccessContinued: _continued,
    f.ContinuationRefused: lambda recorded: [step(recorded, why=recorded.fact.why.value)],
    f.DocumentsSearched: _searched,
    f.DocumentRefused: lambda recorded: [
        step(recorded, why=recorded.fact.why.value, document=recorded.fact.document)
    ],
    f.ReadingFailed: lambda recorded: [
        step(recorded, why=recorded.fact.why.value, document=recorded.fact.document)
    ],
    f.DocumentConsulted: _consulted,
    f.AccessClosed: _closed,
    f.AccessExpired: _expired,
    f.AccessRevoked: _revoked,
    f.PatientInformed: _informed,
    f.NoticeFailed: _notice_failed,
    f.NoticeRetried: lambda recorded: [step(recorded, why=recorded.fact.recipient.value)],
    FileOpened: _read,
    ReadingRefused: _read,
    **REVIEW_WRITERS,
    ErasureDone: erased,
}
"""Every fact of dmp_access and file_reading: what it writes."""


AUDIT_TRAIL = TableProjection(name="audit-trail", version=3, remake=REMAKE, changes=by_type(WRITERS))

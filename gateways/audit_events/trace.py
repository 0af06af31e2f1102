"""What happened to a record, fact by fact, with all that an outside reader needs beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from domain.dmp_access import facts as f
from domain.dmp_access.words import Attestation
from domain.envelope import Recorded
from domain.fact import Actor
from domain.vocabulary import Confidentiality, DmpMode, Ins


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Whose traces these are: the centre's code, its name, and its FINESS number where it has one."""

    centre: str
    name: str
    finess: str | None = None


class Kind(StrEnum):
    """What a trace tells."""

    OPENED = "opened"
    REFUSED = "refused"
    SEARCHED = "searched"
    CONSULTED = "consulted"
    DOCUMENT_REFUSED = "document-refused"
    READING_FAILED = "reading-failed"
    CONTINUED = "continued"
    CONTINUATION_REFUSED = "continuation-refused"
    ENDED = "ended"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same in all traces of one access. `ins` is None where no qualified identity was known."""

    access: str
    call: str
    patient: str
    ins: Ins | None
    mode: DmpMode
    practitioner: Actor
    attestation: Attestation
    reason: str | None


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One event of one access. Instants are UTC; `started` is when the access was opened, or asked for.

    `id` and `position` are those of the fact; `outcome` is None for a success, otherwise the code of
    the refusal. `document` and `confidentiality` are those of the document, `found` how many were listed.
    """

    id: str
    position: int
    at: datetime
    started: datetime
    kind: Kind
    subject: Subject
    outcome: str | None = None
    document: str | None = None
    title: str | None = None
    confidentiality: frozenset[Confidentiality] = frozenset()
    found: int | None = None


class _Open(msgspec.Struct):
    subject: Subject
    started: datetime


class Traces:
    """Takes facts in log order, gives back a trace where one is due.

    Memory holds the accesses that are asked for or open, nothing of those that are over. An access whose
    request lies before the facts given has no trace: begin where its request is.
    """

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}

    def take(self, recorded: Recorded[Any]) -> Trace | None:
        """The trace of one fact, None for a fact that opens, shows and ends nothing."""
        access = recorded.stream.id
        match recorded.fact:
            case f.AccessRequested() as asked:
                subject = _subject(access, asked, asked.ins)
                self._open[access] = _Open(subject, recorded.at)
                return None
            case f.AccessRefused() as refused:
                before = self._open.pop(access, None)
                subject = before.subject if before else _subject(access, refused, None)
                return _trace(recorded, _Open(subject, recorded.at), Kind.REFUSED, outcome=refused.why.value)
            case fact:
                known = self._open.get(access) if recorded.stream.kind == f.KIND else None
                return self._within(recorded, fact, known) if known else None

    def _within(self, recorded: Recorded[Any], fact: Any, known: _Open) -> Trace | None:
        match fact:
            case f.AccessGranted() | f.BreakGlassInvoked():
                known.started = recorded.at
                return _trace(recorded, known, Kind.OPENED)
            case f.DocumentsSearched(count=count, confidentiality=seen):
                return _trace(recorded, known, Kind.SEARCHED, confidentiality=seen, found=count)
            case f.DocumentConsulted(document=document, title=title, confidentiality=codes):
                shown = {"document": document, "title": title, "confidentiality": codes}
                return _trace(recorded, known, Kind.CONSULTED, **shown)
            case f.DocumentRefused(document=document, why=why):
                return _trace(recorded, known, Kind.DOCUMENT_REFUSED, document=document, outcome=why.value)
            case f.ReadingFailed(document=document, why=why):
                return _trace(recorded, known, Kind.READING_FAILED, document=document, outcome=why.value)
            case f.AccessContinued():
                return _trace(recorded, known, Kind.CONTINUED)
            case f.ContinuationRefused(why=why):
                return _trace(recorded, known, Kind.CONTINUATION_REFUSED, outcome=why.value)
            case f.AccessClosed() | f.AccessExpired() | f.AccessRevoked():
                del self._open[recorded.stream.id]
                return _trace(recorded, known, Kind.ENDED)
            case _:
                return None


def _subject(access: str, fact: f.AccessRequested | f.AccessRefused, ins: Ins | None) -> Subject:
    return Subject(
        access=access,
        call=fact.call,
        patient=fact.patient,
        ins=ins,
        mode=fact.mode,
        practitioner=fact.practitioner,
        attestation=fact.attestation,
        reason=fact.reason,
    )


def _trace(recorded: Recorded[Any], known: _Open, kind: Kind, **more: Any) -> Trace:
    return Trace(
        id=recorded.event_id,
        position=recorded.position,
        at=recorded.at,
        started=known.started,
        kind=kind,
        subject=known.subject,
        **more,
    )

"""The gateways in memory: the simplest things that keep the contract."""

import base64
import hashlib
from collections.abc import Iterable

from domain.asks import OpenRecord, RetrieveDocument, SearchDocuments, SendInvitation, SendNotice
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordNotice
from domain.dmp_access.facts import RefusedBecause
from domain.rules.ins import is_acceptable
from domain.shared_record import (
    DocumentContent,
    FoundDocuments,
    NotRead,
    NotReadBecause,
    SharedDocument,
)
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from domain.vocabulary import DmpMode, Role
from simulators.records import DmpRecord, Document


class Fails:
    """Something that can be told to fail."""

    failing = False


class SmsInMemory(Fails):
    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        if self.failing:
            return FailInvitation(
                session=ask.session, why="told to fail", generation=ask.generation, guest=ask.guest
            )
        return ConfirmInvitation(
            session=ask.session,
            receipt=f"receipt of {ask.session}",
            generation=ask.generation,
            guest=ask.guest,
        )


class NoticesInMemory(Fails):
    async def notify(self, ask: SendNotice) -> RecordNotice | FailNotice:
        if self.failing:
            return FailNotice(access=ask.access, recipient=ask.recipient, why="told to fail")
        return RecordNotice(access=ask.access, recipient=ask.recipient, proof=f"{ask.access} {ask.recipient}")


class DmpInMemory(Fails):
    """The rules of the DMP, without the wire. `misbehaving` answers what must never be shown."""

    misbehaving = False

    def __init__(self, records: Iterable[DmpRecord]) -> None:
        self._records = {record.ins: record for record in records}

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        record = self._records.get(ask.ins)
        why = self._refuses(ask)
        if why is not None or record is None:
            return DmpAnswer(access=ask.access, failed=why or RefusedBecause.NO_RECORD)
        return DmpAnswer(
            access=ask.access,
            opposed_to_regulation_centre=record.opposed_to_regulation_centre,
            opposed_to_break_glass=record.opposed_to_break_glass,
            professional_blocked=ask.practitioner.id in record.blocked,
        )

    async def search(self, ask: SearchDocuments) -> FoundDocuments | NotRead:
        record = self._record(ask.opened)
        if isinstance(record, NotRead):
            return record
        found = [
            shared(each)
            for each in record.documents
            if ask.document in (None, each.id) and (not ask.since or each.written_at.date() >= ask.since)
        ]
        return FoundDocuments(
            documents=tuple(sorted(found, key=lambda each: (each.written_at, each.id), reverse=True))
        )

    async def retrieve(self, ask: RetrieveDocument) -> DocumentContent | NotRead:
        record = self._record(ask.opened)
        if isinstance(record, NotRead):
            return record
        if ask.document.content_type == "text/html":
            return NotRead(why=NotReadBecause.TYPE_NOT_ALLOWED)
        for each in record.documents:
            if each.id == ask.document.id:
                return DocumentContent(content_type=each.content_type, content=each.content)
        return NotRead(why=NotReadBecause.NO_DOCUMENT)

    def _refuses(self, ask: OpenRecord) -> RefusedBecause | None:
        """What the DMP would say to a caller like this, whoever the patient is."""
        if self.failing or self.misbehaving:
            return RefusedBecause.DMP_UNAVAILABLE
        role, doctor = ask.practitioner.role, ask.practitioner.role is Role.REGULATOR
        if not doctor and (role is not Role.NURSE or ask.mode is DmpMode.REGULATION_CENTRE):
            return RefusedBecause.ROLE_NOT_ALLOWED
        if ask.mode is DmpMode.BREAK_GLASS and ask.reason is None:
            return RefusedBecause.ROLE_NOT_ALLOWED
        return None if is_acceptable(ask.ins) else RefusedBecause.IDENTITY_NOT_QUALIFIED

    def _record(self, ask: OpenRecord) -> DmpRecord | NotRead:
        if self.failing or self.misbehaving:
            away = NotReadBecause.UNAVAILABLE if self.failing else NotReadBecause.UNUSABLE
            return NotRead(why=away)
        if self._refuses(ask) is not None:
            return NotRead(why=NotReadBecause.NOT_ALLOWED)
        record = self._records.get(ask.ins)
        if record is None:
            return NotRead(why=NotReadBecause.NO_RECORD)
        opposed = {
            DmpMode.REGULATION_CENTRE: record.opposed_to_regulation_centre,
            DmpMode.BREAK_GLASS: record.opposed_to_break_glass,
        }
        if opposed.get(ask.mode, False) or ask.practitioner.id in record.blocked:
            return NotRead(why=NotReadBecause.NOT_ALLOWED)
        return record


def shared(document: Document) -> SharedDocument:
    """A document of a record as a gateway hands it over."""
    digest = hashlib.sha1(document.content, usedforsecurity=False).digest()
    return SharedDocument(
        id=document.id,
        title=document.title,
        written_at=document.written_at,
        authors=(document.author,),
        confidentiality=document.confidentiality,
        content_type=document.content_type,
        location=f"Binary/{document.id}",
        size=len(document.content),
        sha1=base64.b64encode(digest).decode(),
    )

"""The shared medical record (DMP) over FHIR R4: may it be opened, what is in it, one document of it.

Every question is a reading. Searches go by POST, so that no INS number stands in an address:

- ``fhir/Consent/_search`` with ``patient.identifier=urn:oid:<OID>|<INS>``. A Consent that denies with an
  actor blocks that professional; with purposes, it is an opposition to these modes; with neither, it denies
  everyone.
- ``fhir/DocumentReference/_search`` (PDSm, MHD ITI-67), page after page.
- ``GET`` of the attachment's address (ITI-68), on the same server only.

404 is a patient without a record, 403 a caller that the DMP refuses. What the access is (mode, reason,
practitioner, patient, structure) goes beside each question: see `vihf`.
"""

import base64
import hashlib
from typing import Final

import httpx

from domain.asks import OpenRecord, RetrieveDocument, SearchDocuments
from domain.dmp_access.commands import DmpAnswer
from domain.dmp_access.facts import RefusedBecause
from domain.rules.ins import is_acceptable
from domain.shared_record import (
    DocumentContent,
    FoundDocuments,
    NotRead,
    NotReadBecause,
    SharedDocument,
)
from domain.vocabulary import DmpMode
from gateways.dmp.fhir import (
    Bundle,
    Consent,
    DocumentReference,
    decoded,
    included,
    is_of,
    matches,
    mode_of,
    named,
    shared,
    token,
)
from gateways.dmp.line import FHIR, Answer, Line, TooLarge, Unusable
from gateways.dmp.vihf import PROFESSIONS, Caller, as_header, vihf
from gateways.exchange import Unanswered

ALLOWED_TYPES: Final = frozenset(
    {"application/pdf", "text/plain", "image/jpeg", "image/png", "text/xml", "application/xml"}
)
LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one document. A larger one is refused, not cut."""
_PAGES: Final = 20
_NOT_ALLOWED: Final = 403
_NOT_FOUND: Final = 404


class HttpDmp:
    """DmpGateway over HTTP. `client` has the DMP's base address; each question ends in `within` seconds."""

    def __init__(
        self, client: httpx.AsyncClient, caller: Caller, within: float = 5.0, largest: int = LARGEST
    ) -> None:
        self._line = Line(client, within)
        self._caller = caller
        self._largest = largest

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        """As in DmpGateway."""
        kept = _stays_here(ask)
        if kept is not None:
            return DmpAnswer(access=ask.access, failed=kept)
        form = {"patient.identifier": token(ask.ins), "status": "active", "_total": "accurate"}
        try:
            return _answer(ask, matches(await self._pages(ask, "Consent", form), "Consent", Consent))
        except Unanswered as error:
            failures = {_NOT_FOUND: RefusedBecause.NO_RECORD, _NOT_ALLOWED: RefusedBecause.ROLE_NOT_ALLOWED}
            why = failures.get(error.status or 0, RefusedBecause.DMP_UNAVAILABLE)
            return DmpAnswer(access=ask.access, failed=why)

    async def search(self, ask: SearchDocuments) -> FoundDocuments | NotRead:
        """As in DmpGateway."""
        if _stays_here(ask.opened) is not None:
            return NotRead(why=NotReadBecause.NOT_ALLOWED)
        form = {
            "patient.identifier": token(ask.opened.ins),
            "status": "current",
            "_include": "DocumentReference:subject",
            "_total": "accurate",
        }
        form |= {} if ask.since is None else {"date": f"ge{ask.since.isoformat()}"}
        form |= {} if ask.document is None else {"_id": ask.document}
        try:
            pages = await self._pages(ask.opened, "DocumentReference", form)
            return _found(ask, pages)
        except Unanswered as error:
            return _not_read(error, NotReadBecause.NO_RECORD)

    async def retrieve(self, ask: RetrieveDocument) -> DocumentContent | NotRead:
        """As in DmpGateway."""
        document = ask.document
        if _stays_here(ask.opened) is not None:
            return NotRead(why=NotReadBecause.NOT_ALLOWED)
        if document.content_type not in ALLOWED_TYPES:
            return NotRead(why=NotReadBecause.TYPE_NOT_ALLOWED, detail=document.content_type)
        if (document.size or 0) > self._largest:
            return NotRead(why=NotReadBecause.TOO_LARGE, detail=f"{document.size} bytes")
        try:
            answer = await self._line.ask(
                self._line.of_the_same_house(document.location),
                {**self._beside(ask.opened), "Accept": document.content_type},
                largest=self._largest,
            )
            return _whole(document, answer)
        except Unanswered as error:
            return _not_read(error, NotReadBecause.NO_DOCUMENT)

    async def _pages(self, opened: OpenRecord, resource: str, form: dict[str, str]) -> list[Bundle]:
        headers = {**self._beside(opened), "Accept": "application/fhir+json"}
        answer = await self._line.ask(f"{FHIR}{resource}/_search", headers, form=form)
        pages = [decoded(answer.content, Bundle)]
        while (following := pages[-1].next) is not None:
            if len(pages) == _PAGES:
                raise Unusable(f"answered more than {_PAGES} pages")
            answer = await self._line.ask(self._line.of_the_same_house(following), headers)
            pages.append(decoded(answer.content, Bundle))
        return pages

    def _beside(self, opened: OpenRecord) -> dict[str, str]:
        return as_header(vihf(opened, self._caller))


def _stays_here(opened: OpenRecord) -> RefusedBecause | None:
    """Why this question is not asked at all: no number with a wrong key leaves, and only carers ask."""
    if opened.practitioner.role not in PROFESSIONS:
        return RefusedBecause.ROLE_NOT_ALLOWED
    return None if is_acceptable(opened.ins) else RefusedBecause.IDENTITY_NOT_QUALIFIED


def _answer(ask: OpenRecord, consents: list[Consent]) -> DmpAnswer:
    if not all(is_of(consent.patient, ask.ins, {}) for consent in consents):
        raise Unusable("answered the refusals of another patient")
    active = [each.provision for each in consents if each.status == "active"]
    denials = [provision for provision in active if provision.type == "deny"]
    blocked = {named(actor) for denial in denials for actor in denial.actor}
    opposed = {mode_of(coding) for denial in denials if not denial.actor for coding in denial.purpose}
    everyone = any(not denial.actor and not denial.purpose for denial in denials)
    in_this_mode = ask.mode is DmpMode.NORMAL and DmpMode.NORMAL in opposed
    return DmpAnswer(
        access=ask.access,
        opposed_to_regulation_centre=DmpMode.REGULATION_CENTRE in opposed,
        opposed_to_break_glass=DmpMode.BREAK_GLASS in opposed,
        professional_blocked=everyone or in_this_mode or ask.practitioner.id in blocked,
    )


def _found(ask: SearchDocuments, pages: list[Bundle]) -> FoundDocuments:
    known = included(pages)
    documents = [
        shared(each, ask.opened.ins, known)
        for each in matches(pages, "DocumentReference", DocumentReference)
        if each.status == "current"
    ]
    if len({each.id for each in documents}) != len(documents):
        raise Unusable("answered a document twice")
    if ask.document is not None and any(each.id != ask.document for each in documents):
        raise Unusable("answered another document")
    return FoundDocuments(
        documents=tuple(sorted(documents, key=lambda each: (each.written_at, each.id), reverse=True))
    )


def _whole(document: SharedDocument, answer: Answer) -> DocumentContent:
    """The content, where it is what the list said. Raises Unusable."""
    if answer.type != document.content_type:
        raise Unusable("answered another type than the list says")
    if document.size is not None and document.size != len(answer.content):
        raise Unusable("answered another length than the list says")
    digest = hashlib.sha1(answer.content, usedforsecurity=False).digest()
    if document.sha1 is not None and document.sha1 != base64.b64encode(digest).decode():
        raise Unusable("answered another content than the list says")
    return DocumentContent(content_type=answer.type, content=answer.content)


def _not_read(error: Unanswered, missing: NotReadBecause) -> NotRead:
    by_status = {_NOT_FOUND: missing, _NOT_ALLOWED: NotReadBecause.NOT_ALLOWED}
    why = by_status.get(error.status or 0, NotReadBecause.UNAVAILABLE)
    if isinstance(error, Unusable):
        why = NotReadBecause.TOO_LARGE if isinstance(error, TooLarge) else NotReadBecause.UNUSABLE
    return NotRead(why=why, detail=error.why)

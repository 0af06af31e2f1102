"""Stand-in of the shared medical record: patients by INS, documents, oppositions, blocked professionals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from domain.vocabulary import Ins
from simulators.dmp_fhir import Json, bundle, consents, document_reference, entry, patient, token
from simulators.dmp_gate import Claims, admit, claims_of, known, let_read
from simulators.dmp_spoils import Spoils, spoils_door
from simulators.faults import Faults, stand_in
from simulators.records import DmpRecord, Document

Asked = Request[Any, Any, State]
PAGE = 4
"""Entries of one page: small, so that every run turns pages."""

_STRANGER = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")


@dataclass(frozen=True)
class Turned:
    """The pages of a search that was asked, by whoever asked."""

    claims: Claims
    found: Sequence[Json]
    beside: Sequence[Json]


class Dmp:
    """The records of one stand-in, and what it suffers."""

    def __init__(self, records: Iterable[DmpRecord], faults: Faults, spoils: Spoils) -> None:
        self.records = {token(record.ins): record for record in records}
        self.faults = faults
        self.spoils = spoils
        self._searches: dict[str, Turned] = {}

    async def asked(self, request: Asked, patient_token: str | None = None) -> tuple[Claims, str]:
        """Who asks about whom. Raises 401, 403, and the faults of the moment."""
        claims = claims_of(request.headers.get("VIHF", ""))
        about = patient_token or claims.token or ""
        await self.faults.meet(f"{request.url.path} {about}")
        return claims, about

    def first(self, request: Asked, turned: Turned) -> Response[bytes]:
        """The first page of a search; the others are at addresses that name no patient."""
        number = f"s{len(self._searches) + 1}"
        self._searches[number] = turned
        return self.page(request, number, 1, turned.claims)

    def page(self, request: Asked, number: str, page: int, claims: Claims) -> Response[bytes]:
        """One page. Raises 404 for whoever did not ask."""
        turned = self._searches.get(number)
        if turned is None or turned.claims != claims:
            raise HTTPException("no such page", status_code=404)
        base = f"{str(request.base_url).rstrip('/')}/fhir"
        chosen = turned.found[(page - 1) * PAGE : page * PAGE]
        entries = [entry(each, base) for each in chosen]
        entries += [entry(each, base, "include") for each in turned.beside] if chosen else []
        here, after = (f"{base}/pages/{number}/{each}" for each in (page, page + 1))
        more = after if page * PAGE < len(turned.found) else None
        return self.spoils.bundle(
            bundle(entries, len(turned.found), here, more),
            lambda entries: _renamed(entries, claims.token or ""),
        )


def dmp_app(records: Iterable[DmpRecord], seed: str = "dmp", hold: float = 60.0) -> Litestar:
    """``POST /fhir/Consent/_search``, ``POST /fhir/DocumentReference/_search``, ``GET /fhir/pages/…``,
    ``GET /fhir/Binary/<id>``, ``POST /faults``, ``POST /spoils``.

    Every question needs the attributes of its access (`simulators.dmp_gate`): 401 without, 403 against the
    rules. Both searches take ``patient.identifier=urn:oid:<OID>|<INS>`` as a form and answer a searchset
    Bundle, or 404 for a patient without a record.
    """
    faults = Faults(seed, hold)
    dmp = Dmp(records, faults, Spoils())

    @post("/fhir/Consent/_search", status_code=200)
    async def search_consents(request: Asked) -> Response[bytes]:
        claims, about = await dmp.asked(request, str((await request.form()).get("patient.identifier", "")))
        admit(claims, about)
        return dmp.first(request, Turned(claims, list(consents(known(dmp.records, about))), ()))

    @post("/fhir/DocumentReference/_search", status_code=200)
    async def search_documents(request: Asked) -> Response[bytes]:
        form = await request.form()
        claims, about = await dmp.asked(request, str(form.get("patient.identifier", "")))
        mode = admit(claims, about)
        record = known(dmp.records, about)
        let_read(claims, mode, record)
        chosen = _chosen(record, {str(name): str(value) for name, value in form.items()})
        found = [document_reference(record.ins, each) for each in chosen]
        return dmp.first(request, Turned(claims, found, (patient(record.ins),)))

    @get("/fhir/pages/{number:str}/{page:int}")
    async def turn(request: Asked, number: FromPath[str], page: FromPath[int]) -> Response[bytes]:
        claims, about = await dmp.asked(request)
        admit(claims, about)
        return dmp.page(request, number, page, claims)

    @get("/fhir/Binary/{name:str}")
    async def retrieve(request: Asked, name: FromPath[str]) -> Response[bytes]:
        claims, about = await dmp.asked(request)
        mode = admit(claims, about)
        record = known(dmp.records, about)
        let_read(claims, mode, record)
        for document in record.documents:
            if document.id == name:
                return dmp.spoils.content(document.content, document.content_type)
        raise HTTPException("no such document", status_code=404)

    handlers = [search_consents, search_documents, turn, retrieve, spoils_door(dmp.spoils)]
    return stand_in(handlers, faults)


def _chosen(record: DmpRecord, form: dict[str, str]) -> list[Document]:
    """The documents that a search is about, newest first. Raises 400 on a date that it does not know."""
    chosen = sorted(record.documents, key=lambda each: (each.written_at, each.id), reverse=True)
    since = form.get("date", "")
    if since:
        if not since.startswith("ge"):
            raise HTTPException("only date=ge… is known here", status_code=400)
        first = date.fromisoformat(since.removeprefix("ge"))
        chosen = [each for each in chosen if each.written_at.date() >= first]
    return [each for each in chosen if form.get("_id", each.id) == each.id]


def _renamed(entries: Any, about: str) -> Any:
    """`entries` with another number wherever the patient's stands."""
    number = about.rpartition("|")[2].encode()
    return msgspec.json.decode(msgspec.json.encode(entries).replace(number, _STRANGER.number.encode()))

"""Stand-in of the shared medical record: patients by INS, documents, oppositions, blocked professionals."""

from collections.abc import Iterable, Iterator
from typing import Any

from litestar import Litestar, Request, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from domain.vocabulary import DmpMode
from simulators.faults import Faults, stand_in
from simulators.records import DmpRecord

Asked = Request[Any, Any, State]


def dmp_app(records: Iterable[DmpRecord], seed: str = "dmp", hold: float = 60.0) -> Litestar:
    """``POST /fhir/Consent/_search``, ``POST /fhir/DocumentReference/_search``, ``POST /faults``.

    Both searches take ``patient.identifier=urn:oid:<OID>|<INS>`` as a form and answer a searchset Bundle,
    or 404 for a patient without a record.
    """
    by_token = {f"urn:oid:{record.ins.oid}|{record.ins.number}": record for record in records}
    faults = Faults(seed, hold)

    async def found(request: Asked) -> DmpRecord:
        token = str((await request.form()).get("patient.identifier", ""))
        await faults.meet(f"{request.url.path} {token}")
        if token not in by_token:
            raise NotFoundException("no record for this patient")
        return by_token[token]

    @post("/fhir/Consent/_search", status_code=200)
    async def consents(request: Asked) -> dict[str, Any]:
        return _bundle(_consents(await found(request)))

    @post("/fhir/DocumentReference/_search", status_code=200)
    async def documents(request: Asked) -> dict[str, Any]:
        return _bundle(_documents(await found(request)))

    return stand_in([consents, documents], faults)


def _bundle(resources: Iterator[dict[str, Any]]) -> dict[str, Any]:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _consents(record: DmpRecord) -> Iterator[dict[str, Any]]:
    opposed = {
        DmpMode.REGULATION_CENTRE: record.opposed_to_regulation_centre,
        DmpMode.BREAK_GLASS: record.opposed_to_break_glass,
    }
    for mode, said in opposed.items():
        if said:
            yield _denial({"purpose": [{"code": mode}]})
    for practitioner in sorted(record.blocked):
        yield _denial({"actor": [{"reference": {"identifier": {"value": practitioner}}}]})


def _denial(provision: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Consent", "status": "active", "provision": {"type": "deny", **provision}}


def _documents(record: DmpRecord) -> Iterator[dict[str, Any]]:
    for document in record.documents:
        yield {
            "resourceType": "DocumentReference",
            "id": document.id,
            "status": "current",
            "description": document.title,
            "securityLabel": [{"coding": [{"code": code}]} for code in sorted(document.confidentiality)],
        }

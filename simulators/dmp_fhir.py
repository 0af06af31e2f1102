"""What the stand-in DMP writes: Consents, DocumentReferences of PDSm (comprehensive), search Bundles."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from domain.vocabulary import Confidentiality, DmpMode, Ins
from simulators.records import DmpRecord, Document

Json = dict[str, Any]
_NOS: Final = "https://mos.esante.gouv.fr/NOS"
_PROFILE: Final = (
    "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference"
)
_MODES: Final = "urn:oid:1.2.250.1.213.1.1.4.336"
_VISIBILITY: Final = f"{_NOS}/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument"
_HL7: Final = f"{_NOS}/TRE_A08-HL7Confidentiality/FHIR/TRE-A08-HL7Confidentiality"
_HL7_CODES: Final = {Confidentiality.NORMAL, Confidentiality.RESTRICTED, Confidentiality.VERY_RESTRICTED}


def token(ins: Ins) -> str:
    """The FHIR search token of an INS number."""
    return f"urn:oid:{ins.oid}|{ins.number}"


def bundle(entries: Sequence[Json], total: int, self_url: str, next_url: str | None = None) -> Json:
    """One page of a search."""
    links = [{"relation": "self", "url": self_url}]
    links += [{"relation": "next", "url": next_url}] if next_url else []
    return {"resourceType": "Bundle", "type": "searchset", "total": total, "link": links, "entry": entries}


def entry(resource: Json, base: str, mode: str = "match") -> Json:
    """One resource in a page."""
    url = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": url, "resource": resource, "search": {"mode": mode}}


def consents(record: DmpRecord) -> Iterator[Json]:
    """The refusals of a patient, each by itself."""
    opposed = {
        DmpMode.REGULATION_CENTRE: record.opposed_to_regulation_centre,
        DmpMode.BREAK_GLASS: record.opposed_to_break_glass,
    }
    for mode, said in opposed.items():
        if said:
            yield _denial(record.ins, mode, {"purpose": [{"system": _MODES, "code": mode}]})
    for practitioner in sorted(record.blocked):
        actor = {"role": {"text": "professional"}, "reference": {"identifier": {"value": practitioner}}}
        yield _denial(record.ins, practitioner, {"actor": [actor]})


def _denial(ins: Ins, name: str, provision: Json) -> Json:
    return {
        "resourceType": "Consent",
        "id": f"deny-{name.replace('_', '-')}",
        "status": "active",
        "scope": {"text": "DMP"},
        "category": [{"text": "DMP"}],
        "patient": {"identifier": _identifier(ins)},
        "provision": {"type": "deny", **provision},
    }


def patient(ins: Ins) -> Json:
    """The patient that documents refer to."""
    return {"resourceType": "Patient", "id": _patient_id(ins), "identifier": [_identifier(ins)]}


def document_reference(ins: Ins, document: Document) -> Json:
    """One document as PDSm lists it."""
    at = document.written_at.isoformat()
    digest = hashlib.sha1(document.content, usedforsecurity=False).digest()
    return {
        "resourceType": "DocumentReference",
        "id": document.id,
        "meta": {"versionId": "1", "profile": [_PROFILE]},
        "contained": [
            {
                "resourceType": "Practitioner",
                "id": "author",
                "identifier": [{"system": "https://rpps.esante.gouv.fr", "value": document.author}],
            },
            {**patient(ins), "id": "source"},
        ],
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:dmp:{document.id}"},
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "34133-9", "display": document.title}]},
        "category": [_concept("TRE_A03-ClasseDocument", "10")],
        "subject": {"reference": f"Patient/{_patient_id(ins)}"},
        "date": at,
        "author": [{"reference": "#author"}],
        "custodian": {"reference": "Organization/org-example"},
        "description": document.title,
        "securityLabel": [_label(code) for code in sorted(document.confidentiality)],
        "content": [
            {
                "attachment": {
                    "contentType": document.content_type,
                    "language": "fr-FR",
                    "url": f"Binary/{document.id}",
                    "size": len(document.content),
                    "hash": base64.b64encode(digest).decode(),
                    "title": document.title,
                    "creation": at,
                },
                "format": {
                    "system": f"{_NOS}/TRE_A11-IheFormatCode",
                    "code": "urn:ihe:iti:xds:2017:mimeTypeSufficient",
                },
            }
        ],
        "context": {
            "period": {"start": at},
            "facilityType": _concept("TRE_R02-SecteurActivite", "SA01"),
            "practiceSetting": _concept("TRE_A01-CadreExercice", "ETABLISSEMENT"),
            "sourcePatientInfo": {"reference": "#source"},
        },
    }


def _concept(system: str, code: str) -> Json:
    return {"coding": [{"system": f"{_NOS}/{system}/FHIR/{system.replace('_', '-')}", "code": code}]}


def _identifier(ins: Ins) -> Json:
    return {"use": "official", "system": f"urn:oid:{ins.oid}", "value": ins.number}


def _patient_id(ins: Ins) -> str:
    return f"p-{ins.oid.rpartition('.')[2]}-{ins.number}"


def _label(code: Confidentiality) -> Json:
    return {"coding": [{"system": _HL7 if code in _HL7_CODES else _VISIBILITY, "code": code}]}

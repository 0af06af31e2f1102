"""The gateway and the stand-in held against the PDSm that the nation publishes, where it is beside us."""

import json
from typing import Any, cast

import msgspec
import pytest

from domain.vocabulary import Confidentiality, Ins
from gateways.dmp.fhir import Bundle, DocumentReference, included, matches, shared
from simulators.dmp_fhir import document_reference, patient
from simulators.records import Document
from tests.tree import ROOT

PDSM = ROOT.parent / "shared" / "standards" / "fhir-pdsm" / "json"
EXAMPLE = PDSM / "DocumentReference-exemple-pdsm-documentreference.json"
PROFILE = PDSM / "StructureDefinition-pdsm-comprehensive-document-reference.json"
needs_pdsm = pytest.mark.skipif(not EXAMPLE.exists(), reason="the published PDSm is not beside this checkout")

INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")


@needs_pdsm
def test_the_published_document_is_understood() -> None:
    example = json.loads(EXAMPLE.read_bytes())
    holder = {**patient(INS), "id": "fr-patient-123"}
    found = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 1,
        "entry": [{"resource": example}, {"resource": holder, "search": {"mode": "include"}}],
    }
    page = msgspec.json.decode(json.dumps(found), type=Bundle)
    (document,) = matches([page], "DocumentReference", DocumentReference)
    read = shared(document, INS, included([page]))
    assert (read.id, read.title) == ("exemple-pdsm-documentreference", "Résumé de sortie d’hospitalisation")
    assert (read.content_type, read.location, read.size) == ("application/pdf", "Binary/6789", 345678)
    assert read.confidentiality == {Confidentiality.NORMAL}
    assert read.written_at.isoformat() == "2025-04-29T12:00:00+01:00"


@needs_pdsm
def test_the_stand_in_writes_what_the_profile_asks_for() -> None:
    profile = json.loads(PROFILE.read_bytes())
    made = document_reference(INS, Document(id="d1", title="Compte rendu"))
    assert profile["url"] in made["meta"]["profile"]
    elements = profile.get("snapshot", profile["differential"])["element"]
    needed = [each["path"] for each in elements if each.get("min") and ":" not in each["id"]]
    assert len(needed) > 8
    for path in needed:
        parts = path.split(".")[1:]
        holders = _at(made, parts[:-1]) if parts else []
        assert all(_at(holder, parts[-1:]) for holder in holders), path


def _at(resource: Any, parts: list[str]) -> list[Any]:
    """What stands at a path, wherever lists lead."""
    found = [resource]
    for part in parts:
        found = [
            one
            for each in found
            for value in [each.get(part, [])]
            for one in (cast("list[Any]", value) if isinstance(value, list) else [value])
        ]
    return found

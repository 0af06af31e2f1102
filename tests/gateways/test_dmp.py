"""What the DMP is told, and what is made of every answer it might give."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import httpx
import msgspec
import pytest

from domain.asks import OpenRecord, RetrieveDocument, SearchDocuments
from domain.dmp_access.commands import DmpAnswer
from domain.dmp_access.facts import RefusedBecause
from domain.fact import Actor
from domain.shared_record import DocumentContent, FoundDocuments, NotRead, NotReadBecause
from domain.vocabulary import Confidentiality, DmpMode, Ins, Role
from gateways.dmp import HttpDmp
from gateways.dmp.fhir import DocumentReference, confidentiality
from gateways.dmp.vihf import MODE_OIDS, Caller
from simulators.dmp_fhir import Json, document_reference, patient
from simulators.records import Document
from tests.contracts.fakes import shared as as_handed_over

INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")
OTHER = Ins(number="241032543401799", oid="1.2.250.1.213.1.4.10")
DOCTOR = Actor(Role.REGULATOR, "med-01")
GLASS = OpenRecord(
    access="a1", ins=INS, mode=DmpMode.BREAK_GLASS, practitioner=DOCTOR, reason="inconscient, « seul »"
)
CENTRE = OpenRecord(access="a1", ins=INS, mode=DmpMode.REGULATION_CENTRE, practitioner=DOCTOR)
UNANSWERED = DmpAnswer(access="a1", failed=RefusedBecause.DMP_UNAVAILABLE)
CALLER = Caller(structure="250000015")
MASKED = Confidentiality.MASKED_FROM_PROFESSIONALS


class Outside:
    """A DMP that answers what a test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answers: list[httpx.Response | Exception] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def will_find(self, *resources: Json, **more: Any) -> None:
        """Answer a search by these resources, with the patient of INS."""
        entries = [{"resource": each} for each in resources]
        entries += [{"resource": patient(INS), "search": {"mode": "include"}}]
        found = {"resourceType": "Bundle", "type": "searchset", "entry": entries, **more}
        self.answers.append(httpx.Response(200, json=found))


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
async def gateway(outside: Outside) -> AsyncIterator[HttpDmp]:
    transport = httpx.MockTransport(outside)
    async with httpx.AsyncClient(transport=transport, base_url="https://dmp.example/a/") as client:
        yield HttpDmp(client, CALLER)


def consent(provision: Json, **more: Any) -> Json:
    return {
        "resourceType": "Consent",
        "status": "active",
        "patient": {"identifier": {"system": f"urn:oid:{INS.oid}", "value": INS.number}},
        "provision": {"type": "deny", **provision},
        **more,
    }


def attributes(request: httpx.Request) -> Json:
    return json.loads(base64.urlsafe_b64decode(request.headers["VIHF"]))


async def test_the_access_is_said_whole_and_no_number_stands_in_an_address(
    outside: Outside, gateway: HttpDmp
) -> None:
    outside.will_find()
    await gateway.search(SearchDocuments(opened=GLASS))
    (asked,) = outside.asked
    assert (asked.method, str(asked.url)) == ("POST", "https://dmp.example/a/fhir/DocumentReference/_search")
    assert (
        httpx.QueryParams(asked.content.decode())["patient.identifier"] == f"urn:oid:{INS.oid}|{INS.number}"
    )
    assert attributes(asked) == {
        "VIHF_Version": "4.0",
        "Identifiant_Structure": "250000015",
        "NameID": "med-01",
        "role": {"code": "10", "codeSystem": "1.2.250.1.71.1.2.7"},
        "resource-id": f"{INS.number}^^^&{INS.oid}&ISO^NH",
        "Ressource_URN": "urn:dmp",
        "purposeofuse": {"code": "bris_de_glace", "codeSystem": MODE_OIDS[0]},
        "Acces_Regulation_Medicale": "FAUX",
        "Authentification_Mode": "INDIRECTE",
        "LPS_Nom": "Vigie",
        "LPS_Version": "1",
        "Mode_Acces_Raison": "inconscient, « seul »",
    }
    outside.will_find()
    await gateway.search(SearchDocuments(opened=CENTRE))
    assert attributes(outside.asked[-1])["Acces_Regulation_Medicale"] == "VRAI"
    assert "Mode_Acces_Raison" not in attributes(outside.asked[-1])


@pytest.mark.parametrize("wrong", [{"structure": " "}, {"structure": "1", "mode_oid": "1.2.3"}])
def test_a_site_that_no_dmp_would_know_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"identifier|OID"):
        Caller(**wrong)


PROVISIONS: list[tuple[Json, DmpAnswer]] = [
    ({}, DmpAnswer(access="a1", professional_blocked=True)),
    ({"type": "permit"}, DmpAnswer(access="a1")),
    ({"purpose": [{"code": "normal"}]}, DmpAnswer(access="a1")),
    *(
        (
            {"purpose": [{"code": "bris_de_glace", "system": f"urn:oid:{oid}"}]},
            DmpAnswer(access="a1", opposed_to_break_glass=True),
        )
        for oid in MODE_OIDS
    ),
    ({"purpose": [{"code": "flood"}]}, UNANSWERED),
    ({"purpose": [{"display": "bris_de_glace"}]}, UNANSWERED),
    ({"actor": [{"reference": {"reference": "Practitioner/7"}}]}, UNANSWERED),
    ({"provision": [{"type": "permit"}]}, UNANSWERED),
    ({"type": None}, UNANSWERED),
]


@pytest.mark.parametrize(("provision", "expected"), PROVISIONS)
async def test_a_refusal_that_is_not_understood_opens_nothing(
    outside: Outside, gateway: HttpDmp, provision: Json, expected: DmpAnswer
) -> None:
    outside.will_find(consent(provision))
    assert await gateway.open_record(CENTRE) == expected


@pytest.mark.parametrize("status", [401, 302, 429])
async def test_an_answer_of_another_status_is_a_failure_and_not_asked_again(
    outside: Outside, gateway: HttpDmp, status: int
) -> None:
    outside.answers = [httpx.Response(status, headers={"Location": "https://elsewhere.example"})]
    assert await gateway.open_record(CENTRE) == UNANSWERED
    assert len(outside.asked) == 1


@pytest.mark.parametrize("first", [httpx.Response(503), httpx.ReadError("cut")])
async def test_a_lost_answer_is_asked_for_once_more(
    outside: Outside, gateway: HttpDmp, first: httpx.Response | Exception
) -> None:
    outside.answers = [first]
    outside.will_find()
    assert await gateway.search(SearchDocuments(opened=CENTRE)) == FoundDocuments()
    outside.answers = [httpx.Response(500), httpx.Response(500)]
    read = await gateway.search(SearchDocuments(opened=CENTRE))
    assert read == NotRead(why=NotReadBecause.UNAVAILABLE, detail="answered 500")
    assert len(outside.asked) == 4


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/a/fhir/p2",
        "http://dmp.example/a/fhir/p2",
        "https://dmp.example:8443/a/fhir/p2",
        "https://dmp.example@elsewhere.example/a/fhir/p2",
        "https://somebody@dmp.example/a/fhir/p2",
        "https://dmp.example/b/fhir/p2",
        "../../other/p2",
        "//elsewhere.example/a/fhir/p2",
        "https://[",
    ],
)
async def test_no_link_leads_out_of_the_dmp(outside: Outside, gateway: HttpDmp, link: str) -> None:
    outside.will_find(link=[{"relation": "next", "url": link}])
    read = await gateway.search(SearchDocuments(opened=CENTRE))
    assert isinstance(read, NotRead)
    assert read.why is NotReadBecause.UNUSABLE
    moved = msgspec.structs.replace(as_handed_over(Document(id="d", title="t")), location=link)
    fetched = await gateway.retrieve(RetrieveDocument(opened=CENTRE, document=moved))
    assert isinstance(fetched, NotRead)
    assert len(outside.asked) == 1


@pytest.mark.parametrize("link", ["https://dmp.example/a/fhir/p2", "p2?token=1", "/a/fhir/p2"])
async def test_the_next_page_is_asked_for_in_the_name_of_the_same_access(
    outside: Outside, gateway: HttpDmp, link: str
) -> None:
    one, two = (document_reference(INS, Document(id=name, title="t")) for name in ("d1", "d2"))
    outside.will_find(one, total=2, link=[{"relation": "next", "url": link}])
    outside.will_find(two, total=2)
    found = await gateway.search(SearchDocuments(opened=CENTRE))
    assert isinstance(found, FoundDocuments)
    assert [each.id for each in found.documents] == ["d2", "d1"]
    assert outside.asked[1].url.path == "/a/fhir/p2"
    assert attributes(outside.asked[1]) == attributes(outside.asked[0])


def spoilt() -> Iterator[tuple[str, Json]]:
    """Documents that must not be shown, by what is wrong with them."""
    good = document_reference(INS, Document(id="d1", title="Compte rendu"))
    foreign = document_reference(OTHER, Document(id="d1", title="Compte rendu"))
    numbered = {"identifier": {"system": f"urn:oid:{OTHER.oid}", "value": OTHER.number}}
    yield "another patient", foreign
    yield "a patient who did not come along", {**good, "subject": {"reference": "Patient/9"}}
    yield "nobody", {**good, "subject": {"display": "Alice"}}
    yield "two patients", {**good, "subject": {**good["subject"], **numbered}}
    yield (
        "the number under another authority",
        {
            **good,
            "subject": {"identifier": {"system": f"urn:oid:{OTHER.oid}", "value": INS.number}},
        },
    )
    yield "no identifier", {**good, "id": "../x"}
    yield "no date", {name: each for name, each in good.items() if name != "date"}
    yield "no place", {**good, "content": []}
    yield "two contents", {**good, "content": good["content"] * 2}
    yield "another resource", {**good, "resourceType": "Observation"}


SPOILT = dict(spoilt())


@pytest.mark.parametrize("wrong", SPOILT)
async def test_a_document_with_a_doubt_spoils_the_whole_list(
    outside: Outside, gateway: HttpDmp, wrong: str
) -> None:
    outside.will_find(document_reference(INS, Document(id="d0", title="t")), SPOILT[wrong])
    read = await gateway.search(SearchDocuments(opened=CENTRE))
    assert isinstance(read, NotRead), wrong
    assert read.why is NotReadBecause.UNUSABLE
    assert INS.number not in read.detail


async def test_a_document_twice_or_another_one_is_not_shown(outside: Outside, gateway: HttpDmp) -> None:
    one = document_reference(INS, Document(id="d1", title="t"))
    for ask in (SearchDocuments(opened=CENTRE), SearchDocuments(opened=CENTRE, document="d7")):
        outside.will_find(*([one, one] if ask.document is None else [one]))
        read = await gateway.search(ask)
        assert isinstance(read, NotRead)
        assert read.why is NotReadBecause.UNUSABLE


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["N"], {Confidentiality.NORMAL}),
        (["N", "INVISIBLE_PATIENT"], {Confidentiality.NORMAL, Confidentiality.HIDDEN_FROM_PATIENT}),
        (["R", "MASQUE_PS"], {Confidentiality.RESTRICTED, MASKED}),
        (["N", "MASQUE_PSOCIAL"], {Confidentiality.NORMAL, MASKED}),
        (["flood"], {MASKED}),
        ([], {MASKED}),
    ],
)
def test_a_code_that_is_not_understood_hides(codes: list[str], expected: set[Confidentiality]) -> None:
    document = document_reference(INS, Document(id="d1", title="t"))
    document["securityLabel"] = [{"coding": [{"code": code}]} for code in codes]
    labels = msgspec.json.decode(msgspec.json.encode(document), type=DocumentReference).security_label
    assert confidentiality(labels) == expected


async def test_a_document_larger_than_what_is_taken_is_not_fetched_to_its_end(outside: Outside) -> None:
    small = as_handed_over(Document(id="d", title="t", text="x" * 100))
    transport = httpx.MockTransport(outside)
    async with httpx.AsyncClient(transport=transport, base_url="https://dmp.example") as client:
        gateway = HttpDmp(client, CALLER, largest=99)
        said = await gateway.retrieve(RetrieveDocument(opened=CENTRE, document=small))
        assert (cast("NotRead", said).why, outside.asked) == (NotReadBecause.TOO_LARGE, [])
        outside.answers = [httpx.Response(200, content=b"x" * 100, headers={"Content-Type": "text/plain"})]
        silent = msgspec.structs.replace(small, size=None, sha1=None)
        unsaid = await gateway.retrieve(RetrieveDocument(opened=CENTRE, document=silent))
        assert cast("NotRead", unsaid).why is NotReadBecause.TOO_LARGE
        outside.answers = [httpx.Response(200, content=b"x" * 99, headers={"Content-Type": "text/plain"})]
        read = await gateway.retrieve(RetrieveDocument(opened=CENTRE, document=silent))
        assert read == DocumentContent(content_type="text/plain", content=b"x" * 99)

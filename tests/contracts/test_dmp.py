"""What every DmpGateway promises: over HTTP with the stand-in of the DMP, and in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import httpx
import pytest
from msgspec.structs import replace

from domain.asks import OpenRecord, RetrieveDocument, SearchDocuments
from domain.dmp_access.commands import DmpAnswer
from domain.dmp_access.facts import RefusedBecause
from domain.fact import Actor
from domain.ports import DmpGateway
from domain.shared_record import DocumentContent, FoundDocuments, NotRead, NotReadBecause, first_search_from
from domain.vocabulary import Confidentiality, DmpMode, Ins, Role
from gateways.dmp import HttpDmp
from gateways.dmp.vihf import MODE_OIDS, Caller
from simulators.dmp import PAGE, dmp_app
from simulators.records import DmpRecord, Document
from tests.contracts.fakes import DmpInMemory, shared
from tests.contracts.rigs import Rig, rig

TEST_OID = "1.2.250.1.213.1.4.10"
REAL_OID = "1.2.250.1.213.1.4.8"
KINDS = ["memory", "timeout", "refused", "500", "unreachable"]
SPOILS = ["garbage", "truncated", "short", "other-patient", "elsewhere", "endless", "oversized"]
TODAY = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
NORMAL, CENTRE, GLASS = DmpMode.NORMAL, DmpMode.REGULATION_CENTRE, DmpMode.BREAK_GLASS
MASKED = Confidentiality.MASKED_FROM_PROFESSIONALS
CALLER = Caller(structure="250000015")


def ins(last: int) -> Ins:
    return Ins(number=f"2410325434017{last:02}", oid=TEST_OID)


def document(number: int, **changes: Any) -> Document:
    """One of a record's documents: the higher its number, the older."""
    at = TODAY - timedelta(days=100 * number)
    return replace(Document(id=f"doc-{number}", title="Compte rendu", written_at=at), **changes)


DOCUMENTS = (
    *(document(number) for number in range(2 * PAGE + 1)),
    document(20, confidentiality=frozenset({MASKED, Confidentiality.RESTRICTED}), author="med-01"),
    document(21, content_type="text/html"),
    document(22, content_type="text/xml", text="<ClinicalDocument/>"),
)
RECORDS = [
    DmpRecord(ins=ins(1), documents=DOCUMENTS),
    DmpRecord(ins=ins(2), documents=DOCUMENTS, opposed_to_regulation_centre=True),
    DmpRecord(ins=ins(3), documents=DOCUMENTS, opposed_to_break_glass=True),
    DmpRecord(ins=ins(4), documents=DOCUMENTS, blocked=frozenset({"med-07"})),
    DmpRecord(ins=ins(5)),
    DmpRecord(ins=Ins(number="279035121518988", oid=REAL_OID)),
]
DOCTOR, NURSE = Actor(Role.REGULATOR, "med-01"), Actor(Role.NURSE, "inf-01")


def over_dmp(client: httpx.AsyncClient) -> DmpGateway:
    return HttpDmp(client, CALLER, within=0.3)


@pytest.fixture(params=KINDS)
async def failing(request: pytest.FixtureRequest) -> AsyncIterator[Rig[DmpGateway]]:
    async for made in rig(request.param, dmp_app(RECORDS, hold=5), over_dmp, DmpInMemory(RECORDS)):
        yield made


@dataclass
class Dmp:
    """A gateway, and how to make its DMP misbehave."""

    gateway: DmpGateway
    spoil: Callable[[str], Awaitable[None]]

    async def found(self, number: int = 1, **changes: Any) -> FoundDocuments:
        answer = await self.gateway.search(SearchDocuments(opened=opening(ins(number)), **changes))
        assert isinstance(answer, FoundDocuments)
        return answer


@pytest.fixture(params=["memory", "http"])
async def dmp(request: pytest.FixtureRequest) -> AsyncIterator[Dmp]:
    memory = DmpInMemory(RECORDS)
    transport = httpx.ASGITransport(cast("Any", dmp_app(RECORDS)))
    async with httpx.AsyncClient(transport=transport, base_url="http://dmp.example") as client:

        async def spoil(kind: str) -> None:
            memory.misbehaving = True
            assert (await client.post("/spoils", json={"kind": kind})).status_code == 200

        yield Dmp(memory if request.param == "memory" else HttpDmp(client, CALLER), spoil)


def opening(number: Ins, practitioner: Actor | str = DOCTOR, mode: DmpMode = CENTRE) -> OpenRecord:
    actor = Actor(Role.REGULATOR, practitioner) if isinstance(practitioner, str) else practitioner
    reason = "inconscient, « seul » chez lui" if mode is GLASS else None
    return OpenRecord(access="acc-1", ins=number, mode=mode, practitioner=actor, reason=reason)


@pytest.mark.parametrize("mode", DmpMode)
@pytest.mark.parametrize(
    ("number", "practitioner", "expected"),
    [
        (1, "med-01", DmpAnswer(access="acc-1")),
        (2, "med-01", DmpAnswer(access="acc-1", opposed_to_regulation_centre=True)),
        (3, "med-01", DmpAnswer(access="acc-1", opposed_to_break_glass=True)),
        (4, "med-01", DmpAnswer(access="acc-1")),
        (4, "med-07", DmpAnswer(access="acc-1", professional_blocked=True)),
        (9, "med-01", DmpAnswer(access="acc-1", failed=RefusedBecause.NO_RECORD)),
    ],
)
async def test_a_record_says_who_may_open_it(
    dmp: Dmp, number: int, practitioner: str, expected: DmpAnswer, mode: DmpMode
) -> None:
    assert await dmp.gateway.open_record(opening(ins(number), practitioner, mode)) == expected


@pytest.mark.parametrize(
    ("practitioner", "mode", "allowed"),
    [
        (NURSE, NORMAL, True),
        (NURSE, GLASS, True),
        (NURSE, CENTRE, False),
        *((Actor(role, "x-01"), NORMAL, False) for role in (Role.ARM, Role.AMBULANCE_CREW, Role.ADMIN)),
    ],
)
async def test_the_dmp_knows_doctors_and_nurses_only(
    dmp: Dmp, practitioner: Actor, mode: DmpMode, allowed: bool
) -> None:
    opened = opening(ins(1), practitioner, mode)
    why = None if allowed else RefusedBecause.ROLE_NOT_ALLOWED
    assert await dmp.gateway.open_record(opened) == DmpAnswer(access="acc-1", failed=why)
    read = await dmp.gateway.search(SearchDocuments(opened=opened))
    assert isinstance(read, FoundDocuments) == allowed
    assert allowed or (isinstance(read, NotRead) and read.why is NotReadBecause.NOT_ALLOWED)


async def test_the_glass_is_not_broken_without_a_reason(dmp: Dmp) -> None:
    silent = replace(opening(ins(1), mode=GLASS), reason=None)
    answer = await dmp.gateway.open_record(silent)
    assert answer == DmpAnswer(access="acc-1", failed=RefusedBecause.ROLE_NOT_ALLOWED)


async def test_a_number_with_a_wrong_key_is_not_asked_about(dmp: Dmp) -> None:
    answer = await dmp.gateway.open_record(opening(Ins(number="279035121518988", oid=REAL_OID)))
    assert answer == DmpAnswer(access="acc-1", failed=RefusedBecause.IDENTITY_NOT_QUALIFIED)


async def test_a_record_out_of_reach_is_an_answer(failing: Rig[DmpGateway]) -> None:
    await failing.fail()
    answer = await failing.gateway.open_record(opening(ins(1)))
    assert answer == DmpAnswer(access="acc-1", failed=RefusedBecause.DMP_UNAVAILABLE)


async def test_documents_out_of_reach_are_an_answer(failing: Rig[DmpGateway]) -> None:
    await failing.fail()
    searched = await failing.gateway.search(SearchDocuments(opened=opening(ins(1))))
    asked = RetrieveDocument(opened=opening(ins(1)), document=shared(DOCUMENTS[0]))
    retrieved = await failing.gateway.retrieve(asked)
    for answer in (searched, retrieved):
        assert isinstance(answer, NotRead)
        assert answer.why is NotReadBecause.UNAVAILABLE
        assert ins(1).number not in answer.detail


async def test_all_documents_of_a_record_are_found_newest_first(dmp: Dmp) -> None:
    found = await dmp.found()
    assert list(found.documents) == [shared(each) for each in DOCUMENTS]


async def test_the_first_search_goes_two_years_back(dmp: Dmp) -> None:
    found = await dmp.found(since=first_search_from(TODAY))
    assert first_search_from(TODAY) == date(2024, 11, 22)
    assert [each.id for each in found.documents] == [f"doc-{number}" for number in range(8)]


async def test_one_document_can_be_asked_for(dmp: Dmp) -> None:
    assert [each.id for each in (await dmp.found(document="doc-5")).documents] == ["doc-5"]
    assert (await dmp.found(document="doc-99")).documents == ()


async def test_a_record_may_be_empty(dmp: Dmp) -> None:
    assert await dmp.found(5) == FoundDocuments()


async def test_every_document_says_its_confidentiality_and_its_author(dmp: Dmp) -> None:
    (masked,) = (await dmp.found(document="doc-20")).documents
    assert masked.confidentiality == {MASKED, Confidentiality.RESTRICTED}
    assert masked.author("med-01") == "med-01"
    assert masked.author("med-02") == "med-01"


@pytest.mark.parametrize(
    ("number", "practitioner", "mode", "why"),
    [
        (2, "med-01", CENTRE, NotReadBecause.NOT_ALLOWED),
        (2, "med-01", GLASS, None),
        (3, "med-01", GLASS, NotReadBecause.NOT_ALLOWED),
        (3, "med-01", CENTRE, None),
        *((4, "med-07", mode, NotReadBecause.NOT_ALLOWED) for mode in DmpMode),
        (9, "med-01", CENTRE, NotReadBecause.NO_RECORD),
    ],
)
async def test_what_the_patient_refuses_is_not_read(
    dmp: Dmp, number: int, practitioner: str, mode: DmpMode, why: NotReadBecause | None
) -> None:
    opened = opening(ins(number), practitioner, mode)
    searched = await dmp.gateway.search(SearchDocuments(opened=opened))
    assert (searched.why if isinstance(searched, NotRead) else None) is why
    asked = RetrieveDocument(opened=opened, document=shared(DOCUMENTS[0]))
    retrieved = await dmp.gateway.retrieve(asked)
    assert isinstance(retrieved, NotRead) == (why is not None)


@pytest.mark.parametrize("name", ["doc-0", "doc-22"])
async def test_a_document_is_handed_over_whole(dmp: Dmp, name: str) -> None:
    (listed,) = (await dmp.found(document=name)).documents
    (held,) = (each for each in DOCUMENTS if each.id == name)
    read = await dmp.gateway.retrieve(RetrieveDocument(opened=opening(ins(1)), document=listed))
    assert read == DocumentContent(content_type=held.content_type, content=held.content)


async def test_a_type_that_no_screen_should_show_is_not_fetched(dmp: Dmp) -> None:
    (page,) = (await dmp.found(document="doc-21")).documents
    read = await dmp.gateway.retrieve(RetrieveDocument(opened=opening(ins(1)), document=page))
    assert isinstance(read, NotRead)
    assert read.why is NotReadBecause.TYPE_NOT_ALLOWED


async def test_a_document_that_is_gone_is_an_answer(dmp: Dmp) -> None:
    gone = replace(shared(DOCUMENTS[0]), id="doc-99", location="Binary/doc-99")
    read = await dmp.gateway.retrieve(RetrieveDocument(opened=opening(ins(1)), document=gone))
    assert isinstance(read, NotRead)
    assert read.why is NotReadBecause.NO_DOCUMENT


@pytest.mark.parametrize("kind", SPOILS)
async def test_an_answer_that_cannot_be_trusted_opens_nothing(dmp: Dmp, kind: str) -> None:
    await dmp.spoil(kind)
    answer = await dmp.gateway.open_record(opening(ins(2)))
    assert answer == DmpAnswer(access="acc-1", failed=RefusedBecause.DMP_UNAVAILABLE)


@pytest.mark.parametrize("kind", SPOILS)
async def test_a_list_that_cannot_be_trusted_is_not_shown(dmp: Dmp, kind: str) -> None:
    await dmp.spoil(kind)
    answer = await dmp.gateway.search(SearchDocuments(opened=opening(ins(1))))
    assert isinstance(answer, NotRead)
    assert answer.why in {NotReadBecause.UNUSABLE, NotReadBecause.TOO_LARGE}


@pytest.mark.parametrize(
    "kind", ["garbage", "truncated", "short", "other-patient", "oversized", "other-type"]
)
async def test_a_content_that_cannot_be_trusted_is_not_shown(dmp: Dmp, kind: str) -> None:
    (listed,) = (await dmp.found(document="doc-0")).documents
    await dmp.spoil(kind)
    answer = await dmp.gateway.retrieve(RetrieveDocument(opened=opening(ins(1)), document=listed))
    assert isinstance(answer, NotRead)
    assert answer.why in {NotReadBecause.UNUSABLE, NotReadBecause.TOO_LARGE}


@pytest.mark.parametrize("oid", MODE_OIDS)
async def test_the_dmp_takes_both_lists_of_modes(oid: str) -> None:
    transport = httpx.ASGITransport(cast("Any", dmp_app(RECORDS)))
    async with httpx.AsyncClient(transport=transport, base_url="http://dmp.example") as client:
        gateway = HttpDmp(client, Caller(structure="250000015", mode_oid=oid))
        for mode in DmpMode:
            answer = await gateway.open_record(opening(ins(1), mode=mode))
            assert answer == DmpAnswer(access="acc-1")

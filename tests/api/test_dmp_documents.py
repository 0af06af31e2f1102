"""Documents of an opened record: recorded before they are shown, and shown to whoever opened it only."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from msgspec.structs import replace

from domain.asks import SearchDocuments
from domain.dmp_access.commands import DmpAnswer
from domain.dmp_access.facts import (
    AccessRequested,
    DocumentConsulted,
    DocumentRefused,
    DocumentsSearched,
    ReadingFailed,
)
from domain.fact import Act, Actor, Fact
from domain.house import plan
from domain.shared_record import FoundDocuments, NotRead, NotReadBecause
from domain.vocabulary import Confidentiality, Ins, Role
from eventlog.embedded import EmbeddedServer
from eventlog.journal import LogUnavailable
from simulators.records import DmpRecord, Document
from tests.api.world import START, Browser, World, a_world
from tests.contracts.fakes import DmpInMemory
from tests.reading import all_facts

INS = Ins(number="241032543401799", oid="1.2.250.1.213.1.4.10")
MASKED = Confidentiality.MASKED_FROM_PROFESSIONALS
OLD = START - timedelta(days=3 * 365)
LETTER = Document(id="d1", title="Lettre", written_at=START, text="<b>é</b>", content_type="text/xml")
DOCUMENTS = (
    LETTER,
    Document(id="d2", title="Ordonnance", written_at=START - timedelta(days=9)),
    Document(id="d3", title="Note", written_at=OLD, confidentiality=frozenset({Confidentiality.RESTRICTED})),
    Document(id="d4", title="Masqué", written_at=OLD, confidentiality=frozenset({MASKED})),
    Document(id="d5", title="Mien", written_at=OLD, confidentiality=frozenset({MASKED}), author="doctor-1"),
    Document(id="d6", title="Page", written_at=OLD, content_type="text/html"),
)
ALLOWED = Act(at=START + timedelta(minutes=1), by=Actor(Role.SYSTEM, "reactions"), command_id="answer")
CENTRE = {"mode": "centre_15"}
PERSON = {"last_name": "Exemple", "first_name": "Alice", "sex": "F"}


@dataclass
class Site:
    """A house with a DMP, and a doctor who has opened a record there as access a1."""

    world: World
    dmp: DmpInMemory
    doctor: Browser

    async def read(self, path: str = "") -> Response:
        return await self.doctor.client.get(f"/api/dmp-accesses/a1/documents{path}")

    async def facts(self) -> list[Fact]:
        """What was recorded once the access was open."""
        facts = [each.fact for each in await all_facts(self.world.log)]
        opened = next(index for index, fact in enumerate(facts) if isinstance(fact, AccessRequested))
        return facts[opened + 2 :]


async def opened(doctor: Browser, world: World) -> None:
    """The doctor opens the record of the patient of call c1."""
    await doctor.receive("c1")
    ins = {"number": INS.number, "oid": INS.oid}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("calls", "identify-patient", {"call": "c1", "patient": "p1", "person": PERSON}),
        ("calls", "qualify-identity", {"call": "c1", "patient": "p1", "ins": ins}),
        ("dmp-accesses", "request-dmp-access", {"access": "a1", "call": "c1", "patient": "p1"} | CENTRE),
    ]
    for where, what, words in steps:
        answer = await doctor.command(where, what, **words)
        assert answer.status_code == 200, answer.text
    await world.log.execute(plan(DmpAnswer(access="a1")), ALLOWED)


@pytest.fixture
async def site(server: EmbeddedServer, tmp_path: Path) -> AsyncGenerator[Site]:
    dmp = DmpInMemory([DmpRecord(ins=INS, documents=DOCUMENTS)])
    async with a_world(server, tmp_path, dmp=dmp) as world, world.signed_in("doctor-1") as doctor:
        await opened(doctor, world)
        yield Site(world, dmp, doctor)


def problem(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("urn:vigie:")


async def test_the_first_list_goes_two_years_back_and_is_recorded(site: Site) -> None:
    answer = await site.read()
    listed = answer.json()
    assert [each["id"] for each in listed["documents"]] == ["d1", "d2"]
    assert (listed["mode"], listed["since"], listed["hidden"]) == ("centre_15", "2024-01-11", 0)
    assert listed["key_warning"] is True
    assert answer.headers["cache-control"] == "no-store"
    codes = frozenset({Confidentiality.NORMAL})
    assert await site.facts() == [DocumentsSearched(count=2, confidentiality=codes)]


async def test_the_whole_list_shows_no_masked_document_but_their_author_s(site: Site) -> None:
    listed = (await site.read("?whole=true")).json()
    assert [each["id"] for each in listed["documents"]] == ["d1", "d2", "d6", "d5", "d3"]
    assert (listed["since"], listed["hidden"]) == (None, 1)
    (searched,) = await site.facts()
    assert isinstance(searched, DocumentsSearched)
    assert (searched.count, searched.hidden) == (5, 1)
    assert searched.confidentiality == {Confidentiality.NORMAL, Confidentiality.RESTRICTED, MASKED}


@pytest.mark.parametrize(("name", "held"), [("d1", LETTER), ("d3", DOCUMENTS[2]), ("d5", DOCUMENTS[4])])
async def test_a_document_is_shown_after_its_fact(site: Site, name: str, held: Document) -> None:
    answer = await site.read(f"/{name}")
    assert answer.content == held.content
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    shown = DocumentConsulted(document=name, title=held.title, confidentiality=held.confidentiality)
    assert await site.facts() == [shown]


async def test_a_masked_document_is_neither_fetched_nor_shown(site: Site) -> None:
    fetched: list[Any] = []
    site.dmp.retrieve = fetched.append  # pyright: ignore[reportAttributeAccessIssue]  # a call would be seen
    assert problem(await site.read("/d4")) == (403, "masked-document")
    assert fetched == []
    (refused,) = await site.facts()
    assert isinstance(refused, DocumentRefused)


async def test_a_log_that_cannot_record_shows_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise LogUnavailable("nobody there")

    monkeypatch.setattr(site.world.log, "execute", away)
    for path in ("", "/d1"):
        answer = await site.read(path)
        assert problem(answer) == (503, "log-unavailable")
        assert b"Lettre" not in answer.content


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({"failing": True}, "", (503, "dmp-unavailable")),
        ({"failing": True}, "/d1", (503, "dmp-unavailable")),
        ({"misbehaving": True}, "", (502, "dmp-unusable")),
        ({"misbehaving": True}, "/d1", (502, "dmp-unusable")),
        ({}, "/d99", (404, "dmp-no-document")),
        ({}, "/d6", (422, "dmp-type-not-allowed")),
        ({}, "/é", (404, "refusal:not-found")),
    ],
)
async def test_what_the_dmp_does_not_give_is_a_problem_and_a_fact_of_its_own(
    site: Site, change: dict[str, bool], path: str, expected: tuple[int, str]
) -> None:
    for name, value in change.items():
        setattr(site.dmp, name, value)
    assert problem(await site.read(path)) == expected
    failed: list[Fact] = []
    if expected[1].startswith("dmp-"):
        why = NotReadBecause(expected[1].removeprefix("dmp-"))
        failed = [ReadingFailed(why=why, document=path.removeprefix("/") or None)]
    assert await site.facts() == failed


async def test_an_access_that_ends_while_the_dmp_answers_shows_nothing_and_says_so(site: Site) -> None:
    search = site.dmp.search

    async def slow(ask: SearchDocuments) -> FoundDocuments | NotRead:
        site.world.clock.at = START + timedelta(minutes=31, seconds=1)
        return await search(ask)

    site.dmp.search = slow  # pyright: ignore[reportAttributeAccessIssue]
    answer = await site.read()
    assert (answer.status_code, answer.json()["reason"]) == (409, "AccessTimeIsUp")
    assert await site.facts() == [ReadingFailed(why=NotReadBecause.ACCESS_OVER)]


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("record-dmp-search", {"count": 0}),
        ("consult-dmp-document", {"document": "d1", "title": "Lettre"}),
        ("record-failed-dmp-reading", {"why": "unavailable"}),
    ],
)
async def test_nobody_invents_a_reading(site: Site, tag: str, words: dict[str, Any]) -> None:
    answer = await site.doctor.command("dmp-accesses", tag, access="a1", **words)
    assert answer.status_code == 400, answer.text
    assert await site.facts() == []


async def test_nobody_else_reads_what_a_doctor_has_opened(site: Site) -> None:
    async with site.world.signed_in("doctor-2") as other, site.world.signed_in("nurse-1") as nurse:
        for browser, why in ((other, "NotYourAccess"), (nurse, "NotYourMission")):
            for path in ("", "/d1"):
                answer = await browser.client.get(f"/api/dmp-accesses/a1/documents{path}")
                assert (answer.status_code, answer.json()["reason"]) == (403, why)
    assert await site.facts() == []


@pytest.mark.parametrize("path", ["", "/d1"])
async def test_an_access_that_is_over_shows_nothing_more(site: Site, path: str) -> None:
    site.world.clock.at = START + timedelta(minutes=31, seconds=1)
    answer = await site.read(path)
    assert (answer.status_code, answer.json()["reason"]) == (409, "AccessTimeIsUp")
    site.world.clock.at = START + timedelta(minutes=5)
    await site.doctor.command("dmp-accesses", "close-dmp-access", access="a1")
    answer = await site.read(path)
    assert (answer.status_code, answer.json()["reason"]) == (409, "AccessNotOpen")


async def test_a_patient_s_refusal_since_then_is_honoured(site: Site) -> None:
    record = replace(DmpRecord(ins=INS, documents=DOCUMENTS), opposed_to_regulation_centre=True)
    site.dmp.__init__([record])
    assert problem(await site.read()) == (403, "dmp-not-allowed")
    assert await site.facts() == [ReadingFailed(why=NotReadBecause.NOT_ALLOWED)]


async def test_a_site_without_a_dmp_says_so(server: EmbeddedServer, tmp_path: Path) -> None:
    async with a_world(server, tmp_path) as world, world.signed_in("doctor-1") as doctor:
        await opened(doctor, world)
        answer = await doctor.client.get("/api/dmp-accesses/a1/documents")
        assert problem(answer) == (503, "dmp-unavailable")
        assert answer.headers["retry-after"]

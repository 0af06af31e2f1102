"""The stand-in of the DMP is as strict as a DMP: it knows who asks, in which mode, about whom."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest

from domain.vocabulary import Ins
from simulators.dmp import PAGE, dmp_app
from simulators.dmp_fhir import token
from simulators.records import DmpRecord, Document

INS = Ins(number="241032543401799", oid="1.2.250.1.213.1.4.10")
OTHER = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")
DOCUMENTS = tuple(Document(id=f"d{number}", title="Note") for number in range(PAGE + 1))
CLAIMS: dict[str, Any] = {
    "VIHF_Version": "4.0",
    "Identifiant_Structure": "250000015",
    "NameID": "med-01",
    "role": {"code": "10", "codeSystem": "1.2.250.1.71.1.2.7"},
    "resource-id": f"{INS.number}^^^&{INS.oid}&ISO^NH",
    "Ressource_URN": "urn:dmp",
    "purposeofuse": {"code": "centre_15", "codeSystem": "1.2.250.1.213.1.1.4.336"},
    "Acces_Regulation_Medicale": "VRAI",
}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = dmp_app([DmpRecord(ins=INS, documents=DOCUMENTS), DmpRecord(ins=OTHER, documents=DOCUMENTS)])
    transport = httpx.ASGITransport(cast("Any", app))
    async with httpx.AsyncClient(transport=transport, base_url="http://dmp.example") as made:
        yield made


def header(**changes: Any) -> dict[str, str]:
    written = json.dumps(CLAIMS | changes).encode()
    return {"VIHF": base64.urlsafe_b64encode(written).decode()}


async def search(client: httpx.AsyncClient, headers: dict[str, str], about: Ins = INS) -> httpx.Response:
    form = {"patient.identifier": token(about)}
    return await client.post("/fhir/DocumentReference/_search", data=form, headers=headers)


def mode(code: str, oid: str = "1.2.250.1.213.1.1.4.248") -> dict[str, str]:
    return {"code": code, "codeSystem": oid}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"VIHF": "garbage"},
        {"VIHF": base64.urlsafe_b64encode(b"[]").decode()},
        header(VIHF_Version="3.0"),
        header(Ressource_URN="urn:other"),
        header(purposeofuse=mode("centre_15", "1.2.3")),
        header(purposeofuse=mode("flood")),
    ],
)
async def test_who_does_not_say_what_the_access_is_is_not_known(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await search(client, headers)).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"resource-id": f"{OTHER.number}^^^&{OTHER.oid}&ISO^NH"},
        {"resource-id": INS.number},
        {"Identifiant_Structure": " "},
        {"NameID": ""},
        {"role": {"code": "99", "codeSystem": "1.2.250.1.71.1.2.7"}},
        {"role": {"code": "60", "codeSystem": "1.2.250.1.71.1.2.7"}},
        {"Acces_Regulation_Medicale": "FAUX"},
        {"purposeofuse": mode("normal")},
        {"purposeofuse": mode("bris_de_glace"), "Acces_Regulation_Medicale": "FAUX"},
    ],
)
async def test_who_breaks_the_rules_is_refused(client: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    assert (await search(client, header(**changes))).status_code == 403


async def test_a_page_is_for_whoever_searched_and_names_nobody(client: httpx.AsyncClient) -> None:
    first = (await search(client, header())).json()
    assert (first["total"], len(first["entry"])) == (PAGE + 1, PAGE + 1)
    (following,) = [link["url"] for link in first["link"] if link["relation"] == "next"]
    assert INS.number not in following
    assert (await client.get(following)).status_code == 401
    assert (await client.get(following, headers=header(NameID="med-02"))).status_code == 404
    second = (await client.get(following, headers=header())).json()
    found = [each["resource"]["id"] for page in (first, second) for each in page["entry"]]
    assert {each.id for each in DOCUMENTS} < set(found)


async def test_a_content_is_for_who_reads_that_record(client: httpx.AsyncClient) -> None:
    assert (await client.get("/fhir/Binary/d0", headers=header())).content == DOCUMENTS[0].content
    assert (await client.get("/fhir/Binary/d0")).status_code == 401
    assert (await client.get("/fhir/Binary/d99", headers=header())).status_code == 404


@pytest.mark.parametrize("body", [{"kind": "flood"}, {"kind": "garbage", "rate": 1}, {"bytes": 0}])
async def test_an_unknown_spoil_is_refused(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await client.post("/spoils", json=body)).status_code == 400

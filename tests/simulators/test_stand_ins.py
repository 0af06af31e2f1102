"""The stand-ins keep what they are given, and fail as told, the same for the same seed."""

from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from simulators.dmp import dmp_app
from simulators.notices import notices_app
from simulators.sms import sms_app


def client_of(app: Litestar) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(cast("Any", app)), base_url="http://outside")


def message(number: int) -> dict[str, str]:
    return {"reference": f"v{number}", "to": "+33600000001", "text": "ouvrez"}


async def drawn(seed: str, order: range) -> dict[int, int]:
    async with client_of(sms_app(seed)) as client:
        await client.post("/faults", json={"rate": 0.5, "kind": "500"})
        return {n: (await client.post("/messages", json=message(n))).status_code for n in order}


async def test_a_message_sent_twice_is_kept_once() -> None:
    async with client_of(sms_app()) as client:
        await client.post("/messages", json=message(1))
        await client.post("/messages", json=message(1))
        assert [sent["reference"] for sent in (await client.get("/messages")).json()] == ["v1"]


async def test_a_refused_message_is_not_kept() -> None:
    async with client_of(sms_app()) as client:
        await client.post("/faults", json={"rate": 1, "kind": "refused"})
        assert (await client.post("/messages", json=message(1))).status_code == 422
        assert (await client.get("/messages")).json() == []


async def test_faults_follow_the_seed_and_not_the_order() -> None:
    first = await drawn("a", range(60))
    assert first == await drawn("a", range(59, -1, -1))
    assert first != await drawn("b", range(60))
    assert 15 < list(first.values()).count(500) < 45


async def test_asked_again_a_request_is_drawn_again() -> None:
    async with client_of(sms_app("again")) as client:
        await client.post("/faults", json={"rate": 0.5, "kind": "500"})
        tries = [(await client.post("/messages", json=message(1))).status_code for _ in range(30)]
        assert {202, 500} == set(tries)


@pytest.mark.parametrize("body", [{"rate": 2, "kind": "500"}, {"rate": 1, "kind": "flood"}, {"wrong": 1}])
@pytest.mark.parametrize("app", [sms_app(), notices_app(), dmp_app([])], ids=["sms", "notices", "dmp"])
async def test_an_unknown_fault_is_refused(app: Litestar, body: dict[str, object]) -> None:
    async with client_of(app) as client:
        assert (await client.post("/faults", json=body)).status_code == 400

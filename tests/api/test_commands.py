"""Commands over HTTP: their answers, repeats, races, and what bad input gets."""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.bodies import LARGEST
from domain.regulation_call.facts import CallReceived
from tests.api.world import START, Browser, World
from tests.reading import all_facts

RANG = START.isoformat()


async def test_a_command_answers_with_the_facts_it_led_to(world: World, arm: Browser) -> None:
    number = str(uuid.uuid4())
    answer = await arm.command("calls", "receive-call", number, call="c1", origin="15", rang_at=RANG)
    assert answer.status_code == 200
    facts = await all_facts(world.log)
    assert answer.json() == {
        "command_id": number,
        "repeated": False,
        "position": facts[0].position,
        "facts": [
            {
                "event": "regulation-call:c1@1",
                "position": facts[0].position,
                "at": facts[0].at.isoformat().replace("+00:00", "Z"),
                "by": {"role": "ARM", "id": "arm-1"},
                "fact": {
                    "type": "regulation-call.received",
                    "origin": "15",
                    "rang_at": RANG.replace("+00:00", "Z"),
                    "caller": {},
                },
            }
        ],
    }
    assert facts[0].command_id == number
    assert facts[0].correlation == "regulation-call:c1"


async def test_a_repeated_command_gets_its_first_answer_and_appends_nothing(
    world: World, arm: Browser
) -> None:
    number = str(uuid.uuid4())
    words = {"call": "c1", "origin": "15", "rang_at": RANG}
    first = await arm.command("calls", "receive-call", number, **words)
    again = await arm.command("calls", "receive-call", number.upper(), **words)
    assert again.status_code == 200
    assert again.json() == {**first.json(), "repeated": True}
    assert len(await all_facts(world.log)) == 1


async def test_a_command_number_is_not_used_for_another_command(world: World, arm: Browser) -> None:
    await arm.receive("c1")
    number = str(uuid.uuid4())
    said = await arm.command("calls", "note-observation", number, call="c1", text="Pâle")
    other = await arm.command("calls", "note-observation", number, call="c1", text="Cyanosé")
    assert (other.status_code, other.json()["reason"]) == (409, "CommandIdReused")
    assert other.json()["title"] == "Ce numéro de commande a déjà servi à une autre demande"
    again = await arm.command("calls", "note-observation", number, call="c1", text="Pâle")
    assert again.json() == {**said.json(), "repeated": True}


async def test_a_command_number_of_somebody_else_shows_nothing_of_theirs(world: World, arm: Browser) -> None:
    number = str(uuid.uuid4())
    words = {"call": "c1", "origin": "15", "rang_at": RANG}
    await arm.command("calls", "receive-call", number, **words)
    async with world.signed_in("doctor-1") as doctor:
        answer = await doctor.command("calls", "receive-call", number, **words)
    assert (answer.status_code, answer.json()["reason"]) == (409, "CommandIdTaken")


async def test_two_clients_that_race_leave_one_fact_and_one_refusal(world: World, arm: Browser) -> None:
    async with world.signed_in("doctor-1") as doctor:
        answers = await asyncio.gather(
            *(browser.receive("c1") for browser in (arm, doctor) for _ in range(5))
        )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    assert {answer.json().get("reason") for answer in answers} == {None, "AlreadyExists"}
    assert [type(each.fact) for each in await all_facts(world.log)] == [CallReceived]


async def test_the_device_s_own_time_is_kept(world: World, arm: Browser) -> None:
    answer = await arm.command(
        "calls", "receive-call", device_at="2026-01-10T19:00:00+01:00", call="c1", origin="15", rang_at=RANG
    )
    assert answer.json()["facts"][0]["device_at"] == "2026-01-10T18:00:00Z"


async def test_what_changes_nothing_is_accepted_without_a_fact(arm: Browser) -> None:
    await arm.receive("c1")
    await arm.command("calls", "assign-priority", call="c1", priority="P1")
    answer = await arm.command("calls", "assign-priority", call="c1", priority="P1")
    assert (answer.status_code, answer.json()["facts"], answer.json()["position"]) == (200, [], 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "$"),
        (b"{", "$"),
        (b"[]", "$"),
        (b"\xff\xfe", "$"),
        (b'{"call":"c1"}', "$.type"),
        (b'{"type":"no-such-command","call":"c1"}', "$.type"),
        (b'{"type":"close-call","call":"c1"}', "$.type"),
        (b'{"type":"order-mission","mission":"m1","team":"t1"}', "$.type"),
        (b'{"type":"assign-priority","call":"c1"}', "$.priority"),
        (b'{"type":"assign-priority","call":"c1","priority":"P9"}', "$.priority"),
        (b'{"type":"assign-priority","call":"c1","priority":"P1","by":"me"}', "$.by"),
        (b'{"type":"assign-priority","call":"../c1","priority":"P1"}', "$.call"),
        (b'{"type":"call-back","call":"c1","reached":"true"}', "$.reached"),
        (b'{"type":"locate-call","call":"c1","place":{"label":""}}', "$.place.label"),
        (b'{"type":"locate-call","call":"c1","place":{"label":"   "}}', "$.place.label"),
        (b'{"type":"state-motive","call":"c1","motive":"a\\u0000b"}', "$.motive"),
        (
            b'{"type":"locate-call","call":"c1","place":{"label":"a","position":{"lat":91,"lon":0}}}',
            "$.place.position.lat",
        ),
        (b'{"type":"receive-call","call":"c1","origin":"15","rang_at":"2026-01-10T19:59:00"}', "$.rang_at"),
        (b'{"type":"receive-call","call":"c1","origin":"15","rang_at":"0001-01-01T00:00:00Z"}', "$.rang_at"),
        (b'{"type":"receive-call","call":"c1","origin":"15","rang_at":"yesterday"}', "$.rang_at"),
    ],
)
async def test_a_malformed_command_learns_where_and_appends_nothing(
    world: World, arm: Browser, body: bytes, field: str
) -> None:
    answer = await arm.send("/api/calls", body)
    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["field"]) == (400, "urn:vigie:malformed", field)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert await all_facts(world.log) == []


async def test_an_empty_body_is_said_to_be_one(arm: Browser) -> None:
    assert (await arm.send("/api/calls", b"")).json()["detail"] == "a JSON body is expected"


async def test_nesting_without_end_is_malformed(world: World, arm: Browser) -> None:
    depth = 20_000
    body = b'{"type":"locate-call","call":"c1","place":{"x":' + b"[" * depth + b"]" * depth + b"}}"
    assert len(body) < LARGEST
    assert (await arm.send("/api/calls", body)).status_code == 400
    assert await all_facts(world.log) == []


@pytest.mark.parametrize("number", ["", "42", "not-a-uuid", "0b8f0f5e-1111-4222-8333"])
async def test_a_command_needs_a_number(world: World, arm: Browser, number: str) -> None:
    headers = {**arm.token, "Command-Id": number} if number else arm.token
    body = {"type": "receive-call", "call": "c1", "origin": "15", "rang_at": RANG}
    answer = await arm.client.post("/api/calls", json=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:vigie:malformed")
    assert answer.json()["field"] == "Command-Id"
    assert await all_facts(world.log) == []


@pytest.mark.parametrize("at", ["2026-01-10T19:00:00", "yesterday", "0001-01-01T00:00:00+14:00"])
async def test_a_device_s_time_must_be_an_instant(world: World, arm: Browser, at: str) -> None:
    answer = await arm.command("calls", "receive-call", device_at=at, call="c1", origin="15", rang_at=RANG)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:vigie:malformed")
    assert await all_facts(world.log) == []


@pytest.mark.parametrize("announced", [True, False])
async def test_an_oversized_body_is_refused(world: World, arm: Browser, *, announced: bool) -> None:
    body = b'{"type":"note-observation","call":"c1","text":"' + b"a" * LARGEST + b'"}'

    async def pieces() -> AsyncGenerator[bytes]:
        for start in range(0, len(body), 8192):
            yield body[start : start + 8192]

    headers = {**arm.token, "Command-Id": str(uuid.uuid4()), "Content-Type": "application/json"}
    answer = await arm.client.post("/api/calls", content=body if announced else pieces(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:vigie:too-large")
    assert await all_facts(world.log) == []


async def test_what_is_not_json_is_refused(arm: Browser) -> None:
    answer = await arm.send("/api/calls", b"type=receive-call", "application/xml")
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:vigie:not-json")


@pytest.mark.parametrize(
    ("method", "path", "status", "type_"),
    [
        ("GET", "/nowhere", 404, "urn:vigie:unknown-address"),
        ("GET", "/api/calls/c1/c2", 404, "urn:vigie:unknown-address"),
        ("PUT", "/api/board", 405, "urn:vigie:wrong-method"),
        ("GET", "/api/calls/unknown", 404, "urn:vigie:refusal:not-found"),
        ("GET", "/api/calls/%00", 404, "urn:vigie:refusal:not-found"),
        ("GET", "/api/calls/" + "a" * 2000, 404, "urn:vigie:refusal:not-found"),
        ("GET", "/api/board?after=minus", 400, "urn:vigie:malformed"),
        ("GET", "/api/board?after=-1", 400, "urn:vigie:malformed"),
        ("GET", "/api/statistics/intervals?since=2026-01-01T00:00:00", 400, "urn:vigie:malformed"),
        ("GET", "/api/statistics/intervals?since=2020-01-01T00:00:00Z", 400, "urn:vigie:malformed"),
    ],
)
async def test_every_other_mistake_is_a_problem_too(
    arm: Browser, method: str, path: str, status: int, type_: str
) -> None:
    answer = await arm.client.request(method, path, headers=arm.token)
    assert (answer.status_code, answer.json()["type"]) == (status, type_), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(
    ["receive-call", "locate-call", "identify-patient", "import-file", "decide-intervention", "call-back"]
)
FIELDS = st.sampled_from(
    ["call", "origin", "rang_at", "caller", "place", "patient", "person", "ins", "needs", "mission", "notes"]
)
INSTANTS = st.sampled_from(["2026-01-10T19:59:00Z", "9999-12-31T23:59:59Z", "2026-01-10T19:59:00", 1e300])
BASE = st.fixed_dictionaries({"type": TYPES, "call": st.just("c1") | JSON})
MORE = st.dictionaries(FIELDS, JSON | INSTANTS)


@st.composite
def almost_commands(draw: st.DrawFn) -> bytes:
    """JSON that has the look of a command."""
    body: dict[str, Any] = {**draw(MORE), **draw(BASE)}
    return json.dumps(body).encode("utf-8", "replace")


async def test_no_body_whatever_breaks_the_house(world: World, arm: Browser) -> None:
    """A call is open; anything but a well-formed command leaves it as it is, and nothing is a 500."""
    loop = asyncio.get_running_loop()
    await arm.receive("c1")

    async def probe(body: bytes) -> None:
        before = await world.log.last_position()
        answer = await arm.send("/api/calls", body)
        assert answer.status_code in (200, 400, 403, 404, 409, 413, 422), (body, answer.text)
        if answer.status_code != 200:
            assert answer.json()["type"].startswith("urn:vigie:")
            assert await world.log.last_position() == before

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=200) | almost_commands())
    def fuzz(body: bytes) -> None:
        asyncio.run_coroutine_threadsafe(probe(body), loop).result(30)

    await asyncio.to_thread(fuzz)

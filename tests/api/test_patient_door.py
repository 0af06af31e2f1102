"""The public door of video sessions: what opens, what never does, and what nobody learns from trying."""

import inspect
import re
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from httpx import Response

from api import patient, patient_door, visio_extras
from api.patients import CODE_FAILURES, FAILURES
from api.phones import coarse
from domain.envelope import StreamId
from domain.visio_door import ForgedLinksCounted
from domain.visio_session import facts as f
from domain.visio_session import links
from domain.visio_session.commands import ConfirmInvitation
from domain.visio_session.invitation import INVITATION_LASTS
from domain.visio_session.links import Link, LinkKey
from domain.visio_session.states import Over
from tests.api.patients import OURS, a_phone, invited, machine
from tests.api.world import Browser, World
from tests.reading import all_facts, told

CONSENT: dict[str, Any] = {"told_version": 1, "language": "fr", "location": True, "snapshots": True}


async def state(world: World, session: str = "v1") -> Any:
    return (await world.log.load(StreamId(f.KIND, session)))[0]


async def test_a_link_opens_on_one_device_and_the_whole_way_is_told(world: World, doctor: Browser) -> None:
    token = await invited(world, doctor)
    async with a_phone(world) as phone, a_phone(world) as other:
        opened = await phone.open(token)
        assert opened.status_code == 200, opened.text
        shown = opened.json()
        codes = (await doctor.client.get("/api/visios/v1/codes")).json()
        assert shown["short_code"] == codes["short_code"]
        assert (shown["want"], shown["state"], shown["consented"]) == ("video", "invited", False)
        assert (shown["centre"], shown["phone_to_call"], shown["role"]) == ("SAMU", "15", "patient")
        cookie = opened.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/v"))
        [fact] = await told(world.log, f.InvitationOpened)
        assert fact.fact.phone == "Android 9, Chrome 80"
        assert (await phone.open(token)).status_code == 200, "the same device is welcome back"
        assert (await phone.post("open")).json() == shown, "its page was loaded again, without the link"
        assert (await other.open(token)).status_code == 410
        assert (await other.post("open")).status_code == 410
        assert (await phone.post("location", lat=48.5, lon=2.6, accuracy_m=9)).json()[
            "reason"
        ] == "ConsentMissing"
        assert (await phone.post("consent", **CONSENT)).status_code == 204
        assert (await phone.post("location", lat=48.5, lon=2.6, accuracy_m=9)).status_code == 204
        assert (await phone.post("trouble", kind="camera-refused")).status_code == 204
        assert (await phone.post("refuse")).status_code == 204
        assert (await phone.post("trouble", kind="other")).status_code == 410
    assert isinstance(await state(world), Over)
    names = [type(each.fact).__name__ for each in await all_facts(world.log) if each.stream.kind == f.KIND]
    assert names == [
        *("VisioRequested", "InvitationSent", "InvitationOpened", "LinkRefused", "ConsentGiven"),
        *("LocationGiven", "TroubleReported", "ConsentRefused"),
    ]


async def test_whatever_does_not_open_gets_the_same_bytes(world: World, doctor: Browser) -> None:
    key = world.house.patients.key
    expired, over = await invited(world, doctor, "v1"), await invited(world, doctor, "v2")
    revoked, renewed = await invited(world, doctor, "v3"), await invited(world, doctor, "v4")
    reused = await invited(world, doctor, "v5")
    world.clock.at += INVITATION_LASTS + timedelta(seconds=1)
    await doctor.command("visios", "end-visio", session="v2")
    await doctor.command("visios", "revoke-invitation", session="v3", why="mauvais numéro")
    await doctor.command("visios", "renew-invitation", session="v4")
    await doctor.command("visios", "renew-invitation", session="v5")
    await machine(world, ConfirmInvitation(session="v5", receipt="sms-2", generation=2))
    reused = key.token(Link("v5", 2))
    async with a_phone(world) as first, a_phone(world) as second:
        assert (await first.open(reused)).status_code == 200
        forged = f"{expired[:-1]}{'A' if expired[-1] != 'A' else 'B'}"
        unknown, other = key.token(Link("v99")), LinkKey(b"x" * 32).token(Link("v1"))
        tokens = [expired, over, revoked, renewed, reused, forged, unknown, other, "", "nonsense"]
        answers = [await second.open(token) for token in tokens]
        answers.append(await second.post("consent", **CONSENT))
    for answer in answers:
        assert answer.status_code == 410
        assert answer.content == answers[0].content
        assert set(answer.headers.items()) == set(answers[0].headers.items())
    assert answers[0].json()["phone_to_call"] == "15"
    reasons = {each.stream.id: each.fact.reason for each in await told(world.log, f.LinkRefused)}
    assert reasons == {"v1": "expired", "v2": "over", "v3": "revoked", "v4": "renewed", "v5": "reused"}
    english = await second_language(world, expired)
    assert english.startswith("This link")


async def second_language(world: World, token: str) -> str:
    async with a_phone(world) as phone:
        answer = await phone.post("open", headers={**OURS, "accept-language": "en"}, token=token)
        return answer.json()["title"]


async def test_some_hundred_forged_links_open_nothing_and_are_slowed_down_and_counted(
    world: World, doctor: Browser
) -> None:
    token, random = await invited(world, doctor), Random(1)
    answers: list[Response] = []
    async with a_phone(world) as phone:
        for _ in range(300):
            at = random.randrange(len(token))
            forged = token[:at] + random.choice("abcXYZ019._~") + token[at + 1 :]
            answers.append(await phone.open(forged if forged != token else "x"))
        statuses = [answer.status_code for answer in answers]
        assert statuses == [410] * FAILURES + [429] * (300 - FAILURES)
        assert int(answers[-1].headers["retry-after"]) > 0
        assert (await phone.open(token)).status_code == 429, "the true one waits too"
    assert await told(world.log, f.InvitationOpened) == []
    [counted] = await told(world.log, ForgedLinksCounted)
    assert counted.fact.count == 1
    assert world.app.state.forgeries.waiting == FAILURES - 1


async def test_a_robot_that_looks_at_a_link_consumes_nothing(world: World, doctor: Browser) -> None:
    token, before = await invited(world, doctor), len(await all_facts(world.log))
    async with a_phone(world) as robot, a_phone(world) as phone:
        for _ in range(3):
            page = await robot.client.get(f"/v?preview#{token}")
            assert page.status_code in (200, 503)
            assert "set-cookie" not in page.headers
        assert (await robot.client.get("/v/open")).status_code == 405
        assert len(await all_facts(world.log)) == before
        assert (await phone.open(token)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://vigie.test"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
async def test_another_site_opens_no_link(world: World, doctor: Browser, headers: dict[str, str]) -> None:
    token = await invited(world, doctor)
    async with a_phone(world) as phone:
        for door, body in (("open", {"token": token}), ("consent", CONSENT), ("refuse", {})):
            assert (await phone.post(door, headers=headers, **body)).status_code == 403
        form = await phone.client.post("/v/open", data={"token": token}, headers=OURS)
        assert form.status_code == 415
        assert (await phone.open(token)).status_code == 200


async def test_a_code_read_aloud_opens_its_session_and_guessing_is_slowed_down(
    world: World, doctor: Browser
) -> None:
    await invited(world, doctor, way="read-aloud")
    codes = (await doctor.client.get("/api/visios/v1/codes")).json()
    async with a_phone(world) as phone, a_phone(world) as guesser:
        assert (await phone.post("open", code=codes["spoken_code"])).status_code == 200
        wrong = [await guesser.post("open", code=f"{number:08}") for number in range(CODE_FAILURES + 1)]
        assert [answer.status_code for answer in wrong] == [410] * CODE_FAILURES + [429]
        assert (await phone.post("consent", **CONSENT)).status_code == 204
    await invited(world, doctor, "v2")
    assert (await doctor.client.get("/api/visios/v2/codes")).json()["spoken_code"] is None


async def test_only_the_operator_with_its_secret_tells_what_became_of_a_message(
    world: World, doctor: Browser
) -> None:
    await invited(world, doctor)
    object.__setattr__(world.house.patients, "reports", b"s" * 32)
    body = {"reference": "v1.1", "state": "undelivered", "why": "numéro inconnu"}
    async with a_phone(world) as operator:
        for bearer in ("", "Bearer", f"Bearer {'x' * 32}"):
            answer = await operator.post("delivery", headers={"authorization": bearer}, **body)
            assert answer.status_code == 404
        true = {"authorization": f"Bearer {'s' * 32}"}
        assert (await operator.post("delivery", headers=true, **body)).status_code == 204
        for reference in ("v9.1", "?", "v1.1"):
            told_again = await operator.post("delivery", headers=true, **{**body, "reference": reference})
            assert told_again.status_code == 204
    [fate] = await told(world.log, f.DeliveryReported)
    assert (fate.fact.state, fate.fact.why) == ("undelivered", "numéro inconnu")


async def test_only_the_pages_that_need_it_may_ask_for_the_camera(world: World) -> None:
    async with a_phone(world) as phone:
        page, board = await phone.client.get("/v"), await phone.client.get("/")
        assert "camera=(self)" in page.headers["permissions-policy"]
        assert "geolocation=(self)" in page.headers["permissions-policy"]
        assert "microphone=(self)" in board.headers["permissions-policy"]
        assert "geolocation=()" in board.headers["permissions-policy"]
        assert "wss://vigie.test" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "no-referrer"
        for path in ("/audit", "/stats", "/v/open"):
            assert "camera=()" in (await phone.client.get(path)).headers["permissions-policy"]


def test_a_telephone_is_told_coarsely() -> None:
    iphone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) Version/12.1.2 Mobile/15E148 Safari/604.1"
    )
    assert coarse(iphone) == "iOS 12, Safari 12"
    assert coarse(f"{iphone} [FBAN/FBIOS;FBAV/1.0]") == "iOS 12, Facebook"
    assert coarse("curl/8") is None
    assert coarse("Android 9 <script>" * 99) == "Android 9"


def test_every_secret_is_compared_in_constant_time() -> None:
    """No `==` on a mac, a code, a device or a bearer in what guards the door."""
    guards = (
        LinkKey.read,
        LinkKey.is_spoken_code,
        patient_door.known_device,
        visio_extras.report_delivery.fn,
    )
    assert all("hmac.compare_digest(" in inspect.getsource(guard) for guard in guards)
    names = r"(?:mac|secret|sha256|device|code|shown)"
    equals = re.compile(rf"\b{names}\b\)? *[!=]=|[!=]= *\b{names}\b")
    for module in (links, patient, patient_door, visio_extras):
        for line in inspect.getsource(module).splitlines():
            assert not equals.search(line), line

"""The door of pictures: what comes in, what never does, who reads it, and what erasing leaves."""

import asyncio
import hashlib
import io
import struct
import uuid
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response
from PIL import Image

from api.images import LONGEST_SIDE
from api.media_intake import LARGEST_PART
from domain.document import DocumentAdded
from domain.file_reading import What
from eventlog.sealing.keys import FileErased
from tests.api.test_access import engaged, shift
from tests.api.test_files import openings
from tests.api.world import Browser, World
from tests.reading import told

PLACE_OF_A_CAMERA = b"48.5801 N"


def a_photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that says where it was taken."""
    picture = Image.effect_noise(size, 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, PLACE_OF_A_CAMERA.decode()
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, comment=PLACE_OF_A_CAMERA) if kind == "JPEG" else picture.save(
        out, kind, exif=exif
    )
    return out.getvalue()


def a_bomb() -> bytes:
    """A small PNG that says it is 30 000 by 30 000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


class Camera:
    """A nurse with a mission, and the three questions of the door."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.media = str(uuid.uuid4())

    async def part(self, number: int, content: bytes, mission: str = "m1") -> Response:
        headers = {**self.browser.token, "Content-Type": "application/octet-stream"}
        where = f"/api/media/{self.media}/parts/{number}?mission={mission}"
        return await self.browser.client.put(where, content=content, headers=headers)

    async def here(self) -> list[int]:
        return (await self.browser.client.get(f"/api/media/{self.media}/parts?mission=m1")).json()["parts"]

    async def end(self, content: bytes, parts: int = 1, **more: Any) -> Response:
        declared = {"kind": "photo", "parts": parts, "size": len(content), "consent": "patient", **more}
        declared.setdefault("sha256", hashlib.sha256(content).hexdigest())
        headers = {**self.browser.token, "Command-Id": self.media, "Device-At": "2026-01-10T19:58:00Z"}
        where = f"/api/media/{self.media}?mission=m1"
        return await self.browser.client.post(where, json=declared, headers=headers)

    async def send(self, content: bytes, **more: Any) -> Response:
        pieces = [content[at : at + LARGEST_PART] for at in range(0, len(content), LARGEST_PART)]
        for number, piece in enumerate(pieces):
            assert (await self.part(number, piece)).status_code == 204
        return await self.end(content, len(pieces), **more)

    async def read(self, by: Browser | None = None) -> Response:
        return await (by or self.browser).client.get(f"/api/media/{self.media}")


@pytest.fixture
async def camera(world: World, doctor: Browser) -> AsyncIterator[Camera]:
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        for step in ("acknowledge-mission", "report-departure", "report-arrival"):
            answer = await nurse.command("missions", step, mission="m1", team="t1")
            assert answer.status_code == 200, answer.text
        yield Camera(nurse)


async def test_a_photo_is_kept_without_its_place_told_by_a_fact_and_read_by_the_room(
    world: World, doctor: Browser, camera: Camera
) -> None:
    content = a_photo((1200, 900))
    assert PLACE_OF_A_CAMERA in content
    assert len(content) > LARGEST_PART
    answer = await camera.send(content, caption="Plaie du genou")
    assert answer.status_code == 200, answer.text
    [added] = await told(world.log, DocumentAdded)
    fact = added.fact
    assert (fact.call, fact.mission, fact.caption, fact.consent) == ("c1", "m1", "Plaie du genou", "patient")
    assert (fact.width, fact.height, added.by.id) == (1200, 900, "nurse-1")
    assert str(added.device_at) == "2026-01-10 19:58:00+00:00"
    shown = await camera.read(doctor)
    assert (shown.headers["content-type"], shown.headers["vigie-caption"]) == (
        "image/jpeg",
        "Plaie%20du%20genou",
    )
    assert shown.headers["cache-control"] == "no-store"
    assert hashlib.sha256(shown.content).hexdigest() == fact.sha256
    assert fact.sent_sha256 == hashlib.sha256(content).hexdigest()
    assert PLACE_OF_A_CAMERA not in shown.content
    assert Image.open(io.BytesIO(shown.content)).size == (1200, 900)
    assert ("doctor-1", What.DOCUMENT, camera.media) in await openings(world)


async def test_the_end_said_twice_is_one_fact_and_the_parts_are_gone(world: World, camera: Camera) -> None:
    content = a_photo()
    first = await camera.send(content)
    again = await camera.end(content)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert first.json()["facts"] == again.json()["facts"]
    assert len(await told(world.log, DocumentAdded)) == 1
    assert await camera.here() == []


async def test_parts_that_came_are_told_and_a_missing_one_is_asked_for(camera: Camera) -> None:
    content = a_photo((1200, 900))
    await camera.part(1, content[LARGEST_PART : 2 * LARGEST_PART])
    assert await camera.here() == [1]
    answer = await camera.end(content, 2)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:vigie:parts-missing")


async def test_a_picture_altered_on_the_way_is_asked_for_again(world: World, camera: Camera) -> None:
    content = a_photo()
    answer = await camera.send(content, sha256="0" * 64)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:vigie:parts-differ")
    assert await camera.here() == []
    assert await told(world.log, DocumentAdded) == []


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (a_bomb(), "image-too-large"),
        (b"<svg onload=alert(1)>", "not-an-image"),
        (b"%PDF-1.7", "not-an-image"),
        (a_photo()[:2000], "not-an-image"),
        (b"\xff\xd8\xff" + b"no picture" * 9, "not-an-image"),
        (a_photo(kind="GIF"), "not-an-image"),
    ],
    ids=["bomb", "script", "pdf", "cut", "false start", "another type"],
)
async def test_what_is_no_fair_picture_is_refused_and_leaves_no_fact(
    world: World, camera: Camera, content: bytes, slug: str
) -> None:
    answer = await camera.send(content)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:vigie:{slug}")
    assert await told(world.log, DocumentAdded) == []


async def test_a_large_picture_is_made_smaller_and_a_turned_one_upright(world: World, camera: Camera) -> None:
    answer = await camera.send(a_photo((900, 2200), orientation=6))
    assert answer.status_code == 200, answer.text
    [added] = await told(world.log, DocumentAdded)
    assert (added.fact.width, added.fact.height) == (LONGEST_SIDE, 838)


async def test_a_photo_without_consent_is_refused_and_a_drawing_needs_none(camera: Camera) -> None:
    refused = await camera.send(a_photo(), consent=None)
    assert refused.json()["reason"] == "PhotoWithoutConsent"
    drawing = Camera(camera.browser)
    assert (await drawing.send(a_photo(kind="PNG"), kind="drawing", consent=None)).status_code == 200
    assert (await drawing.read()).headers["content-type"] == "image/png"


async def test_only_the_crew_of_the_mission_sends_and_only_room_and_crew_read(
    world: World, doctor: Browser, camera: Camera
) -> None:
    await camera.send(a_photo())
    for user, sends, reads in (("nurse-2", 403, 403), ("arm-1", 403, 200), ("auditor-1", 403, 403)):
        async with world.signed_in(user) as other:
            thief = Camera(other)
            assert (await thief.part(0, b"x")).status_code == sends, user
            assert (await camera.read(other)).status_code == reads, user
    async with world.visitor() as nobody:
        assert (await camera.read(nobody)).status_code == 401
    assert (await camera.part(0, b"x", mission="m9")).status_code == 404


async def test_a_part_has_its_bounds(camera: Camera) -> None:
    assert (await camera.part(0, b"x" * (LARGEST_PART + 1))).status_code == 413
    assert (await camera.part(99, b"x")).status_code == 422
    assert (await camera.part(0, b"")).status_code == 422


async def test_unfinished_pictures_of_a_file_are_bounded(camera: Camera) -> None:
    for _ in range(20):
        camera.media = str(uuid.uuid4())
        assert (await camera.part(0, b"x")).status_code == 204
    camera.media = str(uuid.uuid4())
    answer = await camera.part(0, b"x")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


async def test_and_those_begun_at_the_same_instant_too(world: World, camera: Camera) -> None:
    cameras = [Camera(camera.browser) for _ in range(40)]
    answers = await asyncio.gather(*(each.part(0, b"x") for each in cameras))
    taken = [answer.status_code == 204 for answer in answers]
    assert {answer.status_code for answer in answers} <= {204, 429}
    assert world.house.media is not None
    assert len(await world.house.media.coming("c1")) == sum(taken) <= 20
    again = Camera(camera.browser)
    assert (await again.part(0, b"x")).status_code == (204 if sum(taken) < 20 else 429)


async def test_an_erased_file_shows_nothing_any_more(world: World, doctor: Browser, camera: Camera) -> None:
    await camera.send(a_photo())
    assert (await camera.read(doctor)).status_code == 200
    await world.keys.destroy("c1")
    answer = await camera.read(doctor)
    assert (answer.status_code, answer.json()["reason"]) == (409, FileErased.__name__)


async def test_the_board_says_that_there_is_a_picture_and_not_what_it_shows(
    world: World, doctor: Browser, camera: Camera
) -> None:
    answer = await camera.send(a_photo(), caption="Plaie")
    after = answer.json()["position"]
    board = (await doctor.client.get(f"/api/board?after={after}")).json()["board"]
    [row] = board["documents"].values()
    assert (row["id"], row["call"], row["mission"], row["kind"]) == (camera.media, "c1", "m1", "photo")
    assert "Plaie" not in str(row)


async def test_invented_measures_are_for_demonstrations(world: World, camera: Camera) -> None:
    await camera.browser.command("missions", "start-care", mission="m1", team="t1")
    invented = {"parameter": "FREQUENCE_CARDIAQUE", "value": "72", "source": "simulated", "device": "SIM-OX"}
    bilan: dict[str, Any] = {"mission": "m1", "team": "t1", "vitals": [invented]}
    assert (await camera.browser.client.get("/api/tablet/settings")).json() == {"simulated_devices": False}
    refused = await camera.browser.command("missions", "send-bilan", **bilan)
    assert (refused.status_code, refused.json()["reason"]) == (403, "SimulationNotAllowed")
    world.app.state.house = replace(world.house, simulated_devices=True)
    accepted = await camera.browser.command("missions", "send-bilan", **bilan)
    assert accepted.json()["facts"][0]["fact"]["vitals"][0]["source"] == "simulated"

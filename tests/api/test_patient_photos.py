"""Pictures of a video session: a telephone's photos, and the room's stills."""

import hashlib
from typing import Any

from api.media_intake import FROM_TELEPHONES, Intake, Place
from domain.document import DocumentAdded
from domain.visio_session import facts as f
from tests.api.patients import OURS, a_phone, invited
from tests.api.test_media import PLACE_OF_A_CAMERA, a_bomb, a_photo
from tests.api.test_patient_door import CONSENT
from tests.api.world import Browser, World
from tests.reading import told


async def test_a_telephone_leaves_room_for_what_the_crew_sends(world: World, doctor: Browser) -> None:
    token = await invited(world, doctor, phone="+33600000000", want="photo")
    async with a_phone(world) as phone:
        await phone.open(token)
        await phone.post("consent", told_version=1, language="fr")
        answers = [
            await phone.client.put(f"/v/photos/p{number}/parts/0", content=b"x", headers=OURS)
            for number in range(FROM_TELEPHONES.coming + 1)
        ]
    assert [each.status_code for each in answers] == [204] * FROM_TELEPHONES.coming + [429]
    [file] = {each.fact.call for each in await told(world.log, f.VisioRequested)}
    assert world.house.media is not None
    theirs = Intake(world.house.media, Place(call=file, mission="m1"), "from-a-crew")
    await theirs.take(0, b"x")


async def test_and_for_what_the_crew_keeps(world: World, doctor: Browser) -> None:
    token = await invited(world, doctor, phone="+33600000000", want="photo")
    [file] = {each.fact.call for each in await told(world.log, f.VisioRequested)}
    media = world.house.media
    assert media is not None
    async with a_phone(world) as phone:
        await phone.open(token)
        await phone.post("consent", told_version=1, language="fr")
        for number in range(FROM_TELEPHONES.kept):
            assert (
                await phone.client.put("/v/photos/p/parts/0", content=b"x", headers=OURS)
            ).status_code == 204
            await media.drop_parts(file, *await media.coming(file))
            await media.keep(file, f"{FROM_TELEPHONES.names}{number}", b"x")
        full = await phone.client.put("/v/photos/p/parts/0", content=b"x", headers=OURS)
    assert (full.status_code, full.json()["type"]) == (429, "urn:vigie:too-many-pictures")
    await Intake(media, Place(call=file, mission="m1"), "from-a-crew").take(0, b"x")


async def test_a_photo_comes_in_parts_without_its_place_and_hostile_ones_do_not(
    world: World, doctor: Browser
) -> None:
    token = await invited(world, doctor, phone="+33600000000", want="photo")
    photo, bomb = a_photo((240, 160)), a_bomb()
    async with a_phone(world) as phone:
        assert (await phone.client.put("/v/photos/p1/parts/0", content=b"x", headers=OURS)).status_code == 410
        await phone.open(token)
        early = await phone.client.put("/v/photos/p1/parts/0", content=b"x", headers=OURS)
        assert early.json()["reason"] == "ConsentMissing"
        await phone.post("consent", told_version=1, language="fr")
        for name, content, expected in (("p1", photo, 200), ("p2", bomb, 422), ("p3", b"MZ" * 50, 422)):
            sent = await phone.client.put(f"/v/photos/{name}/parts/0", content=content, headers=OURS)
            assert sent.status_code == 204, sent.text
            here = await phone.client.get(f"/v/photos/{name}/parts")
            assert here.json() == {"parts": [0]}
            whole: dict[str, Any] = {"parts": 1, "size": len(content), "sha256": digest(content)}
            answer = await phone.post(f"photos/{name}", **whole)
            assert answer.status_code == expected, answer.text
            left = await phone.client.get(f"/v/photos/{name}/parts")
            assert left.json() == {"parts": []}
        again = await phone.post("photos/p1", parts=1, size=len(photo), sha256=digest(photo))
        assert again.status_code == 200
    [kept] = await told(world.log, DocumentAdded)
    [received] = await told(world.log, f.PhotoReceived)
    assert (kept.stream.id, kept.fact.session, kept.fact.consent) == (received.fact.document, "v1", "patient")
    shown = await doctor.client.get(f"/api/media/{kept.stream.id}")
    assert shown.status_code == 200
    assert PLACE_OF_A_CAMERA not in shown.content


async def test_the_room_keeps_a_still_only_as_agreed(world: World, doctor: Browser) -> None:
    token, still = await invited(world, doctor), a_photo()
    headers = {**doctor.token, "Command-Id": "7d2f6a0e-0000-4000-8000-000000000002"}

    async def keep() -> Any:
        return await doctor.client.post("/api/visios/v1/snapshots/s1", content=still, headers=headers)

    async with a_phone(world) as phone:
        await phone.open(token)
        assert (await keep()).json()["reason"] == "SnapshotNotAgreed"
        await phone.post("consent", told_version=1, language="fr")
        assert (await keep()).json()["reason"] == "SnapshotNotAgreed"
        await phone.post("consent", **CONSENT)
        assert (await keep()).status_code == 200
    [taken] = await told(world.log, f.SnapshotTaken)
    assert taken.fact.document == "s1"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

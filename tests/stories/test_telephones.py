"""The telephones of the demonstration: a link in the spool is tapped, agreed to, and a face is seen."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy
import pytest

from domain.document import DocumentAdded
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from eventlog.embedded import EmbeddedServer
from simulators.drawn_picture import HEIGHT, WIDTH, Face
from simulators.link_holder import Habits
from simulators.phone import phone
from simulators.phone_pictures import Places
from simulators.sms import sms_app
from simulators.telephones import answering
from tests.api.conftest import server
from tests.api.listening import serving
from tests.api.patients import invited
from tests.api.visits import DOCTOR, tell
from tests.api.world import a_world
from tests.reading import told
from tests.waiting import until, until_told
from vigie.demo import Demo, filmed

__all__ = ["server"]

HABITS = Habits(seed=9, pace=1e6, opens=1.0, agrees=1.0, here=(47.24, 6.02))
WATCHED = Demo(hours=1, calls_per_day=600, teams=8, seed=42, speed=6.0, headless=False, report=None)


@pytest.mark.filterwarnings("default")  # aiortc leaves what it opened to the collector
async def test_a_link_in_the_spool_is_answered_with_a_face_and_with_a_photo(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    async with (
        a_world(server, tmp_path) as world,
        serving(world.app) as (address, _),
        serving(sms_app()) as (spool, _),
        httpx.AsyncClient(base_url=spool) as operator,
        world.signed_in("doctor-1") as doctor,
        answering(spool, address, HABITS),
    ):

        async def sent(session: str, want: str) -> None:
            token = await invited(world, doctor, session, phone="+33600000001", want=want)
            words: Any = {"reference": session, "to": "+33600000001", "text": f"SAMU : x/v#{token}"}
            assert (await operator.post("/messages", json=words)).status_code == 202

        async def has(kind: type[Any]) -> bool:
            return len(await told(world.log, kind)) == 1

        await sent("v1", "video")
        await until_told(lambda: has(f.ParticipantJoined))
        [agreed] = await told(world.log, f.ConsentGiven)
        assert (agreed.stream.id, agreed.fact.told_version) == ("v1", 1)
        async with phone(address, "/api/visios/v1/signal", dict(doctor.client.cookies)) as screen:
            assert await screen.first_frame() < 15
            await tell(world, c.EndVisio(session="v1"), DOCTOR)
            await until(lambda: "ended" in screen.heard)
        await sent("v2", "photo")
        await until_told(lambda: has(DocumentAdded))
        [kept] = await told(world.log, DocumentAdded)
        assert (kept.fact.session, kept.fact.width, kept.fact.height) == ("v2", WIDTH, HEIGHT)


def test_a_face_is_the_same_for_its_name_and_moves() -> None:
    first, other = Face.of("a"), Face.of("b")
    assert first.drawn(1.0).shape == (HEIGHT, WIDTH, 3)
    assert numpy.array_equal(first.drawn(1.0), Face.of("a").drawn(1.0))
    assert not numpy.array_equal(first.drawn(1.0), first.drawn(1.5))
    assert not numpy.array_equal(first.drawn(1.0), other.drawn(1.0))


def test_so_many_send_a_picture_and_no_more() -> None:
    places = Places(2)
    assert [places.take(), places.take(), places.take()] == [True, True, False]
    places.free()
    assert [places.take(), places.take()] == [True, False]


def test_only_who_watches_at_a_pace_that_a_picture_follows_is_shown_one() -> None:
    others = [replace(WATCHED, speed=None), replace(WATCHED, headless=True), replace(WATCHED, speed=61.0)]
    assert [filmed(each) for each in (WATCHED, *others)] == [True, False, False, False]

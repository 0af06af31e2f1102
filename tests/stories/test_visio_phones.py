"""Simulated telephones on the true signalling: a picture straight, through a relay, on a poor network."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.turn import Turn
from domain.visio_session import commands as c
from eventlog.embedded import EmbeddedServer
from simulators.phone import phone
from simulators.phone_network import GOOD, POOR, Network
from tests.api.conftest import server
from tests.api.listening import serving
from tests.api.visits import DOCTOR, consented, tell
from tests.api.world import World, a_world
from tests.coturn import SECRET, coturn, ready
from tests.waiting import until
from vigie.clock import RealClock

__all__ = ["server"]

pytestmark = pytest.mark.filterwarnings("default")  # aiortc leaves what it opened to the collector


@dataclass
class Room:
    """A session with consent on a server, and who may be in it."""

    world: World
    address: str
    cookies: dict[str, dict[str, str]]

    def phone(self, user: str, network: Network = GOOD) -> Any:
        return phone(self.address, "/api/visios/v1/signal", self.cookies[user], network)


@pytest.fixture
async def rooms(server: EmbeddedServer, tmp_path: Path) -> AsyncGenerator[Any]:
    """Makes rooms, with whatever the house is given."""
    async with AsyncExitStack() as stack:

        async def made(**house: Any) -> Room:
            world = await stack.enter_async_context(a_world(server, tmp_path, **house))
            address, _ = await stack.enter_async_context(serving(world.app))
            cookies: dict[str, dict[str, str]] = {}
            for user in ("arm-1", "caller-1", "doctor-1"):
                browser = await stack.enter_async_context(world.signed_in(user))
                cookies[user] = dict(browser.client.cookies)
                if user == "arm-1":
                    await consented(world, browser, "v1")
            return Room(world, address, cookies)

        yield made


async def test_two_telephones_see_each_other_and_the_end_of_the_session_ends_it(rooms: Any) -> None:
    room = await rooms()
    async with room.phone("caller-1") as patient, room.phone("doctor-1") as doctor:
        assert await patient.first_frame() < 10
        assert await doctor.first_frame() < 10
        await tell(room.world, c.EndVisio(session="v1"), DOCTOR)
        await until(lambda: "ended" in patient.heard and "ended" in doctor.heard)


async def test_a_picture_goes_through_a_real_relay_with_the_credentials_of_the_welcome(
    rooms: Any, tmp_path: Path
) -> None:
    with coturn(tmp_path) as relay:
        await ready(relay)
        turn = Turn(relay.urls, SECRET, RealClock(), relay_patients=True)
        room = await rooms(turn=turn)
        async with room.phone("caller-1") as patient, room.phone("doctor-1") as doctor:
            assert await doctor.first_frame() < 15
            assert await patient.first_frame() < 15
            name = patient.you
        await until(lambda: f":{name}>" in relay.said())
        assert "incorrect" not in relay.said().lower()


@pytest.mark.soak
async def test_a_poor_network_loses_packets_and_still_shows_a_picture(rooms: Any) -> None:
    room = await rooms()
    async with room.phone("caller-1", POOR) as patient, room.phone("doctor-1") as doctor:
        assert await doctor.first_frame(60) < 60
        first = next(iter(doctor.seen.values()))
        await until(lambda: first.frames >= 30, 60)
        assert sum(each.lost for each in patient.wires) > 0

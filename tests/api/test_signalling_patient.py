"""The patient's and the guest's sockets: by the device that the link was opened on, and by nothing else."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from api.signalling_words import Close
from domain.fact import Actor
from domain.visio_session import commands as c
from domain.visio_session.links import Link
from domain.visio_session.words import GuestKind
from domain.vocabulary import Role
from tests.api.listening import serving
from tests.api.patients import Phone, a_phone, invited
from tests.api.signals import page, welcomed
from tests.api.visits import DOCTOR, story, tell
from tests.api.world import Browser, World

CONSENT: dict[str, Any] = {
    "told_version": 1,
    "language": "fr",
    "spoken": False,
    "location": False,
    "snapshots": False,
}


@dataclass
class Door:
    """A session whose link was opened on a telephone, and the server."""

    world: World
    address: str
    phone: Phone
    doctor: Browser

    def socket(self, cookies: Mapping[str, str] | None = None) -> Any:
        return page(
            self.address, "/v/signal", dict(self.phone.client.cookies) if cookies is None else cookies
        )

    def at_the_desk(self) -> Any:
        return welcomed(self.address, "v1", dict(self.doctor.client.cookies))


@pytest.fixture
async def door(world: World, doctor: Browser) -> AsyncGenerator[Door]:
    token = await invited(world, doctor)
    async with AsyncExitStack() as stack:
        address, _ = await stack.enter_async_context(serving(world.app))
        phone = await stack.enter_async_context(a_phone(world))
        assert (await phone.open(token)).status_code == 200
        yield Door(world, address, phone, doctor)


async def test_the_patient_joins_once_consent_is_recorded_and_not_before(door: Door) -> None:
    async with door.socket() as early:
        assert await early.closed() == (Close.REFUSED, "ConsentMissing")
    assert (await door.phone.post("consent", **CONSENT)).status_code == 204
    async with door.socket() as patient, door.at_the_desk() as doctor:
        welcome = await patient.next("welcome")
        assert [each["participant"] for each in doctor.heard[0]["peers"]] == ["patient"]
        await patient.say("ladder", step="photos", why="débit", automatic=True, took_ms=900)
        told = await doctor.next("ladder")
        assert (told["step"], told["by"], told["automatic"]) == ("photos", "patient", True)
        await doctor.say("signal", to=welcome["you"], data={"candidate": None})
        assert (await patient.next("signal"))["from"] == doctor.heard[0]["you"]


async def test_another_device_has_no_seat(door: Door) -> None:
    await door.phone.post("consent", **CONSENT)
    name, _, secret = door.phone.client.cookies["vigie_visio"].rpartition(".")
    for cookie in ("", f"{name}.{secret[::-1]}", f"v2.{secret}", "nonsense"):
        async with door.socket({"vigie_visio": cookie} if cookie else {}) as other:
            assert await other.closed() == (Close.NOT_SIGNED_IN, "")


@pytest.mark.parametrize(
    "command",
    [c.RevokeInvitation(session="v1", why="mauvais numéro"), c.EndVisio(session="v1")],
)
async def test_a_revoked_link_and_the_end_close_the_socket_at_once(door: Door, command: Any) -> None:
    await door.phone.post("consent", **CONSENT)
    async with door.socket() as patient:
        await patient.next("welcome")
        await tell(door.world, command, DOCTOR)
        assert (await patient.closed())[0] == Close.DONE
        assert patient.heard[-1]["type"] == "ended"


async def test_consent_withdrawn_on_the_page_closes_everybody(door: Door) -> None:
    await door.phone.post("consent", **CONSENT)
    async with door.socket() as patient, door.at_the_desk() as doctor:
        await patient.next("welcome")
        assert (await door.phone.post("refuse", why="je ne veux plus")).status_code == 204
        for each in (patient, doctor):
            assert (await each.closed())[1].endswith("consent-refused")


async def test_a_guest_joins_by_their_own_link_and_goes_when_it_is_revoked(door: Door) -> None:
    await door.phone.post("consent", **CONSENT)
    asked = c.InviteGuest(session="v1", guest="g1", kind=GuestKind.INTERPRETER, phone="+33600000009")
    await tell(door.world, asked, DOCTOR)
    confirmed = c.ConfirmInvitation(session="v1", receipt="r2", guest="g1")
    await tell(door.world, confirmed, Actor(Role.SYSTEM, "worker"))
    async with a_phone(door.world) as other, door.socket() as patient:
        await patient.next("welcome")
        opened = await other.open(door.world.house.patients.key.token(Link("v1", guest="g1")))
        assert opened.status_code == 200, opened.text
        async with door.socket(dict(other.client.cookies)) as early:
            assert await early.closed() == (Close.REFUSED, "ConsentMissing")
        assert (await other.post("consent", **CONSENT)).status_code == 204
        async with door.socket(dict(other.client.cookies)) as guest:
            assert len((await guest.next("welcome"))["peers"]) == 1
            assert (await patient.next("joined"))["peer"]["guest"] == "g1"
            await tell(door.world, c.RevokeGuest(session="v1", guest="g1"), DOCTOR)
            assert (await guest.closed())[1].endswith("guest-revoked")
            assert (await patient.next("left"))["type"] == "left"
    assert "guest-revoked" in await story(door.world, "v1")

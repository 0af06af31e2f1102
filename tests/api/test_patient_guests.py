"""Third parties of a video session at its public door: by a link of their own, or by a code read aloud."""

from typing import Any

from domain.visio_session import facts as f
from domain.visio_session.commands import ConfirmInvitation
from domain.visio_session.links import Link
from tests.api.patients import a_phone, invited, machine
from tests.api.world import Browser, World
from tests.reading import told

CONSENT: dict[str, Any] = {"told_version": 1, "language": "fr"}


async def test_a_guest_opens_their_own_link_and_speaks_for_nobody(world: World, doctor: Browser) -> None:
    await invited(world, doctor)
    words = {"guest": "g1", "kind": "interpreter", "phone": "+33600000001"}
    assert (await doctor.command("visios", "invite-guest", session="v1", **words)).status_code == 200
    async with a_phone(world) as guest:
        opened = await guest.open(world.house.patients.key.token(Link("v1", 1, "g1")))
        assert (opened.json()["role"], opened.json()["guest"]) == ("guest", "g1")
        assert (await guest.post("consent", **CONSENT)).status_code == 204
        [agreed] = await told(world.log, f.GuestAgreed)
        assert (agreed.fact.guest, agreed.fact.told_version, agreed.fact.language) == ("g1", 1, "fr")
        assert await told(world.log, f.ConsentGiven) == [], "for themselves alone"
        assert (await guest.post("trouble", kind="no-connection")).status_code == 204
        await doctor.command("visios", "revoke-guest", session="v1", guest="g1")
        assert (await guest.post("trouble", kind="no-connection")).status_code == 410


async def test_a_guest_comes_by_a_code_read_aloud_once(world: World, doctor: Browser) -> None:
    await invited(world, doctor)
    words = {"session": "v1", "guest": "g1", "kind": "interpreter", "way": "read-aloud"}
    assert (await doctor.command("visios", "invite-guest", **words)).status_code == 200
    [code] = (await doctor.client.get("/api/visios/v1/codes")).json()["guests"]
    async with a_phone(world) as guest, a_phone(world) as other:
        assert (await guest.post("open", code=code["spoken_code"])).status_code == 410, "not out yet"
        await machine(world, ConfirmInvitation(session="v1", receipt="read aloud", guest="g1"))
        await world.house.board.wait(await world.log.last_position(), timeout=10)
        opened = await guest.post("open", code=code["spoken_code"])
        assert (opened.json()["role"], opened.json()["guest"]) == ("guest", "g1")
        await world.house.board.wait(await world.log.last_position(), timeout=10)
        assert (await other.post("open", code=code["spoken_code"])).status_code == 410
    assert (await doctor.client.get("/api/visios/v1/codes")).json()["guests"] == []

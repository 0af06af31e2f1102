"""One video session held by two processes of one site, which speak over the real bus."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.signalling_words import Close
from domain.visio_session import commands as c
from domain.visio_session.words import Participant
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.relay import Relay
from tests.api.listening import serving
from tests.api.signals import welcomed
from tests.api.visits import DOCTOR, consented, story, tell
from tests.api.world import World, a_world, living
from tests.waiting import until, until_told


@dataclass
class Site:
    """Two processes: an application each, with connections of their own, on one log."""

    world: World
    addresses: tuple[str, str]
    apps: tuple[Any, Any]
    cookies: dict[str, Mapping[str, str]]

    def at(self, process: int, user: str) -> Any:
        """A welcomed socket of `user` at a process."""
        return welcomed(self.addresses[process], "v1", self.cookies[user])


@pytest.fixture
async def site(server: EmbeddedServer, tmp_path: Path) -> AsyncGenerator[Site]:
    async with AsyncExitStack() as stack:
        sessions = tmp_path / "sessions"
        first = await stack.enter_async_context(a_world(server, tmp_path, session_folder=sessions))
        apps: list[Any] = []
        addresses: list[str] = []
        for _ in range(2):
            connection = await stack.enter_async_context(connected(server.settings))
            house = replace(first.house, relay=Relay(connection, first.house.centre))
            apps.append(create_app(house))
            await stack.enter_async_context(living(apps[-1]))
            address, _ = await stack.enter_async_context(serving(apps[-1]))
            addresses.append(address)
        cookies: dict[str, Mapping[str, str]] = {}
        for user in ("arm-1", "caller-1", "doctor-1"):
            browser = await stack.enter_async_context(first.signed_in(user))
            cookies[user] = dict(browser.client.cookies)
            if user == "arm-1":
                await consented(first, browser, "v1")
        yield Site(first, (addresses[0], addresses[1]), (apps[0], apps[1]), cookies)


async def test_peers_of_two_processes_find_each_other_and_speak(site: Site) -> None:
    async with site.at(0, "caller-1") as patient, site.at(1, "doctor-1") as doctor:
        me = patient.heard[0]["you"]
        assert [each["id"] for each in doctor.heard[0]["peers"]] == [me]
        joined = await patient.next("joined")
        assert joined["peer"]["id"] == doctor.heard[0]["you"]
        await doctor.say("signal", to=me, data={"description": {"type": "offer"}})
        offer = await patient.next("signal")
        await patient.say("signal", to=offer["from"], data={"description": {"type": "answer"}})
        assert (await doctor.next("signal"))["data"] == {"description": {"type": "answer"}}
        await patient.say("ladder", step="low", why="30 % de pertes")
        assert (await doctor.next("ladder"))["step"] == "low"
        await patient.say("bye")
        assert (await doctor.next("left"))["peer"] == me


async def test_who_comes_back_by_the_other_process_replaces_themselves_and_has_not_left(site: Site) -> None:
    async with site.at(0, "doctor-1") as doctor, site.at(0, "caller-1") as old:
        await doctor.next("joined")
        async with site.at(1, "caller-1") as new:
            assert (await old.closed())[0] == Close.REPLACED
            assert (await doctor.next("left"))["peer"] == old.heard[0]["you"]
            assert (await doctor.next("joined"))["peer"]["id"] == new.heard[0]["you"]
            assert [each["participant"] for each in new.heard[0]["peers"]] == ["regulator"]
            assert (await story(site.world, "v1"))[4:] == ["participant-joined"] * 2


async def test_the_end_in_the_log_closes_sockets_of_every_process(site: Site) -> None:
    async with site.at(0, "caller-1") as patient, site.at(1, "doctor-1") as doctor:
        await tell(site.world, c.EndVisio(session="v1"), DOCTOR)
        for each in (patient, doctor):
            assert (await each.closed())[0] == Close.DONE


async def test_a_side_said_to_have_left_which_is_here_joins_again(site: Site) -> None:
    async with site.at(0, "caller-1"):
        await tell(site.world, c.LeaveVisio(session="v1", participant=Participant.PATIENT), DOCTOR)

        async def back() -> bool:
            return (await story(site.world, "v1"))[4:] == [
                "participant-joined",
                "participant-left",
                "participant-joined",
            ]

        await until_told(back)
        await until(lambda: len(site.apps[0].state.switchboard.hub.peers("v1")) == 1)

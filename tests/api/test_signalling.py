"""The sockets of video sessions on a real server: joining is a fact, leaving another; the log closes them."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from api import signalling
from api.signalling_words import LARGEST_FRAME, Close
from api.switchboard import Switchboard
from api.turn import Turn
from domain.envelope import StreamId
from domain.visio_session import commands as c
from domain.visio_session.words import Participant
from eventlog.embedded import EmbeddedServer
from tests.api.listening import serving
from tests.api.signals import Page, page, welcomed
from tests.api.visits import CALLER, DOCTOR, consented, story, tag, tell
from tests.api.world import Browser, Ticking, World, a_world
from tests.waiting import until, until_told


@dataclass
class Visit:
    """A session "v1" with consent, on a server."""

    world: World
    address: str
    signed_in: dict[str, Browser]

    def cookies(self, user: str | None) -> dict[str, str]:
        return dict(self.signed_in[user].client.cookies) if user else {}

    @property
    def board(self) -> Switchboard:
        return self.world.app.state.switchboard

    def as_(self, user: str, session: str = "v1") -> Any:
        """A welcomed socket of `user`."""
        return welcomed(self.address, session, self.cookies(user))

    def raw(self, user: str | None = None, session: str = "v1", **options: Any) -> Any:
        """A socket not welcomed yet."""
        return page(self.address, f"/api/visios/{session}/signal", self.cookies(user), **options)

    async def settled(self, *facts: str) -> None:
        """Wait until the story after consent is this one."""

        async def told() -> bool:
            return tuple((await story(self.world, "v1"))[4:]) == facts

        await until_told(told)


@pytest.fixture
async def visit(world: World, arm: Browser) -> AsyncGenerator[Visit]:
    await consented(world, arm, "v1")
    async with AsyncExitStack() as stack:
        address, _ = await stack.enter_async_context(serving(world.app))
        people = {"arm-1": arm}
        for user in ("caller-1", "doctor-1", "doctor-2", "nurse-1", "auditor-1"):
            people[user] = await stack.enter_async_context(world.signed_in(user))
        yield Visit(world, address, people)


@asynccontextmanager
async def both(visit: Visit) -> AsyncGenerator[tuple[Page, Page]]:
    """The patient, then the doctor."""
    async with visit.as_("caller-1") as patient, visit.as_("doctor-1") as doctor:
        await patient.next("joined")
        yield patient, doctor


async def test_joining_is_in_the_log_before_the_welcome_and_leaving_after_a_good_bye(visit: Visit) -> None:
    async with both(visit) as (patient, doctor):
        assert (await story(visit.world, "v1"))[4:] == ["participant-joined"] * 2
        you, peers = patient.heard[0]["you"], doctor.heard[0]["peers"]
        assert peers == [{"id": you, "participant": "patient", "guest": None}]
        assert patient.heard[0]["ladder"] == "video"
        assert patient.heard[0]["ice"] == {"servers": [], "policy": "all"}
        await doctor.say("signal", to=you, data={"description": {"type": "offer", "sdp": "v=0"}})
        heard = await patient.next("signal")
        assert (heard["from"], heard["data"]["description"]["sdp"]) == (doctor.heard[0]["you"], "v=0")
        await doctor.say("bye")
        assert (await patient.next("left"))["peer"] == heard["from"]
        assert await doctor.closed() == (Close.DONE, "")
    await visit.settled("participant-joined", "participant-joined", "participant-left")


async def test_an_hour_into_a_session_the_relay_may_still_be_used(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    clock = Ticking()
    turn = Turn(("turn:turn.test:3478",), b"common", clock)
    async with (
        a_world(server, tmp_path, turn=turn) as world,
        serving(world.app) as (address, _),
        world.signed_in("arm-1") as arm,
        world.signed_in("doctor-1") as doctor,
    ):
        await consented(world, arm, "v1")
        async with welcomed(address, "v1", dict(doctor.client.cookies)) as page_:
            [first] = page_.heard[0]["ice"]["servers"]
            clock.at += timedelta(hours=1)
            world.app.state.switchboard.look_again(0)
            [again] = (await page_.next("ice"))["ice"]["servers"]
            began, begun = (int(each["username"].split(":")[0]) for each in (first, again))
            assert 3600 <= begun - began < 3700


async def test_who_comes_back_within_the_grace_has_not_left(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visit.as_("doctor-1"):
        async with visit.as_("caller-1"):
            pass
        await until(lambda: len(visit.board.hub.peers("v1")) == 1)
        async with visit.as_("caller-1") as again:
            assert len(again.heard[0]["peers"]) == 1
            assert (await story(visit.world, "v1"))[4:] == ["participant-joined"] * 2
            monkeypatch.setattr(visit.board, "_grace_seconds", 0.05)
    await visit.settled(*["participant-joined"] * 2, *["participant-left"] * 2)


async def test_the_first_picture_and_a_return_after_a_cut_are_facts(visit: Visit) -> None:
    async with both(visit) as (patient, doctor):
        await doctor.say("seen", relayed=True, network="")
        await visit.settled("participant-joined", "participant-joined", "picture-seen")
        await patient.say("seen", relayed=True, network="4g")
        await patient.say("reconnected", took_ms=1400)
        await patient.say("ladder", step="phone", why="rien ne passe", automatic=False)
        assert (await doctor.next("ladder"))["step"] == "phone"
    recorded = await visit.world.log.history(StreamId("visio-session", "v1"))
    seen = [each.fact for each in recorded if tag(each.fact).endswith("picture-seen")]
    assert [(each.participant, each.relayed, each.network) for each in seen] == [
        (Participant.REGULATOR, True, None),
        (Participant.PATIENT, True, "4g"),
    ]
    assert [each.fact.took_ms for each in recorded if tag(each.fact).endswith("reconnected")] == [1400]


async def test_steps_of_the_ladder_are_facts_and_everybody_is_told(visit: Visit) -> None:
    async with both(visit) as (patient, doctor):
        await patient.say("ladder", step="audio", why="150 kbit/s", automatic=True, took_ms=800)
        for each in (patient, doctor):
            told = await each.next("ladder")
            assert (told["step"], told["by"]) == ("audio", "patient")
        assert (await story(visit.world, "v1"))[-1] == "fell-back-to-audio"
        async with visit.as_("arm-1") as later:
            assert later.heard[0]["ladder"] == "audio"
        # By another door: the log tells them all the same.
        await tell(visit.world, c.ReportRecovery(session="v1"), DOCTOR)
        assert (await patient.next("ladder"))["step"] == "video"


@pytest.mark.parametrize(
    ("command", "by"),
    [(c.EndVisio(session="v1"), DOCTOR), (c.RefuseConsent(session="v1", why="non"), CALLER)],
)
async def test_the_end_of_the_session_closes_every_socket_at_once(
    visit: Visit, command: Any, by: Any
) -> None:
    async with both(visit) as pages:
        await tell(visit.world, command, by)
        for each in pages:
            code, why = await each.closed()
            assert each.heard[-1]["type"] == "ended"
            assert (code, why) == (Close.DONE, each.heard[-1]["how"])
        async with visit.raw("caller-1") as late:
            assert await late.closed() == (Close.REFUSED, "SessionOver")
            assert late.heard == [{"type": "refused", "why": "SessionOver"}]
    assert "participant-left" not in await story(visit.world, "v1")


async def test_nobody_joins_before_consent_nor_what_does_not_exist(visit: Visit) -> None:
    await tell(visit.world, c.RequestVisio(session="v2", call="c1", phone="+33600000001"), DOCTOR)
    for session, why in (("v2", "ConsentMissing"), ("v9", "NotFound"), ("a%00b", "NotFound")):
        async with visit.raw("caller-1", session) as refused:
            assert await refused.closed() == (Close.REFUSED, why)


async def test_who_may_not_join_is_refused_by_name(visit: Visit) -> None:
    async with visit.raw("nurse-1") as other_team:
        assert await other_team.closed() == (Close.REFUSED, "NotYourMission")
    for user in (None, "auditor-1"):
        async with visit.raw(user) as nobody:
            assert await nobody.closed() == (Close.NOT_SIGNED_IN, "")


async def test_a_page_of_another_site_opens_no_socket(visit: Visit) -> None:
    for origin in ("http://evil.test", "null", "file://"):
        with pytest.raises(InvalidStatus) as refused:
            async with visit.raw("doctor-1", origin=origin):
                pass
        assert refused.value.response.status_code == 403
    assert (await story(visit.world, "v1"))[4:] == []


async def test_strangers_who_insist_are_not_even_answered(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit.world.app.state.strangers, "_most", 2)
    for _ in range(2):
        async with visit.raw() as nobody:
            await nobody.closed()
    with pytest.raises(InvalidStatus):
        async with visit.raw():
            pass
    async with visit.as_("doctor-1"):  # from the same address: who has a seat is never kept out
        pass


async def test_who_signs_out_is_closed(visit: Visit) -> None:
    browser = visit.signed_in["doctor-2"]
    async with visit.as_("doctor-2") as doctor:
        await browser.client.delete("/api/session", headers=browser.token)
        assert await doctor.closed() == (Close.NOT_SIGNED_IN, "")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", Close.MALFORMED),
        (b"\x00\x01", Close.MALFORMED),
        ("x" * (LARGEST_FRAME + 1), Close.TOO_LARGE),
    ],
)
async def test_what_is_not_the_protocol_closes_the_socket(visit: Visit, frame: Any, code: int) -> None:
    async with visit.as_("caller-1") as patient:
        await patient.socket.send(frame)
        assert (await patient.closed())[0] == code


async def test_a_flood_closes_the_socket_and_nobody_else_suffers(visit: Visit) -> None:
    async with both(visit) as (patient, doctor):
        for _ in range(signalling.MOST_A_SECOND + 30):
            await patient.say("signal", to="nobody", data={})
        assert (await patient.closed())[0] == Close.TOO_MANY
        assert (await doctor.next("left"))["peer"] == patient.heard[0]["you"]


async def test_reports_are_facts_and_so_are_counted(visit: Visit) -> None:
    async with visit.as_("caller-1") as patient, visit.as_("doctor-1"):
        for number in range(12):
            await patient.say("ladder", step=("audio", "video")[number % 2], why="mesure")
        assert (await patient.next("refused"))["why"] == "TooManyReports"
    assert len(await story(visit.world, "v1")) <= 4 + 2 + 10


async def test_a_socket_that_takes_nothing_is_dropped_and_blocks_nobody(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signalling, "MOST_A_SECOND", 10_000)
    deafened = visit.raw("caller-1", close_timeout=0.1)
    async with visit.as_("doctor-1") as doctor, visit.as_("arm-1") as arm, deafened as deaf:
        name = (await deaf.next("welcome"))["you"]
        deaf.socket.transport.pause_reading()
        for _ in range(200):
            await doctor.say("signal", to=name, data={"candidate": "x" * 60_000})
        assert (await doctor.next("left"))["peer"] == name
        await doctor.say("signal", to=arm.heard[0]["you"], data={})
        assert (await arm.next("signal"))["data"] == {}
        deaf.socket.transport.resume_reading()


async def test_a_server_that_stops_asks_everybody_to_come_again_and_keeps_the_log_true(visit: Visit) -> None:
    async with visit.as_("caller-1") as patient:
        visit.world.house.stopping.set()
        assert (await patient.closed())[0] == Close.COME_AGAIN
        async with visit.raw("caller-1") as late:
            assert (await late.closed())[0] == Close.COME_AGAIN
    await visit.settled("participant-joined", "participant-left")

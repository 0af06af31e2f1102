"""The live feed: the whole board, then its changes, without a hole; and who cannot keep up."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from api.feed import BACKLOG, Feed
from eventlog.embedded import EmbeddedServer
from projections.live import Live
from tests.api.listening import Event, event_named, listening, serving
from tests.api.test_feed import received
from tests.api.world import START, Browser, World, a_world
from tests.waiting import until


async def test_a_board_starts_whole_and_follows_each_change(world: World, doctor: Browser) -> None:
    await doctor.receive("c1")
    async with (
        serving(world.app) as (address, _),
        listening(address, doctor.client.cookies) as events,
    ):
        first = await event_named(events, "snapshot")
        assert first.data["board"]["calls"].keys() == {"c1"}
        assert first.id == str(first.data["position"])
        answer = await doctor.command("calls", "assign-priority", call="c1", priority="P0")
        change = await event_named(events, "patch")
        assert change.id == str(answer.json()["position"]) == str(change.data["position"])
        assert change.data["calls"]["c1"]["priority"] == "P0"
        assert change.data["missions"] == {}
        await doctor.command("calls", "dismiss-call", call="c1", code="D.D-MALV.ERR")
        assert (await event_named(events, "patch")).data["calls"] == {"c1": None}


async def test_a_cut_board_resumes_without_a_hole(world: World, doctor: Browser) -> None:
    await doctor.receive("c1")
    async with serving(world.app) as (address, _):
        async with listening(address, doctor.client.cookies) as events:
            seen = int((await event_named(events, "snapshot")).id or 0)
        positions = [(await doctor.receive(f"c{n}")).json()["position"] for n in range(2, 6)]
        await world.house.board.wait(positions[-1], timeout=30)
        async with listening(address, doctor.client.cookies, last_event_id=seen) as events:
            resumed = [await event_named(events, "patch") for _ in positions]
            assert [int(event.id or 0) for event in resumed] == positions


async def test_a_board_from_another_time_starts_whole(world: World, doctor: Browser) -> None:
    position = (await doctor.receive("c1")).json()["position"]
    await world.house.board.wait(position, timeout=30)
    async with (
        serving(world.app) as (address, _),
        listening(address, doctor.client.cookies, position + 10**9) as events,
    ):
        assert (await anext(events)).name == "snapshot"


async def test_positions_pass_by_without_a_number(world: World, doctor: Browser) -> None:
    async with (
        world.signed_in("nurse-1") as nurse,
        serving(world.app) as (address, _),
        listening(address, doctor.client.cookies) as events,
    ):
        place = {"lat": 48.5, "lon": 2.6, "at": START.isoformat()}
        answer = await nurse.client.post("/api/teams/t1/position", json=place, headers=nurse.token)
        assert answer.status_code == 202
        event = await event_named(events, "position")
        assert event.id is None
        assert event.data == {"team": "t1", "lat": 48.5, "lon": 2.6, "at": "2026-01-10T20:00:00Z"}
        wrong = await nurse.client.post(
            "/api/teams/t1/position", json={**place, "lat": 95}, headers=nurse.token
        )
        assert (wrong.status_code, wrong.json()["field"]) == (400, "$.lat")
        other = await nurse.client.post("/api/teams/t2/position", json=place, headers=nurse.token)
        assert (other.status_code, other.json()["reason"]) == (403, "NotYourTeam")


async def test_streams_end_by_themselves_when_the_process_must_stop(world: World, doctor: Browser) -> None:
    async with (
        serving(world.app) as (address, server),
        listening(address, doctor.client.cookies) as events,
    ):
        await event_named(events, "snapshot")
        started = asyncio.get_running_loop().time()
        world.house.stopping.set()
        server.should_exit = True
        assert [event async for event in events] == []
        assert asyncio.get_running_loop().time() - started < 2
        assert (await doctor.client.get("/live")).status_code == 503


async def test_a_closed_account_stops_watching_at_the_next_beat(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    async with (
        a_world(server, tmp_path, beat_seconds=0.05) as world,
        world.signed_in("doctor-1") as doctor,
        serving(world.app) as (address, _),
        listening(address, doctor.client.cookies) as events,
    ):
        await event_named(events, "snapshot")
        world.accounts.close("doctor-1")
        async with asyncio.timeout(30):
            rest = [event async for event in events]
        assert {event.name for event in rest} <= {"beat"}


async def test_a_client_that_takes_nothing_is_dropped_and_the_others_go_on(
    world: World, doctor: Browser
) -> None:
    """A socket that is never read, while the board moves by more than fits on the way."""
    feed: Feed = world.app.state.feed
    async with serving(world.app) as (address, _):
        port = int(address.rpartition(":")[2])
        stuck = socket.socket()
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.connect(("127.0.0.1", port))
        cookie = f"vigie={doctor.client.cookies['vigie']}"
        stuck.sendall(f"GET /live HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
        async with listening(address, doctor.client.cookies) as events:
            await event_named(events, "snapshot")
            await until(lambda: feed.watchers == 2)
            last = asyncio.create_task(read_until(events, "the-last"))
            board = world.house.board
            while feed.stuck < 0.5:
                await flood(board, "x" * 4000)
            await flood(board)
            await until(lambda: feed.watchers == 1, seconds=15)
            board.take(received(board.position + 1, "the-last"))
            async with asyncio.timeout(30):
                await last
        stuck.close()


async def read_until(events: AsyncGenerator[Event], call: str) -> None:
    """Read as fast as it comes, until a patch on `call`."""
    async for event in events:
        if event.name == "patch" and call in event.data["calls"]:
            return
    raise AssertionError("the feed ended")


async def flood(board: Live[Any], words: str = "n") -> None:
    """A little more than BACKLOG patches."""
    for n in range(BACKLOG + 10):
        board.take(received(board.position + 1, f"f{board.position}", words))
        if n % 32 == 0:
            await asyncio.sleep(0.02)


async def test_a_query_waits_for_the_fact_it_must_show(world: World, doctor: Browser) -> None:
    position = (await doctor.receive("c1")).json()["position"]
    answer = await doctor.client.get(f"/api/board?after={position}")
    assert answer.json()["position"] >= position
    assert "c1" in answer.json()["board"]["calls"]


async def test_a_view_that_does_not_come_is_said(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.WAIT_SECONDS", 0.05)
    async with a_world(server, tmp_path) as world, world.signed_in("doctor-1") as doctor:
        answer = await doctor.client.get("/api/board?after=1000000")
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:vigie:view-late")
        assert answer.headers["Retry-After"] == "1"


async def test_signing_out_ends_the_feed_before_the_next_beat(world: World, doctor: Browser) -> None:
    async with (
        serving(world.app) as (address, _),
        listening(address, doctor.client.cookies) as events,
    ):
        await event_named(events, "snapshot")
        await doctor.client.delete("/api/session", headers=doctor.token)
        async with asyncio.timeout(30):
            rest = [event async for event in events]
        assert [event.name for event in rest] == ["beat"]

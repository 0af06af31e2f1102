"""The log goes away and comes back: said at once, nothing lost, no restart."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from eventlog.embedded import EmbeddedServer
from tests.api.world import START, World, a_world
from tests.reading import all_facts


@pytest.fixture
async def own(tmp_path: Path) -> AsyncGenerator[tuple[EmbeddedServer, World]]:
    """A house on a server of its own."""
    async with EmbeddedServer(tmp_path / "nats") as server, a_world(server, tmp_path) as world:
        yield server, world


async def test_without_its_log_the_house_says_so_at_once_and_recovers(
    own: tuple[EmbeddedServer, World],
) -> None:
    server, world = own
    number = str(uuid.uuid4())
    words = {"call": "c2", "origin": "15", "rang_at": START.isoformat()}
    async with world.signed_in("doctor-1") as doctor, world.signed_in("nurse-1") as nurse:
        position = (await doctor.receive("c1")).json()["position"]
        await world.house.board.wait(position, timeout=30)
        await asyncio.to_thread(server.kill)
        started = asyncio.get_running_loop().time()
        refused = [
            await doctor.command("calls", "receive-call", number, **words),
            await doctor.client.get("/api/calls/c1"),
            await nurse.client.post(
                "/api/teams/t1/position",
                json={"lat": 48.5, "lon": 2.6, "at": START.isoformat()},
                headers=nurse.token,
            ),
        ]
        assert asyncio.get_running_loop().time() - started < 2
        for answer in refused:
            assert (answer.status_code, answer.json()["type"]) == (503, "urn:vigie:log-unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        assert b"patients" not in refused[1].content  # no read of a file without its trace
        ready = await doctor.client.get("/health/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert (await doctor.client.get("/health/live")).status_code == 200
        assert (await doctor.client.get("/api/board")).json()["board"]["calls"].keys() == {"c1"}

        await asyncio.to_thread(server.restart)
        async with asyncio.timeout(15):
            answer = await doctor.command("calls", "receive-call", number, **words)
            while answer.status_code == 503:
                await asyncio.sleep(0.1)
                answer = await doctor.command("calls", "receive-call", number, **words)
        assert answer.status_code == 200
        assert (await doctor.client.get(f"/api/board?after={answer.json()['position']}")).status_code == 200
        assert [str(each.stream) for each in await all_facts(world.log)] == [
            "regulation-call:c1",
            "regulation-call:c2",
        ]
        assert (await doctor.client.get("/health/ready")).status_code == 200

"""The last known position of each team, live, and gone when it is old."""

import asyncio
from contextlib import aclosing

from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.telemetry import Telemetry
from tests.eventlog.ledger import a_code


async def opened(connection: Connection, code: str, max_age: float = 60) -> Telemetry:
    telemetry = Telemetry(connection, code, max_age=max_age)
    await telemetry.open()
    return telemetry


async def first(telemetry: Telemetry, count: int) -> list[tuple[str, bytes]]:
    seen: list[tuple[str, bytes]] = []
    async with asyncio.timeout(10), aclosing(telemetry.follow()) as reports:
        async for report in reports:
            seen.append(report)
            if len(seen) == count:
                break
    return seen


async def test_the_last_known_of_each_team_comes_first_then_the_live_ones(
    nats_connection: Connection,
) -> None:
    telemetry = await opened(nats_connection, a_code())
    for team, report in (("t1", b"old"), ("équipe.2", b"2"), ("t1", b"new")):
        await telemetry.publish(team, report)
    seen: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()

    async def follow() -> None:
        async for report in telemetry.follow():
            await seen.put(report)

    following = asyncio.create_task(follow())
    async with asyncio.timeout(30):
        assert [await seen.get(), await seen.get()] == [("équipe.2", b"2"), ("t1", b"new")]
        await telemetry.publish("t1", b"live")
        assert await seen.get() == ("t1", b"live")
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def test_a_silent_team_is_forgotten(nats_connection: Connection) -> None:
    telemetry = await opened(nats_connection, a_code(), max_age=0.3)
    await telemetry.publish("gone", b"1")
    await asyncio.sleep(0.7)
    await telemetry.publish("here", b"2")
    assert await first(telemetry, 1) == [("here", b"2")]


async def test_centres_do_not_see_each_other(nats_connection: Connection) -> None:
    one, other = await opened(nats_connection, a_code()), await opened(nats_connection, a_code())
    await one.publish("t", b"1")
    await other.publish("t", b"2")
    assert await first(other, 1) == [("t", b"2")]


async def test_it_goes_on_after_the_server_lost_its_memory(own_server: EmbeddedServer) -> None:
    async with connected(own_server.settings) as connection:
        telemetry = await opened(connection, a_code())
        await telemetry.publish("t1", b"before")
        following = asyncio.create_task(first(telemetry, 2))
        await asyncio.sleep(0.1)
        own_server.kill()
        await asyncio.to_thread(own_server.restart)
        assert await connection.wait_connected(5)
        await telemetry.publish("t1", b"after")
        assert await following == [("t1", b"before"), ("t1", b"after")]

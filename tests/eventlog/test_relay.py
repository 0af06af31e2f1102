"""Words between processes: heard by who listens now, kept nowhere."""

from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest

from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.journal import LogUnavailable
from eventlog.relay import Relay
from tests.eventlog.ledger import a_code
from tests.waiting import until, until_told

Heard = list[tuple[str, bytes]]


async def test_every_process_of_the_centre_hears_and_no_other(nats_server: EmbeddedServer) -> None:
    centre, elsewhere = a_code(), a_code()
    async with AsyncExitStack() as stack:
        heard: list[Heard] = []
        relays: list[Relay] = []
        for code in (centre, centre, elsewhere):
            connection = await stack.enter_async_context(connected(nats_server.settings))
            relays.append(Relay(connection, code))
            mine: Heard = []
            heard.append(mine)
            await stack.enter_async_context(relays[-1].listening(_into(mine)))
            await connection.client.flush()  # pyright: ignore[reportUnknownMemberType]  # half typed there
        await relays[0].tell("séance.1", b"one")
        await relays[1].tell("v2", b"two")
        await until(lambda: all(len(each) == 2 for each in heard[:2]))
        assert [sorted(each) for each in heard] == [[("séance.1", b"one"), ("v2", b"two")]] * 2 + [[]]


async def test_nothing_said_is_kept(nats_connection: Connection) -> None:
    relay = Relay(nats_connection, a_code())
    await relay.tell("v1", b"before")
    heard: Heard = []
    async with relay.listening(_into(heard)):
        await relay.tell("v1", b"after")
        await until(lambda: bool(heard))
    await relay.tell("v1", b"no longer")
    assert heard == [("v1", b"after")]


async def test_it_hears_again_after_a_lost_connection_and_says_when_it_cannot_speak(
    own_server: EmbeddedServer,
) -> None:
    async with connected(own_server.settings) as connection:
        relay = Relay(connection, a_code())
        heard: Heard = []
        async with relay.listening(_into(heard)):
            own_server.kill()
            await until(lambda: not connection.connected)
            with pytest.raises(LogUnavailable):
                await relay.tell("v1", b"lost")
            own_server.restart()
            assert await connection.wait_connected(10)

            async def said_and_heard() -> bool:
                await relay.tell("v1", b"found")
                return bool(heard)

            await until_told(said_and_heard)
            assert set(heard) == {("v1", b"found")}


def _into(heard: Heard) -> Callable[[str, bytes], None]:
    def hear(room: str, payload: bytes) -> None:
        heard.append((room, payload))

    return hear

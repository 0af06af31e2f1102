"""The broker of the side effects, where its server goes away."""

import asyncio
from typing import Any

from eventlog.broker import broker_for
from eventlog.embedded import EmbeddedServer
from tests.waiting import until


async def test_it_stops_well_with_words_left_that_the_server_will_not_hear(
    own_server: EmbeddedServer,
) -> None:
    broker = broker_for(own_server.settings, grace=1.0)
    await broker.start()
    client: Any = broker._connection  # pyright: ignore[reportPrivateUsage]
    await asyncio.to_thread(own_server.kill)
    await until(lambda: not client.is_connected)
    client._pending.append(b"PING\r\n")
    client._pending_data_size = 6
    async with asyncio.timeout(10):
        await broker.stop()
    assert client.is_closed

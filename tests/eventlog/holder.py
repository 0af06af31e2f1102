"""A process to be killed while it holds a fact."""

import asyncio
import os
import sys
from typing import Any

from domain.envelope import Recorded
from eventlog.connection import ConnectionSettings, connected
from eventlog.held import HeldFeed
from eventlog.layout import Layout
from tests.eventlog.ledger import CODEC


def receive(recorded: Recorded[Any]) -> bool:
    print("holding", recorded.fact.amount, flush=True)
    return True


async def main(code: str) -> None:
    settings = ConnectionSettings(servers=(os.environ["NATS_URL"],))
    layout = Layout.for_centre(code)
    async with (
        connected(settings) as connection,
        HeldFeed(connection, settings, layout, CODEC, receive, name="dispatch", ack_wait=2.0),
    ):
        print("ready", flush=True)
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

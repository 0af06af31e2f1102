"""A process to be killed while its handler holds a fact."""

import asyncio
import os
import sys
from typing import Any

from domain.envelope import Recorded
from eventlog.connection import ConnectionSettings, connected
from eventlog.dead_letters import DeadLetters
from eventlog.feed import Redelivery, SideEffects
from eventlog.layout import Layout
from tests.eventlog.centre import Stopped
from tests.eventlog.ledger import CODEC


async def handle(recorded: Recorded[Any]) -> None:
    print("handling", recorded.fact.amount, flush=True)
    await asyncio.sleep(60)


async def main(code: str) -> None:
    settings = ConnectionSettings(servers=(os.environ["NATS_URL"],))
    async with connected(settings) as connection:
        feed = SideEffects(
            connection,
            settings,
            Layout.for_centre(code),
            CODEC,
            handle,
            DeadLetters(connection, code, Stopped()),
            name="sms",
            redelivery=Redelivery(ack_wait=0.6),
        )
        async with feed:
            await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

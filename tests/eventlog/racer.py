"""One process of a race: takes from shared ledgers until they are empty. Prints what it took."""

import asyncio
import os
import sys

from eventlog.connection import ConnectionSettings, connected
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from tests.eventlog.ledger import CODEC, DECIDERS, NotEnough, act, add


async def race(who: str, code: str, ledgers: list[str]) -> int:
    settings = ConnectionSettings(servers=(os.environ["NATS_URL"],))
    async with connected(settings) as connection:
        journal = await open_journal(connection, Layout.for_centre(code))
        log = EventLog(journal, CODEC, DECIDERS, attempts=50)

        async def empty(name: str) -> int:
            count = 0
            while True:
                try:
                    await log.execute(add(name, -1), act(f"{who}-{name}-{count}"))
                except NotEnough:
                    return count
                count += 1

        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        return sum(await asyncio.gather(*map(empty, ledgers)))


if __name__ == "__main__":
    print(asyncio.run(race(sys.argv[1], sys.argv[2], sys.argv[3:])))

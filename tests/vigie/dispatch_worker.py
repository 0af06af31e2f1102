"""One worker process of a centre. Given a number, it dies once it has claimed a solve and said so many."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from vigie import logs
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings
from vigie.worker.dispatcher import Dispatcher


def die_after(proposals: int) -> None:
    """As a power cut would: between two appends, with nothing said to anybody."""
    say, said = Dispatcher._say, 0  # pyright: ignore[reportPrivateUsage]  # where the cut must fall

    async def cut(self: Dispatcher, *words: Any) -> int:
        nonlocal said
        if said == proposals:
            os.kill(os.getpid(), signal.SIGKILL)
        said += 1
        return await say(self, *words)

    setattr(Dispatcher, say.__name__, cut)


async def work(centre: str, data: Path, policy: Path) -> None:
    settings = Settings(
        data=data,
        centre=centre,
        nats_url=os.environ["NATS_URL"],
        master_key=Path(os.environ["MASTER_KEY"]),
        policy=policy,
    )
    async with running(settings, RealClock()):
        print("works", flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    logs.configure()  # aside: nobody reads what it prints after its first line, and a full pipe would stop it
    if sys.argv[4:]:
        die_after(int(sys.argv[4]))
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))

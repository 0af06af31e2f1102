"""Following a log that fails."""

from contextlib import aclosing

from eventlog.connection import Connection
from eventlog.jetstream import JetStreamJournal
from tests.waiting import until


async def follow(journal: JetStreamJournal, seen: list[int]) -> None:
    """Put the position of each entry in `seen`, for ever."""
    async with aclosing(journal.follow()) as entries:
        async for each in entries:
            seen.append(each.position)  # noqa: PERF401  # it is read while it grows


async def all_seen(seen: list[int], count: int, seconds: float = 10) -> None:
    """Return once `count` positions are in `seen`. Raises TimeoutError."""
    await until(lambda: len(seen) >= count, seconds)


async def reconnected(connection: Connection, epoch: int) -> None:
    """Return once `connection` is a later one than that of `epoch`. Raises TimeoutError."""
    await until(lambda: connection.epoch > epoch)

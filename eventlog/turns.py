"""Turns: only so many at once, and nobody waits for ever."""

import asyncio
from typing import Final

from eventlog.answers import LATE
from eventlog.journal import LogUnavailable

_SECONDS: Final = 5.0


class Turns:
    """A context manager that lets `places` in at once, in the order they came.

    Raises LogUnavailable where the turn has not come after 5 s.
    """

    def __init__(self, places: int) -> None:
        self._free = asyncio.Semaphore(places)

    async def __aenter__(self) -> None:
        try:
            # `asyncio.wait_for` of Python 3.11 may lose a cancellation.
            async with asyncio.timeout(_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise LogUnavailable(LATE) from None

    async def __aexit__(self, *_: object) -> None:
        self._free.release()

"""Real time: the only place that reads the machine's clock."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

_LONGEST_NAP = 30.0


class RealClock:
    """The machine's clock, with tasks of its own that end with `close`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def now(self) -> datetime:
        """The present instant, UTC and aware."""
        return datetime.now(UTC)

    async def sleep_until(self, at: datetime) -> None:
        """Return at `at` or later; at once where it has passed."""
        # The clock may be set while one sleeps, and does not stop with the machine: asyncio's does.
        while (left := (at - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - time is no event
            await asyncio.sleep(min(left, _LONGEST_NAP))

    def spawn(self, name: str, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run `coroutine` beside the caller until it ends or `close` is called."""
        task = asyncio.create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Cancel what still runs and wait for it."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

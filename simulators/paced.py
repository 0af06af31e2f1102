"""The Timeline of a demonstration that people watch: real time, or some times faster."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from simulators.company import Actor, Company


class PacedTimeline:
    """Real time, or so many times faster: `speed` simulated seconds in one."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("time goes forward")
        self._start = start.astimezone(UTC)
        self._speed = speed
        self._began = asyncio.get_running_loop().time()
        self._company = Company()

    def now(self) -> datetime:
        """As in Timeline."""
        elapsed = asyncio.get_running_loop().time() - self._began
        return self._start + timedelta(seconds=elapsed * self._speed)

    def _real(self, at: datetime) -> float:
        return max(0.0, (at - self.now()).total_seconds() / self._speed)

    async def sleep_until(self, at: datetime) -> None:
        """As in Timeline."""
        await asyncio.sleep(self._real(at))

    def spawn(self, name: str, actor: Actor) -> None:
        """As in Timeline."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        turn.set_result(None)
        self._company.start(name, actor, turn, lambda: None)

    def event(self) -> "PacedEvent":
        """As in Timeline."""
        return PacedEvent(self._real)

    async def run(self, until: datetime) -> None:
        """Let everybody live until `until`, or until all have ended. Raises what an actor raised."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._real(until)):
                    await self._company.over.wait()
        finally:
            await self._company.dismiss()


class PacedEvent:
    """A flag of a paced timeline."""

    def __init__(self, real: Callable[[datetime], float]) -> None:
        self._event = asyncio.Event()
        self._real = real
        self.set = self._event.set
        self.clear = self._event.clear

    async def wait(self, until: datetime | None = None) -> bool:
        """As in TimelineEvent."""
        if until is None:
            return await self._event.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._real(until)):
                await self._event.wait()
        return self._event.is_set()

"""Time for simulated people: one Timeline, accelerated or real.

Actors use nothing else of asyncio than their own requests: no gather, sleep or Event between them. Under
the accelerated timeline one actor is awake at a time, woken in the order (instant, order of going to sleep),
and only once `settle` says that the whole system is at rest. That is why the same seed gives the same night.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from simulators.company import Actor, Company


class TimelineEvent(Protocol):
    """A flag that actors may wait for."""

    def set(self) -> None:
        """Raise the flag: whoever waits is woken, in the order they came. It stays raised."""
        ...

    def clear(self) -> None:
        """Lower the flag."""
        ...

    async def wait(self, until: datetime | None = None) -> bool:
        """Return True once the flag is raised, False where `until` comes first."""
        ...


class Timeline(Protocol):
    """What time it is for simulated people, and how they wait. Instants are aware."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    async def sleep_until(self, at: datetime) -> None:
        """Return at `at`, or at once where it has passed."""
        ...

    def spawn(self, name: str, actor: Actor) -> None:
        """Start an actor, at this instant. An actor that fails ends the run with its exception."""
        ...

    def event(self) -> TimelineEvent:
        """A new lowered flag of this timeline."""
        ...


async def sleep(timeline: Timeline, seconds: float) -> None:
    """Sleep for so many seconds of the timeline."""
    await timeline.sleep_until(timeline.now() + timedelta(seconds=seconds))


class _Sleeper:
    """Somebody asleep, woken once: at their turn, which a raised flag may bring forward."""

    def __init__(self, *, counted: bool) -> None:
        self.turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.counted = counted
        self.flagged = False


class AcceleratedTimeline:
    """A simulated clock that jumps from one waking to the next. `settle` is awaited before each waking.

    Tasks that are not actors may sleep too: they are woken in the same order, but only `settle` can tell
    when they have come to rest again.
    """

    def __init__(self, start: datetime, settle: Callable[[], Awaitable[None]] | None = None) -> None:
        self._now = start.astimezone(UTC)
        self._settle = settle
        self._company = Company()
        self._asleep: list[tuple[datetime, int, _Sleeper]] = []
        self._order = 0
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    def now(self) -> datetime:
        """As in Timeline."""
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        """As in Timeline."""
        sleeper = self.sleeper()
        self.schedule(sleeper, at)
        await self.slept(sleeper)

    def spawn(self, name: str, actor: Actor) -> None:
        """As in Timeline."""
        sleeper = _Sleeper(counted=True)
        self.schedule(sleeper, self._now)
        self._company.start(name, actor, sleeper.turn, self._at_rest.set)

    def event(self) -> "AcceleratedEvent":
        """As in Timeline."""
        return AcceleratedEvent(self)

    async def run(self, until: datetime) -> None:
        """Wake everybody in turn, up to and including `until`; then dismiss them.

        Ends earlier where nobody has anything left to do. Raises what an actor raised.
        """
        try:
            while True:
                await self._at_rest.wait()
                if self._settle is not None:
                    await self._settle()
                if self._company.failure is not None or not self._wake_next(until):
                    break
                await asyncio.sleep(0)
        finally:
            self._now = max(self._now, until) if self._company.failure is None else self._now
            await self._company.dismiss()

    def _wake_next(self, until: datetime) -> bool:
        while self._asleep and self._asleep[0][2].turn.done():
            heapq.heappop(self._asleep)
        if not self._asleep or self._asleep[0][0] > until:
            return False
        at, _, sleeper = heapq.heappop(self._asleep)
        self._now = max(self._now, at)
        if sleeper.counted:
            self._at_rest.clear()
        sleeper.turn.set_result(None)
        return True

    def sleeper(self) -> _Sleeper:
        """The calling task, about to sleep."""
        return _Sleeper(counted=asyncio.current_task() in self._company)

    def schedule(self, sleeper: _Sleeper, at: datetime) -> None:
        """Wake `sleeper` at `at`, or as soon as its turn comes where that has passed."""
        self._order += 1
        heapq.heappush(self._asleep, (max(at, self._now), self._order, sleeper))

    async def slept(self, sleeper: _Sleeper) -> None:
        """Wait for the turn of `sleeper`, the calling task."""
        if sleeper.counted:
            self._at_rest.set()
        await sleeper.turn


class AcceleratedEvent:
    """A flag of an accelerated timeline."""

    def __init__(self, timeline: AcceleratedTimeline) -> None:
        self._timeline = timeline
        self._raised = False
        self._waiting: list[_Sleeper] = []

    def set(self) -> None:
        """As in TimelineEvent."""
        self._raised = True
        for sleeper in self._waiting:
            if not sleeper.turn.done():
                sleeper.flagged = True
                self._timeline.schedule(sleeper, self._timeline.now())
        self._waiting.clear()

    def clear(self) -> None:
        """As in TimelineEvent."""
        self._raised = False

    async def wait(self, until: datetime | None = None) -> bool:
        """As in TimelineEvent."""
        if self._raised:
            return True
        sleeper = self._timeline.sleeper()
        self._waiting.append(sleeper)
        if until is not None:
            self._timeline.schedule(sleeper, until)
        await self._timeline.slept(sleeper)
        if sleeper in self._waiting:
            self._waiting.remove(sleeper)
        return sleeper.flagged

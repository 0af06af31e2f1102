"""A queue between actors: plain, ordered, and waited for on the timeline."""

import heapq
from datetime import datetime
from typing import Any, Generic, TypeVar

from simulators.timeline import Timeline

T = TypeVar("T")


class Inbox(Generic[T]):
    """What waits to be taken, the smallest rank first, then the first come."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._items: list[tuple[Any, int, T]] = []
        self._came = 0
        self._filled = timeline.event()

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T, rank: Any = 0) -> None:
        """Add `item`; ranks of one inbox compare with each other."""
        self._came += 1
        heapq.heappush(self._items, (rank, self._came, item))
        self._filled.set()

    async def get(self, until: datetime) -> T | None:
        """The next item, or None where none came before `until`."""
        while not self._items:
            self._filled.clear()
            if not await self._filled.wait(until) and not self._items:
                return None
        return heapq.heappop(self._items)[2]

"""A journal in memory, with one hook to let a rival in before an append."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import msgspec

from eventlog.journal import Entry, VersionTaken


class SmallJournal:
    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.reads = 0
        self.appends = 0
        self.before_append: Callable[[], Awaitable[None]] | None = None
        self._grown = asyncio.Condition()

    async def append(self, entries: Sequence[Entry], *, save_id: str) -> list[int]:
        self.appends += 1
        await asyncio.sleep(0)
        if self.before_append:
            await self.before_append()
        taken = {(entry.id, entry.version) for entry in self.entries}
        if any((entry.id, entry.version) in taken for entry in entries):
            raise VersionTaken(save_id)
        positions: list[int] = []
        for entry in entries:
            positions.append(len(self.entries) + 1)
            self.entries.append(msgspec.structs.replace(entry, position=positions[-1], save_id=save_id))
        async with self._grown:
            self._grown.notify_all()
        return positions

    async def read(self, id: str, *, after: int = 0, until: int | None = None) -> list[Entry]:  # noqa: A002
        self.reads += 1
        await asyncio.sleep(0)
        found = [entry for entry in self.entries if entry.id == id and entry.version > after]
        return [entry for entry in found if until is None or entry.version <= until]

    async def scan(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        return self.entries[after : after + limit]

    async def follow(self, *, after: int = 0) -> AsyncIterator[Entry]:
        while True:
            async with self._grown:
                while len(self.entries) <= after:
                    await self._grown.wait()
            for entry in self.entries[after:]:
                after = entry.position
                yield entry

    async def last_position(self) -> int:
        return len(self.entries)

"""A journal that counts, and that lets a rival in before an append."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from eventlog.journal import Entry, Journal


class CountingJournal:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.reads = 0
        self.appends = 0
        self.before_append: Callable[[], Awaitable[None]] | None = None

    async def append(self, entries: Sequence[Entry], *, save_id: str) -> list[int]:
        self.appends += 1
        if self.before_append:
            await self.before_append()
        return await self._journal.append(entries, save_id=save_id)

    async def read(self, id: str, *, after: int = 0, until: int | None = None) -> list[Entry]:  # noqa: A002  # the port's name
        self.reads += 1
        return await self._journal.read(id, after=after, until=until)

    async def scan(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        return await self._journal.scan(after=after, limit=limit)

    def follow(self, *, after: int = 0) -> AsyncIterator[Entry]:
        return self._journal.follow(after=after)

    async def last_position(self) -> int:
        return await self._journal.last_position()

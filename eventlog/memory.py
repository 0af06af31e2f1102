"""A journal in memory, for tests: same promises, same refusals, nothing kept."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import msgspec

from eventlog.headers import custom_values, header_value
from eventlog.journal import Entry, LogFull, LogUnavailable, VersionTaken
from eventlog.layout import escape
from eventlog.sizes import check_count, check_size


class MemoryJournal:
    """A Journal in memory, for one event loop.

    `capacity` is how many entries fit. While `available` is False, every question fails as it does
    when the server is away.
    """

    def __init__(self, *, capacity: int | None = None) -> None:
        self.available = True
        self._capacity = capacity
        self._log: list[Entry] = []
        self._streams: dict[str, dict[int, Entry]] = {}
        self._wake: set[asyncio.Event] = set()

    async def append(self, entries: Sequence[Entry], *, save_id: str) -> list[int]:
        """As in Journal."""
        if len({(entry.id, entry.version) for entry in entries}) < len(entries):
            raise VersionTaken("the same version twice in one append")
        check_count(len(entries))
        for entry in entries:
            escape(entry.id)
            texts = {"Vigie-Topic": entry.topic, "Vigie-Save": save_id}
            values = {name: header_value(text) for name, text in texts.items()}
            expected = {"Nats-Expected-Last-Subject-Sequence": "0"}
            check_size(entry.data, expected | values | custom_values(entry.headers))
        await self._reach()
        stored = [self._stored(entry) for entry in entries]
        if any(found is not None for found in stored):
            return self._again(stored, save_id)
        if self._capacity is not None and len(self._log) + len(entries) > self._capacity:
            raise LogFull("the log is full")
        return [self._store(entry, save_id) for entry in entries]

    async def read(
        self,
        id: str,  # noqa: A002
        *,
        after: int = 0,
        until: int | None = None,
    ) -> list[Entry]:
        """As in Journal."""
        await self._reach()
        escape(id)
        found = self._streams.get(id, {})
        wanted = [v for v in sorted(found) if v > after and (until is None or v <= until)]
        return [found[version] for version in wanted]

    async def scan(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        """As in Journal."""
        await self._reach()
        return self._log[after : after + limit]

    async def follow(self, *, after: int = 0) -> AsyncGenerator[Entry, None]:
        """As in Journal."""
        woken = asyncio.Event()
        self._wake.add(woken)
        try:
            while True:
                woken.clear()
                while after < len(self._log):
                    after += 1
                    yield self._log[after - 1]
                await woken.wait()
        finally:
            self._wake.discard(woken)

    async def last_position(self) -> int:
        """As in Journal."""
        await self._reach()
        return len(self._log)

    async def _reach(self) -> None:
        await asyncio.sleep(0)  # others run meanwhile, as they do when a server is asked
        if not self.available:
            raise LogUnavailable("the log cannot be reached")

    def _stored(self, entry: Entry) -> Entry | None:
        return self._streams.get(entry.id, {}).get(entry.version)

    def _again(self, stored: Sequence[Entry | None], save_id: str) -> list[int]:
        mine = [entry.position for entry in stored if entry is not None and entry.save_id == save_id]
        if len(mine) < len(stored):
            raise VersionTaken("already taken")
        return mine

    def _store(self, entry: Entry, save_id: str) -> int:
        entry = msgspec.structs.replace(entry, position=len(self._log) + 1, save_id=save_id)
        self._log.append(entry)
        self._streams.setdefault(entry.id, {})[entry.version] = entry
        for woken in self._wake:
            woken.set()
        return entry.position

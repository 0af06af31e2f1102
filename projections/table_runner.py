"""Feeds views kept in a database: in batches, rows and position together."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from projections.live import Follow, Item, Poison, close, is_readable, why_not
from projections.table import Change, TableProjection, Tables

LARGEST_BATCH = 500
POISONS_NAMED = 100


class TableRunner:
    """Several table projections behind one reader of the log.

    What waits while a batch is committed makes the next batch. Two processes may run the same views on
    the same tables: the position keeps each fact written once, or written again to no effect.
    """

    def __init__(
        self, tables: Tables, projections: Sequence[TableProjection], batch: int = LARGEST_BATCH
    ) -> None:
        """`batch` bounds how many facts one commit takes, and how many wait in memory."""
        self._tables = tables
        self._projections = tuple(projections)
        self._batch = batch
        self._positions: dict[str, int] = {}
        self._poisons: dict[str, list[Poison]] = {}
        self._moved = asyncio.Condition()

    @property
    def positions(self) -> dict[str, int]:
        """How far each view has come, by name. Empty before `prepare`."""
        return dict(self._positions)

    @property
    def position(self) -> int:
        """Where the view that is furthest behind stands."""
        return min(self._positions.values(), default=0)

    @property
    def poisons(self) -> dict[str, Sequence[Poison]]:
        """Facts not taken in, by name of view, the first POISONS_NAMED. Views without are left out."""
        return {name: tuple(poisons) for name, poisons in self._poisons.items()}

    async def prepare(self) -> None:
        """Make the tables of views that have none of this version, and read how far each has come."""
        for projection in self._projections:
            name = _stored_name(projection)
            # Position 0 is taken once: of two processes that start together, one makes the tables.
            await self._tables.commit(projection.remake, name, 0)
            self._positions[projection.name] = await self._tables.position(name)

    async def reset(self) -> None:
        """Forget every row and position: what comes next is a rebuild. No other process may be writing."""
        for projection in self._projections:
            await self._tables.reset(projection.remake, _stored_name(projection))
            self._positions[projection.name] = 0
        self._poisons.clear()

    async def run(self, follow: Follow) -> None:
        """Write what `follow(position)` gives, for ever. Raises what it or the tables raise.

        Running again goes on from what was committed.
        """
        await self.prepare()
        await self.feed(follow(self.position))

    async def feed(self, items: AsyncIterator[Item]) -> None:
        """Write all of `items`, and return at their end. `prepare` comes first."""
        queue: asyncio.Queue[Item | None] = asyncio.Queue(self._batch)
        reading = asyncio.create_task(_read(items, queue))
        try:
            while batch := await _next_batch(queue, self._batch):
                await self.write(batch)
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def write(self, batch: Sequence[Item]) -> None:
        """Commit one batch, in order of position, for each view that does not have it yet."""
        for projection in self._projections:
            await self._write(projection, batch)
        async with self._moved:
            self._moved.notify_all()

    async def wait(self, position: int, timeout: float | None = None) -> None:  # noqa: ASYNC109  # as the other views
        """Return once every view has `position`. Raises TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout), self._moved:
            await self._moved.wait_for(lambda: bool(self._positions) and self.position >= position)

    async def _write(self, projection: TableProjection, batch: Sequence[Item]) -> None:
        name, last = projection.name, batch[-1].position
        if last <= self._positions[name]:
            return
        changes: list[Change] = []
        for item in batch:
            if item.position > self._positions[name]:
                changes += self._changes(projection, item)
        await self._tables.commit(changes, _stored_name(projection), last)
        self._positions[name] = last

    def _changes(self, projection: TableProjection, item: Item) -> Sequence[Change]:
        if not is_readable(item):
            self._name(projection, item, why_not(item))
            return ()
        try:
            return projection.changes(item)
        except Exception as error:  # a view that fails on one fact must not stop: the fact is named
            self._name(projection, item, f"{projection.name} cannot take it in: {error!r}")
            return ()

    def _name(self, projection: TableProjection, item: Item, why: str) -> None:
        named = self._poisons.setdefault(projection.name, [])
        if len(named) < POISONS_NAMED:
            named.append(Poison(position=item.position, stream=str(item.stream), why=why))


def _stored_name(projection: TableProjection) -> str:
    """Another version is another name: it has no position, and starts from nothing."""
    return f"{projection.name}/{projection.version}"


async def _read(items: AsyncIterator[Item], queue: asyncio.Queue[Item | None]) -> None:
    try:
        async for item in items:
            await queue.put(item)
    except Exception:
        await queue.put(None)  # what was read before the failure is still written
        raise
    finally:
        await close(items)
    await queue.put(None)


async def _next_batch(queue: asyncio.Queue[Item | None], limit: int) -> list[Item]:
    """What waits, at least one item; empty at the end."""
    first = await queue.get()
    batch: list[Item] = [] if first is None else [first]
    while batch and len(batch) < limit and not queue.empty():
        item = queue.get_nowait()
        if item is None:
            queue.put_nowait(None)
            break
        batch.append(item)
    return batch

"""Feeds views kept in a database: in batches, rows and position together."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from projections.live import POISONS_NAMED, Follow, Item, Poison, close, is_readable, why_not
from projections.table import Change, TableProjection, Tables, is_refused
from projections.table_poisons import STORED_NAME, TABLE, forget, kept, named, poison_of

LARGEST_BATCH = 500


class TableRunner:
    """Several table projections behind one reader of the log.

    What waits while a batch is committed makes the next batch. Two processes may run the same views on
    the same tables: the position keeps each fact written once, or written again to no effect.
    A fact that cannot be read, on which a view fails, or whose rows the store refuses, is named in
    `poisons`, which are kept beside the position, and passed.
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
        # Position 0 is taken once: of two processes that start together, one makes the tables.
        await self._tables.commit([TABLE], STORED_NAME, 0)
        for projection in self._projections:
            name = _stored_name(projection)
            await self._tables.commit([*projection.remake, forget(name)], name, 0)
            self._positions[projection.name] = await self._tables.position(name)
            self._know(projection, await named(self._tables, name))

    async def reset(self) -> None:
        """Forget every row and position: what comes next is a rebuild. No other process may be writing."""
        for projection in self._projections:
            name = _stored_name(projection)
            await self._tables.reset([*projection.remake, TABLE, forget(name)], name)
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
        fresh: list[Item] = []
        last = self._positions[projection.name]
        for item in batch:
            if item.position > last:
                fresh.append(item)
                last = item.position
        if not fresh:
            return
        try:
            await self._commit(projection, fresh)
        except Exception as error:
            if not is_refused(error):
                raise
            await self._commit_each(projection, fresh)

    async def _commit_each(self, projection: TableProjection, items: Sequence[Item]) -> None:
        """As _commit, one by one: what the store refuses is named, and passed."""
        for item in items:
            try:
                await self._commit(projection, [item])
            except Exception as error:
                if not is_refused(error):
                    raise
                first_line = str(error).partition("\n")[0]
                why = f"{projection.name} cannot store it: {first_line}"
                await self._keep(projection, [], [poison_of(item, why)], item.position)

    async def _commit(self, projection: TableProjection, items: Sequence[Item]) -> None:
        changes: list[Change] = []
        poisons: list[Poison] = []
        for item in items:
            taken = _taken(projection, item)
            if isinstance(taken, Poison):
                poisons.append(taken)
            else:
                changes += taken
        await self._keep(projection, changes, poisons, items[-1].position)

    async def _keep(
        self,
        projection: TableProjection,
        changes: Sequence[Change],
        poisons: Sequence[Poison],
        last: int,
    ) -> None:
        """Rows, poisons and position, together or not at all."""
        name, known = _stored_name(projection), self._poisons.get(projection.name, [])
        more = list(poisons[: POISONS_NAMED - len(known)])
        keeping = [kept(name, poison) for poison in more]
        if await self._tables.commit([*changes, *keeping], name, last):
            self._know(projection, [*known, *more])
        else:  # another process was first: it may have met what this one did not try
            self._know(projection, await named(self._tables, name))
        self._positions[projection.name] = last

    def _know(self, projection: TableProjection, poisons: list[Poison]) -> None:
        if poisons:
            self._poisons[projection.name] = poisons
        else:
            self._poisons.pop(projection.name, None)


def _taken(projection: TableProjection, item: Item) -> Sequence[Change] | Poison:
    if not is_readable(item):
        return poison_of(item, why_not(item))
    try:
        return projection.changes(item)
    except Exception as error:  # a view that fails on one fact must not stop: the fact is named
        return poison_of(item, f"{projection.name} cannot take it in: {error!r}")


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

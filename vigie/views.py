"""The live views of one process: started from their checkpoints, fed by one reader of the log."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import structlog

from eventlog.journal import LogError
from eventlog.log import EventLog
from eventlog.tables import TableStore
from projections.live import Live, LiveViews
from projections.projection import Projection
from projections.table_runner import TableRunner

log = structlog.get_logger(__name__)

CHECKPOINT_SECONDS = 30.0
RETRY_SECONDS = 0.5


class ViewsAhead(LogError):
    """Tables show more than the log holds: it was restored from a backup, and they were not."""


async def load(store: TableStore, projection: Projection[Any]) -> Live[Any]:
    """A view, from its last checkpoint where there is one that can still be used."""
    kept = await store.checkpoint(projection.name)
    return Live(projection, kept[2] if kept else None)


async def load_all(
    store: TableStore, projections: Sequence[Projection[Any]], event_log: EventLog
) -> list[Live[Any]]:
    """Views from their checkpoints; from nothing where the log does not reach as far.

    Raises LogUnavailable, StoreUnavailable.
    """
    views = [await load(store, each) for each in projections]
    last = await event_log.last_position()  # asked last: others may have appended since their checkpoint
    for view in views:
        if view.position > last:
            name = view.projection.name
            log.warning("checkpoint ahead of the log ignored", view=name, position=view.position, log=last)
    return [Live(view.projection) if view.position > last else view for view in views]


async def refuse_ahead(tables: TableRunner, event_log: EventLog) -> None:
    """Raise ViewsAhead where prepared `tables` stand beyond the last fact of the log."""
    position = max(tables.positions.values(), default=0)
    last = await event_log.last_position()
    if position > last:
        text = f"the tables stand at {position} but the log ends at {last}"
        raise ViewsAhead(f"{text}: stop Vigie and run `vigie rebuild`")


async def save(store: TableStore, views: Iterable[Live[Any]]) -> None:
    """Keep a checkpoint of each view, so that the next start reads the tail only."""
    for view in views:
        projection = view.projection
        await store.save_checkpoint(projection.name, view.position, projection.version, view.checkpoint())


async def keep_fed(event_log: EventLog, views: LiveViews) -> None:
    """Feed the views for ever; where the log is away, go on when it is back."""
    while True:
        try:
            await views.run(lambda after: event_log.follow(after=after))
        except LogError as error:
            log.warning("views wait for the log", why=str(error))
        await asyncio.sleep(RETRY_SECONDS)


async def keep_checkpoints(store: TableStore, views: LiveViews) -> None:
    """Save checkpoints now and then, for ever."""
    while True:
        await asyncio.sleep(CHECKPOINT_SECONDS)
        try:
            await save(store, views.views)
        except LogError as error:
            log.warning("checkpoints wait for the tables", why=str(error))


async def keep_tables(event_log: EventLog, tables: TableRunner) -> None:
    """Feed the tables for ever; where the log or the database is away, go on when it is back."""
    while True:
        try:
            await tables.run(lambda after: event_log.follow(after=after))
        except LogError as error:
            log.warning("tables wait", why=str(error))
        await asyncio.sleep(RETRY_SECONDS)

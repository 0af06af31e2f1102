"""The live views of one process: started from their checkpoints, fed by one reader of the log."""

import asyncio
from collections.abc import Iterable
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


async def load(store: TableStore, projection: Projection[Any]) -> Live[Any]:
    """A view, from its last checkpoint where there is one that can still be used."""
    kept = await store.checkpoint(projection.name)
    return Live(projection, kept[2] if kept else None)


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

"""Views made again from nothing, and compared with what the running ones say."""

from collections.abc import AsyncIterator
from typing import Any

from domain.envelope import Recorded
from eventlog.codec import PoisonEvent
from projections.live import Live
from projections.projection import Projection
from projections.table_runner import TableRunner

Item = Recorded[Any] | PoisonEvent
BATCH = 500


async def rebuild(
    facts: AsyncIterator[Item], projections: tuple[Projection[Any], ...], tables: TableRunner | None
) -> list[Live[Any]]:
    """Fold every fact into fresh views, and into `tables` (emptied by the caller) where given."""
    views: list[Live[Any]] = [Live(projection) for projection in projections]
    batch: list[Item] = []
    async for item in facts:
        for view in views:
            view.take(item)
        if tables is None:
            continue
        batch.append(item)
        if len(batch) >= BATCH:
            await tables.write(batch)
            batch = []
    if tables is not None and batch:
        await tables.write(batch)
    return views

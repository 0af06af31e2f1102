"""`vigie rebuild`: make every view again from the log."""

import asyncio
from pathlib import Path

import click
from rich.console import Console

from projections.audit_trail import AUDIT_TRAIL
from projections.intervals import INTERVALS
from projections.remote_table import TELECONSULTATIONS
from projections.table_runner import TableRunner
from projections.visio_table import VISIO_SESSIONS
from vigie import endpoint
from vigie.cli.options import data_option, reading_settings
from vigie.cli.progress import counted
from vigie.doors import open_log
from vigie.rebuilding import rebuild as rebuild_views
from vigie.running import open_store, projections_of
from vigie.settings import Settings
from vigie.views import save

out = Console(highlight=False)


@click.command()
@data_option
def rebuild(data: Path | None) -> None:
    """Empty every view and fold the whole log into it again. Vigie must not be running on the folder."""
    settings = reading_settings(data)
    if settings.nats_url is None and endpoint.running(settings.data) is not None:
        raise ValueError(f"Vigie is running on {settings.data}: stop it first")
    asyncio.run(_rebuild(settings))


async def _rebuild(settings: Settings) -> None:
    async with open_log(settings) as doors:
        store = await open_store(settings)
        try:
            tables = TableRunner(store, (AUDIT_TRAIL, INTERVALS, VISIO_SESSIONS, TELECONSULTATIONS))
            await tables.prepare()
            await tables.reset()
            facts = counted(doors.log, "rebuilding the views")
            views = await rebuild_views(facts, projections_of(settings), tables)
            await save(store, views)
        finally:
            await store.close()
        for view in views:
            poisoned = f", {view.poisoned} facts could not be read" if view.poisoned else ""
            out.print(f"{view.projection.name}: at {view.position}{poisoned}")
        for name, position in tables.positions.items():
            out.print(f"{name}: at {position}")

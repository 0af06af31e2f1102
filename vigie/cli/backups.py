"""`vigie log backup` and `vigie log restore`: a stream to a file, and back where it does not exist."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
from rich.console import Console

from eventlog.backup import restore as restore_stream
from eventlog.backup import save
from eventlog.connection import Connection, connected
from eventlog.sealing.keys import keys_stream
from vigie.cli.options import data_option, reading_settings, settings_with
from vigie.cli.printable import printable
from vigie.doors import reach_nats
from vigie.settings import Settings

out = Console(highlight=False)


def _run(settings: Settings, work: Callable[[Connection], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with reach_nats(settings) as nats, connected(nats) as connection:
            await work(connection)

    asyncio.run(whole())


@click.command()
@data_option
@click.option("--stream", required=True, help="Name of the stream: CRRA_250, DEAD_250…")
@click.option("--keys", is_flag=True, help="The keys of files: keep them apart from every copy of the log.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(data: Path | None, stream: str, keys: bool, file: Path) -> None:
    """Copy a stream to FILE, which appears only once it is whole. Writing goes on meanwhile."""
    settings = reading_settings(data)
    if stream == keys_stream(settings.centre) and not keys:
        text = "holds the keys of files: beside a copy of the log it would undo erasures (--keys copies it)"
        raise ValueError(f"{stream} {text}")

    async def work(connection: Connection) -> None:
        label = await save(connection, stream, file)
        out.print(printable(f"vigie: {label.stream} saved to {file}"), markup=False)

    _run(settings, work)


@click.command()
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(data: Path | None, file: Path) -> None:
    """Make the stream of FILE again, where it does not exist."""
    settings = settings_with(data)

    async def work(connection: Connection) -> None:
        label = await restore_stream(connection, file, replicas=settings.replicas)
        said = f"vigie: {label.stream} restored from {file}; run `vigie rebuild` next"
        out.print(printable(said), markup=False)

    _run(settings, work)

"""`vigie bench NAME`: measure, with a rival or a raw limit in the same run."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import click
import msgspec
from rich.table import Table

from vigie.bench import Row
from vigie.cli.screens import stdout


@click.group()
def bench() -> None:
    """Measure Vigie beside its rivals, in one run."""


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@bench.command(name="log")
@json_option
@click.option("--quick", is_flag=True, help="Few rounds: to see that it runs, not to quote.")
def bench_log(as_json: bool, quick: bool) -> None:
    """Our recorder and async core beside raw nats-py, SQLite and PostgreSQL."""
    from vigie.bench.log import run

    _report("log", lambda: run(quick=quick), as_json)


@bench.command(name="replay")
@json_option
@click.option("--events", type=click.IntRange(1000), default=1_000_000, show_default=True)
def bench_replay(as_json: bool, events: int) -> None:
    """Fold the log into the regulator board, and the memory that takes as the log grows."""
    from vigie.bench.replay import run

    _report("replay", lambda: run(events=events), as_json)


def _report(name: str, run: Callable[[], Awaitable[Sequence[Row]]], as_json: bool) -> None:
    async def whole() -> Sequence[Row]:
        return await run()

    rows = asyncio.run(whole())
    if as_json:
        click.echo(msgspec.json.encode({"bench": name, "rows": rows}))
        return
    table = Table("name", "value", "unit", "against", "ratio", "aim", "met")
    for row in rows:
        met = "" if row.met is None else ("met" if row.met else "MISSED")
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        table.add_row(row.name, f"{row.value:,.2f}", row.unit, row.against or "", ratio, row.aim or "", met)
    stdout().print(table)

"""`vigie bench NAME`: measure, with a rival or a raw limit in the same run."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.table import Table

from vigie.bench import Row
from vigie.cli.options import Number
from vigie.cli.progress import progress_bar
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


@bench.command(name="dispatch")
@json_option
@click.option("--quick", is_flag=True, help="Few runs, nothing the size of the country: not to quote.")
def bench_dispatch(as_json: bool, quick: bool) -> None:
    """One solve of a centre and of the country, beside scipy, priority-then-nearest and VROOM."""
    from vigie.bench.dispatch import run

    _report("dispatch", lambda: run(quick=quick), as_json)


@bench.command(name="policy")
@json_option
@click.option("--replications", type=click.IntRange(2, 50), default=5, show_default=True)
@click.option("--days", type=click.IntRange(1, 60), default=14, show_default=True, help="Days of each.")
@click.option(
    "--instances",
    type=click.IntRange(2, 500),
    default=300,
    show_default=True,
    help="Solved to proof, at each load.",
)
@click.option("--seed", type=click.IntRange(0, 10**9), default=2026, show_default=True)
@click.option("--roads", type=click.Path(path_type=Path), help="A road graph, or an extract (.osm.pbf).")
@click.option(
    "--journey",
    type=Number(0, 240),
    default=20.0,
    show_default=True,
    help="Minutes between two places on average: all times are scaled to it. 0 takes the roads as they are.",
)
@click.option("--policy", type=click.Path(path_type=Path), help="Settings in TOML (default: Vigie's own).")
def bench_policy(as_json: bool, policy: Path | None, **wanted: Any) -> None:
    """Vigie's rule beside the nearest unit and the clairvoyant, in simulated fortnights. Some 15 minutes."""
    from vigie.bench.policy import Trials, run
    from vigie.policies import read_policy

    trials = Trials(policy=read_policy(policy), **wanted)
    with progress_bar() as bar:
        task = bar.add_task("playing")

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        rows = asyncio.run(run(trials, progress=tell))
    _print("policy", rows, as_json)


@bench.command(name="roads")
@json_option
@click.argument(
    "extracts", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def bench_roads(as_json: bool, extracts: tuple[Path, ...]) -> None:
    """Journeys on the roads of EXTRACTS (.osm.pbf), beside Valhalla's where it is installed."""
    from vigie.bench.roads import run

    _report("roads", lambda: run(extracts), as_json)


@bench.command(name="audit")
@json_option
@click.option("--events", type=click.IntRange(1000), default=1_000_000, show_default=True)
def bench_audit(as_json: bool, events: int) -> None:
    """What signing the log costs; how quick one proof and the verification of the whole are."""
    from vigie.bench.audit import run
    from vigie.cli.progress import progress_bar

    with progress_bar() as bar:
        task = bar.add_task("writing and signing the log", total=events)
        _report(
            "audit", lambda: run(events=events, told=lambda done: bar.update(task, completed=done)), as_json
        )


@bench.command(name="board")
@json_option
@click.option("--boards", type=click.IntRange(2, 5000), default=500, show_default=True)
@click.option("--seconds", type=Number(5, 3600), default=30.0, show_default=True)
@click.option("--rate", type=Number(1, 200), default=20.0, show_default=True, help="Acts a second.")
def bench_board(as_json: bool, boards: int, seconds: float, rate: float) -> None:
    """From an acknowledged act to every board that watches, and to the eye in a real browser."""
    from vigie.bench.board import run

    _report("board", lambda: run(boards=boards, seconds=seconds, rate=rate), as_json)


@bench.command(name="visio")
@json_option
@click.option("--sessions", type=click.IntRange(2, 2000), default=200, show_default=True)
@click.option("--seconds", type=Number(2, 3600), default=20.0, show_default=True)
@click.option(
    "--rate", type=Number(0.1, 40), default=2.0, show_default=True, help="Messages a second a page."
)
def bench_visio(as_json: bool, sessions: int, seconds: float, rate: float) -> None:
    """Video sessions signalling at once, beside a raw web socket that echoes."""
    from vigie.bench.visio import run

    _report("visio", lambda: run(sessions=sessions, seconds=seconds, rate=rate), as_json)


def _report(name: str, run: Callable[[], Awaitable[Sequence[Row]]], as_json: bool) -> None:
    async def whole() -> Sequence[Row]:
        return await run()

    _print(name, asyncio.run(whole()), as_json)


def _print(name: str, rows: Sequence[Row], as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({"bench": name, "rows": rows}))
        return
    table = Table("name", "value", "from", "to", "unit", "against", "ratio", "aim", "met")
    for row in rows:
        met = "" if row.met is None else ("met" if row.met else "MISSED")
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        low, high = ("" if bound is None else f"{bound:,.2f}" for bound in (row.low, row.high))
        value = f"{row.value:,.2f}"
        table.add_row(row.name, value, low, high, row.unit, row.against or "", ratio, row.aim or "", met)
    stdout().print(table)

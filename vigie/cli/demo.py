"""`vigie demo`: everything on this machine, with a simulated night."""

import asyncio
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from vigie.cli.options import Number, folder_option
from vigie.logs import configure
from vigie.settings import Settings, from_environment

out = Console(stderr=True, highlight=False)

DEMO_DATA = Path(".vigie/demo")


class Speed(click.ParamType[float | None]):
    """`max`, or how many simulated seconds a second lasts."""

    name = "speed"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | None:
        """None for `max`. Fails on anything that is not a number above 0."""
        if value == "max" or value is None:
            return None
        try:
            speed = float(str(value))
        except ValueError:
            speed = 0.0
        if not 0 < speed <= 10_000:
            self.fail(f"{value!r} is neither max nor a number above 0", param, ctx)
        return speed


@click.command()
@folder_option(f"Folder of the demo, emptied first (default: {DEMO_DATA}).")
@click.option("--headless", is_flag=True, help="No pages to look at: end with the night.")
@click.option("--hours", type=Number(0.1, 24 * 31), default=24.0, show_default=True)
@click.option("--calls-per-day", type=Number(1, 50_000), default=600.0, show_default=True)
@click.option("--teams", type=click.IntRange(1, 500), default=8, show_default=True)
@click.option("--seed", type=int, default=42, show_default=True)
@click.option("--speed", type=Speed(), default="6", show_default=True, help="Times faster than life, or max.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write a JSON report here.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the pages (default 8015).")
def demo(
    data: Path | None,
    headless: bool,
    hours: float,
    calls_per_day: float,
    teams: int,
    seed: int,
    speed: float | None,
    report: Path | None,
    port: int | None,
) -> None:
    """A simulated night on this machine: embedded log, API, worker, dispatch, callers, crews and pages.

    With --speed max time jumps from one thing to the next and the night repeats itself: same seed,
    same facts. The data folder (default .vigie/demo) is emptied first.
    """
    from vigie.demo import Demo, run

    configure(logging.WARNING)
    settings = _settings(data or DEMO_DATA, 0 if headless and port is None else port)
    plan = Demo(
        hours=hours,
        calls_per_day=calls_per_day,
        teams=teams,
        seed=seed,
        speed=speed,
        headless=headless,
        report=report,
    )
    result = asyncio.run(run(plan, settings, out))
    if result is None and headless:
        out.print("vigie: stopped before its end, no report")
        sys.exit(130)
    if result is not None and not result.sound:
        raise click.ClickException("the night broke a promise: " + ", ".join(result.broken()))


def _settings(data: Path, port: int | None) -> Settings:
    """Where the demo lives and listens. Nothing else of the environment: that may be a real centre's."""
    listens = ("VIGIE_HOST",) if port is not None else ("VIGIE_HOST", "VIGIE_PORT")
    settings = from_environment({name: os.environ[name] for name in listens if name in os.environ})
    return replace(settings, data=data, port=settings.port if port is None else port)

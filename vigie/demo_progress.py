"""How far a simulated night has come, on the error stream."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from domain.ports import Clock
from simulators.settings import Night
from vigie.running import Parts

_EVERY = 0.5


@contextmanager
def watched(timeline: Clock, parts: Parts, night: Night, out: Console) -> Generator[None]:
    """Show the hour of the night and the facts so far, until the context ends."""
    total = (night.ends_at - night.starts_at).total_seconds()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("", total=total)

        async def look() -> None:
            while True:
                now = timeline.now().astimezone(night.starts_at.tzinfo)
                said = f"{now:%d/%m %H:%M}, {parts.views.position} facts"
                bar.update(task, completed=(now - night.starts_at).total_seconds(), description=said)
                await asyncio.sleep(_EVERY)

        looking = asyncio.create_task(look())
        try:
            yield
        finally:
            looking.cancel()

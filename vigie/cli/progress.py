"""Progress on anything that may take more than a second."""

from collections.abc import AsyncIterator
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from domain.envelope import Recorded
from eventlog.codec import PoisonEvent
from eventlog.log import EventLog

PAGE = 1000


def progress_bar() -> Progress:
    """A bar on the error stream, so that the output can be piped."""
    stderr = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,  # else an empty line
    )


async def counted(log: EventLog, what: str) -> AsyncIterator[Recorded[Any] | PoisonEvent]:
    """Every fact of the log as it stands, with a progress bar; memory does not grow with the log."""
    last = await log.last_position()
    with progress_bar() as bar:
        task = bar.add_task(what, total=last)
        position = 0
        while position < last:
            page = await log.scan(after=position, limit=PAGE)
            if not page:
                return
            for recorded in page:
                yield recorded
            position = page[-1].position
            bar.update(task, completed=position)

"""Keeps the background parts of a process running: one that fails is started again, and says so."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from api.checks import Check

log = structlog.get_logger(__name__)

Start = Callable[[], Coroutine[Any, Any, None]]

_CANCEL_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds: before a part is started again (`first`, doubling up to `longest`), and how long it
    must run to be trusted again (`steady`)."""

    first: float = 0.5
    longest: float = 30.0
    steady: float = 5.0


@dataclass
class _Part:
    name: str
    start: Start
    pause: float
    why: str = ""
    """Why it ended last; empty once it runs well again."""


class Keeper:
    """Runs parts for ever, each by itself. A part that raises or returns is started again."""

    def __init__(self, parts: Mapping[str, Start], patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._parts = [_Part(name, start, self._patience.first) for name, start in parts.items()]

    def checks(self) -> Sequence[Check]:
        """One check for each part: not ok from its failure until it has run steadily again."""
        return [Check(name=each.name, ok=not each.why, detail=each.why) for each in self._parts]

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Run all parts until the context ends."""
        tasks = [asyncio.create_task(self._keep(each), name=each.name) for each in self._parts]
        try:
            yield
        finally:
            pending = set(tasks)
            while pending:
                for task in pending:
                    task.cancel()
                # In Python 3.11 `asyncio.wait_for` may lose a cancellation: it is said again.
                _, pending = await asyncio.wait(pending, timeout=_CANCEL_AGAIN_SECONDS)

    async def _keep(self, part: _Part) -> None:
        while True:
            steady = asyncio.get_running_loop().call_later(self._patience.steady, self._trust, part)
            try:
                await part.start()
                part.why = "ended, and is started again"
                log.error("a part of Vigie has ended", part=part.name, again_in=part.pause)
            except Exception as error:
                # Its kind only: the text of an error may quote a patient, and this page is open.
                part.why = f"failed ({type(error).__name__}), and is started again"
                log.exception("a part of Vigie has failed", part=part.name, again_in=part.pause)
            finally:
                steady.cancel()
            await asyncio.sleep(part.pause)
            part.pause = min(part.pause * 2, self._patience.longest)

    def _trust(self, part: _Part) -> None:
        if part.why:
            log.info("a part of Vigie runs again", part=part.name)
        part.why, part.pause = "", self._patience.first

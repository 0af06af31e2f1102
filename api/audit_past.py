"""The board as it was: the same fold as the live one, stopped at another place in the log."""

import asyncio
from bisect import bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import structlog

from domain import dispatch_solve, file_reading, log_verification
from domain.envelope import Recorded
from eventlog.journal import LogError
from eventlog.log import EventLog
from projections.live import Item, is_readable
from projections.projection import Standing, advance, start
from projections.regulator_board import REGULATOR_BOARD, RegulatorBoard

log = structlog.get_logger(__name__)

_PAGE: Final = 200
_WINDOW: Final = 64
_WINDOWS: Final = 50
QUIET: Final = frozenset({file_reading.KIND, dispatch_solve.KIND, log_verification.KIND})
"""Kinds of facts that change nothing on a screen: steps pass over them."""


class Past:
    """Boards of former times. Standings are kept at intervals, so that a step back folds a page of facts.

    They share their rows, and live in memory only. Their interval doubles where they become more than
    `most`: for a log of 100,000 facts they lie some 200 apart.
    """

    def __init__(self, log: EventLog, *, spacing: int = _PAGE, most: int = 512) -> None:
        self._log = log
        self._first_spacing = self._spacing = spacing
        self._most = most
        self._kept: list[Standing[RegulatorBoard]] = [start(REGULATOR_BOARD)]
        self._warming: asyncio.Task[None] | None = None
        self._forgotten = 0

    async def board(self, position: int) -> RegulatorBoard:
        """The board once the fact at `position` was taken in. Raises LogUnavailable."""
        standing, forgotten = self._before(position), self._forgotten
        while standing.position < position:
            page = await self._log.scan(after=standing.position, limit=_PAGE)
            if forgotten != self._forgotten:  # what was read before is not to be shown, nor kept
                standing, forgotten = self._before(position), self._forgotten
                continue
            if not page:
                break
            standing = self._through(standing, page, position)
            others = self._before(position)  # somebody else may have come further meanwhile
            standing = max(standing, others, key=lambda each: each.position)
        return standing.view

    def warm(self) -> None:
        """Fold the log to its end beside the requests, so that the first look back finds standings."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._warm(), name="past-warm")

    async def close(self) -> None:
        """Stop what `warm` began."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)

    async def place_of(self, at: datetime) -> int:
        """Position of the last fact recorded at or before `at`; 0 where there is none.

        Facts are taken to be recorded in order of time: they are, but for the clocks of two servers.
        """
        low, high = 0, await self._log.last_position()
        while low < high:
            middle = (low + high + 1) // 2
            recorded = await self._readable(middle)
            if recorded is None or recorded.position > high or recorded.at > at:
                high = middle - 1
            else:
                low = recorded.position
        return low

    async def fact(self, position: int) -> Recorded[Any] | None:
        """The fact at `position`; None where there is none, or it cannot be read."""
        found = await self._log.scan(after=position - 1, limit=1) if position > 0 else []
        item = found[0] if found else None
        return item if item is not None and item.position == position and is_readable(item) else None

    async def beside(self, position: int, quiet: Collection[str] = QUIET) -> tuple[int | None, int | None]:
        """The places before and after `position` whose facts are not of a `quiet` kind."""
        return await self._earlier(position, quiet), await self._later(position, quiet)

    def forget(self) -> None:
        """Let go of every board: what it was made of is to be read again."""
        self._kept, self._spacing = [start(REGULATOR_BOARD)], self._first_spacing
        self._forgotten += 1

    async def _warm(self) -> None:
        try:
            await self.board(await self._log.last_position())
        except LogError as error:
            log.warning("the past is not warm", why=str(error))
            self._warming = None

    def _before(self, position: int) -> Standing[RegulatorBoard]:
        places = [each.position for each in self._kept]
        return self._kept[bisect_right(places, position) - 1]

    def _through(
        self, standing: Standing[RegulatorBoard], page: Sequence[Item], until: int
    ) -> Standing[RegulatorBoard]:
        for item in page:
            if item.position > until:
                return Standing(standing.view, until)
            readable = is_readable(item)
            standing = (
                advance(REGULATOR_BOARD, standing, item)
                if readable
                else Standing(standing.view, item.position)
            )
            if item.position >= self._kept[-1].position + self._spacing:
                self._keep(standing)
        return standing

    def _keep(self, standing: Standing[RegulatorBoard]) -> None:
        self._kept.append(standing)
        if len(self._kept) > self._most:
            self._kept, self._spacing = self._kept[::2], self._spacing * 2

    async def _readable(self, position: int) -> Recorded[Any] | None:
        """The first fact from `position` on that can be read."""
        after = position - 1
        while page := await self._log.scan(after=after, limit=1):
            item = page[0]
            if is_readable(item):
                return item
            after = item.position
        return None

    async def _earlier(self, position: int, quiet: Collection[str]) -> int | None:
        for _ in range(_WINDOWS):
            after = max(0, position - 1 - _WINDOW)
            page = await self._log.scan(after=after, limit=_WINDOW)
            loud = [each.position for each in page if each.position < position and _kind(each) not in quiet]
            if loud or after == 0:
                return loud[-1] if loud else None
            position = after + 1
        return position

    async def _later(self, position: int, quiet: Collection[str]) -> int | None:
        for _ in range(_WINDOWS):
            page = await self._log.scan(after=position, limit=_WINDOW)
            loud = [each.position for each in page if _kind(each) not in quiet]
            if loud or not page:
                return loud[0] if loud else None
            position = page[-1].position
        return position


def _kind(item: Item) -> str:
    return str(item.stream).partition(":")[0]

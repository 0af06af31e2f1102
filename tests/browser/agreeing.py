"""Whether every screen says what the log says: the log is folded again, from its first fact, and compared."""

import asyncio
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from domain.envelope import Recorded
from eventlog.log import EventLog
from projections.call_row import CallStage
from projections.projection import Projection
from projections.regulator_board import REGULATOR_BOARD, RegulatorBoard
from projections.team_sheet import TEAM_SHEETS, sheet
from tests.reading import all_facts

_WITHIN = 30.0
_PAUSE = 0.05
_SHOWN = """() => {
  const of = (selector, ...names) => Object.fromEntries([...document.querySelectorAll(selector)]
    .map(each => each.dataset).map(data => [data[names[0]], names.slice(1).map(name => data[name] ?? null)]));
  return {
    calls: of("tr[data-call]:not(.gone):not([data-state=completed])", "call", "state", "priority", "holder"),
    missions: of(".side article[data-mission]", "mission", "state", "sent"),
  };
}"""

_CARRIED = "document.querySelector('[data-mission][data-state]')?.dataset.state ?? null"


@dataclass
class Agreement:
    """The boards and the tablet of one house, held against its log."""

    log: EventLog
    boards: tuple[Page, ...]
    tablet: Page
    team: str

    async def check(self) -> None:
        """Wait until all screens say what the log says, and say so of one and the same log."""
        told: dict[str, Any] = {}
        try:
            async with asyncio.timeout(_WITHIN):
                while True:
                    before = await self.log.last_position()
                    facts = await all_facts(self.log)
                    told = await self._differences(facts)
                    # What the machine does meanwhile is on the screens before it is in these facts.
                    if not told and await self.log.last_position() == before:
                        break
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise AssertionError(f"screens and log do not agree: {told}") from None

    async def _differences(self, facts: list[Recorded[Any]]) -> dict[str, Any]:
        expected = _of(_folded(REGULATOR_BOARD, facts))
        shown = [await page.evaluate(_SHOWN) for page in self.boards]
        found: dict[str, Any] = {
            f"board {n}": (each, expected) for n, each in enumerate(shown) if each != expected
        }
        sheeted = sheet(_folded(TEAM_SHEETS, facts), self.team)
        carried = sheeted.mission.state.value if sheeted and sheeted.mission else None
        if (on_tablet := await self.tablet.evaluate(_CARRIED)) != carried:
            found["tablet"] = (on_tablet, carried)
        return found


def _folded(projection: Projection[Any], facts: list[Recorded[Any]]) -> Any:
    view = projection.initial
    for recorded in facts:
        view = projection.apply(view, recorded)
    return view


def _of(board: RegulatorBoard) -> dict[str, Any]:
    return {
        "calls": {
            row.id: [row.state.value, row.priority.value if row.priority else None, row.holder]
            for row in board.calls.values()
            if row.state is not CallStage.COMPLETED  # done: it leaves the queue, by and by
        },
        "missions": {row.id: [row.state.value, row.team] for row in board.missions.values()},
    }

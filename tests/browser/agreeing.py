"""Whether every screen says what the log says: the log is folded again, from its first fact, and compared."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect

from domain.envelope import Recorded
from eventlog.log import EventLog
from projections.projection import Projection
from projections.regulator_board import REGULATOR_BOARD, RegulatorBoard
from projections.team_sheet import TEAM_SHEETS, TeamSheets, sheet
from tests.reading import all_facts

_SHOWN = """() => {
  const of = (selector, ...names) => Object.fromEntries([...document.querySelectorAll(selector)]
    .map(each => each.dataset).map(data => [data[names[0]], names.slice(1).map(name => data[name] ?? null)]));
  return {
    calls: of("tr[data-call]:not(.gone)", "call", "state", "priority", "holder"),
    missions: of(".side article[data-mission]", "mission", "state", "sent"),
  };
}"""


@dataclass
class Agreement:
    """The boards and the tablet of one house, held against its log."""

    log: EventLog
    boards: tuple[Page, ...]
    tablet: Page
    team: str

    async def check(self) -> None:
        """Wait until every screen has the last fact that concerns it, then compare all they say."""
        facts = await all_facts(self.log)
        board, changed_at = _folded(REGULATOR_BOARD, facts)
        for page in self.boards:
            await page.wait_for_function(
                "last => Number(document.querySelector('[data-position]').dataset.position) >= last",
                arg=changed_at,
            )
            assert await page.evaluate(_SHOWN) == _of(board)
        sheets, _ = _folded(TEAM_SHEETS, facts)
        await self._on_the_tablet(sheets)

    async def _on_the_tablet(self, sheets: TeamSheets) -> None:
        expected = sheet(sheets, self.team)
        if expected is None or expected.mission is None:
            await expect(self.tablet.locator("[data-nothing]")).to_be_visible()
            return
        shown = self.tablet.locator(f"[data-mission='{expected.mission.id}']")
        await expect(shown).to_have_attribute("data-state", expected.mission.state)


def _folded(projection: Projection[Any], facts: list[Recorded[Any]]) -> tuple[Any, int]:
    """The view, and the position of the last fact that changed it."""
    view, changed_at = projection.initial, 0
    for recorded in facts:
        after = projection.apply(view, recorded)
        if after is not view:
            changed_at = recorded.position
        view = after
    return view, changed_at


def _of(board: RegulatorBoard) -> dict[str, Any]:
    return {
        "calls": {
            row.id: [row.state.value, row.priority.value if row.priority else None, row.holder]
            for row in board.calls.values()
        },
        "missions": {row.id: [row.state.value, row.team] for row in board.missions.values()},
    }

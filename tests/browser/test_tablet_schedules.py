"""The tablet under random schedules of network cuts, lost replies, closed tabs and wrong clocks."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Route, expect

from domain.fact import Fact
from domain.mission.commands import CancelMission
from eventlog.embedded import EmbeddedServer
from tests.browser.crews import TEAM, WALK, Crew, a_crew, acts
from tests.browser.telling import DOCTOR

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EVERY_DAY = range(1, 4)
"""Withdrawn at once, never, and on the way; every kind of trouble."""
SOAK = range(1_000, 1_200)
ACTIONS = tuple(WALK)
BEFORE_ARRIVAL = 2
"""A mission can be taken back until the crew has arrived: while it has done so few steps at most."""
SKEWS_MS = (0, 0, -3 * 3_600_000, 3 * 3_600_000, -2_000_000_000_000)
"""The last is a tablet that believes to be before 2001."""

WRITES_MS = (0, 20, 100)
"""How long the tablet takes to begin to write: a tab closed under the finger may be closed before."""


@pytest_asyncio.fixture(loop_scope="session")
async def crew(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Crew]:
    async with a_crew(server, browser, tmp_path) as made:
        yield made


@dataclass
class Night:
    """One mission, and what goes wrong around it. Same seed, same troubles."""

    crew: Crew
    chance: random.Random
    name: str
    cut: bool = False
    losing: int = 0
    withdrawn_after: int | None = None
    told: list[str] = field(default_factory=list[str])

    async def begin(self) -> None:
        await self.crew.context.route("**/api/missions", self._perhaps_lose)
        await self.crew.send(self.name)
        await self.crew.page.locator(f"[data-mission=m-{self.name}]").wait_for()
        if self.chance.random() < 0.25:
            self.withdrawn_after = self.chance.randint(0, BEFORE_ARRIVAL)

    async def trouble(self) -> None:
        """At most one thing goes wrong, or right again."""
        match self.chance.choice(["nothing", "cut", "cut", "back", "lose", "reopen", "skew"]):
            case "cut":
                await self.turn(cut=True)
            case "back":
                await self.turn(cut=False)
            case "lose":
                self.losing = self.chance.randint(1, 3)
            case "reopen":
                await self.crew.reopen()
            case "skew":
                await self._set_clock(self.chance.choice(SKEWS_MS))
            case _:
                pass

    async def turn(self, *, cut: bool) -> None:
        self.cut = cut
        await (self.crew.cut() if cut else self.crew.back())

    async def act(self, action: str) -> None:
        """The crew acts until the tablet has it. Sometimes the tab closes under the finger."""
        await self.crew.act(action)
        if self.chance.random() < 0.3:
            await self.crew.reopen()
        while await self._still(action):
            await self.crew.act(action)

    async def withdraw(self) -> None:
        """The doctor takes the mission back while the tablet cannot hear of it."""
        await self.turn(cut=True)
        cancel = CancelMission(mission=f"m-{self.name}", team=TEAM, why="Patient conduit par un proche")
        await self.crew.teller.tell(0, DOCTOR, cancel)

    async def over(self) -> None:
        """The network is well again, and everything is answered."""
        self.losing = 0
        await self.turn(cut=False)
        await self.crew.reopen()
        await self.crew.page.locator("[data-line=on]").wait_for()
        await self.crew.all_sent()

    async def refused(self) -> int:
        """How many refusals the crew is told of, each in words."""
        await self.crew.page.locator("[data-screen=queue]").click()
        said = self.crew.page.locator("[data-fate=refused] [data-why]")
        return len([each for each in await said.all_inner_texts() if each.strip()])

    async def _still(self, action: str) -> bool:
        """Whether the screen still asks for `action` once it has settled: it was never entered.

        What the screen no longer asks for is on the device, whatever is closed from then on.
        """
        # A tablet that has just been opened says "unknown" until it has read what it keeps: not settled yet.
        settled = "[data-primary]:not([disabled]), [data-nothing=none], [data-nothing=off-duty]"
        await self.crew.page.locator(settled).first.wait_for()
        return await self.crew.page.locator(f"[data-primary][data-action='{action}']").count() > 0

    async def _set_clock(self, skew: int) -> None:
        await self.crew.context.add_init_script(f"Date.now = ((now) => () => now() + {skew})(Date.now);")
        await self.crew.reopen()

    async def _perhaps_lose(self, route: Route) -> None:
        """The server gets it, and its answer gets lost."""
        try:
            if self.losing > 0:
                self.losing -= 1
                await route.fetch()
                await route.abort("connectionreset")
            else:
                await route.continue_()
        except Error:  # the tab was closed meanwhile
            pass


async def a_night(crew: Crew, seed: int) -> None:
    """Play one schedule, and hold the log against what the crew did."""
    night = Night(crew, random.Random(seed), f"n{seed}")
    await crew.write_in(WRITES_MS[seed % len(WRITES_MS)])
    await night.begin()
    entered: list[str] = []
    for action in ACTIONS:
        if night.withdrawn_after == len(entered):
            await night.over()
            await night.withdraw()
        elif night.withdrawn_after is None or night.withdrawn_after > len(entered):
            await night.trouble()
        await night.act(action)
        entered.append(action)
    await night.over()
    await expect(crew.page.locator("[data-nothing=none]")).to_be_visible()
    kept = entered if night.withdrawn_after is None else entered[: night.withdrawn_after]
    expected: list[type[Fact]] = [WALK[action] for action in kept]
    assert [type(each.fact) for each in await acts(crew.world, night.name)] == expected
    assert await night.refused() == len(entered) - len(kept)
    assert crew.errors == []


@pytest.mark.parametrize("seed", EVERY_DAY)
async def test_whatever_happens_each_action_counts_once_and_in_order(crew: Crew, seed: int) -> None:
    await a_night(crew, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK)
async def test_so_it_is_for_two_hundred_nights(crew: Crew, seed: int) -> None:
    await a_night(crew, seed)

"""A crew with its tablet: what the tests of the tablet do and look at."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from domain.envelope import Recorded
from domain.fact import Fact
from domain.mission import commands as mission
from domain.mission import facts as f
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.world import PASSWORD, World, a_world
from tests.browser.chromium import PATIENCE_MS
from tests.browser.serving import Server, serving
from tests.browser.telling import DOCTOR, MACHINE, Teller
from tests.reading import all_facts
from tests.tree import ROOT

TEAM, NURSE = "t1", "nurse-1"
WALK: dict[str, type[Fact]] = {
    "acknowledge": f.TeamAcknowledged,
    "depart": f.TeamDeparted,
    "arrive": f.TeamArrived,
    "care": f.CareStarted,
    "bilan": f.BilanSent,
    "hand-over": f.PatientHandedOver,
    "leave": f.TeamLeft,
    "close": f.MissionClosed,
}
"""The large action of each state, in order, and the fact it leads to."""

_WRITE_LATE = """((seal) => {
  SubtleCrypto.prototype.encrypt = async function (...what) {
    await new Promise((done) => setTimeout(done, LATE));
    return seal.apply(this, what);
  };
})(SubtleCrypto.prototype.encrypt);"""
"""Everything that the tablet writes is sealed first."""


@dataclass
class Crew:
    """One tablet of one crew, and what must never happen on it."""

    world: World
    server: Server
    teller: Teller
    context: BrowserContext
    page: Page
    errors: list[str] = field(default_factory=list[str])

    async def open(self) -> None:
        """Open the tablet's page in a new tab."""
        self.page = await self.context.new_page()
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        await self.page.goto(f"{self.server.url}/tablet")

    async def reopen(self) -> None:
        """Close the tab as it is, and open another."""
        await self.page.close()
        await self.open()

    async def sign_in(self, user: str = NURSE) -> None:
        """Sign in, and wait for the page to be kept on the device."""
        await self.page.locator("input[name=user]").fill(user)
        await self.page.locator("input[name=password]").fill(PASSWORD)
        await self.page.locator("input[name=password]").press("Enter")
        await self.page.locator("[data-line=on]").wait_for()
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    async def cut(self) -> None:
        await self.context.set_offline(True)

    async def back(self) -> None:
        await self.context.set_offline(False)

    async def act(self, action: str) -> None:
        """Touch the large action, once it is `action`, and fill in what it asks."""
        await self.page.locator(f"[data-primary][data-action='{action}']:not([disabled])").click()
        await self.fill_in(action)

    async def fill_in(self, action: str) -> None:
        """What `action` asks for after its touch."""
        if action == "bilan":
            await self.page.locator("[data-loaded=true]").wait_for()
            await self.page.locator("textarea[name=text]").fill("Conscient, coloré")
            await self.page.locator("[data-send]").click()
        elif action == "hand-over":
            await self.page.locator("[data-outcome=left-at-home]").click()

    async def write_in(self, milliseconds: int) -> None:
        """Have every write of the tabs opened from now on begin so much later."""
        await self.context.add_init_script(_WRITE_LATE.replace("LATE", str(milliseconds)))

    async def all_sent(self) -> None:
        """Wait until nothing waits on the tablet any more."""
        await self.page.locator("[data-waiting='0']").wait_for()

    async def send(self, name: str, priority: str = "P2") -> None:
        """The doctor orders the crew on mission `m-<name>` of the call `c-<name>`, and it is alerted."""
        told = self.teller
        call, wanted = f"c-{name}", f"m-{name}"
        await told.receive(60, call, "Chute, hanche douloureuse", "12 rue des Essais, Obernai", priority)
        await told.regulate(50, call)
        await told.ask_team(40, call, wanted)
        await told.tell(20, DOCTOR, mission.OrderMission(mission=wanted, team=TEAM))
        await told.tell(19, MACHINE, mission.AlertTeam(mission=wanted, team=TEAM))

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)


async def acts(world: World, name: str) -> list[Recorded[Any]]:
    """What the crew did on mission `m-<name>`, as the log has it, in its order."""
    found = await all_facts(world.log)
    return [each for each in found if each.stream.id == f"m-{name}" and each.by.id == NURSE]


@asynccontextmanager
async def a_crew(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Crew]:
    """A nurse of team t1 in front of a tablet, signed in, on duty, with nothing to do."""
    async with a_world(server, folder, web=build_pages(ROOT)) as world, serving(world.app) as served:
        world.clock.at = datetime.now(UTC)
        teller = Teller(world, world.clock.at)
        await teller.start_shift(TEAM, "Obernai", ends_in=9 * 3600)
        size: Any = {"width": 1280, "height": 800}
        context = await browser.new_context(
            viewport=size, color_scheme="light", timezone_id="Europe/Paris", has_touch=True
        )
        context.set_default_timeout(PATIENCE_MS)
        try:
            crew = Crew(world, served, teller, context, await context.new_page())
            await crew.reopen()
            await crew.sign_in()
            yield crew
        finally:
            await context.close()

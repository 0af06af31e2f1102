"""Pictures of the bar, the sheet and the alarms: `python -m tests.browser.command_pictures FOLDER`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from domain.alarm.facts import AlarmKind
from domain.alarming import raising
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.world import World, a_world
from tests.browser.chromium import chromium
from tests.browser.night import a_full_night
from tests.browser.post import sign_in
from tests.browser.serving import serving
from tests.browser.telling import MACHINE, telling
from tests.tree import ROOT


async def alarms(world: World) -> None:
    """One of each rank, as the worker raises them."""
    async with telling(world) as teller:
        await teller.tell(30, MACHINE, raising(AlarmKind.CALL_WAITING, "c-1051", detail="P1"))
        await teller.tell(90, MACHINE, raising(AlarmKind.CREW_SILENT, "M24", team="M24"))
        await teller.tell(200, MACHINE, raising(AlarmKind.CREW_SILENT, "M22", team="M22"))


async def _page(browser: Browser, url: str, theme: str) -> Page:
    context = await browser.new_context(
        viewport={"width": 1366, "height": 768},
        color_scheme="light" if theme == "light" else "dark",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = await context.new_page()
    await sign_in(page, url)
    await page.locator("[data-alarm=M24]").wait_for()
    return page


async def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as kept:
        nats = EmbeddedServer(Path(kept) / "nats").start()
        try:
            async with (
                a_world(nats, Path(kept), web=build_pages(ROOT)) as world,
                serving(world.app) as server,
                chromium() as browser,
            ):
                await a_full_night(world)
                await alarms(world)
                page = await _page(browser, server.url, "dark")
                await page.keyboard.press("f")
                await page.keyboard.press("/")
                await page.keyboard.type("p1 c-1056")
                await page.locator("[data-says=ready]").wait_for()
                await page.screenshot(path=folder / "board-command-bar.png")
                await page.keyboard.press("Escape")
                await page.keyboard.press("?")
                await page.locator("dialog[open]").wait_for()
                await page.screenshot(path=folder / "board-shortcuts.png")
                await page.context.close()
                page = await _page(browser, server.url, "light")
                await page.locator("[data-call='c-1044']").focus()
                await page.keyboard.press("!")
                await page.locator("[data-alarm].seen").first.wait_for()
                await page.keyboard.press("/")
                await page.keyboard.type("send m2")
                await page.locator("[data-says]:not(.ready)").wait_for()
                await page.screenshot(path=folder / "board-alarms-light.png")
        finally:
            nats.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

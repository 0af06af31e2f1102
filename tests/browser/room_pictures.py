"""Pictures of map, wall, paper and statistics: `python -m tests.browser.room_pictures FOLDER`.

The real server, the real log and an invented night; nothing is drawn by hand.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.world import a_world
from tests.browser.chromium import chromium
from tests.browser.night import a_full_night
from tests.browser.post import sign_in
from tests.browser.serving import Server, serving
from tests.tree import ROOT

SMALL, WIDE = (1366, 768), (1920, 1080)


async def _page(browser: Browser, size: tuple[int, int], theme: str) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if theme == "light" else "dark",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    return await context.new_page()


async def board(browser: Browser, server: Server, file: Path, size: tuple[int, int], theme: str) -> None:
    """The board with its map."""
    page = await _page(browser, size, theme)
    await sign_in(page, server.url)
    await page.locator("[data-team=M21]").wait_for()
    await page.keyboard.press("c")
    await page.locator("[data-mark='call:c-1058']").wait_for()
    await page.screenshot(path=file)
    await page.context.close()


async def wall(browser: Browser, server: Server, file: Path, size: tuple[int, int]) -> None:
    """The wall of the room."""
    page = await _page(browser, size, "light")
    await sign_in(page, server.url)
    await page.goto(f"{server.url}/wall")
    await page.locator("[data-mark='team:M26']").wait_for()
    await page.screenshot(path=file)
    await page.context.close()


async def paper(browser: Browser, server: Server, file: Path) -> None:
    """The paper board on screen, and as it leaves the printer."""
    page = await _page(browser, SMALL, "dark")
    await sign_in(page, server.url)
    await page.goto(f"{server.url}/print")
    await page.locator("[data-paper-team=M21]").wait_for()
    await page.screenshot(path=file, full_page=True)
    await page.pdf(path=file.with_suffix(".pdf"), prefer_css_page_size=True)
    await page.context.close()


async def stats(browser: Browser, server: Server, file: Path, theme: str) -> None:
    """The statistics of the night."""
    page = await _page(browser, SMALL, theme)
    await sign_in(page, server.url)
    await page.goto(f"{server.url}/stats")
    await page.locator("[data-stats=settled]").wait_for()
    await page.screenshot(path=file, full_page=True)
    await page.context.close()


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
                await world.house.rows.wait(await world.log.last_position(), timeout=10)
                await board(browser, server, folder / "board-map.png", WIDE, "dark")
                await board(browser, server, folder / "board-map-small.png", SMALL, "light")
                await wall(browser, server, folder / "wall.png", WIDE)
                await paper(browser, server, folder / "paper.png")
                await stats(browser, server, folder / "stats.png", "light")
                await stats(browser, server, folder / "stats-dark.png", "dark")
        finally:
            nats.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))

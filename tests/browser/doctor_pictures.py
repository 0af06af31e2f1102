"""Pictures of the doctor's file for its guide: `python -m tests.browser.doctor_pictures FOLDER`.

The real server, the real log and an invented night; nothing is drawn by hand.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from eventlog.embedded import EmbeddedServer
from tests.browser.chromium import chromium
from tests.browser.doctoring import Practice, practising
from tests.browser.post import time_stands_still


async def _take(practice: Practice, folder: Path, name: str) -> None:
    page = practice.post.page
    await page.mouse.move(5, 5)
    await page.wait_for_timeout(500)
    await page.screenshot(path=folder / f"file-{name}.png")


async def _story(practice: Practice, folder: Path) -> None:
    page = practice.post.page
    await practice.press("f", "j", "Enter", "g", "n")
    await practice.type("Dyspnée depuis 2 h, sueurs, ne finit pas ses phrases.")
    await practice.press("Control+Enter", "Escape", "g", "s", "1")
    await practice.panel.locator("[data-level=R1][aria-pressed=true]").wait_for()
    await practice.press("g", "v", "Enter", "Enter")
    await practice.panel.locator("[data-visio]").wait_for()
    await practice.caller_joins()
    await practice.press("g", "v", "Enter")
    await practice.panel.locator("[data-visio-state=live]").wait_for()
    await practice.press("g", "n")
    await practice.type("Œdèmes des chevilles, sous diurétique")
    await _take(practice, folder, "visio")
    await practice.press("Escape", "g", "p", "Enter", "ArrowUp", "Tab", "Space", "Tab", "Space", "Tab")
    await practice.type("Ne répond plus, seule chez elle")
    await practice.part("dmp").scroll_into_view_if_needed()
    await _take(practice, folder, "glass-asked")
    await practice.press("Enter")
    await practice.panel.locator("[data-phase=asking]").wait_for()
    await practice.answer()
    await practice.panel.locator("[data-phase=open]").wait_for()
    await practice.press("g", "p", "Enter")
    await practice.part("dmp").locator("[data-document=d2]").wait_for()
    await practice.press("Tab", "Tab", "Tab", "Enter")
    await practice.part("dmp").locator("[data-shown]").wait_for()
    await _take(practice, folder, "glass")
    await practice.press("g", "e")
    await page.wait_for_timeout(300)
    await practice.part("teams").scroll_into_view_if_needed()
    await time_stands_still(page)
    await practice.press("a")
    await page.locator("[data-held]").wait_for()
    await page.screenshot(path=folder / "file-undo.png")
    await page.clock.resume()


async def _pictures(
    server: EmbeddedServer, browser: Browser, kept: Path, folder: Path, *, light: bool
) -> None:
    async with practising(server, browser, kept / str(light)) as practice:
        await practice.post.page.emulate_media(color_scheme="light" if light else "dark")
        await practice.post.page.reload()
        await practice.post.page.locator("[data-freshness=fresh]").wait_for()
        await _story(practice, folder / "light" if light else folder)


async def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as kept:
        nats = EmbeddedServer(Path(kept) / "nats").start()
        try:
            async with chromium() as browser:
                for light in (False, True):
                    (Path(kept) / str(light)).mkdir()
                    await _pictures(nats, browser, Path(kept), folder, light=light)
        finally:
            nats.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    (Path(sys.argv[1]) / "light").mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))

"""Pictures of the board for the documentation: `python -m tests.browser.pictures FOLDER`.

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


async def _picture(
    browser: Browser,
    server: Server,
    folder: Path,
    name: str,
    *,
    size: tuple[int, int],
    theme: str,
    call: str | None,
) -> None:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if theme == "light" else "dark",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page: Page = await context.new_page()
    await sign_in(page, server.url)
    await page.locator("[data-team=M21]").wait_for()
    if call is not None:
        await page.locator(f"[data-call='{call}']").click()
        await page.mouse.move(5, 5)
    await page.wait_for_timeout(700)
    await page.screenshot(path=folder / f"{name}.png")
    await context.close()


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
                small, wide = (1366, 768), (1920, 1080)
                await _picture(browser, server, folder, "board", size=wide, theme="dark", call=None)
                await _picture(browser, server, folder, "board-call", size=wide, theme="dark", call="c-1044")
                await _picture(browser, server, folder, "board-small", size=small, theme="dark", call=None)
                await _picture(
                    browser, server, folder, "board-light", size=small, theme="light", call="c-1044"
                )
        finally:
            nats.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))

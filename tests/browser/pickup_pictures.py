"""Pictures of the pick-up form: `python -m tests.browser.pickup_pictures FOLDER`.

The real server, the real log and an invented night; nothing is drawn by hand.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from domain.vocabulary import Position
from eventlog.embedded import EmbeddedServer
from gateways.places.communes import read_communes
from gateways.places.search import CommuneSearch
from hatch_build import build_pages
from tests.api.world import a_world
from tests.browser.chromium import chromium
from tests.browser.night import a_full_night
from tests.browser.post import sign_in
from tests.browser.serving import Server, serving
from tests.tree import ROOT

STRASBOURG = Position(48.58, 7.75)


async def _said(page: Page, text: str) -> None:
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def _filled(page: Page) -> None:
    """A pick-up as far as the priority, at the address of a call of the night."""
    keys = page.keyboard
    await page.locator("#queue").focus()
    await keys.press("n")
    await page.locator("#pickup-commune").wait_for()
    await keys.type("saver")
    await page.get_by_role("option", name="Saverne").first.wait_for()
    for text in ("", "17 rue de la Gare", "code 12B, 3e étage", "", "06 12 34 56 78"):
        await _said(page, text)
    await _said(page, "f")
    for text in ("Mme Muller", "Respire mal, lèvres bleues"):
        await _said(page, text)
    await keys.type("resp")
    await page.get_by_role("option", name="Gêne respiratoire").wait_for()
    await keys.press("ArrowDown")
    await _said(page, "")
    await _said(page, "f")
    await _said(page, "84")
    await page.locator("[data-duplicates]").wait_for()


async def _picture(
    browser: Browser, server: Server, file: Path, size: tuple[int, int], theme: str, language: str
) -> None:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if theme == "light" else "dark",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = await context.new_page()
    await sign_in(page, server.url, "arm-1")
    await page.locator("[data-team=M21]").wait_for()
    await _filled(page)
    if language == "en":
        await page.get_by_role("button", name="English").click()
    await page.wait_for_timeout(700)
    await page.screenshot(path=file)
    await context.close()


async def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as kept:
        nats = EmbeddedServer(Path(kept) / "nats").start()
        communes = CommuneSearch(read_communes(), centre=STRASBOURG, departments=["67"])
        try:
            async with (
                a_world(nats, Path(kept), web=build_pages(ROOT), places=communes) as world,
                serving(world.app) as server,
                chromium() as browser,
            ):
                await a_full_night(world)
                small, wide = (1366, 768), (1920, 1080)
                await _picture(browser, server, folder / "pickup.png", small, "dark", "fr")
                await _picture(browser, server, folder / "pickup-light.png", small, "light", "en")
                await _picture(browser, server, folder / "pickup-wide.png", wide, "dark", "fr")
        finally:
            nats.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))

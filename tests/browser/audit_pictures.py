"""Pictures of the auditor's post for its guide: `python -m tests.browser.audit_pictures FOLDER`.

The real server, the real log and an invented night; nothing is drawn by hand.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, Page

from domain.dmp_access import commands as dmp
from domain.dmp_access.words import Flag, UnusualRule
from domain.regulation_call import commands as call
from domain.vocabulary import DmpMode, InsStatus, Person
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.world import World, a_world
from tests.browser.auditing import proved, sealed, sign_in, with_proofs
from tests.browser.chromium import chromium
from tests.browser.serving import serving
from tests.browser.telling import ARM, COLLEAGUE, INS, MACHINE, telling
from tests.browser.test_audit import NIGHT, break_the_glass, nobody_has_read
from tests.tree import ROOT

WAITING = [
    (62, "c-2", "Douleur thoracique constrictive", "3 place du Marché, Haguenau", "P1"),
    (55, "c-3", "Fièvre 39,5 °C, nourrisson", "8 rue du Moulin, Erstein", "P2"),
    (41, "c-4", "Chute de sa hauteur, hanche", "EHPAD Les Acacias, Molsheim", "P2"),
    (33, "c-5", "Renouvellement de traitement", "41 avenue des Vosges, Strasbourg", "P3"),
]


async def before_the_night(world: World) -> None:
    """An hour of calls, and a colleague's access as a regulation centre, flagged."""
    world.clock.at = NIGHT
    person = Person(last_name="Modèle", first_name="Bruno", birth_date="1961-09-17")
    async with telling(world) as teller:
        for number in (21, 22, 23):
            await teller.start_shift(f"M{number}", "Haguenau", ends_in=20_000)
        for ago, name, motive, place, priority in WAITING:
            await teller.receive(ago * 60, name, motive, place, priority)
        identified = call.IdentifyPatient(
            call="c-2", patient="p2", person=person, status=InsStatus.QUALIFIED, ins=INS
        )
        await teller.tell(1900, ARM, identified)
        await teller.regulate(1890, "c-2", COLLEAGUE)
        asked = dmp.RequestAccess(access="a-0", call="c-2", patient="p2", mode=DmpMode.REGULATION_CENTRE)
        await teller.tell(1800, COLLEAGUE, asked)
        await teller.tell(1799, MACHINE, dmp.DmpAnswer(access="a-0"))
        await teller.tell(1700, COLLEAGUE, dmp.CloseAccess(access="a-0"))
        flags = (Flag(rule=UnusualRule.SAME_FAMILY_NAME),)
        await teller.tell(1699, MACHINE, dmp.RecordAssessment(access="a-0", flags=flags))


async def take(page: Page, folder: Path, name: str) -> None:
    await page.mouse.move(5, 5)
    await page.wait_for_timeout(600)
    await page.screenshot(path=folder / f"audit-{name}.png")


async def search(page: Page, folder: Path) -> None:
    await page.locator("tr[data-access='a-1']").get_by_role("button").click()
    await page.locator("[data-timeline='a-1']").wait_for()
    await take(page, folder, "search")


async def replay(page: Page, folder: Path) -> None:
    timeline = page.locator("[data-timeline='a-1']")
    await timeline.locator("tr", has_text="Document lu").get_by_role("button").click()
    await page.locator("[data-past-file='c-1'] .glass-open").wait_for()
    await take(page, folder, "replay")


async def reviews(page: Page, folder: Path) -> None:
    await page.get_by_role("tab", name="Revues").click()
    await page.get_by_role("button", name="Relire a-1").click()
    await take(page, folder, "reviews")


async def integrity(page: Page, folder: Path) -> None:
    await page.get_by_role("tab", name="Intégrité").click()
    await page.get_by_role("button", name="Vérifier tout le journal").click()
    await page.locator("[data-verified='0']").wait_for()
    await take(page, folder, "integrity")


async def exports(page: Page, folder: Path) -> None:
    await page.get_by_role("tab", name="Exports").click()
    await page.get_by_label("Professionnel").fill("doctor-1")
    await page.get_by_role("button", name="Préparer l'export").click()
    await page.locator("[data-export=done]").wait_for()
    await take(page, folder, "exports")


async def readings(page: Page, folder: Path) -> None:
    await page.get_by_role("tab", name="Recherche").click()
    await page.get_by_label("Mode").select_option("bris_de_glace")
    await page.get_by_label("Depuis").fill("2026-01-09T20:00")
    await page.get_by_role("button", name="Chercher").click()
    await page.locator("tr[data-access='a-1']").wait_for()
    await page.get_by_role("tab", name="Lectures").click()
    await page.locator("tr[data-reading=shown]").first.wait_for()
    await take(page, folder, "readings")


SHOTS: tuple[Callable[[Page, Path], Awaitable[None]], ...] = (
    search,
    replay,
    reviews,
    integrity,
    exports,
    readings,
)


async def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as kept:
        nats = EmbeddedServer(Path(kept) / "nats").start()
        try:
            async with (
                a_world(nats, Path(kept), web=build_pages(ROOT), export_folder=Path(kept) / "out") as world,
                proved(nats, world, Path(kept) / "data") as proofs,
                serving(world.app) as server,
                chromium() as browser,
            ):
                with_proofs(world, proofs)
                await before_the_night(world)
                await break_the_glass(world)
                await nobody_has_read(world)
                await sealed(world, proofs)
                await _all(browser, server.url, folder, light=False)
                await _all(browser, server.url, folder, light=True)
                world.clock.at += timedelta(hours=1)
        finally:
            nats.stop()


async def _all(browser: Browser, url: str, folder: Path, *, light: bool) -> None:
    context = await browser.new_context(
        viewport={"width": 1760, "height": 990},
        color_scheme="light" if light else "dark",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = await context.new_page()
    await sign_in(page, url)
    for shot in SHOTS[:2] if light else SHOTS:
        await shot(page, folder / "light" if light else folder)
    await context.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    (Path(sys.argv[1]) / "light").mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))

"""What the board says of preparedness, whether it is known, unknown or no longer told."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from api.preparedness import Coverage, NamedPlace
from domain.vocabulary import Position
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.test_coverage import COVERAGE
from tests.api.world import a_world
from tests.browser.conftest import a_page
from tests.browser.post import sign_in
from tests.browser.serving import Server, serving
from tests.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PANEL = "[data-coverage]"


class Changing:
    """A port whose answer a test changes."""

    def __init__(self) -> None:
        self.told: Coverage | None = COVERAGE

    async def coverage(self) -> Coverage | None:
        return self.told


@asynccontextmanager
async def board(
    server: EmbeddedServer, browser: Browser, folder: Path
) -> AsyncGenerator[tuple[Page, Changing, Server]]:
    """A regulator's board whose coverage the test says; twenty seconds pass when the test says so."""
    port = Changing()
    async with (
        a_world(server, folder, web=build_pages(ROOT), preparedness=port) as world,
        serving(world.app) as served,
        a_page(browser) as page,
    ):
        await page.clock.install()
        await sign_in(page, served.url)
        yield page, port, served


async def test_the_board_says_the_coverage_and_what_would_win_some(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    async with board(server, browser, tmp_path) as (page, port, _):
        panel = page.locator(PANEL)
        await expect(panel).to_contain_text("Couverture 82 %")
        await expect(panel).to_contain_text("prochain appel à 22 min")
        await expect(panel).to_contain_text("taux d'occupation 41 %")
        await expect(panel).to_contain_text("2 équipes prêtes")
        await expect(panel).to_contain_text("estimé")
        await expect(page.locator("[data-move=M21]")).to_have_text(
            "M21 : se prépositionner à 4 km au nord-est de Melun (12 min) → "
            "prochain appel atteint 3,5 min plus tôt en moyenne depuis 2 km au sud de Melun"
        )
        await expect(panel).to_contain_text("rien n'est ordonné")
        await expect(panel.locator("button")).to_have_count(0)
        port.told = replace(COVERAGE, share=0.9, suggestions=())
        await page.clock.run_for(20_000)
        await expect(panel).to_contain_text("Couverture 90 %")
        await expect(panel).to_contain_text("Aucun prépositionnement conseillé")


async def test_a_base_is_called_by_its_name_in_english_too(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    async with board(server, browser, tmp_path) as (page, port, _):
        await expect(page.locator(PANEL)).to_contain_text("Couverture 82 %")
        base = NamedPlace(position=Position(48.6, 2.7), base="Haguenau", metres=0.0, bearing=0.0)
        port.told = replace(COVERAGE, suggestions=(replace(COVERAGE.suggestions[0], to=base),))
        await page.clock.run_for(20_000)
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("[data-move=M21]")).to_have_text(
            "M21: move to Haguenau (12 min) → next call reached 3.5 min sooner on average "
            "from 2 km south of Melun"
        )


async def test_unknown_and_no_longer_told_are_said(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    async with board(server, browser, tmp_path) as (page, port, served):
        panel = page.locator(PANEL)
        await expect(panel).to_contain_text("Couverture 82 %")
        port.told = None
        await page.clock.run_for(20_000)
        await expect(panel).to_contain_text("Couverture inconnue")
        port.told = COVERAGE
        await page.clock.run_for(20_000)
        await expect(panel).to_contain_text("Couverture 82 %")
        await served.stop()
        await page.clock.run_for(20_000)
        await expect(page.locator("[data-coverage=stale]")).to_contain_text("Ne plus s'y fier")
        await served.start()
        await page.clock.run_for(20_000)
        await expect(page.locator("[data-coverage=known]")).to_contain_text("Couverture 82 %")

"""No serious or critical finding of axe-core, on any page in any state, light and dark."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from eventlog.embedded import EmbeddedServer
from tests.browser.auditing import sign_in as sign_in_auditor
from tests.browser.axe import findings
from tests.browser.conftest import Post, a_page
from tests.browser.crews import Crew, a_crew
from tests.browser.night import a_full_night
from tests.browser.tablet_pictures import a_photo
from tests.browser.targets import too_small

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FLAT: ViewportSize = {"width": 1280, "height": 800}
UPRIGHT: ViewportSize = {"width": 800, "height": 1280}
PARTS = {
    **{score: f"[data-score={score}]" for score in ("glasgow", "news2", "pain")},
    "photo": "[data-choice=consent-patient]",
    "drawing": "[data-mark]",
}
"""The tabs of the bilan beside the measures, and what each shows once it is there."""


@pytest_asyncio.fixture(loop_scope="session")
async def crew(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Crew]:
    async with a_crew(server, browser, tmp_path) as made:
        yield made


async def test_a_fault_would_be_found(post: Post) -> None:
    await post.page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/x\"><button></button>'")
    found = await findings(post.page)
    assert any("image-alt" in each for each in found)
    assert any("button-name" in each for each in found)


async def test_the_board_is_open_to_all(post: Post) -> None:
    await a_full_night(post.world)
    page = post.page
    await page.locator("[data-team=M21]").wait_for()
    assert await findings(page) == []
    for call in ("c-1058", "c-1047"):
        await page.locator(post.row(call)).click()
        await expect(page.get_by_role("complementary")).to_be_visible()
        assert await findings(page) == []
    await page.keyboard.press("?")
    await page.get_by_role("dialog").wait_for()
    assert await findings(page) == []


async def test_signing_in_is_open_to_all(post: Post, browser: Browser) -> None:
    async with a_page(browser) as page:
        for path in ("/", "/audit", "/tablet"):
            await page.goto(f"{post.server.url}{path}")
            await page.locator("input[name=user]").wait_for()
            assert await findings(page) == [], path


async def test_the_auditors_post_is_open_to_all(post: Post, browser: Browser) -> None:
    await a_full_night(post.world)
    async with a_page(browser) as page:
        await sign_in_auditor(page, post.server.url)
        await _each_tab(page)


async def _each_tab(page: Page) -> None:
    for tab in await page.get_by_role("tab").all():
        await tab.click()
        await expect(tab).to_have_attribute("aria-selected", "true")
        assert await findings(page) == [], await tab.inner_text()


async def test_the_tablet_is_open_to_all_and_to_gloved_fingers(crew: Crew) -> None:
    crew.world.app.state.house = replace(crew.world.house, simulated_devices=True)
    await crew.reopen()
    page = crew.page
    await page.locator("[data-nothing=none]").wait_for()
    await _fit(page)
    await crew.send("axe")
    await page.locator("[data-mission=m-axe]").wait_for()
    await _fit(page)
    await page.locator("[data-action=decline]").click()
    await _fit(page)
    await page.get_by_role("button", name="Revenir").click()
    for action in ("acknowledge", "depart", "arrive", "care"):
        await crew.act(action)
    await page.locator("[data-teleconsultation]:not([disabled])").click()
    await page.locator("[data-choice=agreed-emergency]").click()
    await _fit(page)
    await page.get_by_role("button", name="Revenir").click()
    await _each_part_of_the_bilan(crew)
    for screen in ("shift", "queue"):
        await page.locator(f"[data-screen={screen}]").click()
        await _fit(page)
    shrunk = "each => Object.assign(each.style, {minHeight: 0, height: '94px'})"
    await page.locator("[data-screen=queue]").evaluate(shrunk)
    [planted] = await too_small(page)
    assert "data-screen" in planted, "what is 1 px too small is found"


async def _each_part_of_the_bilan(crew: Crew) -> None:
    page = crew.page
    await page.locator("[data-primary][data-action=bilan]:not([disabled])").click()
    await page.locator("[data-read=oximeter]:not([disabled])").click()
    await page.locator("[data-origin]").first.wait_for()
    await page.locator("input[name=FREQUENCE_RESPIRATOIRE]").fill("99")
    await page.locator("[data-confirm]").wait_for()
    await _fit(page)
    for part, shown in PARTS.items():
        await page.locator(f"[data-part={part}]").click()
        await page.locator(shown).wait_for()
        if part == "photo":
            await page.locator("[data-choice=consent-patient]").click()
            photo: Any = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
            await page.locator("input[name=photo]").set_input_files(photo)
            await page.locator("[data-send-picture]").wait_for()
        if part == "drawing":
            await page.locator("[data-mark]").click()
        await _fit(page)


async def _fit(page: Page) -> None:
    """No finding of axe, and no target under 15 mm however the tablet is held."""
    assert await findings(page) == []
    for held in (UPRIGHT, FLAT):
        await page.set_viewport_size(held)
        assert await too_small(page) == []

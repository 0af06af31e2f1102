"""No serious or critical finding of axe-core, on any page in any state, light and dark."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from eventlog.embedded import EmbeddedServer
from tests.browser.auditing import sign_in as sign_in_auditor
from tests.browser.axe import findings
from tests.browser.conftest import Post, a_page
from tests.browser.crews import Crew, a_crew
from tests.browser.night import a_full_night

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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


async def test_the_tablet_is_open_to_all(crew: Crew) -> None:
    page = crew.page
    assert await findings(page) == []
    await crew.send("axe")
    await page.locator("[data-mission=m-axe]").wait_for()
    assert await findings(page) == []
    for action in ("acknowledge", "depart", "arrive", "care"):
        await crew.act(action)
    await page.locator("[data-primary][data-action=bilan]:not([disabled])").click()
    await page.locator("[data-loaded=true]").wait_for()
    assert await findings(page) == []
    for screen in ("shift", "queue"):
        await page.locator(f"[data-screen={screen}]").click()
        assert await findings(page) == [], screen

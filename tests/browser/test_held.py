"""The undo window, in a real browser: what can't be undone is not done before it has left."""

import pytest
from playwright.async_api import Page, expect

from domain.mission.facts import MissionOrdered
from tests.api.world import PASSWORD
from tests.browser.conftest import Post
from tests.browser.night import a_full_night
from tests.browser.post import time_stands_still
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_order_is_taken_back_dropped_with_the_session_or_sent_by_a_second_enter(post: Post) -> None:
    page, keys = post.page, post.page.keyboard
    await page.clock.install()
    await page.reload()
    await a_full_night(post.world)
    before = len(await told(post.world.log, MissionOrdered))
    held, order = page.locator("[data-held]"), page.get_by_role("button", name="Ordonner M21")
    await order.wait_for()
    await time_stands_still(page)
    await order.focus()
    await keys.press("Enter")
    await expect(held).to_contain_text("Ordre à M21 pas encore envoyé")
    await expect(held).to_contain_text("part dans 4 s")
    await expect(page.locator("[data-announcer=held]")).to_contain_text("Ordre à M21 : pas encore envoyé")
    await page.clock.run_for(3_000)
    await expect(held).to_contain_text("part dans 1 s")
    await keys.press("u")
    await expect(page.locator("li.undone")).to_contain_text("Repris : rien n'a été envoyé")
    await expect(held).to_be_hidden()
    await page.clock.run_for(10_000)
    assert await page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    await expect(order).to_be_focused()

    await keys.press("Enter")
    await expect(held).to_contain_text("pas encore envoyé")
    assert not await page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    await page.get_by_role("button", name="Fermer la session").click()
    await expect(page.locator("li.dropped")).to_contain_text("Non envoyé : la session est finie")
    await page.clock.run_for(10_000)
    assert len(await told(post.world.log, MissionOrdered)) == before

    await page.clock.resume()
    await sign_in_again(page)
    await order.focus()
    await keys.press("Enter")
    await expect(held).to_contain_text("pas encore envoyé")
    await keys.press("Enter")
    await expect(page.locator("li.accepted")).to_contain_text("Ordre à M21")
    assert len(await told(post.world.log, MissionOrdered)) == before + 1
    assert post.errors == []


async def sign_in_again(page: Page) -> None:
    await page.locator("input[name=user]").fill("doctor-1")
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")

"""What a person at a post does first."""

from playwright.async_api import Page

from tests.api.world import PASSWORD


async def sign_in(page: Page, url: str, user: str = "doctor-1") -> None:
    """Open the board and sign in, by keyboard."""
    await page.goto(url)
    await page.locator("input[name=user]").wait_for()
    await page.keyboard.type(user)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("[data-freshness=fresh]").wait_for()


async def send_now(page: Page) -> None:
    """End the undo window of what was just asked, by its own button. Sent by itself meanwhile, it is sent."""
    await page.evaluate("document.querySelector('[data-send-now]')?.click()")


async def time_stands_still(page: Page) -> None:
    """Nothing leaves by itself any more: the clocks of the page, installed before, only move when told."""
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 0.01"))

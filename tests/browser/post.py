"""What a person at a post does first."""

from playwright.async_api import Error, Page

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
    for ahead in (0.05, 0.5, 5):
        # A slow machine may be there before its own answer is: then a little later.
        try:
            return await page.clock.pause_at(await page.evaluate(f"Date.now() / 1000 + {ahead}"))
        except Error as error:
            if "to the past" not in error.message:
                raise
    raise AssertionError("the clock of the page ran away")

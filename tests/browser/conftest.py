"""A person at a post: a real browser on the real application, server and log."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, Request

from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.conftest import server
from tests.api.world import World, a_world
from tests.browser.chromium import CHROMIUM, PATIENCE_MS, chromium
from tests.browser.post import sign_in
from tests.browser.serving import Server, serving
from tests.tree import ROOT

__all__ = ["server"]

_ROWS = "() => [...document.querySelectorAll('tr[data-call]')].map((row) => row.dataset.call)"


@dataclass
class Post:
    """One open board, and what must never happen on it."""

    world: World
    server: Server
    page: Page
    errors: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])

    def row(self, call: str) -> str:
        """The selector of a call's row."""
        return f"[data-call='{call}']"

    async def caught_up(self) -> None:
        """Wait until the board shows the log as it stands."""
        last = await self.world.log.last_position()
        await self.page.get_by_text(f"Journal n° {last}", exact=True).wait_for()

    async def rows(self) -> list[str]:
        """The calls on screen, from top to bottom."""
        return await self.page.evaluate(f"({_ROWS})()")

    async def rows_become(self, *calls: str) -> None:
        """Wait until these are the calls on screen, in this order."""
        await self.page.wait_for_function(f"calls => ({_ROWS})().join() === calls.join()", arg=list(calls))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's chromium")
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def post(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Post]:
    """A regulating doctor's board, signed in, in French, on a small screen."""
    async with (
        a_world(server, tmp_path, web=build_pages(ROOT)) as world,
        serving(world.app) as served,
        a_page(browser) as page,
    ):
        made = Post(world, served, page)
        listen(made)
        await sign_in(page, served.url)
        yield made


@asynccontextmanager
async def a_page(browser: Browser) -> AsyncGenerator[Page]:
    """A page of 1366 × 768 in its own context."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, timezone_id="Europe/Paris")
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield await context.new_page()
    finally:
        await context.close()


def listen(post: Post) -> None:
    """Keep what the page complains of, and whom it talks to."""

    def complained(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            post.errors.append(message.text)

    def asked(request: Request) -> None:
        post.asked.append(request.url)

    post.page.on("console", complained)
    post.page.on("pageerror", lambda error: post.errors.append(str(error)))
    post.page.on("request", asked)

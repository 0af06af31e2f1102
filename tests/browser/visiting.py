"""A doctor at the board and a patient with a telephone: two pages of a real browser on one real server."""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page

from domain.visio_session import facts as f
from domain.visio_session.commands import ConfirmInvitation
from domain.visio_session.links import Link
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.world import a_world
from tests.browser.conftest import Post, a_page, listen
from tests.browser.doctoring import a_call_in_hand
from tests.browser.post import sign_in
from tests.browser.serving import serving
from tests.browser.telling import MACHINE, Teller, telling
from tests.reading import told
from tests.tree import ROOT

PICTURES = ROOT / "docs" / "images"
DEVICES = ["camera", "microphone"]
_WATCHED = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.filmed = [];
navigator.mediaDevices.getUserMedia = async (wanted) => {
  await window.cameraAsked();
  const stream = await ask(wanted);
  window.filmed.push(...stream.getTracks());
  return stream;
};
"""
"""Before the page's own words: each time that it asks for a camera, the test looks at the log first."""


@dataclass
class Visit:
    """The doctor's post, the patient's telephone, and what must never happen on either."""

    post: Post
    teller: Teller
    phone: Page
    consents_when_asked: list[int] = field(default_factory=list[int])
    errors: list[str] = field(default_factory=list[str])

    @property
    def tile(self) -> Locator:
        """The session beside the form."""
        return self.post.page.locator("[data-section=visio] [data-visio]").first

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.post.page.keyboard.press(key)

    async def link(self) -> Link:
        """The operator takes the message of the newest session; its link."""
        session = (await told(self.post.world.log, f.VisioRequested))[-1].stream.id
        await self.teller.tell(0, MACHINE, ConfirmInvitation(session=session, receipt="sms-1"))
        return Link(session)

    def address(self, link: Link) -> str:
        """What the patient taps."""
        return f"{self.post.server.url}/v#{self.post.world.house.patients.key.token(link)}"

    async def step(self, step: str) -> None:
        """The doctor chooses what goes through."""
        await self.tile.locator("[data-ladder]").select_option(step)

    async def note_the_camera(self) -> None:
        self.consents_when_asked.append(len(await told(self.post.world.log, f.ConsentGiven)))


@asynccontextmanager
async def visiting(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Visit]:
    """Doctor 1 at a small screen with a call in hand; a patient's telephone that nothing is open on."""
    async with (
        a_world(server, folder, web=build_pages(ROOT)) as world,
        serving(world.app) as served,
        a_page(browser) as page,
        a_phone(browser) as phone,
        telling(world) as teller,
    ):
        made = Visit(Post(world, served, page), teller, phone)
        listen(made.post)
        await page.context.grant_permissions(DEVICES, origin=served.url)
        await phone.context.grant_permissions(DEVICES, origin=served.url)
        await watched(phone.context, made.note_the_camera)
        phone.on("pageerror", lambda error: made.errors.append(str(error)))
        await a_call_in_hand(teller)
        await sign_in(page, served.url)
        yield made


@asynccontextmanager
async def a_phone(browser: Browser, **like: object) -> AsyncGenerator[Page]:
    """A telephone's page in its own context: small, touched, French."""
    shape = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "locale": "fr-FR", **like}
    context = await browser.new_context(**shape)  # pyright: ignore[reportArgumentType]  # TypedDicts there
    context.set_default_timeout(20_000)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def watched(context: BrowserContext, asked: Callable[[], Awaitable[None]]) -> None:
    """Call `asked` before each page of `context` asks for a camera or a microphone."""
    await context.expose_function("cameraAsked", asked)  # pyright: ignore[reportUnknownMemberType]
    await context.add_init_script(_WATCHED)


async def picture(page: Page, name: str) -> None:
    """For the guides, where they are being written: VIGIE_PICTURES=1."""
    if os.environ.get("VIGIE_PICTURES"):
        await page.screenshot(path=PICTURES / f"{name}.png")

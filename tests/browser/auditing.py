"""An auditor's page on a real house whose log is signed: what the stories of the post stand on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from api.house import House
from domain.house import AnyFact
from eventlog.codec import Codec
from eventlog.connection import connected
from eventlog.dead_letters import DeadLetters
from eventlog.embedded import EmbeddedServer
from eventlog.layout import Layout
from eventlog.media import Media
from eventlog.sealing.keys import Keys
from tests.api.world import PASSWORD, World
from vigie.auditing import Proofs
from vigie.clock import RealClock
from vigie.doors import Doors
from vigie.settings import Settings
from vigie.witness import keep_signing


async def sign_in(page: Page, url: str, user: str = "auditor-1") -> None:
    """Open the auditor's post and sign in, by keyboard."""
    await page.goto(f"{url}/audit")
    await page.locator("input[name=user]").wait_for()
    await page.keyboard.type(user)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("tab").first.wait_for()


@asynccontextmanager
async def proved(server: EmbeddedServer, world: World, folder: Path) -> AsyncGenerator[Proofs]:
    """The proofs of the world's log: a part signs it each second, as in a running Vigie."""
    settings = Settings(data=folder, centre=world.house.centre, checkpoint_facts=1, checkpoint_seconds=60)
    async with connected(server.settings) as connection:
        layout = Layout.for_centre(settings.centre)
        dead = DeadLetters(connection, settings.centre, RealClock())
        keys = Keys(connection, settings.centre)  # this world stores in clear: none is ever asked for
        codec, media = Codec(AnyFact), Media(connection, settings.centre, keys)
        doors = Doors(settings, server.settings, connection, layout, codec, world.log, dead, keys, media)
        signing = asyncio.create_task(keep_signing(doors, RealClock()))
        try:
            yield Proofs(doors, world.house.tables, RealClock())
        finally:
            signing.cancel()
            with suppress(asyncio.CancelledError):
                await signing


def with_proofs(world: World, auditing: Any) -> House:
    """The house of `world`, whose application tells proofs from now on."""
    house = replace(world.house, auditing=auditing)
    world.app.state.house = house
    return house


async def sealed(world: World, proofs: Proofs) -> int:
    """Wait until a checkpoint signs the log as it stands: how many facts that is."""
    last = await world.log.last_position()
    async with asyncio.timeout(20):
        while True:
            sealing = await proofs.sealing()
            if sealing is not None and sealing.size >= last:
                return sealing.size
            await asyncio.sleep(0.05)

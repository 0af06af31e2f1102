"""A centre that sees its patients: the whole real system, a doctor's board, telephones one after another."""

import itertools
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Locator, Page, expect

from api.accounts import LocalAccounts
from api.app import create_app
from domain.codes import Priority, Role
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Actor
from domain.house import plan
from domain.regulation_call import commands as call
from domain.visio_session.words import KIND
from domain.vocabulary import Caller, CallerType, CallOrigin
from eventlog.embedded import EmbeddedServer
from eventlog.log import EventLog
from hatch_build import build_pages
from simulators.sms import sms_app
from tests.api import listening
from tests.api.world import CHEAP, PASSWORD
from tests.browser.conftest import a_page
from tests.browser.post import sign_in
from tests.browser.visiting import DEVICES, a_phone
from tests.coturn import SECRET
from tests.tree import ROOT
from tests.waiting import until_told
from vigie.clock import RealClock
from vigie.ids import random_ids
from vigie.running import running
from vigie.settings import Settings
from vigie.site import ACCOUNTS, build_house
from vigie.web import serving

ARM, DOCTOR = Actor(Role.ARM, "arm-1"), Actor(Role.REGULATOR, "doctor-1")
_numbers = itertools.count(1)


@dataclass
class Centre:
    """The doctor's board with a call in hand, and the operator's messages as they were sent."""

    log: EventLog
    url: str
    doctor: Page
    browser: Browser
    operator: httpx.AsyncClient
    read: int = 0

    @property
    def tile(self) -> Locator:
        """The newest session, beside the form."""
        return self.doctor.locator("[data-section=visio] [data-visio]").first

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.doctor.keyboard.press(key)

    async def ask(self) -> str:
        """Ask to see the patient, in three gestures; the link of the message."""
        await self.press("g", "v", "Enter")
        await expect(self.doctor.locator("[data-section=visio] input[type=tel]:focus")).to_have_value(
            "+33600000001"
        )
        await self.press("Enter")
        return await self.message()

    async def message(self) -> str:
        """The link of the next message that the operator sent."""
        sent: list[dict[str, str]] = []

        async def arrived() -> bool:
            sent[:] = (await self.operator.get("messages")).json()
            return len(sent) > self.read

        await until_told(arrived)
        self.read += 1
        return f"{self.url}/v#{sent[self.read - 1]['text'].rpartition('#')[2]}"

    @asynccontextmanager
    async def phone(self) -> AsyncGenerator[Page]:
        """A telephone that was never here: nothing of the page is kept from the one before."""
        async with a_phone(self.browser) as page:
            await page.context.grant_permissions(DEVICES, origin=self.url)
            yield page

    async def session(self) -> str:
        """The name of the newest session."""
        return await self.tile.get_attribute("data-visio") or ""

    async def facts(self, session: str) -> list[Recorded[Any]]:
        """The story of `session` as the log has it."""
        return await self.log.history(StreamId(KIND, session))

    async def fact(self, session: str, kind: type[Any], count: int = 1, seconds: float = 60) -> Any:
        """The fact number `count` of `kind` in `session`, once it is there."""
        found: list[Any] = []

        async def there() -> bool:
            found[:] = [each.fact for each in await self.facts(session) if isinstance(each.fact, kind)]
            return len(found) >= count

        await until_told(there, seconds)
        return found[count - 1]

    async def end(self) -> None:
        """The doctor ends the session."""
        await self.tile.get_by_role("button", name="confirmée").click()
        await expect(self.tile).to_contain_text("Visio terminée")


@asynccontextmanager
async def a_centre(
    server: EmbeddedServer, browser: Browser, folder: Path, relays: Sequence[str] = ()
) -> AsyncGenerator[Centre]:
    """Vigie as `vigie serve` runs it, with real time; with `relays`, patients go by it and no other way."""
    clock = RealClock()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(clock.close)
        operator, _ = await stack.enter_async_context(listening.serving(sms_app()))
        settings = _settings(server, folder, operator, relays)
        parts = await stack.enter_async_context(running(settings, clock, links="https://visio.test/v"))
        house = build_house(parts, clock, random_ids(), _accounts(folder))
        app = create_app(replace(house, web=build_pages(ROOT)))
        url = await stack.enter_async_context(serving(app, "127.0.0.1", 0, house.stopping))
        await _a_call_in_hand(parts.doors.log, clock)
        page = await stack.enter_async_context(a_page(browser))
        await page.context.grant_permissions(DEVICES, origin=url)
        await sign_in(page, url)
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=operator, trust_env=False))
        centre = Centre(parts.doors.log, url, page, browser, client)
        await centre.press("f", "j", "Enter")
        yield centre


def _settings(server: EmbeddedServer, folder: Path, operator: str, relays: Sequence[str]) -> Settings:
    settings = Settings(
        data=folder,
        centre=f"visio.{os.getpid()}.{next(_numbers)}",
        nats_url=server.secret_url,
        departments=("70",),
        sms_url=operator,
        secure_cookies=False,
    )
    if not relays:
        return settings
    secret = folder / "turn.secret"
    secret.write_bytes(SECRET)
    return replace(settings, turn_urls=tuple(relays), turn_secret=secret, relay_patients=True)


def _accounts(folder: Path) -> LocalAccounts:
    accounts = LocalAccounts(folder / ACCOUNTS, hasher=CHEAP)
    accounts.put(DOCTOR.id, PASSWORD, name="Docteur Exemple", role=DOCTOR.role, team=None)
    return accounts


async def _a_call_in_hand(log: EventLog, clock: RealClock) -> None:
    caller = Caller(type=CallerType.FAMILY, name="Appelant Exemple", phone="+33600000001")
    received = call.ReceiveCall(call="c-1", origin=CallOrigin.LINE_15, rang_at=clock.now(), caller=caller)
    urgent = call.AssignPriority(call="c-1", priority=Priority.P1)
    for by, command in ((ARM, received), (ARM, urgent), (DOCTOR, call.StartRegulation(call="c-1"))):
        act = Act(at=clock.now(), by=by, command_id=f"visio-{type(command).__name__}")
        await log.execute(plan(command), act)

"""All of Vigie in one process, as `vigie serve` runs it, with three posts in front of it."""

import itertools
import os
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Browser, Page

from api.accounts import LocalAccounts
from api.app import create_app
from api.teams import TeamPosition
from domain.codes import CareType, Equipment, Role, Skill
from domain.fact import Act, Actor
from domain.house import plan
from domain.mobile_team.commands import StartShift
from domain.mobile_team.facts import CrewMember
from domain.vocabulary import Place, Position
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.api.world import CHEAP, PASSWORD, living
from tests.browser.agreeing import Agreement
from tests.browser.chromium import PATIENCE_MS
from tests.browser.post import sign_in
from tests.browser.serving import serving
from tests.tree import ROOT
from vigie.clock import RealClock
from vigie.ids import random_ids
from vigie.running import Parts, running
from vigie.settings import Settings
from vigie.site import ACCOUNTS, build_house

TEAM, NURSE = "t1", "nurse-1"
BASE = Place(label="Vesoul", position=Position(47.6226, 6.1557), insee="70550")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Posts:
    """The board of an assistant, that of a doctor, the tablet of a crew, and what they must agree with."""

    parts: Parts
    arm: Page
    doctor: Page
    tablet: Page
    agreement: Agreement

    @property
    def log(self) -> Any:
        return self.parts.doors.log


@asynccontextmanager
async def three_posts(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Posts]:
    """A crew on duty at Vesoul, an assistant and a doctor at their boards."""
    clock = RealClock()
    settings = Settings(
        data=folder,
        centre=f"whole.{os.getpid()}.{next(_numbers)}",
        nats_url=server.secret_url,
        departments=("70",),
    )
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(running(settings, clock))
        house = build_house(parts, clock, random_ids(), _accounts(folder))
        app = create_app(replace(house, web=build_pages(ROOT)))
        await stack.enter_async_context(living(app))
        served = await stack.enter_async_context(serving(app))
        await _on_duty(parts, clock)
        boards = [await _page(stack, browser) for _ in range(2)]
        for page, user in zip(boards, ("arm-1", "doctor-1"), strict=True):
            await sign_in(page, served.url, user)
        tablet = await _page(stack, browser, has_touch=True)
        await tablet.goto(f"{served.url}/tablet")
        await tablet.locator("input[name=user]").fill(NURSE)
        await tablet.locator("input[name=password]").fill(PASSWORD)
        await tablet.locator("input[name=password]").press("Enter")
        await tablet.locator("[data-line=on]").wait_for()
        agreement = Agreement(parts.doors.log, (boards[0], boards[1]), tablet, TEAM)
        yield Posts(parts, boards[0], boards[1], tablet, agreement)
    await clock.close()


def _accounts(folder: Path) -> LocalAccounts:
    accounts = LocalAccounts(folder / ACCOUNTS, hasher=CHEAP)
    people = [("arm-1", Role.ARM, None), ("doctor-1", Role.REGULATOR, None), (NURSE, Role.NURSE, TEAM)]
    for user, role, team in people:
        accounts.put(user, PASSWORD, name=user.title(), role=role, team=team)
    return accounts


async def _page(stack: AsyncExitStack, browser: Browser, **how: Any) -> Page:
    size: Any = {"width": 1366, "height": 768}
    context = await browser.new_context(viewport=size, timezone_id="Europe/Paris", **how)
    stack.push_async_callback(context.close)
    context.set_default_timeout(PATIENCE_MS)
    return await context.new_page()


async def _on_duty(parts: Parts, clock: RealClock) -> None:
    shift = StartShift(
        team=TEAM,
        crew=(CrewMember(NURSE, Role.NURSE), CrewMember("driver-1", Role.AMBULANCE_CREW)),
        vehicle="VL 1",
        skills=frozenset({Skill.NURSE}),
        equipment=frozenset({Equipment.ECG, Equipment.OXIMETER}),
        care_type=CareType.PARAMEDICAL,
        base=BASE,
        ends_at=clock.now() + timedelta(hours=9),
    )
    act = Act(at=clock.now(), by=Actor(Role.ARM, "arm-1"), command_id="whole-house-shift")
    await parts.doors.log.execute(plan(shift), act)
    at = TeamPosition(team=TEAM, lat=47.62, lon=6.15, at=clock.now())
    await parts.positions.publish(TEAM, msgspec.json.encode(at))

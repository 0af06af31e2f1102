"""A patient with a telephone, before the public door of video sessions."""

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from httpx import Response

from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from domain.visio_session.commands import ConfirmInvitation
from domain.visio_session.links import Link
from domain.vocabulary import Role
from tests.api.world import Browser, World

OURS = {"origin": "http://vigie.test", "sec-fetch-site": "same-origin"}
ANDROID = (
    "Mozilla/5.0 (Linux; Android 9; SM-A105F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/80.0.3987.119 Mobile Safari/537.36"
)


class Phone:
    """One browser of a patient's."""

    def __init__(self, browser: Browser) -> None:
        self.client = browser.client
        self.client.headers["user-agent"] = ANDROID

    async def post(self, door: str, headers: dict[str, str] | None = None, **body: Any) -> Response:
        return await self.client.post(f"/v/{door}", json=body, headers=OURS if headers is None else headers)

    async def open(self, token: str) -> Response:
        return await self.post("open", token=token)


@asynccontextmanager
async def a_phone(world: World) -> AsyncGenerator[Phone]:
    async with world.visitor() as browser:
        yield Phone(browser)


async def machine(world: World, command: AnyCommand) -> None:
    """What a machine does."""
    act = Act(at=world.clock.now(), by=Actor(Role.SYSTEM, "reactions"), command_id=str(uuid.uuid4()))
    await world.log.execute(plan(command), act)


async def invited(world: World, doctor: Browser, session: str = "v1", **how: Any) -> str:
    """A session whose link went out: the token of it."""
    how = how or {"phone": "+33600000000"}
    await doctor.receive(f"c-{session}")
    asked = await doctor.command("visios", "request-visio", session=session, call=f"c-{session}", **how)
    assert asked.status_code == 200, asked.text
    await machine(world, ConfirmInvitation(session=session, receipt="sms-1"))
    return world.house.patients.key.token(Link(session))

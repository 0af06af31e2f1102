"""A whole house behind its web room, on a real server: what the tests of this folder stand on."""

import asyncio
import itertools
import os
import uuid
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from api.accounts import LocalAccounts
from api.app import create_app
from api.house import House
from api.live import end
from domain.fact import Act, Actor, Command, Refusal
from domain.house import DECIDERS, AnyFact, plan
from domain.reactions import react
from domain.vocabulary import Role
from eventlog.codec import Codec
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.media import Media
from eventlog.sealing.keys import Keys
from eventlog.sealing.master import MasterKey
from eventlog.tables import TableStore
from eventlog.telemetry import Telemetry
from projections.audit_alarms import AUDIT_ALARMS
from projections.audit_trail import AUDIT_TRAIL
from projections.intervals import INTERVALS
from projections.live import Live, LiveViews
from projections.regulator_board import REGULATOR_BOARD
from projections.remote_table import TELECONSULTATIONS
from projections.table_runner import TableRunner
from projections.team_sheet import TEAM_SHEETS
from projections.visio_table import VISIO_SESSIONS
from tests.reading import all_facts

PASSWORD = "correct horse"
START = datetime(2026, 1, 10, 20, 0, tzinfo=UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

PEOPLE: dict[str, tuple[Role, str | None]] = {
    "arm-1": (Role.ARM, None),
    "doctor-1": (Role.REGULATOR, None),
    "doctor-2": (Role.REGULATOR, None),
    "nurse-1": (Role.NURSE, "t1"),
    "driver-1": (Role.AMBULANCE_CREW, "t1"),
    "nurse-2": (Role.NURSE, "t2"),
    "auditor-1": (Role.AUDITOR, None),
    "admin-1": (Role.ADMIN, None),
    "caller-1": (Role.CALLER, None),
    "other-1": (Role.OTHER, None),
}

MASTER = MasterKey(b"m" * 32)
_codes = itertools.count(1)


class Ticking:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    async def sleep_until(self, at: datetime) -> None:
        self.at = max(self.at, at)


@dataclass
class World:
    """The house, its application, and the people who have signed in."""

    house: House
    app: Litestar
    log: EventLog
    accounts: LocalAccounts
    clock: Ticking
    keys: Keys
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def visitor(self) -> AsyncGenerator["Browser"]:
        """A browser where nobody is signed in."""
        transport = ASGITransport(app=self.app, raise_app_exceptions=False)  # pyright: ignore[reportArgumentType]  # two types of ASGI
        async with AsyncClient(transport=transport, base_url="http://vigie.test") as client:
            yield Browser(client)

    @asynccontextmanager
    async def signed_in(self, user: str) -> AsyncGenerator["Browser"]:
        """A browser where `user` is signed in."""
        async with self.visitor() as browser:
            answer = await browser.sign_in(user)
            assert answer.status_code == 200, answer.text
            yield browser

    async def react(self) -> None:
        """Do what follows from the facts of the log, as the worker does."""
        for recorded in await all_facts(self.log):
            for command in react(recorded):
                if not isinstance(command, Command):
                    continue
                number = f"{recorded.event_id}/{type(command).__name__}"
                act = Act(at=self.clock.now(), by=Actor(Role.SYSTEM, "reactions"), command_id=number)
                with suppress(Refusal):
                    await self.log.execute(plan(command), act)


class Browser:
    """One browser: cookies, and the header that goes with each change."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client

    async def sign_in(self, user: str, password: str = PASSWORD) -> Response:
        return await self.client.post("/api/session", json={"user": user, "password": password})

    @property
    def token(self) -> dict[str, str]:
        return {"x-csrftoken": self.client.cookies.get("csrftoken") or ""}

    async def command(
        self,
        where: str,
        what: str,
        /,
        command_id: str | None = None,
        *,
        device_at: str | None = None,
        **words: Any,
    ) -> Response:
        headers = {**self.token, "Command-Id": command_id or str(uuid.uuid4())}
        if device_at is not None:
            headers["Device-At"] = device_at
        return await self.client.post(f"/api/{where}", json={"type": what, **words}, headers=headers)

    async def send(self, where: str, body: bytes, content_type: str = "application/json") -> Response:
        """A command with any bytes as its body."""
        headers = {**self.token, "Command-Id": str(uuid.uuid4()), "Content-Type": content_type}
        return await self.client.post(where, content=body, headers=headers)

    async def receive(self, call: str) -> Response:
        """Pick up a call."""
        return await self.command("calls", "receive-call", call=call, origin="15", rang_at=START.isoformat())


@asynccontextmanager
async def a_world(server: EmbeddedServer, folder: Path, **changes: Any) -> AsyncGenerator[World]:
    """A house of its own centre on `server`."""
    code = f"api.{os.getpid()}.{next(_codes)}"
    accounts = LocalAccounts(folder / "accounts.json", hasher=CHEAP)
    for user, (role, team) in PEOPLE.items():
        accounts.put(user, PASSWORD, name=user.title(), role=role, team=team)
    async with connected(server.settings) as connection:
        journal = await open_journal(connection, Layout.for_centre(code))
        telemetry = Telemetry(connection, code)
        await telemetry.open()
        keys = Keys(connection, code)
        await keys.open()
        await keys.unlock(lambda: MASTER, lambda: MASTER)
        media = Media(connection, code, keys)
        await media.open()
        log = EventLog(journal, Codec(AnyFact), DECIDERS)
        clock, serial = Ticking(), itertools.count(1)
        board, sheets, alarms = Live(REGULATOR_BOARD), Live(TEAM_SHEETS), Live(AUDIT_ALARMS)
        tables = await TableStore.sqlite(folder / f"{code}.sqlite")
        rows = TableRunner(tables, [AUDIT_TRAIL, INTERVALS, VISIO_SESSIONS, TELECONSULTATIONS])
        settings: dict[str, Any] = {"secure_cookies": False, **changes}
        house = House(
            log=log,
            clock=clock,
            ids=lambda: f"r{next(serial)}",
            accounts=accounts,
            telemetry=telemetry,
            media=media,
            board=board,
            sheets=sheets,
            audit_alarms=alarms,
            tables=tables,
            rows=rows,
            centre=code,
            release="test",
            **settings,
        )
        following = [
            asyncio.create_task(LiveViews(board, sheets, alarms).run(lambda after: log.follow(after=after))),
            asyncio.create_task(rows.run(lambda after: log.follow(after=after))),
        ]
        try:
            app = create_app(house)
            async with living(app):
                yield World(house, app, log, accounts, clock, keys)
        finally:
            await end(following)
            await tables.close()


@asynccontextmanager
async def living(app: Litestar) -> AsyncGenerator[None]:
    """The application's own start and end, in one task whatever task the test runs in."""
    started, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await over.wait()

    task = asyncio.create_task(live())
    await asyncio.wait([task, asyncio.create_task(started.wait())], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        over.set()
        await task

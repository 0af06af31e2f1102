"""The whole house on one machine, lived in by simulated people, then held against its own log."""

import asyncio
import secrets
import signal
import time
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from argon2 import PasswordHasher
from rich.console import Console

from api.accounts import LocalAccounts
from api.app import create_app
from domain.vocabulary import Role
from simulators.arrivals import records
from simulators.dmp import dmp_app
from simulators.night import Script, accounts_needed, script
from simulators.night import run as live
from simulators.notices import notices_app
from simulators.paced import PacedTimeline
from simulators.settings import Night
from simulators.sms import sms_app
from simulators.tally import Tally
from simulators.timeline import AcceleratedTimeline
from vigie.clock import RealClock
from vigie.demo_file import Write, written_whole
from vigie.demo_folder import emptied
from vigie.demo_progress import watched
from vigie.demo_report import Report, report_on
from vigie.ids import random_ids, seeded_ids
from vigie.running import Parts, running
from vigie.settings import Settings
from vigie.site import ACCOUNTS, PARIS, build_house
from vigie.web import serving

T = TypeVar("T")

_FASTEST_FILMED = 60.0
"""Simulated seconds in a second: beyond, sessions are over before a telephone has connected."""
EVENING = datetime(2026, 1, 16, 20, tzinfo=PARIS)
"""When an accelerated night begins, always: a Friday evening in winter."""


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What to play. `speed` None lets time jump; otherwise simulated seconds in a second."""

    hours: float
    calls_per_day: float
    teams: int
    seed: int
    speed: float | None
    headless: bool
    report: Path | None


async def run(demo: Demo, settings: Settings, out: Console) -> Report | None:
    """Play `demo`. A report once the night is over; None where it was stopped before.

    Raises ValueError for a data folder that is not a demo's, OSError where the report cannot be
    written, LogError, and whatever breaks a promise.
    """
    stop = _stop_by_signal()
    emptied(settings.data)
    with written_whole(demo.report) as write:
        return await _night_through(demo, settings, out, stop, write)


async def _night_through(
    demo: Demo, settings: Settings, out: Console, stop: asyncio.Event, write: Write
) -> Report | None:
    night = _night(demo)
    plan = script(night)
    began = time.perf_counter()
    async with _stage(demo, settings, plan) as stage:
        if not demo.headless:
            _welcome(out, stage, night)
        with watched(stage.timeline, stage.parts, night, out):
            tally = await _unless(stop, _play(stage, night, plan))
        if tally is None:
            return None
        played = time.perf_counter() - began
        report = await _unless(stop, report_on(stage.parts, tally, night, stage.timeline.now(), played))
        if report is None:
            return None
        write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
        out.print(report.in_words())
        if not demo.headless:
            await stop.wait()
    return report


@dataclass(frozen=True)
class Stage:
    """A running house and who may sign in."""

    parts: Parts
    timeline: AcceleratedTimeline | PacedTimeline
    url: str
    passwords: Mapping[str, str]
    telephones: bool = False


def _seeded_key(folder: Path, seed: int) -> Path:
    """The key of links, from the seed: digests of links are facts, and the same seed gives the same."""
    file = folder / "visio.key"
    file.touch(mode=0o600)
    file.write_text(sha256(f"vigie demo {seed}".encode()).hexdigest())
    return file


@asynccontextmanager
async def _stage(demo: Demo, settings: Settings, plan: Script) -> AsyncGenerator[Stage]:
    stages: list[Parts] = []

    async def settle() -> None:
        await stages[0].settle()

    night = plan.night
    timeline = (
        AcceleratedTimeline(night.starts_at, settle)
        if demo.speed is None
        else PacedTimeline(night.starts_at, demo.speed)
    )
    passwords = {account.user: secrets.token_urlsafe(9) for account in accounts_needed(night)}
    accounts = _open_accounts(settings, night, passwords)
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        stand_ins = [dmp_app(records(plan.calls)), sms_app(), notices_app()]
        dmp, sms, notices = [
            await stack.enter_async_context(serving(app, "127.0.0.1", 0, stopping)) for app in stand_ins
        ]
        settings = replace(settings, dmp_url=dmp, sms_url=sms, notices_url=notices, simulated_devices=True)
        settings = replace(settings, visio_key=_seeded_key(settings.data, demo.seed))
        parts = await stack.enter_async_context(
            running(settings, timeline, stepwise=demo.speed is None, links="https://visio.example/v")
        )
        stages.append(parts)
        ids = seeded_ids(demo.seed, "api") if demo.speed is None else random_ids()
        house = build_house(parts, timeline, ids, accounts, pace=demo.speed or 1.0)
        app = create_app(house)
        url = await stack.enter_async_context(serving(app, settings.host, settings.port, house.stopping))
        telephones = await _telephones(demo, night, sms, url, stack)
        yield Stage(parts, timeline, url, passwords, telephones)


def filmed(demo: Demo) -> bool:
    """Whether patients are seen: by who watches, at a pace that a picture follows, where the library for it
    is there. It is no library of a site."""
    paced = demo.speed is not None and demo.speed <= _FASTEST_FILMED
    return paced and not demo.headless and find_spec("aiortc") is not None


async def _telephones(demo: Demo, night: Night, sms: str, url: str, stack: AsyncExitStack) -> bool:
    """Whether the links that are sent are answered with a picture."""
    if not filmed(demo) or demo.speed is None:
        return False
    from simulators.link_holder import Habits
    from simulators.telephones import answering

    habits = Habits(
        seed=demo.seed,
        pace=demo.speed,
        opens=1 - (1 - night.habits.consents) * 0.6,
        agrees=min(1.0, night.habits.consents + 0.1),
        here=(night.centre.lat, night.centre.lon),
    )
    await stack.enter_async_context(answering(sms, url, habits))
    return True


async def _play(stage: Stage, night: Night, plan: Script) -> Tally:
    tallies: list[Tally] = []

    async def everybody() -> None:
        tallies.append(await _lived(stage, night, plan))

    stage.timeline.spawn("night", everybody())
    await stage.timeline.run(night.stops_at)
    await stage.parts.settle()
    return tallies[0]


async def _lived(stage: Stage, night: Night, plan: Script) -> Tally:
    people = stage.passwords
    return await live(night, stage.timeline, stage.url, people, plan=plan, telephones=stage.telephones)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` gives; None where `stop` came first, and `work` has then ended."""
    working = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return None


def _night(demo: Demo) -> Night:
    tonight = RealClock().now().astimezone(PARIS).replace(hour=19, minute=0, second=0, microsecond=0)
    starts_at = EVENING if demo.speed is None else tonight
    # People who watch may give orders themselves: the simulated ones then look at their screens often.
    look_every = 60.0 if demo.speed is None else 15.0
    return Night(
        seed=demo.seed,
        starts_at=starts_at,
        hours=demo.hours,
        calls_per_day=demo.calls_per_day,
        teams=demo.teams,
        tablet_every=2 * look_every,
        board_every=look_every,
    )


def _open_accounts(settings: Settings, night: Night, passwords: Mapping[str, str]) -> LocalAccounts:
    # Random passwords for one night: a light hash is enough, and everybody signs in at once.
    hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
    accounts = LocalAccounts(settings.data / ACCOUNTS, hasher=hasher)
    for needed in accounts_needed(night):
        accounts.put(
            needed.user, passwords[needed.user], name=needed.name, role=needed.role, team=needed.team
        )
    accounts.save()
    return accounts


def _welcome(out: Console, stage: Stage, night: Night) -> None:
    out.print(f"\n  Vigie: [bold]{stage.url}[/bold]   (stop with Ctrl+C)")
    for role, what in (
        (Role.REGULATOR, "médecin régulateur"),
        (Role.ARM, "ARM"),
        (Role.AUDITOR, "auditrice"),
    ):
        user = next(each.user for each in accounts_needed(night) if each.role is role)
        out.print(f"  {what}: [bold]{user}[/bold], mot de passe [bold]{stage.passwords[user]}[/bold]")
    pictures = "les patients simulés répondent aux liens, avec une image d'essai"
    out.print(
        f"  visio: {pictures if stage.telephones else 'sans image (aiortc absent, ou temps trop rapide)'}"
    )
    out.print()


def _stop_by_signal() -> asyncio.Event:
    """Set by Ctrl+C or SIGTERM, from now on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop

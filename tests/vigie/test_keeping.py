"""A background part that fails is started again, and the health page says so meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from api.app import create_app
from api.checks import STILL_SECONDS, Stillness
from eventlog.feed import SideEffects
from projections.live import LiveViews
from tests.vigie.outside import Outside
from tests.vigie.telling import Room
from tests.waiting import until, until_told
from vigie import views as live_views
from vigie.clock import RealClock
from vigie.ids import random_ids
from vigie.keeping import Keeper, Patience
from vigie.running import Parts, running
from vigie.settings import Settings, made
from vigie.site import build_house

QUICK = Patience(first=0.01, longest=0.02, steady=0.2)


class Failing:
    """A part that raises, or returns, so many times, then runs for ever."""

    def __init__(self, times: float) -> None:
        self.times = times
        self.starts = 0

    async def run(self) -> None:
        self.starts += 1
        if self.starts <= self.times:
            if self.starts == 1:
                return
            raise RuntimeError("Alice Exemple")
        await asyncio.Event().wait()


async def test_a_part_that_fails_twice_runs_again_and_is_well_once_steady() -> None:
    part, well = Failing(2), Failing(0)
    keeper = Keeper({"part": part.run, "well": well.run}, QUICK)
    with capture_logs() as lines:
        async with keeper.running():
            await until(lambda: part.starts == 3)
            failed, other = keeper.checks()
            assert (failed.ok, other.ok) == (False, True)
            assert failed.detail == "failed (RuntimeError), and is started again"
            await until(lambda: keeper.checks()[0].ok)
    assert (part.starts, well.starts) == (3, 1)
    assert [line["part"] for line in lines if line["log_level"] == "error"] == ["part", "part"]


async def test_pauses_double_up_to_the_longest() -> None:
    part = Failing(float("inf"))
    with capture_logs() as lines:
        async with Keeper({"part": part.run}, Patience(first=0.01, longest=0.05)).running():
            await until(lambda: part.starts == 6)
    assert [line["again_in"] for line in lines][:5] == [0.01, 0.02, 0.04, 0.05, 0.05]


@asynccontextmanager
async def asked(parts: Parts, clock: RealClock, **changes: Any) -> AsyncGenerator[httpx.AsyncClient]:
    """The health page of a process."""
    made(parts.doors.settings.data)
    house = build_house(parts, clock, random_ids())
    for name, value in changes.items():
        object.__setattr__(house, name, value)
    transport = httpx.ASGITransport(app=create_app(house))  # pyright: ignore[reportArgumentType]  # two types of ASGI
    async with httpx.AsyncClient(transport=transport, base_url="http://vigie.test") as client:
        yield client


async def ill(client: httpx.AsyncClient) -> dict[str, str]:
    """What is not well, and why; the status must agree."""
    answer = await client.get("/health/ready")
    health = answer.json()
    found = {each["name"]: each["detail"] for each in health["checks"] if not each["ok"]}
    assert (answer.status_code, health["ready"]) == ((503, False) if found else (200, True))
    return found


async def test_a_part_that_always_fails_is_named_and_the_process_is_not_ready(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("Alice Exemple")

    monkeypatch.setattr(live_views, "keep_tables", broken)
    async with running(settings, clock, worker=False) as parts, asked(parts, clock) as client:
        await asyncio.sleep(0)
        assert await ill(client) == {"tables": "failed (RuntimeError), and is started again"}
        await asyncio.sleep(0.8)  # started again meanwhile
        assert (await ill(client)).keys() == {"tables"}


class Seconds:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_only_what_is_behind_and_does_not_move_is_ill() -> None:
    seconds = Seconds()
    still = Stillness(seconds)
    assert still.why("view", 5, 0) == ""
    seconds.now += 100
    assert still.why("view", 5, 1) == "", "the log has just grown"
    seconds.now += STILL_SECONDS
    assert still.why("view", 5, 1) == ""
    seconds.now += 1
    assert still.why("view", 5, 9) == "behind the log and still for 11 s"
    assert still.why("other", 5, 9) == ""
    assert still.why("view", 6, 8) == "", "it moves"


async def test_a_view_that_stands_still_behind_the_log_is_not_ready(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deaf(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(LiveViews, "run", deaf)
    seconds = Seconds()
    async with (
        running(settings, clock, worker=False) as parts,
        asked(parts, clock, stillness=Stillness(seconds)) as client,
    ):
        assert await ill(client) == {}
        await Room(parts.doors.log, clock).regulated("C1")
        await parts.tables.wait(await parts.doors.log.last_position(), 10)
        assert await ill(client) == {}
        seconds.now += STILL_SECONDS + 1
        assert await ill(client) == dict.fromkeys(
            ("regulator-board", "team-sheets", "audit-alarms"), "behind the log and still for 11 s"
        )


async def test_the_feed_of_a_worker_that_stands_still_is_not_ready(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch, outside: Outside
) -> None:
    monkeypatch.setattr("api.checks.STILL_SECONDS", 0.1)
    async with running(settings, clock) as parts, asked(parts, clock) as client:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        await parts.settle()

        async def is_well() -> bool:
            return await ill(client) == {}

        await until_told(is_well)
        assert isinstance(parts.effects, SideEffects)
        await parts.effects.stop()
        await room.regulated("C2")

        async def is_ill() -> bool:
            return (await ill(client)).keys() == {"reactions"}

        await until_told(is_ill)

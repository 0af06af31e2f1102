"""A whole night against a little house: the main job is done, by everybody, the same for the same seed."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from domain.mission.states import Cancelled, Closed
from simulators.night import accounts_needed, run, script
from simulators.settings import Night
from simulators.tally import Tally
from simulators.timeline import AcceleratedTimeline
from tests.simulators.little_house import LittleHouse

EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=1)))
NIGHT = Night(seed=42, starts_at=EVENING, hours=24, calls_per_day=300, teams=5)


async def lived(night: Night) -> tuple[Tally, LittleHouse]:
    timeline = AcceleratedTimeline(night.starts_at)
    accounts = accounts_needed(night)
    house = LittleHouse(timeline, accounts)
    passwords = {account.user: "open sesame" for account in accounts}
    tallies: list[Tally] = []

    async def whole() -> None:
        plan = script(night)
        tallies.append(await run(night, timeline, "http://vigie", passwords, plan=plan, transport=house))

    timeline.spawn("night", whole())
    await timeline.run(night.ends_at)
    return tallies[0], house


@pytest.fixture(scope="module")
def day() -> tuple[Tally, LittleHouse]:
    return asyncio.run(lived(NIGHT))


def test_the_main_job_is_done(day: tuple[Tally, LittleHouse]) -> None:
    tally, house = day
    print(tally.report())
    assert tally.calls_received > 220
    assert tally.calls_regulated > 0.6 * tally.calls_received
    assert tally.visio_sessions > 5
    assert tally.missions_closed > 12
    assert tally.dmp_accesses > 10
    assert tally.break_glass >= 1
    assert tally.queued_offline > 0
    assert tally.repeated > 0
    assert tally.lost_commands == 0
    assert tally.checked_commands > 100

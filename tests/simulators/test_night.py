"""A whole night against a little house: the main job is done, by everybody, the same for the same seed."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import msgspec
import pytest

from domain.mission import states as mission
from domain.mobile_team.facts import TeamEngaged, TeamReleased
from domain.regulation_call import states as call
from domain.vocabulary import Role
from simulators.chance import chance, happens
from simulators.night import accounts_needed, run, script
from simulators.paced import PacedTimeline
from simulators.settings import Night
from simulators.tally import Tally
from simulators.timeline import AcceleratedTimeline
from tests.simulators.little_house import LittleHouse

EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=1)))
DAY = Night(seed=42, starts_at=EVENING, hours=24, calls_per_day=300, teams=5)
HOURS = Night(seed=7, starts_at=EVENING, hours=3, calls_per_day=300, teams=3)


class Flaky(httpx.AsyncBaseTransport):
    """A bad line: some requests never arrive, some answers never come back."""

    def __init__(self, house: LittleHouse, share: float) -> None:
        self._house = house
        self._share = share
        self._rng = chance(1, "line")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if happens(self._rng, self._share):
            raise httpx.ConnectError("the request was lost")
        answer = await self._house.handle_async_request(request)
        if happens(self._rng, self._share):
            raise httpx.ReadError("the answer was lost")
        return answer


async def lived(night: Night, flaky: float = 0) -> tuple[Tally, LittleHouse]:
    timeline = AcceleratedTimeline(night.starts_at)
    house, tallies = await _prepared(night, timeline, flaky)
    await timeline.run(night.stops_at)
    return tallies[0], house


async def _prepared(
    night: Night, timeline: AcceleratedTimeline | PacedTimeline, flaky: float = 0
) -> tuple[LittleHouse, list[Tally]]:
    accounts = accounts_needed(night)
    house = LittleHouse(timeline, accounts)
    passwords = {account.user: "open sesame" for account in accounts}
    transport = Flaky(house, flaky) if flaky else house
    tallies: list[Tally] = []

    async def whole() -> None:
        tallies.append(await run(night, timeline, "http://vigie", passwords, transport=transport))

    timeline.spawn("night", whole())
    return house, tallies


def story(house: LittleHouse) -> bytes:
    return msgspec.json.encode(house.log)


def states(house: LittleHouse, kind: str) -> list[Any]:
    return [state for stream, state in house.states.items() if stream.kind == kind]


@pytest.fixture(scope="module")
def day() -> tuple[Tally, LittleHouse]:
    return asyncio.run(lived(DAY))


def test_the_main_job_is_done(day: tuple[Tally, LittleHouse]) -> None:
    tally, _ = day
    assert tally.calls_rung == len(script(DAY).calls)
    assert tally.calls_received + tally.calls_abandoned == tally.calls_rung
    assert 0.6 * tally.calls_received < tally.calls_regulated < 0.85 * tally.calls_received
    assert tally.visio_sessions >= 5
    assert 2 <= tally.teleconsultations < tally.visio_sessions
    assert tally.facts["teleconsultation.given-up"] == 0
    assert tally.facts["teleconsultation.mission-linked"] >= 1
    assert tally.missions_closed >= 15
    assert tally.missions_ordered >= tally.missions_closed
    assert tally.dmp_accesses >= 10
    assert tally.break_glass >= 1
    assert tally.queued_offline > 0
    assert tally.repeated > 0


def test_nothing_is_left_open_in_the_morning(day: tuple[Tally, LittleHouse]) -> None:
    _, house = day
    assert {type(state) for state in states(house, "regulation-call")} == {call.Validated, call.Dismissed}
    assert {type(state) for state in states(house, "mission")} <= {mission.Closed, mission.Cancelled}


def test_nothing_accepted_is_lost(day: tuple[Tally, LittleHouse]) -> None:
    tally, house = day
    log: dict[str, list[int]] = {}
    for recorded in house.log:
        log.setdefault(recorded.command_id, []).append(recorded.position)
    assert tally.lost_commands == 0
    assert tally.checked_commands > 100
    assert tally.missing_from(log) == 0
    del log[next(command for command, positions in tally.accepted.items() if positions)]
    assert tally.missing_from(log) == 1


def test_no_team_is_on_two_missions(day: tuple[Tally, LittleHouse]) -> None:
    _, house = day
    engaged: dict[str, str] = {}
    for recorded in house.log:
        if isinstance(recorded.fact, TeamEngaged):
            assert recorded.stream.id not in engaged
            engaged[recorded.stream.id] = recorded.fact.mission
        elif isinstance(recorded.fact, TeamReleased):
            assert engaged.pop(recorded.stream.id) == recorded.fact.mission
    assert engaged == {}


def test_missions_last_about_an_hour(day: tuple[Tally, LittleHouse]) -> None:
    _, house = day
    ends: dict[str, dict[str, datetime]] = {}
    for recorded in house.log:
        if recorded.stream.kind == "mission":
            ends.setdefault(recorded.stream.id, {})[type(recorded.fact).__name__] = (
                recorded.device_at or recorded.at
            )
    minutes = [
        (steps["MissionClosed"] - steps["MissionOrdered"]).total_seconds() / 60
        for steps in ends.values()
        if "MissionClosed" in steps
    ]
    assert 45 < sum(minutes) / len(minutes) < 80


def test_what_waited_for_the_network_comes_in_order_with_the_device_time(
    day: tuple[Tally, LittleHouse],
) -> None:
    _, house = day
    late = [each for each in house.log if each.device_at and each.stream.kind == "mission"]
    assert late
    for recorded in late:
        assert recorded.device_at is not None
        assert recorded.device_at < recorded.at
    said: dict[str, datetime] = {}
    for recorded in house.log:
        if recorded.by.role is Role.NURSE and recorded.stream.kind == "mission":
            at = recorded.device_at or recorded.at
            assert said.get(recorded.stream.id, at) <= at
            said[recorded.stream.id] = at


def test_every_broken_glass_is_reviewed(day: tuple[Tally, LittleHouse]) -> None:
    _, house = day
    kinds = [type(each.fact).__name__ for each in house.log]
    assert kinds.count("ReviewConcluded") == kinds.count("BreakGlassInvoked") > 0
    assert kinds.count("BreakGlassReviewed") >= kinds.count("ReviewConcluded")


async def test_the_same_seed_gives_the_same_facts() -> None:
    first, second = await lived(HOURS), await lived(HOURS)
    assert story(first[1]) == story(second[1])
    assert first[0] == second[0]
    other = await lived(msgspec.structs.replace(HOURS, seed=8))
    assert story(other[1]) != story(first[1])


async def test_a_bad_line_loses_and_doubles_nothing() -> None:
    tally, house = await lived(HOURS, flaky=0.05)
    assert tally.retries > 30
    assert tally.repeated > 5
    assert tally.lost_commands == 0
    events = [recorded.event_id for recorded in house.log]
    assert len(events) == len(set(events))
    assert {type(state) for state in states(house, "regulation-call")} <= {call.Validated, call.Dismissed}


async def test_the_same_people_live_in_real_time() -> None:
    night = msgspec.structs.replace(HOURS, hours=0.5, drain=0.2)
    timeline = PacedTimeline(night.starts_at, speed=1200)
    house, tallies = await _prepared(night, timeline)
    await timeline.run(night.starts_at + timedelta(hours=1))
    assert tallies[0].calls_received > 0
    assert tallies[0].lost_commands == 0
    assert len(house.log) > 20


def test_accounts_cover_the_night() -> None:
    accounts = accounts_needed(DAY)
    assert len({account.user for account in accounts}) == len(accounts)
    crews = {account.team for account in accounts if account.team}
    assert crews == {vehicle.team for vehicle in script(DAY).vehicles}
    assert {account.role for account in accounts} >= {Role.ARM, Role.REGULATOR, Role.AUDITOR, Role.CALLER}


@pytest.mark.parametrize("teams", [1, 2, 3, 4, 8, 20])
def test_some_team_is_on_duty_at_every_hour(teams: int) -> None:
    vehicles = script(msgspec.structs.replace(DAY, teams=teams, calls_per_day=1)).vehicles
    assert len(vehicles) == teams
    free = [
        hour
        for hour in range(1, 23)
        if not any(
            start <= EVENING + timedelta(hours=hour) <= end
            for vehicle in vehicles
            for start, end in vehicle.shifts
        )
    ]
    assert len(free) <= 1

"""How busy the teams are, by examples and for any night."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import house, mobile_team
from domain.mobile_team import facts as t
from projections.busy_fraction import BUSY_FRACTION, DAYS_KEPT, BusyFraction, Day, team_time
from projections.projection import advance, freeze, rebuild, start, thaw
from tests.builders import NOW, a_shift
from tests.projections.histories import a_night
from tests.projections.telling import Telling

TEAM, HOUR = mobile_team.KIND, 3600.0


def busy(told: Telling) -> BusyFraction:
    return rebuild(BUSY_FRACTION, told.log).view


def test_time_on_missions_is_a_part_of_time_on_duty() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), after=0)
    told.tell(TEAM, "T1", t.TeamEngaged(mission="M1"), after=HOUR)
    told.tell(TEAM, "T1", t.TeamReleased(mission="M1"), after=2 * HOUR)
    told.tell(TEAM, "T1", t.ShiftEnded(), after=HOUR)
    assert team_time(busy(told), told.at, 28) == Day(2 * HOUR, 4 * HOUR)


def test_what_goes_on_counts_until_now() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), t.TeamEngaged(mission="M1"), after=0)
    told.tell(TEAM, "T2", a_shift(), after=0)
    now = told.at + timedelta(hours=3)
    assert team_time(busy(told), now, 28) == Day(3 * HOUR, 6 * HOUR)


def test_out_of_service_is_neither() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), t.TeamBecameUnavailable(why="panne"), after=0)
    told.tell(TEAM, "T1", t.TeamBecameAvailable(), after=HOUR)
    assert team_time(busy(told), told.at + timedelta(hours=1), 28) == Day(0.0, HOUR)


def test_a_shift_nobody_ended_is_idle_until_its_planned_end_only() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), after=0)
    assert team_time(busy(told), told.at + timedelta(days=5), 28) == Day(0.0, 12 * HOUR)
    told.tell(TEAM, "T2", a_shift(), t.TeamEngaged(mission="M1"), after=0)
    assert team_time(busy(told), told.at + timedelta(hours=13), 28).engaged == 13 * HOUR


def test_time_falls_into_its_days_and_old_days_fall_out() -> None:
    at = datetime(2026, 1, 14, 22, 0, tzinfo=UTC)
    told = Telling()
    told.at = at
    told.tell(TEAM, "T1", a_shift(), t.TeamEngaged(mission="M1"), after=0)
    told.tell(TEAM, "T1", t.TeamReleased(mission="M1"), t.ShiftEnded(), after=3 * HOUR)
    midnight = datetime(2026, 1, 15, tzinfo=UTC).toordinal()
    days = busy(told).days
    assert (days[midnight - 1].engaged, days[midnight].engaged) == (2 * HOUR, 1 * HOUR)
    assert team_time(busy(told), told.at, 1) == Day(HOUR, 4 * HOUR)
    assert team_time(busy(told), told.at, 2) == Day(3 * HOUR, 6 * HOUR)
    assert team_time(busy(told), told.at + timedelta(days=1), 2) == Day(HOUR, 4 * HOUR)
    told.tell(TEAM, "T2", a_shift(), t.ShiftEnded(), after=DAYS_KEPT * 24 * HOUR)
    assert max(busy(told).days) - min(busy(told).days) < DAYS_KEPT


def test_a_mission_of_a_hundred_years_costs_a_quarter_of_days() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), t.TeamEngaged(mission="M1"), after=0)
    told.tell(TEAM, "T1", t.ShiftEnded(), after=100 * 365 * 24 * HOUR)
    assert len(busy(told).days) <= DAYS_KEPT + 1


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), part=st.floats(0, 1))
def test_for_any_night_snapshot_and_tail_equal_a_rebuild(seed: int, part: float) -> None:
    log = a_night(seed).log
    cut = round(part * len(log))
    whole = rebuild(BUSY_FRACTION, log)
    kept = thaw(BUSY_FRACTION, freeze(BUSY_FRACTION, rebuild(BUSY_FRACTION, log[:cut])))
    assert kept is not None
    assert rebuild(BUSY_FRACTION, log[cut:], since=kept) == whole
    twice = start(BUSY_FRACTION)
    for recorded in log:
        before, seen = twice.view, msgspec.msgpack.encode(twice.view)
        twice = advance(BUSY_FRACTION, advance(BUSY_FRACTION, twice, recorded), recorded)
        assert msgspec.msgpack.encode(before) == seen
    assert twice == whole


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_for_any_night_the_domain_s_own_states_give_the_same_time(seed: int) -> None:
    """Against the states of the domain, held between one fact of a team and the next."""
    night = a_night(seed)
    decider = house.DECIDERS[TEAM]
    states: dict[str, Any] = defaultdict(lambda: decider.initial)
    since = dict[str, datetime]()
    engaged = 0.0
    for each in night.log:
        if each.stream.kind != TEAM:
            continue
        team = each.stream.id
        if states[team].__struct_config__.tag == "engaged":
            engaged += (each.at - since[team]).total_seconds()
        states[team], since[team] = decider.evolve(states[team], each.fact), each.at
    for team, state in states.items():
        if state.__struct_config__.tag == "engaged":
            engaged += (night.now - since[team]).total_seconds()
    seen = team_time(rebuild(BUSY_FRACTION, night.log).view, night.now, DAYS_KEPT)
    assert (night.now - NOW).days < DAYS_KEPT
    assert seen.engaged == pytest.approx(engaged)
    assert seen.engaged <= seen.on_duty + 1e-6

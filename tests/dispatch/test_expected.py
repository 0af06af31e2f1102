"""The expected journey to the next call, by hand, against a plain count, and beside covered demand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.expected import by_zone, elsewhere, expected_journey
from dispatch.preparedness import InReach, covered
from tests.dispatch.two_towns import OneRoad, reached, waiting, zone

HOUR = 3600.0

TEAMS = st.lists(st.integers(0, 90), max_size=6)
CALLS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5)), min_size=1, max_size=8)
BUSY = st.sampled_from([0.0, 0.3, 0.9])


def test_the_nearest_goes_unless_it_is_busy_then_the_second() -> None:
    reach = reached(waiting("A", 6.0), waiting("B", 6.2))
    near = 0.6 * 0 + 0.4 * 0.6 * 1200 + 0.16 * HOUR
    far = 0.84 * HOUR + 0.16 * HOUR  # both beyond an hour, which counts an hour
    assert by_zone(reach, 0.4, HOUR).tolist() == pytest.approx([near, far])
    assert expected_journey(reach, 0.4, HOUR) == pytest.approx((near + 3 * far) / 4)


def test_where_nobody_is_idle_all_calls_wait_as_long_as_any_may() -> None:
    assert by_zone(reached(), 0.4, HOUR).tolist() == [HOUR, HOUR]
    assert expected_journey(reached(zones=()), 0.4, HOUR) is None
    assert expected_journey(reached(waiting("A", 6.0), zones=(zone(1, 6.0, 0.0),)), 0.4, HOUR) is None


def world(places: list[int], calls: list[tuple[int, int]]) -> InReach:
    teams = [waiting(f"T{n}", 6 + lon / 100) for n, lon in enumerate(places)]
    zones = tuple(zone(n, 6 + lon / 100, float(demand)) for n, (lon, demand) in enumerate(calls))
    return reached(*teams, zones=zones)


@settings(max_examples=60, deadline=None)
@given(TEAMS, CALLS, BUSY)
def test_the_same_as_a_plain_count(places: list[int], calls: list[tuple[int, int]], busy: float) -> None:
    reach, total = world(places, calls), 0.0
    for lon, demand in calls:
        journeys = sorted(min(HOUR, abs(place - lon) * 60.0) for place in places)
        chances = [(1 - busy) * busy**rank for rank in range(len(journeys))]
        gone = sum(chance * journey for chance, journey in zip(chances, journeys, strict=True))
        total += demand * (gone + busy ** len(journeys) * HOUR)
    demand = sum(each for _, each in calls)
    wanted = pytest.approx(total / demand, abs=1e-6) if demand else None
    assert expected_journey(reach, busy, HOUR) == wanted


@settings(max_examples=60, deadline=None)
@given(TEAMS, CALLS, BUSY)
def test_with_a_penalty_of_one_beyond_the_target_it_is_the_uncovered_share(
    places: list[int], calls: list[tuple[int, int]], busy: float
) -> None:
    reach = world(places, calls)
    late = reach._replace(seconds=np.where(reach.within, 0.0, 1.0))
    assert by_zone(late, busy, 1.0).tolist() == pytest.approx((1 - covered(reach, busy)).tolist())


@settings(max_examples=60, deadline=None)
@given(TEAMS, CALLS, BUSY, st.lists(st.integers(0, 90), max_size=4))
def test_a_team_elsewhere_is_as_if_it_had_always_stood_there(
    places: list[int], calls: list[tuple[int, int]], busy: float, spots: list[int]
) -> None:
    reach = world(places, calls)
    there = OneRoad().legs(
        [waiting("S", 6 + lon / 100).position for lon in spots], [each.centre for each in reach.zones]
    )
    found = elsewhere(reach, there.seconds.round(1), busy, HOUR)
    assert found.shape == (len(places), len(spots))
    for team in range(len(places)):
        for spot, lon in enumerate(spots):
            moved = world([*places[:team], lon, *places[team + 1 :]], calls)
            assert found[team, spot] == pytest.approx(expected_journey(moved, busy, HOUR) or 0.0, abs=1e-6)

"""Covered demand, by examples worked by hand and against a plain count."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.policy import Policy
from dispatch.preparedness import (
    Settings,
    busy_fraction,
    covered,
    covered_share,
    fit,
    in_reach,
    load_settings,
    marginal_cover,
)
from dispatch.problem import Availability, TeamState
from domain.vocabulary import CareType
from tests.dispatch.two_towns import TARGET, OneRoad, reached, waiting, zone
from tests.dispatch.worlds import NOW, ago, team


def test_a_zone_is_covered_unless_all_its_teams_are_busy() -> None:
    reach = reached(waiting("A", 6.0), waiting("B", 6.2), waiting("C", 7.3))
    assert reach.within.tolist() == [[True, False], [True, False], [False, True]]
    assert covered(reach, 0.4).tolist() == pytest.approx([1 - 0.16, 0.6])
    assert covered_share(reach, 0.4) == pytest.approx((0.84 + 3 * 0.6) / 4)


def test_the_target_itself_is_in_time() -> None:
    assert reached(waiting("A", 6.3)).within.tolist() == [[True, False]]
    assert reached(waiting("A", 6.301)).within.tolist() == [[False, False]]


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert covered_share(reached(waiting("A", 6.0), zones=()), 0.4) is None
    assert covered_share(reached(waiting("A", 6.0), zones=(zone(1, 6.0, 0.0),)), 0.4) is None
    assert covered_share(reached(), 0.4) == 0.0


def test_teams_never_busy_cover_whatever_they_reach() -> None:
    assert covered(reached(waiting("A", 6.0)), 0.0).tolist() == [1.0, 0.0]


def test_what_a_team_adds_is_what_would_be_lost_without_it() -> None:
    reach = reached(waiting("A", 6.0), waiting("B", 6.1), waiting("C", 7.0))
    assert marginal_cover(reach, 0.4) == pytest.approx({"A": 0.06, "B": 0.06, "C": 0.45})
    assert marginal_cover(reached(), 0.4) == {}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 90), max_size=6),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5)), max_size=8),
    st.sampled_from([0.0, 0.3, 0.9]),
)
def test_the_same_as_a_plain_count(places: list[int], calls: list[tuple[int, int]], busy: float) -> None:
    teams = [waiting(f"T{n}", 6 + lon / 100) for n, lon in enumerate(places)]
    zones = [zone(n, 6 + lon / 100, float(demand)) for n, (lon, demand) in enumerate(calls)]

    def share(chosen: list[TeamState]) -> float | None:
        total = sum(each.demand for each in zones)
        if not total:
            return None
        cover = 0.0
        for each in zones:
            near = [t for t in chosen if t.position and abs(t.position.lon - each.centre.lon) < 0.30001]
            cover += each.demand * (1 - busy ** len(near))
        return cover / total

    reach = in_reach(teams, zones, OneRoad(), TARGET)
    assert covered_share(reach, busy) == (None if share(teams) is None else pytest.approx(share(teams)))
    for each in teams:
        without = share([t for t in teams if t is not each])
        lost = marginal_cover(reach, busy)[each.id]
        assert 0.0 <= lost <= 1.0
        if without is not None:
            assert lost == pytest.approx((share(teams) or 0.0) - without, abs=1e-9)


FITNESS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"availability": Availability.ENGAGED}, False),
    ({"availability": Availability.OUT_OF_SERVICE}, False),
    ({"position": None, "position_at": None}, False),
    ({"position_at": ago(900)}, True),
    ({"position_at": ago(901)}, False),
    ({"care_type": CareType.FIRST_AID}, False),
    ({"care_type": CareType.MEDICAL}, True),
    ({"shift_ends_at": NOW + timedelta(seconds=1800 + 2400 - 900)}, True),
    ({"shift_ends_at": NOW + timedelta(seconds=1800 + 2400 - 901)}, False),
]


@pytest.mark.parametrize(("fields", "expected"), FITNESS)
def test_a_fit_team_is_free_heard_of_and_on_duty_long_enough(fields: dict[str, Any], expected: bool) -> None:
    assert fit(team(**fields), NOW, Settings(), Policy()) is expected


def test_a_team_on_its_way_is_not_idle() -> None:
    on_the_road = team(availability=Availability.EN_ROUTE, mission="m1")
    assert not fit(on_the_road, NOW, Settings(), Policy())


def test_the_busy_fraction_starts_from_the_prior_and_follows_the_data() -> None:
    prior = Settings(busy_prior=0.4, busy_prior_hours=24)
    assert busy_fraction(0, 0, prior) == pytest.approx(0.4)
    assert busy_fraction(6 * 3600, 24 * 3600, prior) == pytest.approx((6 + 9.6) / 48)
    assert busy_fraction(7000 * 3600, 10_000 * 3600, prior) == pytest.approx(0.7, abs=0.001)
    assert busy_fraction(1e9, 1e9, prior) < 1


def test_settings_are_read_and_checked() -> None:
    assert load_settings("coverage_target = 1200\nsooner = 90") == Settings(coverage_target=1200, sooner=90)
    for wrong in ("sooner = 0", "busy_prior = 1", "coverage_target = 0", "cell = 900", "covarage_target = 5"):
        with pytest.raises(ValueError, match=r"\$|covarage"):
            load_settings(wrong)

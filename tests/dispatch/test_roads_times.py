"""Journeys by road in towns small enough to be worked out by hand."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from dispatch.roads.times import ACCESS_METRES_PER_SECOND, RoadTimes
from dispatch.travel import StraightLine
from tests.dispatch.streets import Spot, Town, at, grid

FIFTY = 50 / 3.6


def leg(times: RoadTimes, start: Spot, end: Spot) -> tuple[float, float]:
    legs = times.legs([at(*start)], [at(*end)])
    assert not legs.estimated[0, 0]
    return float(legs.seconds[0, 0]), float(legs.metres[0, 0])


def block(**tags: str) -> Town:
    """Four one-way streets round a square of 100 m, with the clock; named corners as in (0, 0)."""
    town = Town()
    corners = [(0.0, 0.0), (0.0, 100.0), (100.0, 100.0), (100.0, 0.0)]
    for first, second in zip(corners, corners[1:] + corners[:1], strict=True):
        town.street(first, second, oneway="yes", maxspeed="50", **tags)
    return town


def test_a_straight_road_takes_its_length_at_its_limit(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 3000), maxspeed="50")
    seconds, metres = leg(town.times(tmp_path), (0, 500), (0, 2500))
    assert metres == pytest.approx(2000, rel=1e-3)
    assert seconds == pytest.approx(2000 / FIFTY, rel=1e-3)


def test_a_limit_by_direction_counts_by_direction(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 3000), maxspeed="50", maxspeed__backward="25")
    times = town.times(tmp_path)
    there, back = leg(times, (0, 500), (0, 2500))[0], leg(times, (0, 2500), (0, 500))[0]
    assert back == pytest.approx(2 * there, rel=1e-3)


def test_one_way_streets_are_driven_one_way(tmp_path: Path) -> None:
    times = block().times(tmp_path)
    assert leg(times, (0, 20), (0, 80))[1] == pytest.approx(60, rel=1e-2)
    # Past the goal on the very same street: round the block.
    assert leg(times, (0, 80), (0, 20))[1] == pytest.approx(340, rel=1e-2)
    assert leg(times, (0, 50), (50, 100))[1] == pytest.approx(100, rel=1e-2)
    assert leg(times, (50, 100), (0, 50))[1] == pytest.approx(300, rel=1e-2)


def test_a_one_way_street_may_be_drawn_backwards(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 100), oneway="-1")
    town.street((0, 0), (100, 0), (0, 100))
    times = town.times(tmp_path)
    assert leg(times, (0, 100), (0, 0))[1] == pytest.approx(100, rel=1e-2)
    assert leg(times, (0, 0), (0, 100))[1] == pytest.approx(241.4, rel=1e-2)


def test_a_roundabout_goes_round(tmp_path: Path) -> None:
    town = Town()
    ring = [(0.0, -20.0), (20.0, 0.0), (0.0, 20.0), (-20.0, 0.0)]
    town.street(*ring, ring[0], junction="roundabout")
    for x, y in ring:
        town.street((x, y), (x * 10, y * 10))
    times = town.times(tmp_path)
    quarter = 20 * 2**0.5
    assert leg(times, (0, -200), (200, 0))[1] == pytest.approx(360 + quarter, rel=1e-2)
    assert leg(times, (200, 0), (0, -200))[1] == pytest.approx(360 + 3 * quarter, rel=1e-2)


def test_a_dead_end_is_left_by_turning_round(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 1000), oneway="yes", maxspeed="50")
    town.street((0, 1000), (500, 1000), (0, 0), maxspeed="50")
    town.street((0, 1000), (0, 1100), maxspeed="50")
    times = town.times(tmp_path)
    # Two ways on at the junction: nobody turns round there, and the street is two-way beyond it.
    assert leg(times, (0, 1050), (0, 1090))[1] == pytest.approx(40, rel=1e-2)
    assert leg(times, (0, 1090), (0, 1050))[1] == pytest.approx(40, rel=1e-2)
    out = leg(times, (0, 1090), (250, 1000))[1]
    assert out == pytest.approx(90 + 250, rel=1e-2)


def test_turning_takes_longer_than_going_on(tmp_path: Path) -> None:
    town = Town()
    town.street((-500, 0), (0, 0), (500, 0), maxspeed="50", name="long")
    town.street((0, -500), (0, 0), (0, 500), maxspeed="50", name="cross")
    times = town.times(tmp_path)
    straight, turned = leg(times, (-400, 0), (400, 0))[0], leg(times, (-400, 0), (0, 400))[0]
    assert straight == pytest.approx(800 / FIFTY, abs=0.1)
    assert turned - straight == pytest.approx(3.75, abs=0.1)
    assert leg(times, (-400, 0), (0, -400))[0] == pytest.approx(turned, abs=0.01)


def test_a_signal_at_a_junction_takes_two_seconds(tmp_path: Path) -> None:
    town = Town()
    town.street((-500, 0), (0, 0), (500, 0), maxspeed="50")
    town.street((0, -500), (0, 0), (0, 500), maxspeed="50")
    before = leg(town.times(tmp_path), (-400, 0), (400, 0))[0]
    town.mark((0, 0), highway="traffic_signals")
    assert leg(town.times(tmp_path), (-400, 0), (400, 0))[0] - before == pytest.approx(2.0, abs=0.01)


def shortcut(**tags: str) -> Town:
    """A detour of 900 m round a street of 300 m that has `tags`."""
    town = Town()
    town.street((0, 0), (0, 300), (300, 300), (300, 0), maxspeed="30")
    town.street((0, 0), (300, 0), maxspeed="30", **tags)
    town.street((0, 0), (-300, 0), maxspeed="30")
    town.street((300, 0), (600, 0), maxspeed="30")
    return town


def test_a_short_street_is_taken_where_anyone_may(tmp_path: Path) -> None:
    assert leg(shortcut().times(tmp_path), (-200, 0), (500, 0))[1] == pytest.approx(700, rel=1e-2)


@pytest.mark.parametrize("tags", [{"access": "no"}, {"highway": "footway"}, {"motor_vehicle": "no"}])
def test_a_closed_street_is_not_taken(tmp_path: Path, tags: dict[str, str]) -> None:
    assert leg(shortcut(**tags).times(tmp_path), (-200, 0), (500, 0))[1] == pytest.approx(1300, rel=1e-2)


def test_a_private_street_is_driven_to_and_not_through(tmp_path: Path) -> None:
    times = shortcut(access="private").times(tmp_path)
    assert leg(times, (-200, 0), (500, 0))[1] == pytest.approx(1300, rel=1e-2)
    assert leg(times, (-200, 0), (150, 0))[1] == pytest.approx(350, rel=1e-2)


def test_a_bollard_stops_a_car_and_a_gate_only_those_in_passing(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 300), (300, 300), (300, 0))
    town.street((0, 0), (150, 0), (300, 0))
    town.street((0, 0), (-100, 0))  # where to turn round
    town.mark((150, 0), barrier="bollard")
    times = town.times(tmp_path)
    assert leg(times, (50, 0), (250, 0))[1] == pytest.approx(1000, rel=1e-2)
    town.mark((150, 0), barrier="gate")
    assert leg(town.times(tmp_path), (50, 0), (250, 0))[1] == pytest.approx(1000, rel=1e-2)
    assert leg(town.times(tmp_path), (50, 0), (140, 0))[1] == pytest.approx(90, rel=1e-2)


@pytest.mark.parametrize(
    ("kind", "direct"), [("no_right_turn", False), ("only_straight_on", False), ("no_u_turn", True)]
)
def test_restrictions_of_turns_are_kept(tmp_path: Path, kind: str, direct: bool) -> None:
    town = Town()
    coming = town.street((0, -200), (0, 0))
    going = town.street((0, 0), (0, 200))
    turning = town.street((0, 0), (200, 0))
    town.street((0, 200), (200, 200), (200, 0))
    to = {"no_right_turn": turning, "only_straight_on": going, "no_u_turn": coming}[kind]
    town.rule(kind, coming, (0, 0), to)
    metres = leg(town.times(tmp_path), (0, -100), (100, 0))[1]
    assert metres == pytest.approx(200 if direct else 800, rel=1e-2)


def test_a_position_beside_the_road_is_walked_to(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 3000), maxspeed="50")
    times = town.times(tmp_path)
    on, _ = leg(times, (0, 500), (0, 2500))
    seconds, metres = leg(times, (90, 500), (-60, 2500))
    assert metres == pytest.approx(2150, rel=1e-3)
    assert seconds == pytest.approx(on + 150 / ACCESS_METRES_PER_SECOND, rel=1e-2)


def test_off_the_network_is_the_estimate_pair_by_pair(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 3000))
    times = town.times(tmp_path)
    places = [at(0, 500), at(5000, 500), at(0, 2500)]
    legs, guess = times.legs(places, places), StraightLine().legs(places, places)
    assert legs.estimated.tolist() == [[False, True, False], [True, True, True], [False, True, False]]
    assert np.array_equal(legs.seconds[legs.estimated], guess.seconds[legs.estimated])
    assert np.array_equal(legs.metres[legs.estimated], guess.metres[legs.estimated])
    assert (legs.seconds[~legs.estimated] != guess.seconds[~legs.estimated]).any()


def test_an_island_is_left_out(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 3000))
    town.street((0, 3000), (-1500, 1500), (0, 0))
    town.street((400, 900), (400, 1100))  # joined to nothing: another road is the nearest
    town.street((9000, 0), (9000, 500))  # too far from the rest
    times = town.times(tmp_path)
    seconds, metres = leg(times, (0, 1000), (400, 1000))
    assert metres < 500
    assert seconds > 300 / ACCESS_METRES_PER_SECOND
    assert times.legs([at(0, 0)], [at(9000, 100)]).estimated.all()


def test_a_street_nobody_can_leave_is_left_out(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 3000))
    town.street((0, 1500), (2500, 1500), oneway="yes")
    assert town.times(tmp_path).legs([at(0, 0)], [at(2400, 1500)]).estimated.all()


def test_nothing_asked_is_nothing_answered(tmp_path: Path) -> None:
    times = grid(2, 100).times(tmp_path)
    assert times.legs([], [at(0, 0)]).seconds.shape == (0, 1)
    assert times.legs([at(0, 0)], []).seconds.shape == (1, 0)
    assert times.searches == 0


def test_one_search_for_each_place_wanted(tmp_path: Path) -> None:
    times = grid(4, 100).times(tmp_path)
    teams, missions = [at(x, 0) for x in (0, 100, 250)], [at(0, y) for y in (50, 150)]
    first = times.legs(teams, missions)
    assert times.searches == 2
    again = times.legs([*teams, at(300, 300)], missions)
    assert times.searches == 2
    assert np.array_equal(again.seconds[:3], first.seconds)


def test_searches_kept_are_bounded_and_come_back_the_same(tmp_path: Path) -> None:
    graph = grid(6, 100).graph(tmp_path)
    bounded, free = RoadTimes(graph, cache_bytes=0), RoadTimes(graph)
    places = [at(x, y) for x in (20, 130, 240, 350) for y in (10, 120, 230, 340)]
    for _ in range(2):
        assert np.array_equal(bounded.legs(places, places).seconds, free.legs(places, places).seconds)
    assert free.searches == len(places)
    assert bounded.searches > free.searches


def test_threads_get_the_same_answers(tmp_path: Path) -> None:
    graph = grid(6, 100).graph(tmp_path)
    places = [at(x, y) for x in (20, 130, 240, 350) for y in (10, 120, 230, 340)]
    expected = RoadTimes(graph).legs(places, places)
    shared = RoadTimes(graph, cache_bytes=0)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(shared.legs, [places] * 8, [places] * 8):
            assert np.array_equal(found.seconds, expected.seconds)
            assert np.array_equal(found.metres, expected.metres)


def test_the_order_of_the_question_changes_nothing(tmp_path: Path) -> None:
    graph = grid(5, 100, seed=3).graph(tmp_path)
    places = [at(x, y) for x in (20, 130, 240) for y in (10, 120, 230)]
    one, other = RoadTimes(graph).legs(places, places), RoadTimes(graph).legs(places[::-1], places[::-1])
    assert np.array_equal(one.seconds, other.seconds[::-1, ::-1])
    assert np.array_equal(one.metres, other.metres[::-1, ::-1])

"""Ways on the ground of a trial: as long as the graph says, walked node after node."""

import numpy as np
import pytest

from dispatch.travel import StraightLine
from dispatch.trial.ground import OpenGround, Spot
from dispatch.trial.lattice import lattice
from dispatch.trial.roads import PLACES, RoadGraph, road_ground
from domain.vocabulary import Position
from tests.dispatch.trials import street


def test_a_way_walked_in_parts_takes_as_long_as_the_whole() -> None:
    ground, _ = road_ground(lattice(1), 1)
    spot, target = ground.spot(0), 7
    whole = float(ground.seconds([spot], [target])[0, 0])
    for elapsed in (0.0, 1.0, 100.0, 0.4 * whole):
        part = ground.along(spot, target, elapsed, whole)
        left = float(ground.seconds([part], [target])[0, 0])
        assert left == pytest.approx(whole - elapsed, abs=1e-6)
    there = ground.along(spot, target, whole + 5, whole)
    assert ground.seconds([there], [target])[0, 0] == 0


def test_between_two_crossings_a_crew_goes_on_to_the_next() -> None:
    ground = street()
    part = ground.along(ground.spot(0), 10, 90.0, 600.0)
    assert (part.node, part.ahead) == (2, 30.0)
    assert ground.seconds([part], [0])[0, 0] == 150.0
    assert ground.along(part, 10, 10.0, 510.0).ahead == 20.0


def test_one_way_roads_and_dead_ends_are_respected() -> None:
    graph = RoadGraph(
        positions=tuple(Position(48.0, 2.0 + 0.01 * number) for number in range(4)),
        tails=np.array([0, 1, 2, 2, 0]),
        heads=np.array([1, 2, 0, 3, 1]),
        seconds=np.array([10.0, 10.0, 10.0, 10.0, 50.0]),
    )
    ground, scale = road_ground(graph, 1)
    assert scale == 1.0
    seconds = ground.seconds([ground.spot(place) for place in range(PLACES)], list(range(PLACES)))
    assert set(np.unique(seconds)) == {0.0, 10.0, 20.0}


def test_times_are_scaled_to_the_journey_wanted() -> None:
    ground, scale = road_ground(lattice(1), 1, journey=960.0)
    spots = [ground.spot(place) for place in range(PLACES)]
    assert ground.seconds(spots, list(range(PLACES))).mean() == pytest.approx(960.0)
    unscaled = road_ground(lattice(1), 1)[0].seconds(spots[:1], [5])
    assert ground.seconds(spots[:1], [5])[0, 0] == pytest.approx(unscaled[0, 0] * scale)


def along_a_road(minutes: list[int]) -> RoadGraph:
    """Crossings on one road, so many minutes apart."""
    ends = np.arange(len(minutes))
    seconds = np.array([60.0 * each for each in minutes])
    return RoadGraph(
        positions=tuple(Position(48.0, 2.0 + 0.01 * number) for number in range(len(minutes) + 1)),
        tails=np.concatenate([ends, ends + 1]),
        heads=np.concatenate([ends + 1, ends]),
        seconds=np.concatenate([seconds, seconds]),
    )


def test_places_that_are_far_from_most_others_are_left_out() -> None:
    ground, scale = road_ground(along_a_road([5, 5, 5, 90]), 1, reach=3600.0)
    every = list(range(ground.places))
    seconds = ground.seconds([ground.spot(place) for place in every], every)
    assert scale == 1.0
    assert 0 < ground.places < PLACES
    assert set(np.unique(seconds)) == {0.0, 300.0, 600.0, 900.0}


def test_what_is_far_is_judged_by_the_times_as_scaled_for_those_who_stay() -> None:
    ground, scale = road_ground(along_a_road([5, 5, 5, 90]), 1, journey=1200.0, reach=2700.0)
    every = list(range(ground.places))
    seconds = ground.seconds([ground.spot(place) for place in every], every)
    assert seconds.mean() == pytest.approx(1200.0)
    assert scale > 1.0
    assert seconds.max() <= 2700.0


def test_roads_that_are_too_long_for_any_trial_are_refused() -> None:
    with pytest.raises(ValueError, match="near enough"):
        road_ground(along_a_road([90]), 1, journey=5400.0, reach=10.0)


def test_a_graph_without_roads_is_refused() -> None:
    nothing = RoadGraph((Position(48, 2),), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    with pytest.raises(ValueError, match="no two crossings"):
        road_ground(nothing, 1)


def test_on_open_ground_crews_move_evenly() -> None:
    ground = OpenGround(StraightLine(), [Position(48.0, 2.0), Position(48.2, 2.4)])
    half = ground.along(ground.spot(0), 1, 300.0, 600.0)
    assert half == Spot(Position(48.1, 2.2))
    assert ground.along(ground.spot(0), 1, 900.0, 600.0).position == Position(48.2, 2.4)
    assert ground.along(ground.spot(1), 1, 0.0, 0.0).position == Position(48.2, 2.4)
    assert ground.seconds([ground.spot(0)], [0, 1])[0, 0] == 0

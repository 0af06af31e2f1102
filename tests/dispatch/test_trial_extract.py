"""The roads of an extract under a trial: where they are, one way where they are, as long as they take."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.roads.times import RoadTimes
from dispatch.trial.extract import of_graph
from dispatch.trial.roads import PLACES, road_ground
from tests.dispatch.streets import Town, at, grid


def test_a_ring_is_driven_one_way_round(tmp_path: Path) -> None:
    ring = Town()
    corners = [(0.0, 0.0), (0.0, 100.0), (100.0, 100.0), (100.0, 0.0)]
    for first, second in zip(corners, corners[1:] + corners[:1], strict=True):
        ring.street(first, second, oneway="yes", maxspeed="50")
    ground, _ = road_ground(of_graph(ring.graph(tmp_path)), 1)
    spots = [ground.spot(place) for place in range(PLACES)]
    stands = {
        (round(spot.position.lat, 5), round(spot.position.lon, 5)): place for place, spot in enumerate(spots)
    }
    corner = [stands[round(at(*each).lat, 5), round(at(*each).lon, 5)] for each in corners]
    assert len(stands) == 4
    one, two = corner[:2]
    there, back = (float(ground.seconds([spots[a]], [b])[0, 0]) for a, b in ((one, two), (two, one)))
    assert there == pytest.approx(100 / (50 / 3.6), rel=1e-3)
    assert back == pytest.approx(3 * there, rel=1e-3)


def test_journeys_are_those_of_the_road_source_but_for_the_way_a_crew_faces(tmp_path: Path) -> None:
    graph = grid(6, 300.0, seed=4).graph(tmp_path)
    ground, scale = road_ground(of_graph(graph), 1)
    assert scale == 1.0
    spots = [ground.spot(place) for place in range(40)]
    ours = ground.seconds(spots, list(range(40)))
    theirs = RoadTimes(graph).legs([s.position for s in spots], [s.position for s in spots]).seconds
    longer = (ours - theirs)[theirs > 120]
    assert len(longer) > 200
    assert float(np.median(longer)) < 2 * 300 / (30 / 3.6)  # a crew faces one way: at most round the block
    assert float((ours / np.maximum(theirs, 60.0))[theirs > 120].min()) > 0.8

"""The search and the snapping against plain programs that share nothing with them but the graph."""

import heapq
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads.geometry import mercator, scale
from dispatch.roads.graph import Graph
from dispatch.roads.search import Goal, search
from dispatch.roads.snapping import Snapper
from tests.dispatch.streets import at, grid


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return grid(6, 90, seed=5).graph(tmp_path_factory.mktemp("town"))


def ways(graph: Graph, goal: int, share: float) -> list[tuple[float, float, float]]:
    """Cost, seconds and metres from each state to the goal, by a heap and a dictionary of arcs."""
    arcs: dict[int, list[tuple[int, int]]] = {state: [] for state in range(graph.states)}
    for after in range(graph.states):
        for arc in range(int(graph.indptr[after]), int(graph.indptr[after + 1])):
            arcs[after].append((int(graph.indices[arc]), arc))
    whole = float(graph.metres[graph.state_piece[goal]])
    begin = (float(graph.state_cost[goal]) * share, float(graph.state_seconds[goal]) * share, whole * share)
    heap, done = [(*begin, goal)], dict[int, tuple[float, float, float]]()
    while heap:
        cost, seconds, metres, state = heapq.heappop(heap)
        if state in done:
            continue
        done[state] = cost, seconds, metres
        for before, arc in arcs[state]:
            length = metres + float(graph.metres[graph.state_piece[before]])
            spent = seconds + float(graph.seconds[arc])
            heapq.heappush(heap, (cost + float(graph.cost[arc]), spent, length, before))
    return [done[state] for state in range(graph.states)]


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_the_search_finds_the_cheapest_ways_and_measures_them(town: Graph, data: st.DataObject) -> None:
    goal = data.draw(st.integers(0, town.states - 1))
    share = data.draw(st.floats(0, 1))
    found = search(town, Goal((goal,), (share,)))
    expected = np.array(ways(town, goal, share))
    assert np.allclose(found.cost, expected[:, 0], rtol=1e-5, atol=1e-3)
    assert np.allclose(found.seconds, expected[:, 1], rtol=1e-5, atol=1e-3)
    assert np.allclose(found.metres, expected[:, 2], rtol=1e-5, atol=1e-2)


def test_two_roads_to_one_goal_are_the_better_of_both(town: Graph) -> None:
    both = search(town, Goal((3, 40), (0.5, 0.25)))
    apart = [search(town, Goal((state,), (share,))) for state, share in ((3, 0.5), (40, 0.25))]
    assert np.allclose(both.cost, np.minimum(apart[0].cost, apart[1].cost), rtol=1e-6)


def nearest(graph: Graph, east: float, north: float) -> float:
    """Metres to the nearest road: every stretch between two points of a piece, one by one."""
    place = at(east, north)
    spot = mercator(np.array([place.lat]), np.array([place.lon]))[0]
    best = float("inf")
    for number in range(len(graph.points) - 1):
        if graph.point_piece[number] != graph.point_piece[number + 1]:
            continue
        start, line = graph.points[number], graph.points[number + 1] - graph.points[number]
        along = min(1.0, max(0.0, float((spot - start) @ line) / max(1e-9, float(line @ line))))
        best = min(best, float(np.hypot(*(spot - start - along * line))))
    return best / float(scale(np.array([place.lat]))[0])


@settings(deadline=None, max_examples=40)
@given(st.floats(-300, 900), st.floats(-300, 900))
def test_a_position_is_put_on_the_nearest_road(town: Graph, east: float, north: float) -> None:
    found = Snapper(town, limit=1000.0).find([at(east, north)])[0]
    assert found is not None
    assert found.away == pytest.approx(nearest(town, east, north), abs=0.01)
    assert all(0 <= share <= 1 for share in found.share)


def test_a_position_at_a_crossing_is_on_all_its_roads(town: Graph) -> None:
    found = Snapper(town, limit=1000.0).find([at(270, 270)])[0]
    assert found is not None
    pieces = {int(town.state_piece[state]) for state in found.states}
    assert len(pieces) == 4


def test_every_road_of_the_graph_reaches_every_other(town: Graph) -> None:
    found = search(town, Goal((0,), (0.0,)))
    assert np.isfinite(found.cost).all()
    assert (found.seconds >= 0).all()
    assert (town.cost > 0).all()


def test_the_same_extract_makes_the_same_graph(tmp_path: Path) -> None:
    one, other = (grid(4, 80, seed=2).graph(tmp_path) for _ in range(2))
    for name in Graph.__struct_fields__:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name

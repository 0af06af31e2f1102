"""Which road a position is on: nearest points by KD-tree, then the roads through them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from dispatch.roads.geometry import mercator, scale
from dispatch.roads.graph import Graph
from domain.vocabulary import Position

_NEAREST = 32
_MOST_ROADS = 8
# Roads this much farther than the nearest are as good: a position at a junction is on all its roads.
_AS_GOOD_METRES = 1.5


class OnRoad(NamedTuple):
    """A position on the roads: the states it lies on, how far along each (0 to 1), metres away from them."""

    states: tuple[int, ...]
    share: tuple[float, ...]
    away: float


class Snapper:
    """Finds roads near positions. Built in memory from the points of the graph, in a second per million."""

    def __init__(self, graph: Graph, *, limit: float) -> None:
        self._graph = graph
        self._limit = limit
        self._tree = KDTree(graph.points, balanced_tree=False, compact_nodes=False)

    def find(self, positions: Sequence[Position]) -> list[OnRoad | None]:
        """For each position its roads; None where none is within the limit (metres)."""
        if not positions:
            return []
        lat = np.array([position.lat for position in positions])
        places = mercator(lat, np.array([position.lon for position in positions]))
        wanted = min(_NEAREST, len(self._graph.points))
        found = self._tree.query(places, k=[*range(1, wanted + 1)])
        near = np.asarray(found[1], dtype=np.int64)
        stretch = scale(lat).tolist()
        return [self._on_road(places[row], near[row], times) for row, times in enumerate(stretch)]

    def _on_road(self, place: NDArray[np.float64], near: NDArray[np.int64], times: float) -> OnRoad | None:
        away, piece, share = self._projected(place, near)
        away = away / times
        best = float(away.min())
        if best > self._limit:
            return None
        found: dict[int, float] = {}
        for at in np.argsort(away, kind="stable").tolist():
            if away[at] > best + _AS_GOOD_METRES or len(found) >= _MOST_ROADS:
                break
            found.setdefault(int(piece[at]), float(share[at]))
        states: list[int] = []
        shares: list[float] = []
        for number, along in found.items():
            for state, part in (
                (int(self._graph.forward[number]), along),
                (int(self._graph.backward[number]), 1.0 - along),
            ):
                if state >= 0:
                    states.append(state)
                    shares.append(part)
        return OnRoad(tuple(states), tuple(shares), best)

    def _projected(
        self, place: NDArray[np.float64], near: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64]]:
        """The nearest spot on the lines before and after each point: its distance, piece and share."""
        graph = self._graph
        last = len(graph.points) - 1
        first = np.concatenate([np.maximum(near - 1, 0), near])
        second = np.concatenate([near, np.minimum(near + 1, last)])
        owner = np.concatenate([near, near])
        joined = (graph.point_piece[first] == graph.point_piece[owner]) & (
            graph.point_piece[second] == graph.point_piece[owner]
        )
        first, second = np.where(joined, first, owner), np.where(joined, second, owner)
        start, line = graph.points[first], graph.points[second] - graph.points[first]
        long = (line**2).sum(axis=1)
        along = np.clip(((place - start) * line).sum(axis=1) / np.maximum(long, 1e-9), 0.0, 1.0)
        away = np.hypot(*(place - start - along[:, None] * line).T)
        metres = graph.along[first] + along * (graph.along[second] - graph.along[first])
        piece = graph.point_piece[owner]
        whole = np.maximum(graph.metres[piece].astype(np.float64), 1e-6)
        return away, piece, np.clip(metres / whole, 0.0, 1.0)

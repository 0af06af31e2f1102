"""A graph made by `vigie roads import`, as a trial needs it: where each road begins, and what follows."""

import numpy as np

from dispatch.roads.graph import Graph
from dispatch.travel import SPHERE_RADIUS_METRES
from dispatch.trial.ground import Floats
from dispatch.trial.roads import RoadGraph
from domain.vocabulary import Position


def of_graph(graph: Graph) -> RoadGraph:
    """Nodes are beginnings of roads with a direction; an arc is one such road and the turn after it.

    Crews take the quickest way; `RoadTimes` weighs in what a driver would rather avoid, so that its
    journeys are a little longer.
    """
    following = np.repeat(np.arange(graph.states), np.diff(graph.indptr))
    return RoadGraph(
        positions=_beginnings(graph),
        tails=graph.indices.astype(np.int64),
        heads=following.astype(np.int64),
        seconds=graph.seconds.astype(np.float64),
    )


def _beginnings(graph: Graph) -> tuple[Position, ...]:
    """A road driven back begins at the last point of its piece. Points of a piece lie together, in order."""
    pieces = len(graph.metres)
    order = np.lexsort((graph.along, graph.point_piece))
    of_piece = graph.point_piece[order]
    first = order[np.searchsorted(of_piece, np.arange(pieces), side="left")]
    last = order[np.searchsorted(of_piece, np.arange(pieces), side="right") - 1]
    point = np.where(graph.state_back, last[graph.state_piece], first[graph.state_piece])
    x, y = graph.points[point].T / SPHERE_RADIUS_METRES
    lat: Floats = np.degrees(np.arctan(np.sinh(y)))
    lon: Floats = np.degrees(x)
    return tuple(Position(lat, lon) for lat, lon in zip(lat.tolist(), lon.tolist(), strict=True))

"""From a road graph to the ground of a trial: places drawn, journeys to each of them searched once."""

import math
import random
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs]  # it has no types
from scipy.sparse.csgraph import (  # pyright: ignore[reportMissingTypeStubs]  # as above
    connected_components,  # pyright: ignore[reportUnknownVariableType]  # as above
    dijkstra,  # pyright: ignore[reportUnknownVariableType]  # as above
)

from dispatch.trial.ground import Floats, Nodes, RoadGround, Towards
from domain.vocabulary import Position

PLACES = 400
"""Enough that no two nights are about the same few doors, few enough to search them all at once."""

Ints = NDArray[np.int64]


class RoadGraph(NamedTuple):
    """Directed arcs `tails` → `heads` of so many `seconds`, between nodes at `positions`."""

    positions: tuple[Position, ...]
    tails: Ints
    heads: Ints
    seconds: Floats


def road_ground(
    graph: RoadGraph, seed: int, *, journey: float | None = None, reach: float = math.inf
) -> tuple[RoadGround, float]:
    """A ground of `PLACES` places drawn among the nodes of the largest part where all reach all, and by
    what all times were multiplied.

    `journey` (s): the way between two places takes this long on average; None takes the graph as it is.
    `reach` (s): no way between two places takes longer; the places with most such ways are left out.
    Raises ValueError where fewer than two nodes reach each other, or two places are left.
    """
    chance = random.Random(seed)  # noqa: S311  # always the same places for one seed
    inside = _largest_part(graph)
    if len(inside) < 2:
        raise ValueError("the road graph has no two crossings that reach each other")
    drawn = [int(inside[chance.randrange(len(inside))]) for _ in range(PLACES)]
    ways = towards(graph, drawn)
    kept, scale = _within(ways.seconds[:, drawn], journey, reach)
    scaled = Towards(ways.seconds[kept] * scale, ways.following[kept])
    return RoadGround(graph.positions, [drawn[place] for place in kept], scaled), scale


def _within(seconds: Floats, journey: float | None, reach: float) -> tuple[list[int], float]:
    """The places that stay, and by what times are multiplied, which hangs on who stays."""
    kept = np.arange(len(seconds))
    while True:
        between = seconds[np.ix_(kept, kept)]
        mean = float(between.mean())
        scale = 1.0 if journey is None or mean == 0 else journey / mean
        far = between * scale > reach
        if not far.any():
            break
        kept = np.delete(kept, (far.sum(axis=0) + far.sum(axis=1)).argmax())
    if len(kept) < len(seconds) and not between.any():
        raise ValueError("no two places of these roads are near enough to each other for a trial")
    return kept.tolist(), scale


def _largest_part(graph: RoadGraph) -> Ints:
    found = cast("tuple[int, Nodes]", connected_components(_matrix(graph), connection="strong"))
    part = found[1]
    sizes = np.bincount(part)
    return np.flatnonzero(part == sizes.argmax()).astype(np.int64)


def towards(graph: RoadGraph, nodes: list[int]) -> Towards:
    """One search per place on the reversed graph: its predecessors are where to go next."""
    reverse = RoadGraph(graph.positions, graph.heads, graph.tails, graph.seconds)
    seconds, following = cast(
        "tuple[Floats, Nodes]", dijkstra(_matrix(reverse), indices=nodes, return_predecessors=True)
    )
    return Towards(seconds, following)


def _matrix(graph: RoadGraph) -> csr_array:
    """The quickest arc between each two nodes; scipy would add up parallel ones."""
    size = len(graph.positions)
    order = np.lexsort((graph.seconds, graph.heads, graph.tails))
    keys = graph.tails[order] * size + graph.heads[order]
    first = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.bool_)
    kept = order[first]
    arcs = (graph.tails[kept], graph.heads[kept])
    return csr_array((graph.seconds[kept], arcs), shape=(size, size))

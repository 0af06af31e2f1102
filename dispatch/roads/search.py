"""One search from the end: how long and how far it is to one place, from every road at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dispatch.roads.graph import Graph

Ints = NDArray[np.int64]


class Goal(NamedTuple):
    """Where a search ends: some way along each of these states. `share` is 0 at a state's beginning."""

    states: tuple[int, ...]
    share: tuple[float, ...]


class Ways(NamedTuple):
    """From the beginning of each state to the goal: what the way costs who chooses it, seconds, metres."""

    cost: NDArray[np.float32]
    seconds: NDArray[np.float32]
    metres: NDArray[np.float32]


def search(graph: Graph, goal: Goal) -> Ways:
    """The ways of least cost to the goal, from everywhere; their seconds and metres are those driven.

    Same graph and goal, same answer. One pass of Dijkstra's algorithm in compiled code.
    """
    count = graph.states
    states = np.array(goal.states, dtype=np.int64)
    share = np.array(goal.share)
    cost = np.maximum(graph.state_cost[states] * share, 1e-6)
    # The goal is one row more, from which its states are reached first.
    matrix = csr_array(
        (
            np.concatenate([graph.cost, cost]),
            np.concatenate([graph.indices, states.astype(np.int32)]),
            np.append(graph.indptr, len(graph.indices) + len(states)).astype(np.int32),
        ),
        shape=(count + 1, count + 1),
    )
    least, parent = dijkstra(matrix, indices=np.array(count), return_predecessors=True)
    seconds, metres = _measured(graph, parent, states, share)
    return Ways(least[:count].astype(np.float32), seconds, metres)


def _measured(
    graph: Graph, parent: NDArray[np.int32], states: Ints, share: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Sum seconds and metres up the tree: each round of jumps doubles the part of the way summed."""
    count = graph.states
    steps = np.zeros(count + 1, dtype=np.complex128)
    row = np.repeat(np.arange(count, dtype=np.int32), np.diff(graph.indptr))
    used = np.flatnonzero(parent[graph.indices] == row)
    child = graph.indices[used]
    metres = graph.metres[graph.state_piece]
    steps[child] = graph.seconds[used] + 1j * metres[child]
    last = parent[states] == count
    ends = states[last]
    steps[ends] = share[last] * (graph.state_seconds[ends] + 1j * metres[ends])
    above = parent.astype(np.int64)
    above[count] = count
    while (above != count).any():
        steps += steps[above]
        above = above[above]
    return steps.real[:count].astype(np.float32), steps.imag[:count].astype(np.float32)

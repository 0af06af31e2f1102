"""What another choice would cost: the plan solved again with one pair forced, without solving it again.

Under the prices of the optimum no arc has a negative price left, so the cheapest way to make room for a
forced pair is a shortest path, from the team forced back to the demand, in what the flow leaves free.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs]  # it has no types
from scipy.sparse.csgraph import (  # pyright: ignore[reportMissingTypeStubs]  # as above
    dijkstra,  # pyright: ignore[reportUnknownVariableType]  # as above
)

from dispatch.certificate import Index, Ints, Network, Prices
from dispatch.flow import Nodes
from dispatch.scene import SMALL, Floats
from dispatch.solver import NOBODY, Solution


class Change(NamedTuple):
    """What forcing one pair adds to the objective, and who then has each mission that changes hands.

    `hands` maps a demand to its team after, -1 for nobody; the forced demand is not in it.
    """

    overall: int
    hands: dict[int, int]


class Residual:
    """What the flow of a proved solution leaves free. Nodes: demands, then teams, then the sink."""

    def __init__(self, network: Network, solution: Solution, prices: Prices) -> None:
        self._network, self._chosen, self._prices = network, solution.chosen, prices
        self._demands = len(network.unserved)
        self._sink = self._demands + network.teams
        self._reduced = network.cost - prices.demands[network.demand] + prices.teams[network.team]
        self._reverse = self._graph()

    def forced(self, demand: int, pairs: Iterable[tuple[int, int]]) -> dict[int, Change]:
        """For each of these fit teams, with its arc to `demand`: what forcing it there changes."""
        distance, after = self._paths(demand)
        held = self._holders[demand]
        found: dict[int, Change] = {}
        for team, arc in pairs:
            if team == held:
                found[team] = Change(0, {})
                continue
            overall = self._reduced.item(arc) + round(distance.item(self._demands + team))
            found[team] = Change(overall, self._hands(demand, team, after))
        return found

    @cached_property
    def _holders(self) -> list[int]:
        return self._chosen.tolist()

    def _paths(self, demand: int) -> tuple[Floats, Nodes]:
        """From every node to `demand`: the least sum of reduced costs, and the node that follows."""
        if self._network.teams * self._demands > SMALL:
            return self._search(demand)
        distances, afters = self._all_paths
        return distances[demand], afters[demand]

    @cached_property
    def _all_paths(self) -> tuple[Floats, Nodes]:
        return self._search(np.arange(self._demands))

    def _search(self, demands: int | Ints) -> tuple[Floats, Nodes]:
        search = cast("Any", dijkstra)
        return search(self._reverse, directed=True, indices=demands, return_predecessors=True)

    def _hands(self, demand: int, team: int, after: Nodes) -> dict[int, int]:
        """Who has what, read off the path from the forced team back to its demand."""
        hands: dict[int, int] = {}
        node = self._demands + team
        while node != demand:
            following = after.item(node)
            if node < self._demands:
                hands[node] = NOBODY if following == self._sink else following - self._demands
            node = following
        return hands

    def _graph(self) -> csr_array:
        """Reduced costs of the arcs left free, turned round: paths are sought towards a demand."""
        net, prices, sink = self._network, self._prices, self._sink
        free = np.flatnonzero(self._chosen[net.demand] != net.team)
        served, waiting = np.flatnonzero(self._chosen != NOBODY), np.flatnonzero(self._chosen == NOBODY)
        held = self._chosen[served]
        idle = np.ones(net.teams, dtype=np.bool_)
        idle[held] = False
        idle_nodes, holders = np.flatnonzero(idle) + self._demands, held + self._demands
        to_sink = np.full(len(served), sink), np.full(len(idle_nodes), sink)
        nothing = np.zeros(len(served) + len(waiting) + len(idle_nodes), dtype=np.int64)
        given_up = net.unserved[served] - prices.demands[served]
        return _rows(
            sink + 1,
            np.concatenate(
                [net.team[free] + self._demands, served, waiting, to_sink[1], to_sink[0], holders]
            ),
            np.concatenate(
                [net.demand[free], holders, np.full(len(waiting), sink), idle_nodes, served, to_sink[0]]
            ),
            np.concatenate([self._reduced[free], nothing, given_up, prices.teams[held]]),
        )


def _rows(size: int, rows: Index, columns: Index, values: Ints) -> csr_array:
    """A sparse matrix from values in any order, none twice."""
    order = np.lexsort((columns, rows))
    starts = np.searchsorted(rows[order], np.arange(size + 1))
    indices, starts = columns[order].astype(np.int32), starts.astype(np.int32)
    return csr_array((values[order].astype(np.float64), indices, starts), shape=(size, size))

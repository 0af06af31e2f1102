"""What another choice would cost: the plan solved again with one pair forced, without solving it again.

Under the prices of the optimum no arc has a negative price left, so the cheapest way to make room for a
forced pair is a shortest path, from the team forced back to the demand, in what the flow leaves free.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs]  # it has no types
from scipy.sparse.csgraph import (  # pyright: ignore[reportMissingTypeStubs]  # as above
    dijkstra,  # pyright: ignore[reportUnknownVariableType]  # as above
)

from dispatch.certificate import Ints, Network, Prices
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

    def forced(self, demand: int, teams: list[int]) -> dict[int, Change]:
        """For each of these fit teams, what forcing it on `demand` changes."""
        distance, after = self._paths(demand)
        low, high = self._bounds[demand], self._bounds[demand + 1]
        ids: list[int] = self._network.team[low:high].tolist()
        costs: list[int] = self._reduced[low:high].tolist()
        reduced = dict(zip(ids, costs, strict=True))
        held = self._holders[demand]
        found: dict[int, Change] = {}
        for team in teams:
            if team == held:
                found[team] = Change(0, {})
                continue
            overall = reduced[team] + round(distance[self._demands + team])
            found[team] = Change(overall, self._hands(demand, team, after))
        return found

    @cached_property
    def _bounds(self) -> list[int]:
        """Where the arcs of each demand begin, and the last ones end."""
        return np.searchsorted(self._network.demand, np.arange(self._demands + 1)).tolist()

    @cached_property
    def _holders(self) -> list[int]:
        return self._chosen.tolist()

    def _paths(self, demand: int) -> tuple[Sequence[float], Sequence[int]]:
        """From every node to `demand`: the least sum of reduced costs, and the node that follows."""
        if self._network.teams * self._demands > SMALL:
            distance, after = self._search(demand)
            return distance.tolist(), after.tolist()
        distances, afters = self._all_paths
        return distances[demand], afters[demand]

    @cached_property
    def _all_paths(self) -> tuple[list[list[float]], list[list[int]]]:
        distances, afters = self._search(np.arange(self._demands))
        return distances.tolist(), afters.tolist()

    def _search(self, demands: int | Ints) -> tuple[Floats, Ints]:
        search = cast("Any", dijkstra)
        return search(self._reverse, directed=True, indices=demands, return_predecessors=True)

    def _hands(self, demand: int, team: int, after: Sequence[int]) -> dict[int, int]:
        """Who has what, read off the path from the forced team back to its demand."""
        hands: dict[int, int] = {}
        node = self._demands + team
        while node != demand:
            following = after[node]
            if node < self._demands:
                hands[node] = NOBODY if following == self._sink else following - self._demands
            node = following
        return hands

    def _graph(self) -> csr_array:
        """Reduced costs of the arcs left free, turned round: paths are sought towards a demand."""
        net, prices, sink = self._network, self._prices, self._sink
        used = self._chosen[net.demand] == net.team
        reduced = self._reduced
        served = np.flatnonzero(self._chosen != NOBODY)
        waiting = np.flatnonzero(self._chosen == NOBODY)
        holders = self._chosen[served] + self._demands
        idle = np.setdiff1d(np.arange(net.teams), self._chosen) + self._demands
        parts = (
            (net.demand[~used], net.team[~used] + self._demands, reduced[~used]),
            (holders, served, 0),
            (served, sink, net.unserved[served] - prices.demands[served]),
            (sink, waiting, 0),
            (idle, sink, 0),
            (sink, holders, prices.teams[holders - self._demands]),
        )
        tails, heads, costs = (
            np.concatenate([column.ravel() for column in columns])
            for columns in zip(*(np.broadcast_arrays(*part) for part in parts), strict=True)
        )
        size = sink + 1
        return csr_array((costs.astype(np.float64), (heads, tails)), shape=(size, size))

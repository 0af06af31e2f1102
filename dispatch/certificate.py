"""Proof that an assignment is the cheapest: a price on each team and each demand.

A price list is sound where every team's price is at least 0, no demand's price is above what leaving it
unserved costs, and for every arc the demand's price less the team's is at most the arc's cost. Then no
assignment whatever costs less than the sum of the demands' prices less the sum of the teams': add up the
arcs it uses. Where that sum is also what our assignment costs, ours is an optimum. Checking takes one pass
over the arcs and no trust in the solver.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Index = NDArray[np.int64 | np.int32]

_NOBODY = -1
# Arcs looked at together, and on how many processors.
_BLOCK = 65_536
THREADS = 2


class Network(NamedTuple):
    """Feasible arcs as three columns by rising demand, and the cost of leaving each demand unserved.

    `demand` and `team` are indices; costs are whole and not negative.
    """

    teams: int
    demand: Index
    team: Index
    cost: Ints
    unserved: Ints


class Prices(NamedTuple):
    """The prices, in the unit of the costs."""

    teams: Ints
    demands: Ints

    @property
    def bound(self) -> int:
        """No assignment costs less, where the prices are sound."""
        return int(self.demands.sum()) - int(self.teams.sum())


def sound(network: Network, prices: Prices) -> bool:
    """Whether the prices prove their bound."""
    if bool(np.any(prices.teams < 0)) or bool(np.any(prices.demands > network.unserved)):
        return False
    return not len(too_dear(network, prices)[0])


def reduced_costs(network: Network, prices: Prices, part: slice = slice(None)) -> Ints:
    """For each arc, its cost less its demand's price, and its team's price on top: what using it loses."""
    result = network.cost[part] - prices.demands[network.demand[part]]
    result += prices.teams[network.team[part]]
    return result


def too_dear(network: Network, prices: Prices) -> tuple[Ints, Ints]:
    """The arcs for which the demand's price is too high, by index, and their reduced costs, all negative."""

    def block(start: int) -> tuple[Ints, Ints]:
        reduced = reduced_costs(network, prices, slice(start, start + _BLOCK))
        found = np.flatnonzero(reduced < 0)
        return found + start, reduced[found]

    starts = range(0, len(network.cost), _BLOCK)
    if len(starts) <= 1:
        return block(0)
    with ThreadPoolExecutor(THREADS) as threads:
        arcs, reduced = zip(*threads.map(block, starts), strict=True)
    return np.concatenate(arcs), np.concatenate(reduced)


def price(network: Network, chosen: Ints, start: Ints | None = None) -> Prices | None:
    """The dearest prices under which nobody in `chosen` (a team's index a demand, -1: nobody) would change.

    They are shortest paths in what the flow leaves free: a team that is not used is free of charge, a
    team that is used costs at most what its demand would lose without it. None where `chosen` is no
    optimum. `start` may give team prices known to be at least those sought.
    """
    served = np.flatnonzero(chosen != _NOBODY)
    holder = chosen[served]
    paid = arc_costs(network, served, holder)
    ceiling = network.unserved[served] - paid
    teams = np.zeros(network.teams, dtype=np.int64)
    teams[holder] = ceiling if start is None else np.minimum(ceiling, start[holder])
    rows, starts = segments(network.demand)
    own = np.full(len(network.unserved), 0, dtype=np.int64)
    own[served] = paid
    for _ in range(len(served) + 1):
        demands = network.unserved.copy()
        if len(rows):
            best = np.minimum.reduceat(network.cost + teams[network.team], starts)
            demands[rows] = np.minimum(demands[rows], best)
        lower = demands[served] - own[served]
        if np.array_equal(lower, teams[holder]):
            return Prices(teams, demands)
        teams[holder] = lower
        if bool(np.any(lower < 0)):
            return None
    return None


def segments(rising: Index) -> tuple[Ints, Ints]:
    """The distinct values of a rising column, and where each begins."""
    values = np.arange(int(rising[-1]) + 2 if len(rising) else 1, dtype=rising.dtype)
    ends = np.searchsorted(rising, values)
    rows = np.flatnonzero(np.diff(ends))
    return rows, ends[rows]


def arc_costs(network: Network, demand: Ints, team: Ints) -> Ints:
    """The costs of these arcs. Raises ValueError where one is not in the network."""
    if not len(demand):
        return np.zeros(0, dtype=np.int64)
    keys = network.demand.astype(np.int64) * network.teams + network.team
    wanted = demand * network.teams + team
    order = np.arange(len(keys)) if bool(np.all(np.diff(keys) > 0)) else np.argsort(keys, kind="stable")
    place = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    if not len(keys) or bool(np.any(keys[order[place]] != wanted)):
        raise ValueError("an arc that is not in the network")
    return network.cost[order[place]]

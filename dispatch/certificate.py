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
# Up to so many arcs, going through all is quicker than finding some.
_FEW = 5_000


class Network(NamedTuple):
    """Feasible arcs as three columns by rising demand, and the cost of leaving each demand unserved.

    `demand` and `team` are indices; costs are whole and not negative.
    """

    teams: int
    demand: Index
    team: Index
    cost: Ints
    unserved: Ints

    def take(self, arcs: Ints) -> "Network":
        """The same teams and demands with these arcs only."""
        return self._replace(demand=self.demand[arcs], team=self.team[arcs], cost=self.cost[arcs])


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
    return in_range(network, prices) and not bool(np.any(worth_using(network, prices)[1] < 0))


def in_range(network: Network, prices: Prices) -> bool:
    """Whether no team's price is below zero, nor a demand's above what leaving it unserved costs."""
    return bool(np.all(prices.teams >= 0)) and bool(np.all(prices.demands <= network.unserved))


def reduced_costs(network: Network, prices: Prices, part: slice = slice(None)) -> Ints:
    """For each arc, its cost less its demand's price, and its team's price on top: what using it loses."""
    # Indices are in range: `clip` only spares a check that takes as long as the rest.
    result = prices.teams.take(network.team[part], mode="clip")
    result += network.cost[part]
    result -= prices.demands.take(network.demand[part], mode="clip")
    return result


def worth_using(network: Network, prices: Prices) -> tuple[Ints, Ints]:
    """The arcs that lose nothing, by index, and their reduced costs: below zero where the demand's price is
    too high. Under sound prices every optimum uses such arcs only."""

    def block(start: int) -> tuple[Ints, Ints]:
        reduced = reduced_costs(network, prices, slice(start, start + _BLOCK))
        found = np.flatnonzero(reduced <= 0)
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
    demands = _cheapest_of(network, teams, rows, starts)
    arcs = _ArcsOfTeams(network) if len(network.cost) > _FEW else None
    for _ in range(len(served) + 1):
        lower = demands[served] - paid
        if bool(np.any(lower < 0)):
            return None
        fallen = holder[lower < teams[holder]]
        if not len(fallen):
            return Prices(teams, demands)
        teams[holder] = lower
        if arcs is None:
            demands = _cheapest_of(network, teams, rows, starts)
        else:
            reached, cost = arcs.of(fallen, teams)
            better = np.flatnonzero(cost < demands[reached])
            np.minimum.at(demands, reached[better], cost[better])
    return None


def _cheapest_of(network: Network, teams: Ints, rows: Ints, starts: Ints) -> Ints:
    """What each demand's cheapest way out costs, at these prices of teams. `rows` begin at `starts`."""
    demands = network.unserved.copy()
    if len(rows):
        best = np.minimum.reduceat(network.cost + teams[network.team], starts)
        demands[rows] = np.minimum(demands[rows], best)
    return demands


class _ArcsOfTeams:
    """The arcs of a network by team."""

    def __init__(self, network: Network) -> None:
        short = network.team.astype(np.uint16) if network.teams <= 2**16 else network.team  # sorted by digits
        order = np.argsort(short, kind="stable")
        self._demand, self._cost = network.demand[order], network.cost[order]
        ends = np.cumsum(np.bincount(network.team, minlength=network.teams))
        self._starts, self._ends = np.append(0, ends[:-1]), ends

    def of(self, teams: Ints, prices: Ints) -> tuple[Index, Ints]:
        """For all arcs of these teams, which demand each reaches, and its cost with the team's price."""
        first, many = self._starts[teams], self._ends[teams] - self._starts[teams]
        before = np.cumsum(many) - many
        arcs = np.repeat(first - before, many) + np.arange(int(many.sum()))
        return self._demand[arcs], self._cost[arcs] + np.repeat(prices[teams], many)


def segments(rising: Index) -> tuple[Ints, Ints]:
    """The distinct values of a rising column, and where each begins."""
    values = np.arange(int(rising[-1]) + 2 if len(rising) else 1, dtype=rising.dtype)
    ends = np.searchsorted(rising, values)
    rows = np.flatnonzero(np.diff(ends))
    return rows, ends[rows]


def reduced(network: Network, prices: Prices, most: int) -> tuple[Network, Ints]:
    """The same choice, told by what each part of it loses under these prices; and what each team left
    without a mission loses. Sums differ from the true ones by the bound; losses stop at `most`."""
    losses = network._replace(
        cost=np.minimum(reduced_costs(network, prices), most),
        unserved=np.minimum(network.unserved - prices.demands, most),
    )
    return losses, np.minimum(prices.teams, most)


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

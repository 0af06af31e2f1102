"""The assignment itself: a min-cost flow, its proof, and the plain rule that stands in where it fails.

Costs are whole numbers. The order of teams and demands given is the order of preference between equal
answers.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from dispatch.certificate import Ints, Network, Prices, in_range, price, worth_using
from dispatch.flow import SolverFailure, cheapest_flow
from dispatch.pruning import SMALL, Optimum, chosen_by, prune
from dispatch.ties import settled, with_ties

NOBODY = -1


class Status(StrEnum):
    """How the answer was found: proved best, or by the plain rule after a failure of the solver."""

    OPTIMAL = "optimal"
    GREEDY = "greedy"


class Solution(NamedTuple):
    """The team's index for each demand (-1: unserved), the sum of costs, how it was found.

    `prices` prove that no assignment costs less than `prices.bound`; None after the plain rule.
    """

    chosen: Ints
    objective: int
    status: Status
    prices: Prices | None


def solve(network: Network) -> Solution:
    """The cheapest assignment, with its proof; priority-then-nearest, so marked, where the solver fails.

    An answer of the solver whose proof does not hold counts as a failure.
    """
    try:
        used, prices = _optimum(network)
    except SolverFailure:
        return greedy(network)
    chosen, objective = _taken(network, used)
    if prices.bound != objective or not in_range(network, prices):
        return greedy(network)
    return Solution(chosen, objective, Status.OPTIMAL, prices)


def greedy(network: Network) -> Solution:
    """Priority-then-nearest: each demand in order takes the cheapest team left. Proves nothing."""
    chosen, objective = _taken(network, np.array(_greedy(network), dtype=np.int64))
    return Solution(chosen, objective, Status.GREEDY, None)


def _taken(network: Network, used: Ints) -> tuple[Ints, int]:
    """The team of each demand and the sum of costs, in whole numbers of any size."""
    chosen = np.full(len(network.unserved), NOBODY, dtype=np.int64)
    chosen[network.demand[used]] = network.team[used]
    idle = network.unserved[chosen == NOBODY]
    return chosen, sum(network.cost[used].tolist()) + sum(idle.tolist())


def _optimum(network: Network) -> tuple[Ints, Prices]:
    """The arcs used by the first of all optima, and prices that hold over every arc. Raises SolverFailure."""
    found = prune(network, cheapest_flow) if len(network.cost) > SMALL else None
    if found is None:
        ranked = with_ties(network)
        found = _whole(network, cheapest_flow(ranked or network))
        if ranked is not None:
            return found.used, found.prices
    first = settled(network, found.prices, found.tight)
    return found.used if first is None else first, found.prices


def _whole(network: Network, used: Ints) -> Optimum:
    """The proof of what a flow over all arcs found. Raises SolverFailure where there is none."""
    prices = price(network, chosen_by(network, used))
    if prices is None:
        raise SolverFailure("no prices hold")
    tight, losses = worth_using(network, prices)
    if bool(np.any(losses < 0)):
        raise SolverFailure("the prices do not hold")
    return Optimum(used, prices, tight)


def _greedy(network: Network) -> list[int]:
    """Indices of the arcs used."""
    taken: set[int] = set()
    served: set[int] = set()
    used: list[int] = []
    for arc in np.lexsort((network.team, network.cost, network.demand)):
        demand, team = int(network.demand[arc]), int(network.team[arc])
        if demand in served or team in taken:
            continue
        if network.cost[arc] < network.unserved[demand]:
            served.add(demand)
            taken.add(team)
            used.append(int(arc))
    return used

"""The assignment itself: a min-cost flow, its proof, and the plain rule that stands in where it fails.

Each demand sends one unit, to a team (capacity one) or straight to "unserved". Costs are whole
numbers. The order of teams and demands given is the order of preference between equal answers.
"""

from enum import StrEnum
from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # pyright: ignore[reportMissingTypeStubs]  # it has no types

from dispatch.certificate import Ints, Network, Prices, sound
from dispatch.pruning import prune

Nodes = NDArray[np.int32]

# Costs times nodes stay below this: OR-Tools scales costs by the number of nodes in 64 bits.
COST_LIMIT = 2**60

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


class SolverFailure(Exception):
    """OR-Tools gave no optimum; the message is the name of its status."""


class _Outcome(Protocol):
    @property
    def name(self) -> str: ...


class _Flow(Protocol):
    """What is used of SimpleMinCostFlow: the stubs of OR-Tools name the wrong array types."""

    def add_arcs_with_capacity_and_unit_cost(
        self, tails: Nodes, heads: Nodes, capacities: Ints, unit_costs: Ints
    ) -> Nodes: ...
    def set_nodes_supplies(self, nodes: Nodes, supplies: Ints) -> object: ...
    def solve(self) -> _Outcome: ...
    def flows(self, arcs: Nodes) -> Ints: ...


def solve(network: Network) -> Solution:
    """The cheapest assignment, with its proof; priority-then-nearest, so marked, where the solver fails.

    An answer of the solver whose proof does not hold counts as a failure.
    """
    try:
        used, prices = prune(network, _min_cost_flow)
    except SolverFailure:
        return greedy(network)
    chosen, objective = _taken(network, used)
    if prices is None or prices.bound != objective or not sound(network, prices):
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


def _min_cost_flow(network: Network) -> Ints:
    """Indices of the arcs used. Nodes: demands, then teams, then the sink."""
    demands, sink = len(network.unserved), len(network.unserved) + network.teams
    if not demands:
        return np.zeros(0, dtype=np.int64)
    arc_costs, unserved_costs = _with_ties(network)
    sources = np.arange(sink, dtype=np.int32)
    tails = np.concatenate([network.demand, sources], dtype=np.int32)
    heads = np.concatenate([demands + network.team, np.full_like(sources, sink)], dtype=np.int32)
    free = np.zeros(network.teams, dtype=np.int64)
    costs = np.concatenate([arc_costs, unserved_costs, free])
    supplies = np.concatenate([np.ones(demands, dtype=np.int64), free, [-demands]])
    flow = cast("_Flow", min_cost_flow.SimpleMinCostFlow())
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones_like(costs), costs)
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    outcome = flow.solve()
    if outcome.name != "OPTIMAL":
        raise SolverFailure(outcome.name)
    return np.flatnonzero(flow.flows(arcs[: len(network.cost)]))


def _with_ties(network: Network) -> tuple[Ints, Ints]:
    """Costs that also prefer, between equal sums, the first demand served by the first team.

    Rank of the team × how early the demand stands; being unserved ranks after every team. Their sum
    never reaches one unit of true cost. Where 64 bits are too few, costs stay as they are: the
    answer is still the same every time, from the order of the arcs.
    """
    demands, last = len(network.unserved), network.teams + 1
    factor = last * demands * (demands + 1) // 2 + 1
    top = int(max(network.unserved.max(), network.cost.max(initial=0)))
    if (top + 1) * factor * (demands + last + 1) > COST_LIMIT:
        return network.cost, network.unserved
    arcs = network.cost * factor + (demands - network.demand.astype(np.int64)) * (network.team + 1)
    return arcs, network.unserved * factor + (demands - np.arange(demands)) * last


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

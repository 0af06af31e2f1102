"""The assignment itself: a min-cost flow, and the plain rule that stands in where it fails.

Each demand sends one unit, to a team (capacity one) or straight to "unserved". Costs are whole
numbers. The order of teams and demands given is the order of preference between equal answers.
"""

from enum import StrEnum
from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # pyright: ignore[reportMissingTypeStubs]  # it has no types

Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]

# Costs times nodes stay below this: OR-Tools scales costs by the number of nodes in 64 bits.
COST_LIMIT = 2**60


class Status(StrEnum):
    """How the answer was found: proved best, or by the plain rule after a failure of the solver."""

    OPTIMAL = "optimal"
    GREEDY = "greedy"


class Network(NamedTuple):
    """Feasible arcs as three columns, and the cost of leaving each demand unserved.

    `demand` and `team` are indices; costs are whole and not negative.
    """

    teams: int
    demand: Ints
    team: Ints
    cost: Ints
    unserved: Ints


class Solution(NamedTuple):
    """The team's index for each demand (None: unserved), the sum of costs, how it was found."""

    chosen: tuple[int | None, ...]
    objective: int
    status: Status


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
    """The cheapest assignment; priority-then-nearest, so marked, where the solver fails."""
    try:
        arcs, status = _min_cost_flow(network), Status.OPTIMAL
    except SolverFailure:
        arcs, status = _greedy(network), Status.GREEDY
    chosen: list[int | None] = [None] * len(network.unserved)
    objective = sum(int(cost) for cost in network.unserved)
    for arc in arcs:
        demand = int(network.demand[arc])
        chosen[demand] = int(network.team[arc])
        objective += int(network.cost[arc]) - int(network.unserved[demand])
    return Solution(tuple(chosen), objective, status)


def _min_cost_flow(network: Network) -> list[int]:
    """Indices of the arcs used. Nodes: demands, then teams, then the sink."""
    demands, sink = len(network.unserved), len(network.unserved) + network.teams
    if not demands:
        return []
    arc_costs, unserved_costs = _with_ties(network)
    sources = np.arange(sink)
    tails = np.concatenate([network.demand, sources])
    heads = np.concatenate([demands + network.team, np.full(sink, sink)])
    free = np.zeros(network.teams, dtype=np.int64)
    costs = np.concatenate([arc_costs, unserved_costs, free])
    supplies = np.concatenate([np.ones(demands, dtype=np.int64), free, [-demands]])
    flow = cast("_Flow", min_cost_flow.SimpleMinCostFlow())
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), np.ones_like(costs), costs
    )
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    outcome = flow.solve()
    if outcome.name != "OPTIMAL":
        raise SolverFailure(outcome.name)
    used = flow.flows(arcs[: len(network.cost)])
    return [int(arc) for arc in np.flatnonzero(used)]


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
    arcs = network.cost * factor + (demands - network.demand) * (network.team + 1)
    return arcs, network.unserved * factor + (demands - np.arange(demands)) * last


def _greedy(network: Network) -> list[int]:
    """Each demand in order takes the cheapest team left."""
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

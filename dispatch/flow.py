"""The door to OR-Tools: a network as a min-cost flow."""

from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # pyright: ignore[reportMissingTypeStubs]  # it has no types

from dispatch.certificate import Ints, Network

Nodes = NDArray[np.int32]

# Costs times nodes stay below this: OR-Tools scales costs by the number of nodes in 64 bits.
COST_LIMIT = 2**60


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


def cheapest_flow(network: Network, idle: Ints | None = None) -> Ints:
    """Indices of the arcs used by an optimum. `idle` is what leaving each team without a mission costs.

    Each demand sends one unit, to a team (capacity one) or straight to the sink: nodes are demands, then
    teams, then the sink. Raises SolverFailure.
    """
    demands, sink = len(network.unserved), len(network.unserved) + network.teams
    if not demands:
        return np.zeros(0, dtype=np.int64)
    sources = np.arange(sink, dtype=np.int32)
    tails = np.concatenate([network.demand, sources], dtype=np.int32)
    heads = np.concatenate([demands + network.team, np.full_like(sources, sink)], dtype=np.int32)
    free = np.zeros(network.teams, dtype=np.int64)
    costs = np.concatenate([network.cost, network.unserved, free if idle is None else -idle])
    supplies = np.concatenate([np.ones(demands, dtype=np.int64), free, [-demands]])
    flow = cast("_Flow", min_cost_flow.SimpleMinCostFlow())
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones_like(costs), costs)
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    outcome = flow.solve()
    if outcome.name != "OPTIMAL":
        raise SolverFailure(outcome.name)
    return np.flatnonzero(flow.flows(arcs[: len(network.cost)]))

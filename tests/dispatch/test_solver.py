"""The solver against an exact oracle, its order between equals, its stand-in."""

import numpy as np
import pytest
from hypothesis import assume, given, settings

from dispatch.certificate import Network, sound
from dispatch.flow import cheapest_flow
from dispatch.pruning import chosen_by, prune
from dispatch.solver import Solution, Status, solve
from dispatch.ties import settled
from tests.dispatch.worlds import least_cost, networks


def network(costs: list[list[int | None]], unserved: list[int]) -> Network:
    """Rows are demands, columns teams; None where they cannot meet."""
    arcs = [(d, t, c) for d, row in enumerate(costs) for t, c in enumerate(row) if c is not None]
    columns = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    teams = len(costs[0]) if costs else 0
    return Network(teams, columns[:, 0], columns[:, 1], columns[:, 2], np.array(unserved, dtype=np.int64))


def cost_of(net: Network, solution: Solution) -> int:
    arcs = {(int(d), int(t)): int(c) for d, t, c in zip(net.demand, net.team, net.cost, strict=True)}
    pairs = enumerate(solution.chosen.tolist())
    return sum(int(net.unserved[d]) if t < 0 else arcs[d, t] for d, t in pairs)


def told(solution: Solution) -> tuple[list[int], int, Status]:
    return solution.chosen.tolist(), solution.objective, solution.status


@settings(max_examples=300, deadline=None)
@given(networks())
def test_objective_is_the_optimum_with_ties_and_holes(net: Network) -> None:
    solution = solve(net)
    assert solution.status is Status.OPTIMAL
    assert solution.objective == least_cost(net) == cost_of(net, solution)
    assert solution.prices is not None
    assert sound(net, solution.prices)
    assert solution.prices.bound == solution.objective
    sent = [team for team in solution.chosen.tolist() if team >= 0]
    assert len(sent) == len(set(sent))


@settings(max_examples=150, deadline=None)
@given(networks(dearest=10**9))
def test_objective_is_the_optimum_with_large_costs(net: Network) -> None:
    solution = solve(net)
    assert solution.objective == least_cost(net) == cost_of(net, solution)


def test_does_better_than_priority_then_nearest() -> None:
    # The first demand's nearest team is the only one that can reach the second.
    solution = solve(network([[10, 11], [20, None]], [100, 100]))
    assert told(solution) == ([1, 0], 31, Status.OPTIMAL)


def test_without_teams_everybody_is_unserved() -> None:
    assert told(solve(network([[], []], [7, 5]))) == ([-1, -1], 12, Status.OPTIMAL)


def test_without_demands_there_is_nothing_to_do() -> None:
    assert told(solve(network([], []))) == ([], 0, Status.OPTIMAL)


@pytest.mark.parametrize(
    ("costs", "unserved", "chosen"),
    [
        ([[5, 5, 5]], [9], [0]),
        ([[5], [5]], [9, 9], [0, -1]),
        ([[5, 5], [5, 5]], [9, 9], [0, 1]),
        ([[5, 5], [5, 5], [5, 5]], [9, 9, 9], [0, 1, -1]),
        ([[9]], [9], [0]),
    ],
)
def test_between_equals_the_first_demand_gets_the_first_team(
    costs: list[list[int | None]], unserved: list[int], chosen: list[int]
) -> None:
    assert solve(network(costs, unserved)).chosen.tolist() == chosen


@settings(max_examples=100, deadline=None)
@given(networks(dearest=2))
def test_order_between_equals_does_not_hang_on_the_order_of_arcs(net: Network) -> None:
    back = np.lexsort((-net.team, net.demand))
    again = Network(net.teams, net.demand[back], net.team[back], net.cost[back], net.unserved)
    assert rank_sum(net, solve(net)) == rank_sum(net, solve(again))


@settings(max_examples=150, deadline=None)
@given(networks(dearest=3))
def test_large_networks_are_solved_by_parts_to_the_same_first_of_equals(net: Network) -> None:
    # What is done beyond `SMALL` arcs, on networks small enough to have the ranks in their costs.
    assume(len(net.cost))
    found, whole = prune(net, cheapest_flow), solve(net)
    assert found is not None
    assert found.prices.bound == whole.objective
    assert sound(net, found.prices)
    first = settled(net, found.prices, found.tight)
    assert first is not None
    chosen = chosen_by(net, first)
    assert rank_sum(net, Solution(chosen, whole.objective, Status.OPTIMAL, None)) == rank_sum(net, whole)
    assert cost_of(net, Solution(chosen, 0, Status.OPTIMAL, None)) == whole.objective


def rank_sum(net: Network, solution: Solution) -> int:
    """What decides between equal sums: teams' ranks, weighted by how early the demand stands."""
    last, demands = net.teams + 1, len(net.unserved)
    return sum((demands - d) * (last if t < 0 else t + 1) for d, t in enumerate(solution.chosen.tolist()))


def test_failure_of_the_solver_falls_back_to_the_plain_rule_and_says_so() -> None:
    # Costs beyond what OR-Tools takes (its BAD_COST_RANGE), so that the real solver really fails.
    huge = 2**62
    solution = solve(network([[10, 11], [20, None], [None, 3]], [huge, huge, huge]))
    assert solution.status is Status.GREEDY
    assert solution.chosen.tolist() == [0, -1, 1]
    assert solution.prices is None
    assert solution.objective == 10 + huge + 3


def test_the_plain_rule_leaves_unserved_what_costs_more_than_waiting() -> None:
    assert solve(network([[2**62]], [2**62 - 1])).chosen.tolist() == [-1]


def test_too_large_for_the_order_between_equals_still_gives_the_optimum() -> None:
    big = 2**50
    net = network([[big, big + 1], [big, big + 5]], [big * 2, big * 2])
    solution = solve(net)
    assert (solution.status, solution.objective) == (Status.OPTIMAL, least_cost(net))

"""One solve: the cheapest plan for all missions at once, over journeys already known."""

from functools import cached_property

import numpy as np

from dispatch.cost import PAIR_TERMS, UNSERVED_TERMS, priced, total, unserved
from dispatch.legs import TENTHS, LegTable
from dispatch.masks import Pairs, fit, pairs_of
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.scene import NOBODY, Ints, Scene
from dispatch.solver import Network, Solution
from dispatch.solver import solve as solve_network


class Plan:
    """Who goes where. Indices are those of `scene`, whose problem is in order."""

    def __init__(self, scene: Scene, pairs: Pairs, network: Network, solution: Solution) -> None:
        self.scene, self.pairs, self.network, self.solution = scene, pairs, network, solution

    @cached_property
    def teams(self) -> dict[str, str | None]:
        """For each mission the team: available, on its way, or busy and to be waited for; None: nobody."""
        problem = self.scene.problem
        chosen: list[int] = self.solution.chosen.tolist()
        return {
            demand.mission: None if team == NOBODY else problem.teams[team].id
            for demand, team in zip(problem.demands, chosen, strict=True)
        }

    @property
    def objective(self) -> float:
        """What the plan costs, in weighted seconds."""
        return float(self.solution.objective)

    @property
    def bound(self) -> float | None:
        """No plan costs less, in weighted seconds; None where that was not proved."""
        prices = self.solution.prices
        return None if prices is None else float(prices.bound)

    @property
    def status(self) -> str:
        """`optimal`, or `greedy` where the solver failed."""
        return self.solution.status.value


def solve(problem: Problem, policy: Policy, legs: LegTable) -> Plan:
    """The cheapest plan. Same problem, policy and journeys: same plan, in whatever order they come.

    Raises ValueError where the journeys are those of another problem.
    """
    scene = Scene(problem.in_order(), policy, legs)
    pairs = _fit_pairs(scene)
    network = Network(
        teams=len(scene.problem.teams),
        demand=pairs.demand,
        team=pairs.team,
        cost=total(priced(scene, pairs), PAIR_TERMS, policy),
        unserved=total(unserved(scene), UNSERVED_TERMS, policy),
    )
    return Plan(scene, pairs, network, solve_network(network))


def _fit_pairs(scene: Scene) -> Pairs:
    """The pairs that pass every filter, by demand then team."""
    columns = scene.legs.columns
    known = fit(scene, pairs_of(scene, columns.origin, columns.destination, columns.tenths / TENTHS))
    untimed = fit(scene, _untimed(scene))
    if not len(untimed.team):
        return known
    both = Pairs(
        np.concatenate([known.team, untimed.team]),
        np.concatenate([known.demand, untimed.demand]),
        np.concatenate([known.eta, untimed.eta]),
        np.concatenate([known.current, untimed.current]),
    )
    return both.take(np.lexsort((both.team, both.demand)))


def _untimed(scene: Scene) -> Pairs:
    """Teams on their way by a journey that is not known: they keep their mission all the same."""
    demand: Ints = np.flatnonzero(scene.demands.team != NOBODY)
    team = scene.demands.team[demand]
    pairs = pairs_of(scene, team, demand, scene.seconds(team, demand))
    return pairs.take(np.isinf(pairs.eta))

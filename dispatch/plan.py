"""One solve: the cheapest plan for all missions at once, over journeys already known."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dispatch.certificate import Network
from dispatch.cost import PAIR_TERMS, UNSERVED_TERMS, priced, total, unserved
from dispatch.flow import Nodes
from dispatch.legs import TENTHS, LegTable
from dispatch.masks import Mask, Pairs, at_work, fit, pairs_of
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.scene import NOBODY, Ints, Scene
from dispatch.solver import Solution
from dispatch.solver import solve as solve_network
from dispatch.travel import THREADS

# Pairs looked at together: their columns stay in the processor's cache.
_BLOCK = 65_536


class Plan:
    """Who goes where. Indices are those of `scene`, whose problem is in order."""

    def __init__(self, scene: Scene, network: Network, solution: Solution) -> None:
        self.scene, self.network, self.solution = scene, network, solution

    @cached_property
    def teams(self) -> dict[str, str | None]:
        """For each mission the team: available, on its way, or busy and to be waited for; None: nobody."""
        problem = self.scene.problem
        return {
            demand.mission: None if team == NOBODY else problem.teams[team].id
            for demand, team in zip(problem.demands, self.chosen, strict=True)
        }

    @cached_property
    def chosen(self) -> list[int]:
        """The index of each demand's team, NOBODY where it has none."""
        return self.solution.chosen.tolist()

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
    arcs = _fit_pairs(scene)
    network = Network(
        teams=len(scene.problem.teams),
        demand=arcs.demand,
        team=arcs.team,
        cost=arcs.cost,
        unserved=total(unserved(scene), UNSERVED_TERMS, policy),
    )
    return Plan(scene, network, solve_network(network))


class _Costed(NamedTuple):
    """Fit pairs, by index in 32 bits, and what each costs, in weighted seconds."""

    demand: Nodes
    team: Nodes
    cost: Ints

    def take(self, which: Ints | slice) -> "_Costed":
        """Some of the pairs."""
        return _Costed(self.demand[which], self.team[which], self.cost[which])


def _fit_pairs(scene: Scene) -> _Costed:
    """The pairs that pass every filter, by demand then team, and their costs."""
    known = _timed(scene)
    untimed = _untimed(scene) if scene.anybody_on_way else None
    if untimed is None or not len(untimed.cost):
        return known
    both = _gathered([known, untimed], len(known.cost) + len(untimed.cost))
    return both.take(np.lexsort((both.team, both.demand)))


def _timed(scene: Scene) -> _Costed:
    """Those whose journey is known, a block at a time, on both processors where there are many."""
    masks, columns = at_work(scene), scene.legs.columns

    def block(start: int) -> _Costed:
        part = slice(start, start + _BLOCK)
        team, demand = (column[part].astype(np.int64) for column in (columns.origin, columns.destination))
        return _costed(scene, pairs_of(scene, team, demand, columns.tenths[part] / TENTHS), masks)

    starts = range(0, len(columns.origin), _BLOCK)
    if len(starts) <= 1:
        return block(0)
    with ThreadPoolExecutor(THREADS) as threads:
        exposure = threads.submit(lambda: scene.exposure)
        _ = scene.teams, scene.demands, scene.rarity, scene.spared, exposure.result()
        return _gathered(threads.map(block, starts), len(columns.origin))


def _untimed(scene: Scene) -> _Costed:
    """Teams on their way by a journey that is not known: they keep their mission all the same."""
    demand: Ints = np.flatnonzero(scene.demands.team != NOBODY)
    team = scene.demands.team[demand]
    pairs = pairs_of(scene, team, demand, scene.seconds(team, demand))
    return _costed(scene, pairs.take(np.isinf(pairs.eta)), at_work(scene))


def _costed(scene: Scene, pairs: Pairs, masks: tuple[Mask, ...]) -> _Costed:
    left = fit(scene, pairs, masks)
    cost = total(priced(scene, left), PAIR_TERMS, scene.policy)
    return _Costed(left.demand.astype(np.int32), left.team.astype(np.int32), cost)


def _gathered(parts: Iterable[_Costed], most: int) -> _Costed:
    """The parts in one, each as soon as it is there, so that few are kept; together at most so many."""
    whole = _Costed(np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int64))
    filled = 0
    for part in parts:
        for into, column in zip(whole, part, strict=True):
            into[filled : filled + len(column)] = column
        filled += len(part.cost)
    return whole.take(slice(filled))

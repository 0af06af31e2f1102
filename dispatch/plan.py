"""One solve: the cheapest plan for all missions at once, over journeys already known."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dispatch.cost import PAIR_TERMS, UNSERVED_TERMS, priced, total, unserved
from dispatch.legs import TENTHS, LegTable
from dispatch.masks import Mask, Pairs, at_work, fit, pairs_of
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.scene import NOBODY, Ints, Scene
from dispatch.solver import Network, Solution
from dispatch.solver import solve as solve_network
from dispatch.travel import THREADS, Column, joined

# Pairs looked at together: their columns stay in the processor's cache.
_BLOCK = 65_536


class Plan:
    """Who goes where. Indices are those of `scene`, whose problem is in order."""

    def __init__(self, scene: Scene, pairs: Pairs, network: Network, solution: Solution) -> None:
        self.scene, self.pairs, self.network, self.solution = scene, pairs, network, solution

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
    pairs, cost = _fit_pairs(scene)
    network = Network(
        teams=len(scene.problem.teams),
        demand=pairs.demand,
        team=pairs.team,
        cost=cost,
        unserved=total(unserved(scene), UNSERVED_TERMS, policy),
    )
    return Plan(scene, pairs, network, solve_network(network))


class _Costed(NamedTuple):
    """Fit pairs and what each costs, in weighted seconds."""

    pairs: Pairs
    cost: Ints


def _fit_pairs(scene: Scene) -> _Costed:
    """The pairs that pass every filter, by demand then team, and their costs."""
    known, untimed = _timed(scene), _untimed(scene)
    if not len(untimed.cost):
        return known
    both = _joined([known, untimed])
    order = np.lexsort((both.pairs.team, both.pairs.demand))
    return _Costed(both.pairs.take(order), both.cost[order])


def _timed(scene: Scene) -> _Costed:
    """Those whose journey is known, a block at a time, on both processors where there are many."""
    masks, columns = at_work(scene), scene.legs.columns

    def block(start: int) -> _Costed:
        part = slice(start, start + _BLOCK)
        team, demand, seconds = columns.origin[part], columns.destination[part], columns.tenths[part] / TENTHS
        return _costed(scene, pairs_of(scene, team, demand, seconds), masks)

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
    return _Costed(left, total(priced(scene, left), PAIR_TERMS, scene.policy))


def _gathered(parts: Iterable[_Costed], most: int) -> _Costed:
    """As `_joined`, each part as soon as it is there, so that few are kept; together at most so many."""
    whole: list[Column] = []
    filled = 0
    for part in parts:
        columns = (*part.pairs, part.cost)
        whole = whole or [np.empty(most, dtype=column.dtype) for column in columns]
        for into, column in zip(whole, columns, strict=True):
            into[filled : filled + len(column)] = column
        filled += len(part.cost)
    *pairs, cost = (column[:filled] for column in whole)
    return _Costed(Pairs(*pairs), cost)


def _joined(parts: Sequence[_Costed]) -> _Costed:
    *pairs, cost = joined([(*part.pairs, part.cost) for part in parts])
    return _Costed(Pairs(*pairs), cost)

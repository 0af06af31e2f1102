"""One solve: the cheapest plan for all missions at once, over journeys already known."""

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from dispatch.certificate import Network
from dispatch.cost import PAIR_TERMS, UNSERVED_TERMS, priced, total, unserved
from dispatch.flow import Nodes
from dispatch.legs import TENTHS, LegTable
from dispatch.masks import Pairs, at_work, fit, pairs_of
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


def _fit_pairs(scene: Scene) -> _Costed:
    """The pairs that pass every filter, by demand then team, and their costs."""
    known = _timed(scene)
    untimed = _untimed(scene) if scene.anybody_on_way else None
    if untimed is None or not len(untimed.cost):
        return known
    demand = np.concatenate([known.demand, untimed.demand])
    team = np.concatenate([known.team, untimed.team])
    cost = np.concatenate([known.cost, untimed.cost])
    order = np.lexsort((team, demand))
    return _Costed(demand[order], team[order], cost[order])


def _timed(scene: Scene) -> _Costed:
    """Those whose journey is known, a block at a time, on both processors where there are many.

    First who is fit, then what they cost: so the costs are written where they stay.
    """
    masks, starts = at_work(scene), range(0, len(scene.legs.columns.origin), _BLOCK)

    def fits(start: int) -> Nodes:
        return fit(scene, _known(scene, start), masks).astype(np.int32)

    def cost(start: int, which: Nodes, end: int) -> None:
        _cost(scene, _known(scene, start, which), whole, end)

    if len(starts) <= 1:
        found = [fits(start) for start in starts]
        whole = _empty(sum(map(len, found)))
        for start, which in zip(starts, found, strict=True):
            cost(start, which, len(which))
        return whole
    with ThreadPoolExecutor(THREADS) as threads:
        exposure = threads.submit(lambda: scene.exposure)
        _ = scene.teams, scene.demands, scene.rarity, scene.spared, exposure.result()
        found = list(threads.map(fits, starts))
        ends = list(accumulate(map(len, found)))
        whole = _empty(ends[-1])
        list(threads.map(cost, starts, found, ends))
    return whole


def _known(scene: Scene, start: int, which: Nodes | slice = slice(None)) -> Pairs:
    """Pairs of one block of journeys."""
    columns, part = scene.legs.columns, slice(start, start + _BLOCK)
    team, demand = (column[part][which].astype(np.int64) for column in (columns.origin, columns.destination))
    return pairs_of(scene, team, demand, columns.tenths[part][which] / TENTHS)


def _untimed(scene: Scene) -> _Costed:
    """Teams on their way by a journey that is not known: they keep their mission all the same."""
    demand: Ints = np.flatnonzero(scene.demands.team != NOBODY)
    team = scene.demands.team[demand]
    pairs = pairs_of(scene, team, demand, scene.seconds(team, demand))
    pairs = pairs.take(np.isinf(pairs.eta))
    left = pairs.take(fit(scene, pairs, at_work(scene)))
    return _cost(scene, left, _empty(len(left.team)), len(left.team))


def _empty(size: int) -> _Costed:
    return _Costed(np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64))


def _cost(scene: Scene, pairs: Pairs, whole: _Costed, end: int) -> _Costed:
    """Writes the pairs and their costs into the rows of `whole` that end there."""
    rows = slice(end - len(pairs.team), end)
    whole.demand[rows], whole.team[rows] = pairs.demand, pairs.team
    whole.cost[rows] = total(priced(scene, pairs), PAIR_TERMS, scene.policy)
    return whole

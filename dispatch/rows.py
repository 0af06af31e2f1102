"""The teams shown of each mission, in rows: the cheapest, and the chosen one wherever it stands."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dispatch.cost import PAIR_TERMS, priced, shown
from dispatch.legs import TENTHS
from dispatch.masks import Pairs, pairs_of
from dispatch.plan import Plan
from dispatch.scene import Ints
from domain.proposal import CostTerm


class Row(NamedTuple):
    """A team, and its arc in the network, by index. `eta` in seconds, as the costs count it: the cap for a
    team on its way by a journey that is not known; `metres` of journey, 0 for such a team; `cost` in
    weighted seconds."""

    team: int
    arc: int
    eta: float
    metres: float
    estimated: bool
    cost: float
    terms: tuple[CostTerm, ...]


def rows_of(plan: Plan, first: int, last: int) -> list[list[Row]]:
    """The rows of each demand from `first` up to, without it, `last`; by cost, then team.

    In one go: a call for each mission costs more than the sums.
    """
    arcs = _best(plan, first, last)
    pairs, places = _pairs(plan, arcs), np.arange(first, last + 1)
    rows = [
        Row(*values)
        for values in zip(
            pairs.team.tolist(),
            arcs.tolist(),
            _etas(plan, pairs),
            *_ways(plan, pairs),
            plan.network.cost[arcs].astype(np.float64).tolist(),
            shown(priced(plan.scene, pairs), PAIR_TERMS, plan.scene.policy),
            strict=True,
        )
    ]
    starts: list[int] = np.searchsorted(pairs.demand, places).tolist()
    return [rows[start:end] for start, end in pairwise(starts)]


def _best(plan: Plan, first: int, last: int) -> Ints:
    """The arcs shown, by demand, then cost, then team."""
    bounds: list[int] = np.searchsorted(plan.network.demand, np.array([first, last], np.int32)).tolist()
    low, high = bounds
    demand, team = plan.network.demand[low:high], plan.network.team[low:high]
    order = np.lexsort((team, plan.network.cost[low:high], demand))
    rank: Ints = np.arange(high - low) - np.searchsorted(demand, demand)
    chosen = team[order] == plan.solution.chosen[demand]
    return low + order[(rank < plan.scene.policy.alternatives) | chosen]


def _pairs(plan: Plan, arcs: Ints) -> Pairs:
    team, demand = (column[arcs].astype(np.int64) for column in (plan.network.team, plan.network.demand))
    return pairs_of(plan.scene, team, demand, plan.scene.seconds(team, demand))


def _etas(plan: Plan, pairs: Pairs) -> list[float]:
    seconds = np.minimum(pairs.eta, plan.scene.demands.cap[pairs.demand])
    return (np.rint(seconds * TENTHS) / TENTHS).tolist()


def _ways(plan: Plan, pairs: Pairs) -> tuple[list[float], list[bool]]:
    """Metres, and whether they are an estimate; no metres where the journey is not known."""
    legs = plan.scene.legs
    place = plan.scene.places(pairs.team, pairs.demand)
    if not len(legs.columns.metres):
        return [0.0] * len(place), [True] * len(place)
    metres = np.where(place < 0, 0.0, legs.columns.metres[place])
    return metres.tolist(), ((place < 0) | legs.columns.estimated[place]).tolist()

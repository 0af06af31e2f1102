"""The best that anyone could do who knows all calls and service times beforehand, proved.

For each crew, an exact dynamic programme over the sets of calls it may serve, in whatever order; then the
best way to share all calls among the crews. Small scenarios only: it grows as 3^calls. No crew changes
its mind on the way: who knows everything has no reason to, except to gain ground (see `ahead`).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.policy import PriorityRule
from dispatch.trial.ground import Floats, Ground
from dispatch.trial.scenario import Scenario
from dispatch.trial.simulation import Outcome
from dispatch.trial.state import fits
from domain.vocabulary import Priority

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_CALLS = 15

_ROUNDING = 1e-6


class Instance(NamedTuple):
    """A scenario in arrays: per call its instant, service and weight; journeys in seconds from each crew's
    base and from each call (rows) to each call; who fits, crews × calls."""

    at: Floats
    service: Floats
    weight: Floats
    from_base: Floats
    between: Floats
    fit: Bools


def instance(scenario: Scenario, ground: Ground, priorities: Mapping[Priority, PriorityRule]) -> Instance:
    """The arrays of a scenario whose crews are on duty throughout. Raises ValueError for too many calls."""
    calls, crews = scenario.calls, scenario.crews
    if len(calls) > MOST_CALLS:
        raise ValueError(f"{len(calls)} calls: {MOST_CALLS} at most can be solved to proof")
    places = [call.place for call in calls]
    return Instance(
        at=np.array([call.at for call in calls]),
        service=np.array([call.service for call in calls]),
        weight=np.array([priorities[call.priority].weight for call in calls]),
        from_base=ground.seconds([ground.spot(crew.base) for crew in crews], places),
        between=ground.seconds([ground.spot(place) for place in places], places),
        fit=np.array([[fits(crew, call) for call in calls] for crew in crews]),
    )


def weighted_wait(outcome: Outcome, priorities: Mapping[Priority, PriorityRule]) -> float:
    """Seconds waited, each times its priority's weight; infinite where a call was never answered."""
    return sum(
        float("inf") if visit.wait is None else visit.wait * priorities[visit.call.priority].weight
        for visit in outcome.visits
    )


def optimum(given: Instance, *, ahead: bool = False, within: float = float("inf")) -> float:
    """The least sum of weighted waits, at most `within`; infinite where there is none.

    A crew leaves for a call once it is known, as any dispatcher must; with `ahead`, it may leave before
    and wait at the door, which bounds from below even a rule that changes its mind on the way.
    """
    count = len(given.at)
    best = [_by_crew(given, crew, ahead, within) for crew in range(len(given.from_base))]
    shared = best[0]
    for one in best[1:]:
        shared = _shared(shared, one, count)
    return float(shared[-1])


class _Labels(NamedTuple):
    """Partial tours of one crew: calls served (bits), last one (-1: none yet), when free, cost so far."""

    served: Ints
    last: Ints
    free: Floats
    cost: Floats

    def take(self, rows: Ints | Bools) -> "_Labels":
        return _Labels(self.served[rows], self.last[rows], self.free[rows], self.cost[rows])


def _by_crew(given: Instance, crew: int, ahead: bool, within: float) -> Floats:
    """For each set of calls (bits), the least cost at which this crew serves exactly that set."""
    count = len(given.at)
    best = np.full(1 << count, np.inf)
    best[0] = 0.0
    least = given.weight * np.minimum(given.from_base.min(axis=0), _nearest_neighbour(given.between))
    floor = _sums(np.zeros_like(least) if ahead else least)
    labels = _Labels(np.array([0]), np.array([-1]), np.array([0.0]), np.array([0.0]))
    while len(labels.cost):
        labels = _undominated(_longer(given, crew, labels, ahead))
        labels = labels.take(labels.cost + floor[(1 << count) - 1 - labels.served] <= within + _ROUNDING)
        np.minimum.at(best, labels.served, labels.cost)
    return best


def _longer(given: Instance, crew: int, labels: _Labels, ahead: bool) -> _Labels:
    """Each tour with each further call that the crew fits."""
    parts = [labels.take(np.zeros(0, dtype=np.int64))]
    for call in (call for call in range(len(given.at)) if given.fit[crew, call]):
        tours = labels.take((labels.served >> call) & 1 == 0)
        origins = np.concatenate([given.between[:, call], given.from_base[crew, call, None]])
        journey: Floats = origins.take(tours.last)  # -1, a tour not begun, is the base
        at = float(given.at[call])
        arrival = np.maximum(tours.free + journey, at) if ahead else np.maximum(tours.free, at) + journey
        parts.append(
            _Labels(
                tours.served | (1 << call),
                np.full_like(tours.last, call),
                arrival + given.service[call],
                tours.cost + given.weight[call] * (arrival - at),
            )
        )
    return _Labels(
        np.concatenate([part.served for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.free for part in parts]),
        np.concatenate([part.cost for part in parts]),
    )


def _undominated(labels: _Labels) -> _Labels:
    """Of tours with the same calls and the same end, those that no other beats in time and cost."""
    key = labels.served * (MOST_CALLS + 1) + labels.last
    order = np.lexsort((labels.cost, labels.free, key))
    key, cost = key[order], labels.cost[order]
    kept = np.ones(len(order), dtype=np.bool_)
    starts = [0, *(int(place) + 1 for place in np.flatnonzero(key[1:] != key[:-1]))]
    for start, end in pairwise([*starts, len(key)]):
        if end - start > 1:
            before = np.minimum.accumulate(cost[start:end])
            kept[start + 1 : end] = cost[start + 1 : end] < before[:-1]
    return labels.take(order[kept])


def _shared(one: Floats, other: Floats, count: int) -> Floats:
    """For each set, the least cost at which the two serve it together."""
    both = np.full(1 << count, np.inf)
    everything = np.arange(1 << count)
    for mine in np.flatnonzero(np.isfinite(one)):
        rest = everything[everything & mine == 0]
        theirs = rest | mine
        both[theirs] = np.minimum(both[theirs], one[mine] + other[rest])
    return both


def _nearest_neighbour(between: Floats) -> Floats:
    """The shortest journey to each call from any other."""
    apart = between.copy()
    np.fill_diagonal(apart, np.inf)
    return apart.min(axis=0)


def _sums(values: Floats | Sequence[float]) -> Floats:
    """The sum of each subset, by its bits."""
    total = np.zeros(1)
    for value in values:
        total = np.concatenate([total, total + value])
    return total

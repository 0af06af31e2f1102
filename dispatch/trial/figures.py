"""What an outcome is worth: waits, lateness and changes of crew, and how they spread over replications."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, stdev
from typing import NamedTuple

import msgspec
import numpy as np

from dispatch.policy import PriorityRule
from dispatch.trial.simulation import Outcome, Visit
from domain.vocabulary import Priority


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """Waits of some calls, from asked for to arrival. `mean` and `p90` in seconds, of those answered;
    `late` is the share of all calls beyond their target or never answered."""

    calls: int
    unanswered: int
    mean: float
    p90: float
    late: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One outcome in figures. `switches` is how often a mission changed hands, on average; `journey` the
    mean seconds driven per answered call; `utilisation` the share of duty on the way or on site. `told` is
    how often an idle crew was sent to wait elsewhere and `repositioned` the seconds it drove, per call."""

    all: Waits
    by_priority: dict[Priority, Waits]
    urgent: Waits
    switches: float
    journey: float
    utilisation: float
    told: float = 0.0
    repositioned: float = 0.0


def figures(outcome: Outcome, targets: Mapping[Priority, PriorityRule]) -> Figures:
    """Count an outcome; P0 and P1 together are the urgent ones."""
    visits = outcome.visits
    present = [priority for priority in Priority if any(visit.call.priority is priority for visit in visits)]
    by_priority = {
        priority: waits((visit for visit in visits if visit.call.priority is priority), targets)
        for priority in present
    }
    answered = sum(visit.wait is not None for visit in visits)
    return Figures(
        all=waits(visits, targets),
        by_priority=by_priority,
        urgent=waits((v for v in visits if v.call.priority in (Priority.P0, Priority.P1)), targets),
        switches=sum(visit.moved for visit in visits) / max(1, len(visits)),
        journey=outcome.driven / max(1, answered),
        utilisation=(outcome.driven + outcome.worked) / max(1.0, outcome.on_duty),
        told=outcome.told / max(1, len(visits)),
        repositioned=outcome.repositioned / max(1, len(visits)),
    )


def waits(visits: Iterable[Visit], targets: Mapping[Priority, PriorityRule]) -> Waits:
    """The waits of some visits; zero where there are none."""
    counted = list(visits)
    answered = [visit.wait for visit in counted if visit.wait is not None]
    late = sum(visit.wait is None or visit.wait > targets[visit.call.priority].target for visit in counted)
    return Waits(
        calls=len(counted),
        unanswered=len(counted) - len(answered),
        mean=fmean(answered) if answered else 0.0,
        p90=float(np.percentile(answered, 90)) if answered else 0.0,
        late=late / max(1, len(counted)),
    )


class Spread(NamedTuple):
    """A figure over replications: its mean, the least and the most, and half a 95 % interval of the mean
    (Student's t; infinite for a single replication, and where a value is)."""

    mean: float
    least: float
    most: float
    half: float


# Student's t, 97.5 %, by degrees of freedom; 1.96 beyond the table would flatter by 2 % at most.
_T = (math.inf, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
_T_BEYOND = 2.228


def spread(values: Sequence[float]) -> Spread:
    """The spread of one figure over replications. Raises StatisticsError where there are none."""
    mean = fmean(values)
    if len(values) < 2 or not math.isfinite(mean):
        return Spread(mean, min(values), max(values), math.inf)
    degrees = len(values) - 1
    factor = _T[degrees] if degrees < len(_T) else _T_BEYOND
    return Spread(mean, min(values), max(values), factor * stdev(values) / math.sqrt(len(values)))


def over(replications: Sequence[Figures], what: Callable[[Figures], float]) -> Spread:
    """One figure over replications."""
    return spread([what(each) for each in replications])


def change(ours: Sequence[Figures], theirs: Sequence[Figures], what: Callable[[Figures], float]) -> Spread:
    """The mean of ours over the mean of theirs, minus 1: -0.35 is 35 % less.

    Of means, not the mean of ratios: a replication in which theirs is next to nothing would outweigh all
    others. The interval is that of a ratio of paired means (linearised). `least` and `most` are those of
    single replications, no change where theirs is zero and ours too, infinite where only theirs is.
    """
    pairs = [(what(our), what(their)) for our, their in zip(ours, theirs, strict=True)]
    single = [our / their - 1 if their else (math.inf if our else 0.0) for our, their in pairs]
    mean_of_theirs = fmean(their for _, their in pairs)
    if mean_of_theirs == 0:
        return spread(single)
    ratio = fmean(our for our, _ in pairs) / mean_of_theirs
    half = spread([our - ratio * their for our, their in pairs]).half / mean_of_theirs
    return Spread(ratio - 1, min(single), max(single), half)


def difference(
    ours: Sequence[Figures], theirs: Sequence[Figures], what: Callable[[Figures], float]
) -> Spread:
    """Ours minus theirs, replication by replication."""
    return spread([what(our) - what(their) for our, their in zip(ours, theirs, strict=True)])

"""What a pair costs, and what leaving a mission unserved costs: the terms, each kept.

Terms are in weighted seconds: seconds × the weight of the priority. The formula is in
`docs/dispatch.md`. A new term is a new line in `PAIR_TERMS`.
"""

from collections.abc import Callable
from datetime import datetime

from dispatch.eligibility import Pair
from dispatch.policy import Policy
from dispatch.problem import Demand
from domain.proposal import CostTerm

# The solver counts in whole tenths of a weighted second.
UNITS_PER_SECOND = 10


def travel(pair: Pair) -> float:
    """Seconds of journey. Raises ValueError for a pair without one (the filters keep those out)."""
    if pair.leg is None:
        raise ValueError(f"no journey from {pair.team.id} to {pair.demand.mission}")
    return pair.leg.seconds


def lateness(pair: Pair) -> float:
    """Seconds beyond the priority's target if this team goes, times the policy's factor."""
    return _late(pair.demand, pair.now, pair.policy, travel(pair))


PAIR_TERMS: tuple[tuple[str, Callable[[Pair], float]], ...] = (
    ("travel", travel),
    ("lateness", lateness),
)


def pair_terms(pair: Pair) -> tuple[CostTerm, ...]:
    """The terms of a fit pair."""
    weight = pair.policy.priorities[pair.demand.priority].weight
    return tuple(CostTerm(name, _rounded(weight * term(pair))) for name, term in PAIR_TERMS)


def unserved_terms(demand: Demand, now: datetime, policy: Policy) -> tuple[CostTerm, ...]:
    """The terms of "nobody now": worse than any fit pair of this mission, and worse with time.

    Ageing stands here only: the same amount on every arc of a mission would choose nothing.
    """
    rule = policy.priorities[demand.priority]
    seconds = {
        "postponed": rule.eta_cap + policy.unserved_margin,
        "lateness": _late(demand, now, policy, rule.eta_cap),
        "ageing": policy.ageing * waited(demand, now),
    }
    return tuple(CostTerm(name, _rounded(rule.weight * value)) for name, value in seconds.items())


def total(terms: tuple[CostTerm, ...]) -> int:
    """The sum in the solver's unit, 0.1 weighted second."""
    return round(sum(term.seconds for term in terms) * UNITS_PER_SECOND)


def waited(demand: Demand, now: datetime) -> float:
    """Seconds since the mission was asked for, at least 0."""
    return max(0.0, (now - demand.waiting_since).total_seconds())


def _late(demand: Demand, now: datetime, policy: Policy, journey: float) -> float:
    target = policy.priorities[demand.priority].target
    return policy.lateness * max(0.0, waited(demand, now) + journey - target)


def _rounded(weighted_seconds: float) -> float:
    return round(weighted_seconds * UNITS_PER_SECOND) / UNITS_PER_SECOND

"""What a pair costs, and what leaving a mission unserved costs: the terms, each kept.

Terms are in weighted seconds: seconds × the weight of the priority; switching too, by the weight of the
mission that would change hands. Scarcity and coverage are plain seconds: they only tip near-ties. The
formula is in `docs/dispatch.md`. A new term is a new line in `PAIR_TERMS`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dispatch.masks import Pairs
from dispatch.policy import Policy
from dispatch.scene import Floats, Ints, Scene, picked
from domain.proposal import CostTerm


class Priced(NamedTuple):
    """What the terms look at, one row a pair: times in seconds, `spare` and `bare` shares from 0 to 1.

    `spare` is the rarity of what the team holds and the mission does not ask for, `bare` how uncovered
    its place is left, `change` the seconds that the mission is to gain where it would leave the team on its
    way to it, else 0.
    """

    weight: Floats
    target: Floats
    waited: Floats
    eta: Floats
    change: Floats
    spare: Floats
    bare: Floats

    def take(self, which: Ints) -> "Priced":
        """Some of the pairs."""
        return Priced(
            self.weight[which],
            self.target[which],
            self.waited[which],
            self.eta[which],
            self.change[which],
            self.spare[which],
            self.bare[which],
        )


Term = Callable[[Priced, Policy], Floats]


def travel(row: Priced, _: Policy) -> Floats:
    """The time until arrival."""
    return row.weight * row.eta


def lateness(row: Priced, policy: Policy) -> Floats:
    """The time beyond the priority's target, times the policy's factor."""
    late = row.waited + row.eta
    late -= row.target
    np.maximum(0.0, late, out=late)
    late *= policy.lateness
    late *= row.weight
    return late


def switching(row: Priced, _: Policy) -> Floats:
    """What a mission must gain before it changes hands."""
    return row.weight * row.change


def scarcity(row: Priced, policy: Policy) -> Floats:
    """Rare skills and devices taken along for nothing."""
    return policy.scarcity * row.spare


def coverage(row: Priced, policy: Policy) -> Floats:
    """The place left without an idle team nearby."""
    return policy.coverage * row.bare


def ageing(row: Priced, policy: Policy) -> Floats:
    """What the mission weighs more for having waited, times the journey and the switch."""
    return row.weight * (_grown(row, policy) * (row.eta + row.change))


def postponed(row: Priced, policy: Policy) -> Floats:
    """For an unserved mission: the longest journey and the margin."""
    return row.weight * (row.eta + policy.unserved_margin)


def left_waiting(row: Priced, policy: Policy) -> Floats:
    """For an unserved mission: the same as `ageing`, and its wait so far."""
    longest = row.eta + policy.unserved_margin + row.change
    return row.weight * (_grown(row, policy) * longest + policy.ageing * row.waited)


def _grown(row: Priced, policy: Policy) -> Floats:
    grown = row.waited / np.maximum(row.target, 1.0)
    np.minimum(1.0, grown, out=grown)
    grown *= policy.growth
    return grown


PAIR_TERMS: tuple[tuple[str, Term], ...] = (
    ("travel", travel),
    ("lateness", lateness),
    ("ageing", ageing),
    ("switching", switching),
    ("scarcity", scarcity),
    ("coverage", coverage),
)
UNSERVED_TERMS: tuple[tuple[str, Term], ...] = (
    ("postponed", postponed),
    ("lateness", lateness),
    ("ageing", left_waiting),
    ("switching", switching),
)


def priced(scene: Scene, pairs: Pairs) -> Priced:
    """What the terms look at, of fit pairs.

    The pair of a team on its way to this mission counts at most the cap: no figure there makes giving
    the mission up look like a gain.
    """
    demands, demand, team = scene.demands, pairs.demand, pairs.team
    has, wants = scene.rarity
    eta, change = pairs.eta, np.broadcast_to(0.0, len(team))
    if scene.anybody_on_way:
        eta = np.minimum(eta, picked(demands.cap, demand))
        change = np.where(pairs.current, 0.0, picked(demands.change, demand))
    spare = picked(has, team)
    spare -= picked(wants, demand)
    return Priced(
        weight=picked(demands.weight, demand),
        target=picked(demands.target, demand),
        waited=picked(demands.waited, demand),
        eta=eta,
        change=change,
        spare=np.maximum(0.0, spare, out=spare),
        bare=np.where(picked(scene.spared, demand), 0.0, picked(scene.exposure, team)),
    )


def unserved(scene: Scene) -> Priced:
    """What the terms of "nobody now" look at: as if the longest journey lay ahead."""
    demands = scene.demands
    none = np.zeros(len(demands.cap))
    return Priced(demands.weight, demands.target, demands.waited, demands.cap, demands.change, none, none)


def total(row: Priced, terms: tuple[tuple[str, Term], ...], policy: Policy) -> Ints:
    """The sum of the terms in whole weighted seconds, each rounded to one: sums are exact in any order."""
    result = np.zeros(len(row.weight))
    for _, term in terms:
        if term is not switching or row.change.any():
            value = term(row, policy)
            result += np.rint(value, out=value)
    return result.astype(np.int64)


def shown(row: Priced, terms: tuple[tuple[str, Term], ...], policy: Policy) -> list[tuple[CostTerm, ...]]:
    """The terms of each pair, in weighted seconds."""
    # Where no weight grows nothing is said of it: so were proposals recorded before any did.
    said = [(name, term) for name, term in terms if term is not ageing or policy.growth]
    columns = [_named(name, _whole(term(row, policy))) for name, term in said]
    return list(zip(*columns, strict=True))


def _named(name: str, values: Ints) -> list[CostTerm]:
    """One object for each distinct value: most are zero."""
    whole: list[int] = values.tolist()
    made = {value: CostTerm(name, float(value)) for value in set(whole)}
    return [made[value] for value in whole]


def _whole(weighted_seconds: Floats) -> Ints:
    return np.rint(weighted_seconds).astype(np.int64)

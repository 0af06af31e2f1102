"""The settings of dispatch: what a second of waiting weighs, and where the hard limits lie.

Every duration is in seconds. Sources are given beside each default; "assumption" marks a figure
that a centre's medical director is expected to confirm. `docs/dispatch.md` has the formula.
"""

from typing import Annotated

import msgspec

from domain.rules import acknowledgement
from domain.vocabulary import Priority

WEEK = 7 * 24 * 3600

Seconds = Annotated[float, msgspec.Meta(ge=0, le=WEEK)]
Answer = Annotated[float, msgspec.Meta(ge=5, le=3600)]
Weight = Annotated[float, msgspec.Meta(gt=0, le=1024)]
Factor = Annotated[float, msgspec.Meta(ge=0, le=100)]
Count = Annotated[int, msgspec.Meta(ge=1, le=50)]


class PriorityRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one priority is worth.

    `weight` has no unit: how many P3 seconds one second is worth. `target` is the wait (asked for
    to arrival) beyond which a mission is late. `eta_cap` is the longest journey worth proposing.
    """

    weight: Weight
    target: Seconds
    eta_cap: Seconds


# Weights: four to one between neighbours, so that no single journey of a lower priority outweighs a
# comparable one above it. Targets: 20, 60, 120, 240 min, the scenario used to measure the model.
# Caps: assumption. Beyond them another answer (SMUR, SOS Médecins, appointment) is to be sought.
# A call not yet given a priority counts as P2, the national default.
_BY_PRIORITY = {
    Priority.P0: PriorityRule(weight=64, target=20 * 60, eta_cap=60 * 60),
    Priority.P1: PriorityRule(weight=16, target=60 * 60, eta_cap=90 * 60),
    Priority.P2: PriorityRule(weight=4, target=120 * 60, eta_cap=120 * 60),
    Priority.P3: PriorityRule(weight=1, target=240 * 60, eta_cap=120 * 60),
    Priority.NOT_REGULATED: PriorityRule(weight=4, target=120 * 60, eta_cap=120 * 60),
}


# A team on its way may go to a mission at least as urgent: (from, to) as in JEMSS's redispatch matrix.
_REDIRECT = {
    Priority.P0: frozenset({Priority.P0}),
    Priority.P1: frozenset({Priority.P0, Priority.P1}),
    Priority.P2: frozenset({Priority.P0, Priority.P1, Priority.P2, Priority.NOT_REGULATED}),
    Priority.P3: frozenset(Priority),
    Priority.NOT_REGULATED: frozenset({Priority.P0, Priority.P1, Priority.P2, Priority.NOT_REGULATED}),
}

# P0 and P1 are solved at once; the others may be gathered (assumption: 5 to 15 s lose nothing).
_WINDOWS = dict.fromkeys(Priority, 10.0) | {Priority.P0: 0.0, Priority.P1: 0.0}

# About the same price in weighted seconds, whoever waits: what a change costs falls on the crew and on
# those who follow it, not on the patient (trials).
_SWITCHING = {
    Priority.P0: 60.0,
    Priority.P1: 240.0,
    Priority.P2: 900.0,
    Priority.P3: 3600.0,
    Priority.NOT_REGULATED: 900.0,
}

_LADDER = (Priority.P0, Priority.P1, Priority.P2, Priority.P3)


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A centre's settings. Checked when decoded (`load_policy`) and, across fields, when built.

    - `lateness`: a second late counts this many times more, besides the second itself (trials).
    - `growth`: how much more a mission weighs that has waited as long as its target, in proportion before
      and no more after (trials). Above zero, what waits long gets ahead of what has just come.
    - `ageing`: what leaving a mission unserved gains in cost per second it has waited; above zero, no low
      priority waits for ever (assumption).
    - `unserved_margin` (s): how much worse than the worst journey "nobody now" is (assumption).
    - `position_stale_after` (s): a position older than this says nothing (assumption).
    - `service` (s): expected time on site; 35 to 40 min, derived from the 1 h that a whole
      operation of a French mobile telemedicine unit averages, travel included (URML
      Normandie, 2021).
    - `shift_tolerance` (s): how far beyond the shift's end a mission may end (assumption).
    - `alternatives`: how many ranked teams a proposal shows.
    - `switching` (s): what a mission of that priority gains before it changes hands, weighted as its own
      seconds (trials). One number stands for all priorities.
    - `freeze` (s): a team closer than this to its mission is left to arrive (trials).
    - `max_moves`: a mission that changed hands this often is not proposed to again; a person who says why
      may still move it (assumption).
    - `redirect`: to which priorities a team on its way to the first may be sent instead.
    - `scarcity` (s): most that sending rare skills or devices not asked for costs, unweighted (assumption).
    - `coverage` (s): most that emptying a place of its last idle team costs, unweighted; P0 and P1 never
      pay it (assumption). `coverage_radius` (m): the idle teams that count as neighbours. `busy`: the
      share of time a team is busy, as in MEXCLP.
    - `look_ahead_floor`, `look_ahead_horizon` (s): a busy team is never expected sooner than the first,
      nor waited for where it is expected later than the second. The first is about what is left on average
      of a mission of 40 min (standard deviation 20, lognormal) that has lasted 20 to 60 min.
    - `windows` (s): how long a change of that priority may wait to be solved with others.
    - `acknowledge` (s): how long an alerted crew has to answer, whoever ordered; at least 5 s, or no crew
      could (assumption).
    """

    priorities: dict[Priority, PriorityRule] = msgspec.field(default_factory=lambda: dict(_BY_PRIORITY))
    lateness: Factor = 0.25
    growth: Factor = 0.5
    ageing: Factor = 0.5
    unserved_margin: Annotated[float, msgspec.Meta(gt=0, le=WEEK)] = 1800.0
    position_stale_after: Seconds = 900.0
    service: Seconds = 2400.0
    shift_tolerance: Seconds = 900.0
    alternatives: Count = 5
    switching: Seconds | dict[Priority, Seconds] = msgspec.field(default_factory=lambda: dict(_SWITCHING))
    freeze: Seconds = 30.0
    max_moves: Annotated[int, msgspec.Meta(ge=0, le=100)] = 2
    redirect: dict[Priority, frozenset[Priority]] = msgspec.field(default_factory=lambda: dict(_REDIRECT))
    scarcity: Seconds = 60.0
    coverage: Seconds = 60.0
    coverage_radius: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 20_000.0
    busy: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.3
    look_ahead_floor: Seconds = 1200.0
    look_ahead_horizon: Seconds = 7200.0
    windows: dict[Priority, Seconds] = msgspec.field(default_factory=lambda: dict(_WINDOWS))
    acknowledge: dict[Priority, Answer] = msgspec.field(default_factory=lambda: dict(acknowledgement.DEFAULT))

    def __post_init__(self) -> None:
        missing = [priority.value for priority in Priority if priority not in self.priorities]
        if missing:
            raise ValueError(f"priorities without a rule: {', '.join(missing)}")
        ladder = [self.priorities[p].weight for p in _LADDER]
        if ladder != sorted(ladder, reverse=True):
            raise ValueError("a lower priority weighs more than one above it")
        for name in ("redirect", "windows", "acknowledge", "switching"):
            said = getattr(self, name)
            absent = [
                priority.value for priority in Priority if isinstance(said, dict) and priority not in said
            ]
            if absent:
                raise ValueError(f"{name} says nothing of: {', '.join(absent)}")
        lightest = min(rule.weight for rule in self.priorities.values())
        if self.scarcity + self.coverage >= self.unserved_margin * lightest:
            raise ValueError("scarcity and coverage together outweigh unserved_margin: nobody would be sent")

    def to_change(self, priority: Priority) -> float:
        """Seconds that a mission of this priority gains before it changes hands."""
        return self.switching[priority] if isinstance(self.switching, dict) else self.switching


def load_policy(toml: str | bytes) -> Policy:
    """Read a policy from TOML; what is left out keeps its default.

    A `[priorities.…]` table replaces all priorities at once. Raises msgspec.DecodeError on bad TOML
    and msgspec.ValidationError (naming the path) on a bad value.
    """
    return msgspec.toml.decode(toml, type=Policy)

"""The same calls played twice, beside what really happened."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from dispatch.policy import Policy
from dispatch.preparedness import Settings
from dispatch.travel import TravelTimes
from dispatch.trial.baselines import nearest_first_come, priority_then_nearest
from dispatch.trial.figures import Figures, figures
from dispatch.trial.ground import OpenGround
from dispatch.trial.scenario import Crew
from dispatch.trial.simulation import Outcome, Rule, Standby, simulate
from dispatch.trial.solved import Solved
from dispatch.trial.standby import Suggested
from domain.vocabulary import Position
from vigie.what_if.roster import Crews, Roster, of_roster, resized
from vigie.what_if.ruled import Ruled
from vigie.what_if.scenario import LeftOut, Replay

Progress = Callable[[str], None]


class RuleName(StrEnum):
    """Rules that a period can be played under."""

    VIGIE = "vigie"
    PRIORITY_THEN_NEAREST = "priority-then-nearest"
    NEAREST = "nearest"


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the comparison. `waits` are seconds, rising, of the calls answered."""

    name: str
    crews: int
    figures: Figures
    waits: tuple[float, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, the period replayed as it was ruled, and the period replayed otherwise.

    `since` and `until` are the period's; `left_out` is what could not be replayed; `policy` says where the
    settings of the first replay come from.
    """

    since: datetime
    until: datetime
    policy: str
    missions: int
    left_out: LeftOut
    really: Side
    recorded: Side
    other: Side


class Following(NamedTuple):
    """Suggestions that are followed: the settings of preparedness, and the demand at each zone's middle."""

    settings: Settings
    demand: Mapping[Position, float]


class Otherwise(msgspec.Struct, frozen=True, kw_only=True):
    """What is changed: the policy, the crews (a number, or a roster), the rule, and whether idle crews wait
    where Vigie suggests."""

    policy: Policy
    teams: int | None = None
    roster: Roster | None = None
    rule: RuleName = RuleName.VIGIE
    follow: Following | None = None


def compare(
    replay: Replay,
    until: datetime,
    period: Ruled,
    otherwise: Otherwise,
    travel: TravelTimes,
    *,
    progress: Progress,
) -> Comparison:
    """Play the `period` as it was ruled, then otherwise; lateness is by the targets of the former throughout.

    Raises ValueError where no crew was on duty.
    """
    policy, found = period
    crews, places = _changed(replay, otherwise)
    if not replay.scenario.crews:
        raise ValueError("no crew with a known base was on duty in this period")
    progress("the recorded policy")
    recorded = simulate(
        replay.scenario, OpenGround(travel, replay.places), Solved("as recorded, replayed", policy)
    )
    progress("the other one")
    standby, places = _standby(otherwise, crews, places)
    other = simulate(
        msgspec.structs.replace(replay.scenario, crews=crews),
        OpenGround(travel, places),
        _rule(otherwise),
        standby,
    )
    return Comparison(
        since=replay.scenario.starts_at,
        until=until,
        policy=found,
        missions=len(replay.scenario.calls),
        left_out=replay.left_out,
        really=_side(replay.reality, len(replay.scenario.crews), policy),
        recorded=_side(recorded, len(replay.scenario.crews), policy),
        other=_side(_named(other, standby), len(crews), policy),
    )


def _changed(replay: Replay, otherwise: Otherwise) -> Crews:
    places: tuple[Position, ...] = replay.places
    if otherwise.roster is not None:
        return of_roster(otherwise.roster, places, replay.scenario.starts_at)
    if otherwise.teams is not None:
        return Crews(resized(replay.scenario.crews, otherwise.teams), places)
    return Crews(replay.scenario.crews, places)


def _standby(
    otherwise: Otherwise, crews: Sequence[Crew], places: tuple[Position, ...]
) -> tuple[Standby | None, tuple[Position, ...]]:
    """Who says where to wait, and the places with the zones' middles. Bases are places to wait too."""
    if otherwise.follow is None:
        return None, places
    settings, demand = otherwise.follow
    zones = {len(places) + number: calls for number, calls in enumerate(demand.values())}
    bases = dict.fromkeys((crew.base for crew in crews), 0.0)
    return Suggested({**bases, **zones}, otherwise.policy, settings), (*places, *demand)


def _rule(otherwise: Otherwise) -> Rule:
    match otherwise.rule:
        case RuleName.VIGIE:
            return Solved("otherwise, replayed", otherwise.policy)
        case RuleName.PRIORITY_THEN_NEAREST:
            return priority_then_nearest()
        case RuleName.NEAREST:
            return nearest_first_come()


def _named(outcome: Outcome, standby: Standby | None) -> Outcome:
    name = outcome.rule if standby is None else f"{outcome.rule}, move-ups followed"
    return msgspec.structs.replace(outcome, rule=name)


def _side(outcome: Outcome, crews: int, policy: Policy) -> Side:
    answered: Sequence[float] = [visit.wait for visit in outcome.visits if visit.wait is not None]
    return Side(
        name=outcome.rule,
        crews=crews,
        figures=figures(outcome, policy.priorities),
        waits=tuple(sorted(answered)),
    )

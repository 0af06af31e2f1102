"""The hard filters: why a team cannot take a mission, one rule per reason, in the order told.

A rule returns None where the pair passes, otherwise the detail (language-neutral: codes, figures).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from dispatch.legs import Leg
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, TeamState
from domain.proposal import ExcludedTeam, Exclusion
from domain.vocabulary import CareType


class Pair(msgspec.Struct, frozen=True):
    """One team and one demand, with the journey between them where both positions are known."""

    team: TeamState
    demand: Demand
    leg: Leg | None
    now: datetime
    policy: Policy


Rule = Callable[[Pair], str | None]

CARE_LADDER = (CareType.NONE, CareType.FIRST_AID, CareType.PARAMEDICAL, CareType.MEDICAL)


def out_of_service(pair: Pair) -> str | None:
    """The team is off duty."""
    return "" if pair.team.availability is Availability.OUT_OF_SERVICE else None


def engaged(pair: Pair) -> str | None:
    """The team has a mission already."""
    return "" if pair.team.availability in (Availability.ENGAGED, Availability.EN_ROUTE) else None


def declined_before(pair: Pair) -> str | None:
    """The team said no to this mission."""
    return "" if pair.team.id in pair.demand.declined_by else None


def care_type_too_low(pair: Pair) -> str | None:
    """The crew gives less than the care asked for. Detail: what it gives and what is asked."""
    given, asked = pair.team.care_type, pair.demand.needs.care_type
    if CARE_LADDER.index(given) >= CARE_LADDER.index(asked):
        return None
    return f"{given.value} < {asked.value}"


def skill_missing(pair: Pair) -> str | None:
    """A skill is missing. Detail: which ones."""
    return _missing(pair.demand.needs.skills - pair.team.skills)


def equipment_missing(pair: Pair) -> str | None:
    """A device is missing. Detail: which ones."""
    return _missing(pair.demand.needs.equipment - pair.team.equipment)


def position_unknown(pair: Pair) -> str | None:
    """The journey cannot be timed. Detail: whose position is missing, the team's or the call's."""
    if pair.team.position is None:
        return "team"
    return "call" if pair.demand.position is None else None


def position_stale(pair: Pair) -> str | None:
    """The team's last position is too old. Detail: its age and the limit."""
    age, limit = position_age(pair.team, pair.now), pair.policy.position_stale_after
    return f"{age:.0f} s > {limit:.0f} s" if age > limit else None


def eta_above_cap(pair: Pair) -> str | None:
    """The journey is too long for this priority, or there is no way. Detail: ETA and cap."""
    cap = pair.policy.priorities[pair.demand.priority].eta_cap
    if pair.leg is None or pair.leg.seconds <= cap:
        return None
    return f"{pair.leg.seconds:.0f} s > {cap:.0f} s"


def shift_ends_first(pair: Pair) -> str | None:
    """The mission would end too long after the shift. Detail: expected end and shift end."""
    ends, policy = pair.team.shift_ends_at, pair.policy
    if ends is None or pair.leg is None:
        return None
    done = pair.now + timedelta(seconds=pair.leg.seconds + policy.service)
    if done <= ends + timedelta(seconds=policy.shift_tolerance):
        return None
    return f"{done.isoformat(timespec='seconds')} > {ends.isoformat(timespec='seconds')}"


RULES: tuple[tuple[Exclusion, Rule], ...] = (
    (Exclusion.OUT_OF_SERVICE, out_of_service),
    (Exclusion.ENGAGED, engaged),
    (Exclusion.DECLINED_BEFORE, declined_before),
    (Exclusion.CARE_TYPE_TOO_LOW, care_type_too_low),
    (Exclusion.SKILL_MISSING, skill_missing),
    (Exclusion.EQUIPMENT_MISSING, equipment_missing),
    (Exclusion.POSITION_UNKNOWN, position_unknown),
    (Exclusion.POSITION_STALE, position_stale),
    (Exclusion.ETA_ABOVE_CAP, eta_above_cap),
    (Exclusion.SHIFT_ENDS_FIRST, shift_ends_first),
)


def exclude(pair: Pair) -> ExcludedTeam | None:
    """The first rule that sets this team aside, None where it is fit for the mission."""
    for reason, rule in RULES:
        detail = rule(pair)
        if detail is not None:
            return ExcludedTeam(team=pair.team.id, reason=reason, detail=detail)
    return None


def position_age(team: TeamState, now: datetime) -> float:
    """Seconds since the position was measured; 0 where a device's clock runs ahead."""
    if team.position_at is None:
        return 0.0
    return max(0.0, (now - team.position_at).total_seconds())


def _missing(things: frozenset[str]) -> str | None:
    return ", ".join(sorted(things)) if things else None

"""The hard filters: why a team cannot take a mission, one rule per reason, in the order told.

A rule returns None where the pair passes, otherwise the detail (language-neutral: codes, ids, figures).
`dispatch.masks` says the same of whole columns of pairs; a test holds the two together.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from dispatch.legs import Leg, start_of
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, TeamState
from domain.proposal import ExcludedTeam, Exclusion
from domain.vocabulary import CareType


class Kept(msgspec.Struct, frozen=True):
    """Why the mission of a team on its way stays with that team."""

    reason: Exclusion
    detail: str


class Pair(msgspec.Struct, frozen=True):
    """One team and one demand, with the journey between them where it is known.

    `on` is the demand that the team is on its way to. `demand_kept` says why the demand stays with the
    team on its way to it, `team_kept` why the team stays with `on`. `locked_on` is the mission that a
    person locked this team to.
    """

    team: TeamState
    demand: Demand
    leg: Leg | None
    now: datetime
    policy: Policy
    on: Demand | None = None
    demand_kept: Kept | None = None
    team_kept: Kept | None = None
    locked_on: str | None = None

    @property
    def current(self) -> bool:
        """Whether this team is on its way to this mission now."""
        return self.demand.team == self.team.id

    @property
    def eta(self) -> float:
        """Seconds from now to arrival, the wait for a busy team included; infinite where not known."""
        if self.leg is None:
            return float("inf")
        return self.leg.seconds + delay(self.team, self.now, self.policy)


Rule = Callable[[Pair], str | None]

CARE_LADDER = (CareType.NONE, CareType.FIRST_AID, CareType.PARAMEDICAL, CareType.MEDICAL)


def out_of_service(pair: Pair) -> str | None:
    """The team is off duty."""
    return "" if pair.team.availability is Availability.OUT_OF_SERVICE else None


def engaged(pair: Pair) -> str | None:
    """The team is busy and not to be waited for, or on its way to what is not in the problem."""
    match pair.team.availability:
        case Availability.ENGAGED:
            return None if waitable(pair.team, pair.now, pair.policy) else ""
        case Availability.EN_ROUTE:
            return "" if pair.on is None else None
        case _:
            return None


def locked(pair: Pair) -> str | None:
    """A person locked the mission or the team to another. Detail: to which."""
    if pair.locked_on is not None and pair.locked_on != pair.demand.mission:
        return pair.locked_on
    if pair.demand.locked_to is not None and pair.demand.locked_to != pair.team.id:
        return pair.demand.locked_to
    return _kept(pair, Exclusion.LOCKED)


def forbidden(pair: Pair) -> str | None:
    """A person set this team aside for this mission."""
    return "" if pair.team.id in pair.demand.forbidden else None


def declined_before(pair: Pair) -> str | None:
    """The team said no to this mission."""
    return "" if not pair.current and pair.team.id in pair.demand.declined_by else None


def no_answer(pair: Pair) -> str | None:
    """The team did not acknowledge this mission in time."""
    return "" if not pair.current and pair.team.id in pair.demand.unanswered else None


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


def moved_too_often(pair: Pair) -> str | None:
    """This mission, or the one the team would leave, changed hands often enough. Detail: its id."""
    return _kept(pair, Exclusion.MOVED_TOO_OFTEN)


def nearly_there(pair: Pair) -> str | None:
    """The team on its way, this one or the mission's own, is about to arrive. Detail: its mission."""
    return _kept(pair, Exclusion.NEARLY_THERE)


def priority_not_lower(pair: Pair) -> str | None:
    """The policy does not take a team from its mission for this one. Detail: from and to.

    A person who locks the team to this mission overrules it.
    """
    if pair.on is None or pair.current or pair.locked_on == pair.demand.mission:
        return None
    if pair.demand.priority in pair.policy.redirect[pair.on.priority]:
        return None
    return f"{pair.on.priority.value} > {pair.demand.priority.value}"


def position_unknown(pair: Pair) -> str | None:
    """The journey cannot be timed. Detail: whose position is missing, the team's or the call's."""
    if pair.current:
        return None
    if start_of(pair.team) is None:
        return "team"
    return "call" if pair.demand.position is None else _kept(pair, Exclusion.POSITION_UNKNOWN)


def position_stale(pair: Pair) -> str | None:
    """The team's last position is too old. Detail: its age and the limit."""
    if pair.current or pair.team.availability is Availability.ENGAGED:
        return None
    age, limit = position_age(pair.team, pair.now), pair.policy.position_stale_after
    return f"{age:.0f} s > {limit:.0f} s" if age > limit else None


def eta_above_cap(pair: Pair) -> str | None:
    """Arrival would be too late for this priority, or there is no way. Detail: ETA and cap."""
    cap = pair.policy.priorities[pair.demand.priority].eta_cap
    if pair.current or pair.eta <= cap:
        return None
    return f"> {cap:.0f} s" if pair.leg is None else f"{pair.eta:.0f} s > {cap:.0f} s"


def shift_ends_first(pair: Pair) -> str | None:
    """The mission would end too long after the shift. Detail: expected end and shift end."""
    ends = pair.team.shift_ends_at
    if ends is None or pair.current or pair.eta <= shift_slack(pair.team, pair.now, pair.policy):
        return None
    if pair.eta == float("inf"):
        return f"> {ends.isoformat(timespec='seconds')}"
    done = pair.now + timedelta(seconds=pair.eta + pair.policy.service)
    return f"{done.isoformat(timespec='seconds')} > {ends.isoformat(timespec='seconds')}"


RULES: tuple[tuple[Exclusion, Rule], ...] = (
    (Exclusion.OUT_OF_SERVICE, out_of_service),
    (Exclusion.ENGAGED, engaged),
    (Exclusion.LOCKED, locked),
    (Exclusion.FORBIDDEN, forbidden),
    (Exclusion.DECLINED_BEFORE, declined_before),
    (Exclusion.NO_ANSWER, no_answer),
    (Exclusion.CARE_TYPE_TOO_LOW, care_type_too_low),
    (Exclusion.SKILL_MISSING, skill_missing),
    (Exclusion.EQUIPMENT_MISSING, equipment_missing),
    (Exclusion.MOVED_TOO_OFTEN, moved_too_often),
    (Exclusion.NEARLY_THERE, nearly_there),
    (Exclusion.PRIORITY_NOT_LOWER, priority_not_lower),
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


def kept(demand: Demand, team: TeamState, leg: Leg | None, policy: Policy) -> Kept | None:
    """Why `demand` stays with `team`, which is on its way to it; None where it may change hands.

    A person who locks it elsewhere, or bans the team, overrules nearness and a position not known.
    """
    if demand.held:
        return Kept(Exclusion.LOCKED, demand.mission)
    if demand.moved >= policy.max_moves:
        return Kept(Exclusion.MOVED_TOO_OFTEN, demand.mission)
    if demand.locked_to not in (None, team.id) or team.id in demand.forbidden:
        return None
    if team.position is None or demand.position is None:
        return Kept(Exclusion.POSITION_UNKNOWN, demand.mission)
    if leg is not None and leg.seconds < policy.freeze:
        return Kept(Exclusion.NEARLY_THERE, demand.mission)
    return None


def waitable(team: TeamState, now: datetime, policy: Policy) -> bool:
    """Whether a busy team is expected free, at a place, within the policy's horizon."""
    if team.free_at is None or team.free_position is None:
        return False
    return delay(team, now, policy) <= policy.look_ahead_horizon


def delay(team: TeamState, now: datetime, policy: Policy) -> float:
    """Seconds until a busy team is expected free, at least the policy's floor; 0 for any other."""
    if team.availability is not Availability.ENGAGED or team.free_at is None:
        return 0.0
    return round(max((team.free_at - now).total_seconds(), policy.look_ahead_floor), 1)


def shift_slack(team: TeamState, now: datetime, policy: Policy) -> float:
    """The longest ETA that still ends within the shift and its tolerance; infinite where not known."""
    if team.shift_ends_at is None:
        return float("inf")
    return (team.shift_ends_at - now).total_seconds() + policy.shift_tolerance - policy.service


def position_age(team: TeamState, now: datetime) -> float:
    """Seconds since the position was measured; 0 where a device's clock runs ahead."""
    if team.position_at is None:
        return 0.0
    return max(0.0, (now - team.position_at).total_seconds())


def _kept(pair: Pair, reason: Exclusion) -> str | None:
    if pair.current:
        return None
    for why in (pair.demand_kept, pair.team_kept):
        if why is not None and why.reason is reason:
            return why.detail
    return None


def _missing(things: frozenset[str]) -> str | None:
    return ", ".join(sorted(things)) if things else None

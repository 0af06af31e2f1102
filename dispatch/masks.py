"""The hard filters over columns of pairs: the reasons of `dispatch.eligibility.RULES`, in the same order."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from dispatch.eligibility import RULES
from dispatch.problem import Availability
from dispatch.scene import (
    AVAILABILITIES,
    DEVICES,
    NOBODY,
    PRIORITIES,
    SKILLS,
    Bools,
    Floats,
    Ints,
    Scene,
    picked,
)
from domain.proposal import Exclusion

_AVAILABLE, _EN_ROUTE, _ENGAGED, _OFF = (AVAILABILITIES.index(one) for one in Availability)

REASONS = tuple(reason for reason, _ in RULES)


class Pairs(NamedTuple):
    """Pairs in columns: indices of team and demand, seconds from now to arrival (infinite: not known),
    and whether the team is on its way to that demand now."""

    team: Ints
    demand: Ints
    eta: Floats
    current: Bools

    def take(self, which: Bools | Ints) -> "Pairs":
        """Some of the pairs."""
        return Pairs(self.team[which], self.demand[which], self.eta[which], self.current[which])


Mask = Callable[[Scene, Pairs], Bools]


def pairs_of(scene: Scene, team: Ints, demand: Ints, seconds: Floats) -> Pairs:
    """The pairs of these indices, their journeys taking these seconds."""
    delay, team_of = scene.teams.delay, scene.demands.team
    eta = seconds + delay[team] if delay.any() else seconds
    current = team_of[demand] == team if scene.anybody_on_way else np.zeros(len(team), dtype=np.bool_)
    return Pairs(team, demand, eta, current)


def out_of_service(scene: Scene, pairs: Pairs) -> Bools:
    """The team is off duty."""
    return _off(scene)[pairs.team]


def engaged(scene: Scene, pairs: Pairs) -> Bools:
    """The team is busy and not to be waited for, or on its way to what is not in the problem."""
    return _elsewhere(scene)[pairs.team]


def locked(scene: Scene, pairs: Pairs) -> Bools:
    """A person locked the mission or the team to another."""
    locked_on, locked_to = scene.teams.locked_on[pairs.team], scene.demands.locked_to[pairs.demand]
    elsewhere = (locked_on != NOBODY) & (locked_on != pairs.demand)
    other = (locked_to != NOBODY) & (locked_to != pairs.team)
    return elsewhere | other | _kept(scene, pairs, Exclusion.LOCKED)


def forbidden(scene: Scene, pairs: Pairs) -> Bools:
    """A person set this team aside for this mission."""
    return _named(scene, pairs, (demand.forbidden for demand in scene.problem.demands))


def declined_before(scene: Scene, pairs: Pairs) -> Bools:
    """The team said no to this mission."""
    named = _named(scene, pairs, (demand.declined_by for demand in scene.problem.demands))
    return named & ~pairs.current


def no_answer(scene: Scene, pairs: Pairs) -> Bools:
    """The team did not acknowledge this mission in time."""
    named = _named(scene, pairs, (demand.unanswered for demand in scene.problem.demands))
    return named & ~pairs.current


def care_type_too_low(scene: Scene, pairs: Pairs) -> Bools:
    """The crew gives less than the care asked for."""
    return scene.teams.care[pairs.team] < scene.demands.care[pairs.demand]


def skill_missing(scene: Scene, pairs: Pairs) -> Bools:
    """A skill is missing."""
    return _lacking(scene, pairs, SKILLS)


def equipment_missing(scene: Scene, pairs: Pairs) -> Bools:
    """A device is missing."""
    return _lacking(scene, pairs, ~SKILLS)


def moved_too_often(scene: Scene, pairs: Pairs) -> Bools:
    """This mission, or the one the team would leave, changed hands often enough."""
    return _kept(scene, pairs, Exclusion.MOVED_TOO_OFTEN)


def nearly_there(scene: Scene, pairs: Pairs) -> Bools:
    """The team on its way, this one or the mission's own, is about to arrive."""
    return _kept(scene, pairs, Exclusion.NEARLY_THERE)


def priority_not_lower(scene: Scene, pairs: Pairs) -> Bools:
    """The policy does not take a team from its mission for this one."""
    redirect = scene.policy.redirect
    allowed = np.array([[to in redirect[from_] for to in PRIORITIES] for from_ in PRIORITIES])
    on = scene.teams.on[pairs.team]
    priority = scene.demands.priority
    refused = ~allowed[priority[np.maximum(on, 0)], priority[pairs.demand]]
    by_a_person = scene.teams.locked_on[pairs.team] == pairs.demand
    return refused & (on != NOBODY) & ~pairs.current & ~by_a_person


def position_unknown(scene: Scene, pairs: Pairs) -> Bools:
    """The journey cannot be timed."""
    unknown = ~scene.teams.known[pairs.team] | ~scene.demands.known[pairs.demand]
    return (unknown | _kept(scene, pairs, Exclusion.POSITION_UNKNOWN)) & ~pairs.current


def position_stale(scene: Scene, pairs: Pairs) -> Bools:
    """The team's last position is too old."""
    return _stale(scene)[pairs.team] & ~pairs.current


def eta_above_cap(scene: Scene, pairs: Pairs) -> Bools:
    """Arrival would be too late for this priority, or there is no way."""
    too_far = pairs.eta > picked(scene.demands.cap, pairs.demand)
    return too_far & ~pairs.current if scene.anybody_on_way else too_far


def shift_ends_first(scene: Scene, pairs: Pairs) -> Bools:
    """The mission would end too long after the shift."""
    return (pairs.eta > scene.teams.slack[pairs.team]) & ~pairs.current


MASKS: tuple[tuple[Exclusion, Mask], ...] = (
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


def reasons(scene: Scene, pairs: Pairs) -> Ints:
    """For each pair the place in `REASONS` of the first filter that sets it aside, NOBODY where it is fit."""
    first = np.full(len(pairs.team), NOBODY, dtype=np.int64)
    without = _idle(scene)
    for place in reversed(range(len(MASKS))):
        if MASKS[place][1] not in without:
            first[MASKS[place][1](scene, pairs)] = place
    return first


def at_work(scene: Scene) -> tuple[Mask, ...]:
    """Filters that together set aside the same pairs, without those that can set nobody aside here."""
    without = {*_idle(scene), care_type_too_low, skill_missing, equipment_missing}
    return (unqualified(scene), *(mask for _, mask in MASKS if mask not in without))


def _idle(scene: Scene) -> set[Mask]:
    """Filters that can set nobody aside here: nobody is named, or off duty, or ends too soon."""
    teams, demands, named = scene.teams, scene.demands, scene.problem.demands
    kept, longest = scene.anybody_kept, demands.cap.max(initial=0.0)
    works: dict[Mask, bool] = {
        out_of_service: bool(_off(scene).any()),
        engaged: bool(_elsewhere(scene).any()),
        locked: kept or bool((demands.locked_to != NOBODY).any()),
        forbidden: any(demand.forbidden for demand in named),
        declined_before: any(demand.declined_by for demand in named),
        no_answer: any(demand.unanswered for demand in named),
        moved_too_often: kept,
        nearly_there: kept,
        priority_not_lower: bool((teams.on != NOBODY).any()),
        position_unknown: kept or not (teams.known.all() and demands.known.all()),
        position_stale: bool(_stale(scene).any()),
        # Longer journeys are above the cap, which is told first.
        shift_ends_first: bool((teams.slack < longest).any()),
    }
    return {mask for mask, needed in works.items() if not needed}


def unqualified(scene: Scene) -> Mask:
    """The crew's care is too low, or a skill or a device is missing: three filters in one pass."""
    lowest = (SKILLS | DEVICES).bit_length()
    asked = (scene.demands.asked | (1 << lowest << scene.demands.care)).astype(np.int32)
    held = scene.teams.held | ((2 << scene.teams.care) - 1 << lowest)
    lacked = ~held.astype(np.int32)

    def mask(_: Scene, pairs: Pairs) -> Bools:
        missing = picked(asked, pairs.demand)
        missing &= picked(lacked, pairs.team)
        return missing != 0

    return mask


def fit(scene: Scene, pairs: Pairs, masks: tuple[Mask, ...]) -> Ints:
    """The places of the pairs that pass these filters."""
    failed = np.zeros(len(pairs.team), dtype=np.bool_)
    for mask in masks:
        failed |= mask(scene, pairs)
    return np.flatnonzero(~failed)


def _off(scene: Scene) -> Bools:
    return scene.teams.availability == _OFF


def _elsewhere(scene: Scene) -> Bools:
    teams = scene.teams
    busy = (teams.availability == _ENGAGED) & ~teams.waitable
    return busy | ((teams.availability == _EN_ROUTE) & (teams.on == NOBODY))


def _stale(scene: Scene) -> Bools:
    old = scene.teams.age > scene.policy.position_stale_after
    return old & (scene.teams.availability != _ENGAGED)


def _none(pairs: Pairs) -> Bools:
    return np.zeros(len(pairs.team), dtype=np.bool_)


def _kept(scene: Scene, pairs: Pairs, reason: Exclusion) -> Bools:
    if not scene.anybody_kept:
        return _none(pairs)
    stays = np.array([why is not None and why.reason is reason for why in scene.kept], dtype=np.bool_)
    if not stays.any():
        return _none(pairs)
    on = scene.teams.on[pairs.team]
    leaving = (on != NOBODY) & stays[np.maximum(on, 0)]
    return (stays[pairs.demand] | leaving) & ~pairs.current


def _named(scene: Scene, pairs: Pairs, names: Iterable[frozenset[str]]) -> Bools:
    """Whether the demand names the team in its set."""
    width, teams = len(scene.problem.teams), scene.team_index
    keys = [d * width + teams[id_] for d, ids in enumerate(names) if ids for id_ in ids if id_ in teams]
    if not keys:
        return _none(pairs)
    return np.isin(pairs.demand * width + pairs.team, np.array(sorted(keys), dtype=np.int64))


def _lacking(scene: Scene, pairs: Pairs, kinds: int) -> Bools:
    # A narrow type: this is done for millions of pairs.
    asked = (scene.demands.asked & kinds).astype(np.int32)[pairs.demand]
    return (asked & (~scene.teams.held).astype(np.int32)[pairs.team]) != 0

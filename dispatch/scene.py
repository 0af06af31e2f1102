"""A problem in columns: all that filters and costs look at, teams and demands by index."""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.eligibility import CARE_LADDER, Kept, Pair, delay, kept, position_age, shift_slack, waitable
from dispatch.legs import TENTHS, Leg, LegTable, start_of
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from dispatch.travel import neighbours
from domain.vocabulary import Equipment, Priority, Skill

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

NOBODY, ELSEWHERE = -1, -2
"""In columns of indices: none at all; one that is not in the problem."""

SMALL = 250_000
"""Up to so many pairs, what is shown is worked out for all of them at once."""

PRIORITIES = tuple(Priority)
AVAILABILITIES = tuple(Availability)
# Two lists: a skill and a device may share a name.
_SKILLS = {skill: 1 << place for place, skill in enumerate(Skill)}
_DEVICES = {device: 1 << place for place, device in enumerate(Equipment, start=len(Skill))}
SKILLS, DEVICES = sum(_SKILLS.values()), sum(_DEVICES.values())
"""The bits of a mask that are skills, and those that are devices."""
_SPARED = (Priority.P0, Priority.P1)


class Teams(NamedTuple):
    """One row a team. `age` (of the position), `slack` and `delay` in seconds; `on` the demand it is on
    its way to."""

    availability: Ints
    waitable: Bools
    held: Ints
    care: Ints
    known: Bools
    age: Floats
    slack: Floats
    delay: Floats
    on: Ints
    locked_on: Ints


class Demands(NamedTuple):
    """One row a demand. `waited`, `target`, `cap` and `change` (what it gains before it changes hands) in
    seconds; `team` who is on its way to it."""

    priority: Ints
    asked: Ints
    care: Ints
    known: Bools
    weight: Floats
    target: Floats
    cap: Floats
    waited: Floats
    change: Floats
    team: Ints
    locked_to: Ints


_OF_TEAMS, _OF_DEMANDS = "i8 ? i8 i8 ? f8 f8 f8 i8 i8", "i8 i8 i8 ? f8 f8 f8 f8 f8 i8 i8"


class Scene:
    """A problem in order, its policy, its journeys. Raises ValueError where the journeys are another's."""

    def __init__(self, problem: Problem, policy: Policy, legs: LegTable) -> None:
        self.problem, self.policy, self.legs = problem, policy, legs
        self.team_index = {team.id: index for index, team in enumerate(problem.teams)}
        self.demand_index = {demand.mission: index for index, demand in enumerate(problem.demands)}
        if tuple(self.team_index) != legs.teams or tuple(self.demand_index) != legs.missions:
            raise ValueError("the journeys are not those of this problem")
        self._keys = np.frombuffer(legs.pairs, "<u4")
        self.small = len(problem.teams) * len(problem.demands) <= SMALL
        self.kept = [self._kept(demand) for demand in problem.demands]
        self.anybody_kept = any(why is not None for why in self.kept)
        self.anybody_on_way = any(demand.team is not None for demand in problem.demands)

    @cached_property
    def teams(self) -> Teams:
        """The teams' columns."""
        teams, now, policy = self.problem.teams, self.problem.now, self.policy
        locked = {
            self.team_index[d.locked_to]: index
            for index, d in enumerate(self.problem.demands)
            if d.locked_to in self.team_index
        }
        rows = [
            (
                AVAILABILITIES.index(t.availability),
                t.availability is Availability.ENGAGED and waitable(t, now, policy),
                _bits(t.skills, t.equipment),
                CARE_LADDER.index(t.care_type),
                start_of(t) is not None,
                position_age(t, now),
                shift_slack(t, now, policy),
                delay(t, now, policy),
                self._mission_of(t),
                locked.get(index, NOBODY),
            )
            for index, t in enumerate(teams)
        ]
        return Teams(*_columns(rows, _OF_TEAMS))

    @cached_property
    def demands(self) -> Demands:
        """The demands' columns."""
        now, priorities = self.problem.now, self.policy.priorities
        rows = [
            (
                PRIORITIES.index(d.priority),
                _bits(d.needs.skills, d.needs.equipment),
                CARE_LADDER.index(d.needs.care_type),
                d.position is not None,
                (rule := priorities[d.priority]).weight,
                rule.target,
                rule.eta_cap,
                max(0.0, (now - d.waiting_since).total_seconds()),
                0.0 if d.team is None else self.policy.to_change(d.priority),
                NOBODY if d.team is None else self.team_index[d.team],
                self._team_of(d.locked_to),
            )
            for d in self.problem.demands
        ]
        return Demands(*_columns(rows, _OF_DEMANDS))

    @cached_property
    def rarity(self) -> tuple[Floats, Floats]:
        """The rarity of what each team holds and each demand asks: sums of one over the teams that hold it.

        As a share of the same sum over all kinds: between 0 and 1.
        """
        held, asked = _unpacked(self.teams.held), _unpacked(self.demands.asked)
        serving = self.teams.availability != AVAILABILITIES.index(Availability.OUT_OF_SERVICE)
        count = held[serving].sum(axis=0)
        rare = np.where(count > 0, 1.0 / np.maximum(count, 1), 0.0)
        whole = max(float(rare.sum()), 1e-9)
        return held @ rare / whole, asked @ rare / whole

    @cached_property
    def exposure(self) -> Floats:
        """How bare each idle team would leave its place: busy share ^ idle neighbours; 0 for others."""
        result = np.zeros(len(self.problem.teams))
        idle = [
            (index, team.position)
            for index, team in enumerate(self.problem.teams)
            if team.availability is Availability.AVAILABLE and team.position is not None
        ]
        if idle and self.policy.coverage:
            around = neighbours([position for _, position in idle], self.policy.coverage_radius)
            result[[index for index, _ in idle]] = self.policy.busy**around
        return result

    @cached_property
    def spared(self) -> Bools:
        """Which demands never pay the coverage term."""
        return np.isin(self.demands.priority, [PRIORITIES.index(one) for one in _SPARED])

    def leg(self, team: int, demand: int) -> Leg | None:
        """The journey of one pair."""
        place = self._place(team, demand)
        if place < 0:
            return None
        columns = self.legs.columns
        return Leg(
            columns.tenths.item(place) / TENTHS,
            float(columns.metres.item(place)),
            columns.estimated.item(place),
        )

    def seconds(self, team: Ints, demand: Ints) -> Floats:
        """Seconds of journey of each pair, infinite where none is known."""
        place = self.places(team, demand)
        found = np.full(len(place), np.inf)
        found[place >= 0] = self.legs.columns.tenths[place[place >= 0]] / TENTHS
        return found

    def places(self, team: Ints, demand: Ints) -> Ints:
        """Where the journey of each pair stands in the columns, -1 where none is known."""
        if self.small:
            return self._whole_table[demand * len(self.problem.teams) + team]
        return self.legs.places(team, demand)

    def _place(self, team: int, demand: int) -> int:
        if self.small:
            return self._whole_table.item(demand * len(self.problem.teams) + team)
        keys, key = self._keys, np.uint32(demand * len(self.problem.teams) + team)
        place = int(np.searchsorted(keys, key))
        return place if place < len(keys) and keys[place] == key else NOBODY

    @cached_property
    def _whole_table(self) -> Ints:
        """The place of every pair, for small problems, which are asked often."""
        keys = self._keys
        found = np.full(len(self.problem.teams) * len(self.problem.demands), NOBODY, dtype=np.int64)
        found[keys] = np.arange(len(keys))
        return found

    def pair(self, team: int, demand: int) -> Pair:
        """One pair, for the rules that name reasons."""
        on, locked_on = self._constraints[team]
        demands = self.problem.demands
        return Pair(
            team=self.problem.teams[team],
            demand=demands[demand],
            leg=self.leg(team, demand),
            now=self.problem.now,
            policy=self.policy,
            on=demands[on] if on >= 0 else None,
            demand_kept=self.kept[demand],
            team_kept=self.kept[on] if on >= 0 else None,
            locked_on=demands[locked_on].mission if locked_on >= 0 else None,
        )

    @cached_property
    def _constraints(self) -> list[tuple[int, int]]:
        """For each team the demand it is on its way to, and the one it is locked to."""
        return list(zip(self.teams.on.tolist(), self.teams.locked_on.tolist(), strict=True))

    def _kept(self, demand: Demand) -> Kept | None:
        if demand.team is None:
            return None
        team = self.team_index[demand.team]
        leg = self.leg(team, self.demand_index[demand.mission])
        return kept(demand, self.problem.teams[team], leg, self.policy)

    def _mission_of(self, team: TeamState) -> int:
        if team.availability is not Availability.EN_ROUTE or team.mission is None:
            return NOBODY
        index = self.demand_index.get(team.mission, NOBODY)
        return index if index >= 0 and self.problem.demands[index].team == team.id else NOBODY

    def _team_of(self, locked_to: str | None) -> int:
        return NOBODY if locked_to is None else self.team_index.get(locked_to, ELSEWHERE)


def picked(column: NDArray[Any], index: Ints) -> NDArray[Any]:
    """The values at these indices, which are in range: `clip` spares a check of each."""
    return column.take(index, mode="clip")


def _bits(skills: frozenset[Skill], equipment: frozenset[Equipment]) -> int:
    return _skill_bits(skills) + _device_bits(equipment)


@cache
def _skill_bits(skills: frozenset[Skill]) -> int:
    return sum(_SKILLS[skill] for skill in skills)


@cache
def _device_bits(equipment: frozenset[Equipment]) -> int:
    return sum(_DEVICES[device] for device in equipment)


def _unpacked(masks: Ints) -> Floats:
    places = np.arange(len(_SKILLS) + len(_DEVICES), dtype=np.int64)
    return ((masks[:, None] >> places) & 1).astype(np.float64)


def _columns(rows: Sequence[tuple[float, ...]], types: str) -> Iterable[NDArray[Any]]:
    """The columns of these rows, one type each: the objects are gone through once for all of them."""
    table = np.array(rows, dtype=types.replace(" ", ","))
    return (np.ascontiguousarray(table[name]) for name in table.dtype.names or ())

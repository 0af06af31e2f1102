"""The teams set aside of each mission: by which filter, and with what detail."""

from functools import cached_property
from itertools import pairwise

import numpy as np

from dispatch.eligibility import CARE_LADDER, RULES
from dispatch.masks import REASONS, Pairs, pairs_of, reasons
from dispatch.scene import NOBODY, Ints, Scene
from domain.proposal import ExcludedTeam, Exclusion

_RULES = dict(RULES)
# What is told of these is the same for all pairs with the same things missing.
_BY_NEEDS = frozenset(
    REASONS.index(reason)
    for reason in (Exclusion.CARE_TYPE_TOO_LOW, Exclusion.SKILL_MISSING, Exclusion.EQUIPMENT_MISSING)
)


class Aside:
    """Who is set aside. Small problems are worked out for all missions at once, others one at a time."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known_lacks: dict[tuple[int, int], str] = {}

    def reasons(self, demand: int) -> list[Exclusion]:
        """The filter that sets each unfit team aside."""
        teams = len(self._scene.problem.teams)
        if self._scene.small:
            codes = self._all_reasons[demand * teams : (demand + 1) * teams]
        else:
            codes = reasons(self._scene, self._pairs(demand, demand + 1))
        found: list[int] = codes.tolist()
        return [REASONS[code] for code in found if code != NOBODY]

    def listed(self, demand: int) -> tuple[ExcludedTeam, ...]:
        """The unfit teams, in order."""
        if self._scene.small:
            return self._all_listed[demand]
        pairs = self._pairs(demand, demand + 1)
        return tuple(self._rows(pairs, reasons(self._scene, pairs)))

    @cached_property
    def _all_listed(self) -> list[tuple[ExcludedTeam, ...]]:
        demands, codes = len(self._scene.problem.demands), self._all_reasons
        pairs = self._all_pairs
        starts: list[int] = np.searchsorted(pairs.demand[codes != NOBODY], np.arange(demands + 1)).tolist()
        rows = self._rows(pairs, codes)
        return [tuple(rows[start:end]) for start, end in pairwise(starts)]

    @cached_property
    def _all_reasons(self) -> Ints:
        return reasons(self._scene, self._all_pairs)

    @cached_property
    def _all_pairs(self) -> Pairs:
        return self._pairs(0, len(self._scene.problem.demands))

    def _pairs(self, first: int, last: int) -> Pairs:
        """Every team with each demand from `first` up to, without it, `last`."""
        teams = len(self._scene.problem.teams)
        demand = np.repeat(np.arange(first, last, dtype=np.int64), teams)
        team = np.tile(np.arange(teams, dtype=np.int64), last - first)
        return pairs_of(self._scene, team, demand, self._scene.seconds(team, demand))

    def _rows(self, pairs: Pairs, codes: Ints) -> list[ExcludedTeam]:
        """The pairs that a filter sets aside."""
        unfit, ids = np.flatnonzero(codes != NOBODY), self._scene.legs.teams
        team, demand = pairs.team[unfit], pairs.demand[unfit]
        columns = np.stack([team, demand, codes[unfit], self._lacks(team, demand)], axis=1)
        rows: list[tuple[int, int, int, int]] = columns.tolist()
        return [
            ExcludedTeam(team=ids[team], reason=REASONS[code], detail=self._detail(team, demand, code, lack))
            for team, demand, code, lack in rows
        ]

    def _lacks(self, team: Ints, demand: Ints) -> Ints:
        """What each team lacks for the mission, and its care and the care asked for, in one number."""
        held, asks = self._scene.teams, self._scene.demands
        missing = asks.asked[demand] & ~held.held[team]
        return (missing * len(CARE_LADDER) + held.care[team]) * len(CARE_LADDER) + asks.care[demand]

    def _detail(self, team: int, demand: int, code: int, lack: int) -> str:
        if code not in _BY_NEEDS:
            return self._told(team, demand, code)
        detail = self._known_lacks.get((code, lack))
        if detail is None:
            detail = self._known_lacks[code, lack] = self._told(team, demand, code)
        return detail

    def _told(self, team: int, demand: int, code: int) -> str:
        return _RULES[REASONS[code]](self._scene.pair(team, demand)) or ""

"""What is shown of a plan: teams ranked with figures, teams set aside with reasons, and the what-ifs."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dispatch.cost import UNSERVED_TERMS, shown, unserved
from dispatch.counterfactual import Residual
from dispatch.eligibility import CARE_LADDER, RULES, position_age
from dispatch.legs import TENTHS
from dispatch.masks import REASONS, pairs_of, reasons
from dispatch.moves import Hands, moved
from dispatch.plan import Plan
from dispatch.problem import Availability, TeamState
from dispatch.rows import Row, rows_of
from dispatch.scene import NOBODY, SMALL, Ints
from domain.proposal import Candidate, CostTerm, Counterfactual, ExcludedTeam, Exclusion, Proposal
from domain.vocabulary import Position

_RULES = dict(RULES)
# What is told of these is the same for all pairs with the same things missing.
_BY_NEEDS = frozenset(
    REASONS.index(reason)
    for reason in (Exclusion.CARE_TYPE_TOO_LOW, Exclusion.SKILL_MISSING, Exclusion.EQUIPMENT_MISSING)
)


class _Seen(NamedTuple):
    """A team as it is shown; `on`, and `engaged_on` by its id: the demand it is on its way to."""

    team: str
    position: Position | None
    position_age: float | None
    on: int
    engaged_on: str | None
    free_at: datetime | None


class Explainer:
    """Explains a plan one mission at a time; what several missions share is worked out once."""

    def __init__(self, plan: Plan, solve_id: str) -> None:
        self._plan, self._scene, self._solve_id = plan, plan.scene, solve_id
        self._known: dict[int, _Seen] = {}
        self._known_lacks: dict[tuple[int, int], str] = {}
        self.hands = Hands(plan)

    def proposal(self, demand: int, *, listed: bool = True) -> Proposal:
        """The proposal for the demand at this place; the teams set aside only where `listed`."""
        plan, team = self._plan, self._plan.chosen[demand]
        given = None if team == NOBODY else self._scene.problem.teams[team]
        waits = given is not None and given.availability is Availability.ENGAGED
        moves = self.hands.chain(demand)
        return Proposal(
            solve_id=self._solve_id,
            chosen=given.id if given is not None and not waits else None,
            ranked=self._ranked(demand),
            excluded=self._excluded(demand) if listed else (),
            objective=plan.objective,
            status=plan.status,
            bound=plan.bound,
            unserved=self._unserved[demand],
            reserved=given.id if given is not None and waits else None,
            moves=moves,
        )

    def reasons(self, demand: int) -> list[Exclusion]:
        """The filter that sets each unfit team aside."""
        found: list[int] = self._reasons(demand).tolist()
        return [REASONS[code] for code in found if code != NOBODY]

    def _ranked(self, demand: int) -> tuple[Candidate, ...]:
        """The cheapest teams, cost then team, and the chosen one wherever it stands."""
        rows = self._rows(demand)
        what_if = self._counterfactuals(demand, rows)
        return tuple(self._candidate(demand, row, what_if.get(row.team)) for row in rows)

    def _rows(self, demand: int) -> list[Row]:
        return self._all_rows[demand] if self._small else rows_of(self._plan, demand, demand + 1)[0]

    @cached_property
    def _all_rows(self) -> list[list[Row]]:
        return rows_of(self._plan, 0, len(self._scene.problem.demands))

    def _candidate(self, demand: int, row: Row, what_if: Counterfactual | None) -> Candidate:
        seen = self._seen(row.team)
        return Candidate(
            team=seen.team,
            eta=row.eta,
            distance=row.metres,
            cost=row.cost,
            terms=row.terms,
            position=seen.position,
            position_age=seen.position_age,
            estimated=row.estimated,
            engaged_on=None if seen.on == demand else seen.engaged_on,
            free_at=seen.free_at,
            counterfactual=what_if,
        )

    def _seen(self, index: int) -> _Seen:
        """What is shown of a team, whatever the mission."""
        known = self._known.get(index)
        if known is None:
            scene, team = self._scene, self._scene.problem.teams[index]
            on = int(scene.teams.on[index])
            position, age = _seen_at(team, scene.problem.now)
            mission = scene.problem.demands[on].mission if on >= 0 else None
            free_at = _free_at(team, scene.problem.now, float(scene.teams.delay[index]))
            known = self._known[index] = _Seen(team.id, position, age, on, mission, free_at)
        return known

    def _counterfactuals(self, demand: int, rows: list[Row]) -> dict[int, Counterfactual]:
        residual = self._residual
        if residual is None:
            return {}
        chosen = self._plan.chosen[demand]
        planned = next((row.eta for row in rows if row.team == chosen), None)
        changes = residual.forced(demand, [row.team for row in rows if row.team != chosen])
        return {
            row.team: Counterfactual(
                this_mission=None if planned is None else _tenths(row.eta - planned),
                overall=float(changes[row.team].overall),
                others=moved(self._plan, changes[row.team].hands),
            )
            for row in rows
            if row.team != chosen
        }

    def _excluded(self, demand: int) -> tuple[ExcludedTeam, ...]:
        found, ids, told, lacking = self._reasons(demand), self._scene.legs.teams, self._told, self._lacking
        unfit = np.flatnonzero(found != NOBODY)
        places: list[int] = unfit.tolist()
        codes: list[int] = found[unfit].tolist()
        lacks: list[int] = self._lacks(unfit, demand).tolist()
        return tuple(
            ExcludedTeam(
                team=ids[team],
                reason=REASONS[code],
                detail=lacking(team, demand, code, lack) if code in _BY_NEEDS else told(team, demand, code),
            )
            for team, code, lack in zip(places, codes, lacks, strict=True)
        )

    def _lacks(self, teams: Ints, demand: int) -> Ints:
        """What each team lacks for this mission, and its care and the care asked for, in one number."""
        held, asks = self._scene.teams, self._scene.demands
        missing = asks.asked[demand] & ~held.held[teams]
        return (missing * len(CARE_LADDER) + held.care[teams]) * len(CARE_LADDER) + asks.care[demand]

    def _lacking(self, team: int, demand: int, code: int, lack: int) -> str:
        detail = self._known_lacks.get((code, lack))
        if detail is None:
            detail = self._known_lacks[code, lack] = self._told(team, demand, code)
        return detail

    def _told(self, team: int, demand: int, code: int) -> str:
        return _RULES[REASONS[code]](self._scene.pair(team, demand)) or ""

    def _reasons(self, demand: int) -> Ints:
        teams = len(self._scene.problem.teams)
        if self._small:
            return self._all_reasons[demand * teams : (demand + 1) * teams]
        return self._reasons_of(np.full(teams, demand, dtype=np.int64), np.arange(teams, dtype=np.int64))

    def _reasons_of(self, demand: Ints, team: Ints) -> Ints:
        pairs = pairs_of(self._scene, team, demand, self._scene.seconds(team, demand))
        return reasons(self._scene, pairs)

    @property
    def _small(self) -> bool:
        return len(self._scene.problem.teams) * len(self._scene.problem.demands) <= SMALL

    @cached_property
    def _all_reasons(self) -> Ints:
        teams, demands = len(self._scene.problem.teams), len(self._scene.problem.demands)
        demand, team = np.divmod(np.arange(teams * demands, dtype=np.int64), max(1, teams))
        return self._reasons_of(demand, team)

    @cached_property
    def _residual(self) -> Residual | None:
        prices = self._plan.solution.prices
        return None if prices is None else Residual(self._plan.network, self._plan.solution, prices)

    @cached_property
    def _unserved(self) -> list[tuple[CostTerm, ...]]:
        return shown(unserved(self._scene), UNSERVED_TERMS, self._scene.policy)


def _seen_at(team: TeamState, now: datetime) -> tuple[Position | None, float | None]:
    """Where the journey starts, and how old that figure is; a busy team's place is an expectation. Nothing
    for a team that was never located: it may be on its way all the same."""
    if team.availability is Availability.ENGAGED and team.free_position is not None:
        return team.free_position, 0.0
    return team.position, None if team.position is None else position_age(team, now)


def _free_at(team: TeamState, now: datetime, delay: float) -> datetime | None:
    return now + timedelta(seconds=delay) if team.availability is Availability.ENGAGED else None


def _tenths(seconds: float) -> float:
    return round(seconds * TENTHS) / TENTHS

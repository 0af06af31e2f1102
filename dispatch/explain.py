"""What is shown of a plan: teams ranked with figures, teams set aside with reasons, and the what-ifs."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from dispatch.aside import Aside
from dispatch.cost import UNSERVED_TERMS, shown, unserved
from dispatch.counterfactual import Residual
from dispatch.legs import TENTHS
from dispatch.moves import Hands, moved
from dispatch.plan import Plan
from dispatch.problem import Availability, TeamState
from dispatch.rows import Row, rows_of
from dispatch.scene import NOBODY
from domain.proposal import Candidate, CostTerm, Counterfactual, Exclusion, Proposal
from domain.vocabulary import Position


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
        self._aside = Aside(plan.scene)
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
            excluded=self._aside.listed(demand) if listed else (),
            objective=plan.objective,
            status=plan.status,
            bound=plan.bound,
            unserved=self._unserved[demand],
            reserved=given.id if given is not None and waits else None,
            moves=moves,
        )

    def reasons(self, demand: int) -> list[Exclusion]:
        """The filter that sets each unfit team aside."""
        return self._aside.reasons(demand)

    def _ranked(self, demand: int) -> tuple[Candidate, ...]:
        """The cheapest teams, cost then team, and the chosen one wherever it stands."""
        rows = self._rows(demand)
        what_if = self._counterfactuals(demand, rows)
        return tuple(self._candidate(demand, row, what_if.get(row.team)) for row in rows)

    def _rows(self, demand: int) -> list[Row]:
        return self._all_rows[demand] if self._scene.small else rows_of(self._plan, demand, demand + 1)[0]

    @cached_property
    def _all_rows(self) -> list[list[Row]]:
        return rows_of(self._plan, 0, len(self._scene.problem.demands))

    def _candidate(self, demand: int, row: Row, what_if: Counterfactual | None) -> Candidate:
        seen = self._seen[row.team]
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

    @cached_property
    def _seen(self) -> list[_Seen]:
        """What is shown of each team, whatever the mission."""
        problem, teams = self._scene.problem, self._scene.teams
        on_way: list[int] = teams.on.tolist()
        ages: list[float] = teams.age.tolist()
        delays: list[float] = teams.delay.tolist()
        return [
            _Seen(
                team.id,
                *_seen_at(team, age),
                on,
                problem.demands[on].mission if on >= 0 else None,
                _free_at(team, problem.now, delay),
            )
            for team, on, age, delay in zip(problem.teams, on_way, ages, delays, strict=True)
        ]

    def _counterfactuals(self, demand: int, rows: list[Row]) -> dict[int, Counterfactual]:
        residual = self._residual
        if residual is None:
            return {}
        chosen = self._plan.chosen[demand]
        planned = next((row.eta for row in rows if row.team == chosen), None)
        changes = residual.forced(demand, [(row.team, row.arc) for row in rows if row.team != chosen])
        return {
            row.team: Counterfactual(
                this_mission=None if planned is None else _tenths(row.eta - planned),
                overall=float(changes[row.team].overall),
                others=moved(self._plan, changes[row.team].hands),
            )
            for row in rows
            if row.team != chosen
        }

    @cached_property
    def _residual(self) -> Residual | None:
        prices = self._plan.solution.prices
        return None if prices is None else Residual(self._plan.network, self._plan.solution, prices)

    @cached_property
    def _unserved(self) -> list[tuple[CostTerm, ...]]:
        return shown(unserved(self._scene), UNSERVED_TERMS, self._scene.policy)


def _seen_at(team: TeamState, age: float) -> tuple[Position | None, float | None]:
    """Where the journey starts, and how old that figure is; a busy team's place is an expectation. Nothing
    for a team that was never located: it may be on its way all the same."""
    if team.availability is Availability.ENGAGED and team.free_position is not None:
        return team.free_position, 0.0
    return team.position, None if team.position is None else age


def _free_at(team: TeamState, now: datetime, delay: float) -> datetime | None:
    return now + timedelta(seconds=delay) if team.availability is Availability.ENGAGED else None


def _tenths(seconds: float) -> float:
    return round(seconds * TENTHS) / TENTHS

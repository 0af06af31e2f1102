"""What is shown of a plan: teams ranked with figures, teams set aside with reasons, and the what-ifs."""

from datetime import datetime, timedelta
from functools import cached_property

import numpy as np

from dispatch.cost import PAIR_TERMS, UNSERVED_TERMS, Priced, priced, shown, unserved
from dispatch.counterfactual import Residual
from dispatch.eligibility import RULES, position_age
from dispatch.legs import TENTHS
from dispatch.masks import REASONS, Pairs, pairs_of, reasons
from dispatch.moves import Hands, moved
from dispatch.plan import Plan
from dispatch.problem import Availability, TeamState
from dispatch.scene import NOBODY, SMALL, Ints
from domain.proposal import Candidate, CostTerm, Counterfactual, ExcludedTeam, Exclusion, Proposal
from domain.vocabulary import Position

_RULES = dict(RULES)


class Explainer:
    """Explains a plan one mission at a time; what several missions share is worked out once."""

    def __init__(self, plan: Plan, solve_id: str) -> None:
        self._plan, self._scene, self._solve_id = plan, plan.scene, solve_id
        self.hands = Hands(plan)

    def proposal(self, demand: int, *, listed: bool = True) -> Proposal:
        """The proposal for the demand at this place; the teams set aside only where `listed`."""
        plan, team = self._plan, int(self._plan.solution.chosen[demand])
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
        pairs, arcs = self._plan.pairs, self._best(demand)
        what_if = self._counterfactuals(demand, pairs.take(arcs))
        places: list[int] = arcs.tolist()
        return tuple(
            self._candidate(arc, terms, what_if.get(int(pairs.team[arc])))
            for arc, terms in zip(places, self._terms(arcs), strict=True)
        )

    def _best(self, demand: int) -> Ints:
        """The arcs shown: the cheapest, and the chosen one."""
        low, high = self._starts[demand], self._starts[demand + 1]
        order, team = self._order[low:high], int(self._plan.solution.chosen[demand])
        at_front = self._scene.policy.alternatives
        rest = order[at_front:]
        return np.concatenate([order[:at_front], rest[self._plan.pairs.team[rest] == team]])

    @cached_property
    def _starts(self) -> list[int]:
        """Where the arcs of each demand begin."""
        demands = len(self._scene.problem.demands)
        return np.searchsorted(self._plan.pairs.demand, np.arange(demands + 1)).tolist()

    @cached_property
    def _order(self) -> Ints:
        """The arcs by demand, then cost, then team."""
        pairs = self._plan.pairs
        return np.lexsort((pairs.team, self._plan.network.cost, pairs.demand))

    def _terms(self, arcs: Ints) -> list[tuple[CostTerm, ...]]:
        if self._small:
            known = self._all_terms
            return [known[arc] for arc in arcs.tolist()]
        return shown(self._priced.take(arcs), PAIR_TERMS, self._scene.policy)

    @cached_property
    def _all_terms(self) -> dict[int, tuple[CostTerm, ...]]:
        """Of the arcs shown anywhere, in one go: a call for each mission costs more than the sums."""
        arcs = np.unique(np.concatenate([self._best(d) for d in range(len(self._scene.problem.demands))]))
        terms = shown(self._priced.take(arcs), PAIR_TERMS, self._scene.policy)
        return dict(zip(arcs.tolist(), terms, strict=True))

    def _candidate(self, arc: int, terms: tuple[CostTerm, ...], what_if: Counterfactual | None) -> Candidate:
        scene, pairs = self._scene, self._plan.pairs
        team_index, demand_index = int(pairs.team[arc]), int(pairs.demand[arc])
        team, leg = scene.problem.teams[team_index], scene.leg(team_index, demand_index)
        on = int(scene.teams.on[team_index])
        position, age = _seen_at(team, scene.problem.now)
        return Candidate(
            team=team.id,
            eta=self._eta(float(pairs.eta[arc]), demand_index),
            distance=0.0 if leg is None else leg.metres,
            cost=float(self._plan.network.cost[arc]),
            terms=terms,
            position=position,
            position_age=age,
            estimated=leg is None or leg.estimated,
            engaged_on=scene.problem.demands[on].mission if on >= 0 and on != demand_index else None,
            free_at=_free_at(team, scene.problem.now, float(scene.teams.delay[team_index])),
            counterfactual=what_if,
        )

    def _counterfactuals(self, demand: int, shown_pairs: Pairs) -> dict[int, Counterfactual]:
        residual = self._residual
        if residual is None:
            return {}
        chosen = int(self._plan.solution.chosen[demand])
        rows = zip(shown_pairs.team.tolist(), shown_pairs.eta.tolist(), strict=True)
        etas = {team: self._eta(eta, demand) for team, eta in rows}
        changes = residual.forced(demand, [team for team in etas if team != chosen])
        planned = etas.get(chosen)
        return {
            team: Counterfactual(
                this_mission=None if planned is None else _tenths(etas[team] - planned),
                overall=float(change.overall),
                others=moved(self._plan, change.hands),
            )
            for team, change in changes.items()
        }

    def _eta(self, eta: float, demand: int) -> float:
        """As the costs count it: the cap for a team on its way by a journey that is not known."""
        return _tenths(min(eta, float(self._scene.demands.cap[demand])))

    def _excluded(self, demand: int) -> tuple[ExcludedTeam, ...]:
        teams = self._scene.problem.teams
        found: list[int] = self._reasons(demand).tolist()
        return tuple(
            ExcludedTeam(team=teams[team].id, reason=REASONS[code], detail=self._detail(team, demand, code))
            for team, code in enumerate(found)
            if code != NOBODY
        )

    def _detail(self, team: int, demand: int, code: int) -> str:
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
    def _priced(self) -> Priced:
        return priced(self._scene, self._plan.pairs)

    @cached_property
    def _residual(self) -> Residual | None:
        prices = self._plan.solution.prices
        return None if prices is None else Residual(self._plan.network, self._plan.solution, prices)

    @cached_property
    def _unserved(self) -> list[tuple[CostTerm, ...]]:
        return shown(unserved(self._scene), UNSERVED_TERMS, self._scene.policy)


def _seen_at(team: TeamState, now: datetime) -> tuple[Position, float]:
    """Where the journey starts, and how old that figure is; a busy team's place is an expectation."""
    if team.availability is Availability.ENGAGED and team.free_position is not None:
        return team.free_position, 0.0
    if team.position is None:
        raise ValueError(f"team {team.id} is fit without a position")
    return team.position, position_age(team, now)


def _free_at(team: TeamState, now: datetime, delay: float) -> datetime | None:
    return now + timedelta(seconds=delay) if team.availability is Availability.ENGAGED else None


def _tenths(seconds: float) -> float:
    return round(seconds * TENTHS) / TENTHS

"""From a problem to proposals: one solve over all open missions, each answer with what to show."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from dispatch.cost import UNITS_PER_SECOND, pair_terms, total, unserved_terms
from dispatch.eligibility import Pair, exclude, position_age
from dispatch.legs import TENTHS, Leg, LegTable, legs_of
from dispatch.policy import Policy
from dispatch.problem import Demand, Problem
from dispatch.solver import Network, Solution
from dispatch.solver import solve as _solve
from dispatch.travel import TravelTimes
from domain.proposal import Candidate, ExcludedTeam, Proposal


class _Fit(NamedTuple):
    """A fit pair with its cost in the solver's unit; `team` is the team's index."""

    cost: int
    team: int
    pair: Pair


class Plan(NamedTuple):
    """One solve, not explained: the team for each mission (available, on its way or busy), None: nobody.

    `objective` and `bound` are in weighted seconds: no plan costs less than `bound` (None: not proved).
    """

    teams: dict[str, str | None]
    objective: float
    bound: float | None
    status: str


class _Assessed(NamedTuple):
    """One demand against every team: who is fit, cheapest first, and who is set aside."""

    demand: Demand
    fit: list[_Fit]
    excluded: tuple[ExcludedTeam, ...]


_LegTable = dict[tuple[str, str], Leg]


def propose(problem: Problem, policy: Policy, travel: TravelTimes) -> dict[str, Proposal]:
    """A proposal for each mission of the problem, all from one solve. Nothing is ordered.

    Same problem, policy and travel times: same answer, whatever the order of teams and demands. A
    mission that nobody can take, or that others need more, has `chosen` None.
    """
    legs = legs_of(problem, travel)
    return propose_with(problem, policy, legs, solve_id_of(problem, policy, legs))


def solve(problem: Problem, policy: Policy, legs: LegTable) -> Plan:
    """The cheapest plan over journeys already known: quick, and pure."""
    answer = propose_with(problem, policy, legs, "solve")
    first = next(iter(answer.values()), None)
    return Plan(
        {mission: proposal.chosen for mission, proposal in answer.items()},
        first.objective if first else 0.0,
        first.bound if first else None,
        first.status if first else "optimal",
    )


def propose_with(problem: Problem, policy: Policy, legs: LegTable, solve_id: str) -> dict[str, Proposal]:
    """`propose` over journeys already known, under a name already given: bit for bit the same each time."""
    problem = problem.in_order()
    found: _LegTable = {}
    columns: list[list[float]] = [column.tolist() for column in legs.columns]
    for team, mission, tenths, metres, estimated in zip(*columns, strict=True):
        key = legs.teams[int(team)], legs.missions[int(mission)]
        found[key] = Leg(tenths / TENTHS, metres, bool(estimated))
    assessed = [_assess(demand, problem, policy, found) for demand in problem.demands]
    solution = _solve(_network(problem, policy, assessed))
    return {
        row.demand.mission: _proposal(row, team, solution, solve_id, policy.alternatives)
        for row, team in zip(assessed, solution.chosen, strict=True)
    }


def _assess(demand: Demand, problem: Problem, policy: Policy, legs: _LegTable) -> _Assessed:
    fit: list[_Fit] = []
    excluded: list[ExcludedTeam] = []
    for index, team in enumerate(problem.teams):
        pair = Pair(team, demand, legs.get((team.id, demand.mission)), problem.now, policy)
        reason = exclude(pair)
        if reason is None:
            fit.append(_Fit(total(pair_terms(pair)), index, pair))
        else:
            excluded.append(reason)
    fit.sort(key=lambda one: (one.cost, one.team))
    return _Assessed(demand, fit, tuple(excluded))


def _network(problem: Problem, policy: Policy, assessed: Sequence[_Assessed]) -> Network:
    """Arcs of the fit pairs that no person's lock or ban keeps apart."""
    locked = {row.demand.locked_to: row.demand.mission for row in assessed if row.demand.locked_to}
    arcs = sorted(
        (index, one.team, one.cost)
        for index, row in enumerate(assessed)
        for one in row.fit
        if _allowed(row.demand, problem.teams[one.team].id, locked)
    )
    columns = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    unserved = [total(unserved_terms(d, problem.now, policy)) for d in problem.demands]
    return Network(
        teams=len(problem.teams),
        demand=columns[:, 0],
        team=columns[:, 1],
        cost=columns[:, 2],
        unserved=np.array(unserved, dtype=np.int64),
    )


def _allowed(demand: Demand, team: str, locked: dict[str, str]) -> bool:
    """A locked mission takes its team only; a locked team goes nowhere else."""
    if team in demand.forbidden or locked.get(team, demand.mission) != demand.mission:
        return False
    return demand.locked_to is None or demand.locked_to == team


def _proposal(row: _Assessed, team: int | None, solution: Solution, solve_id: str, shown: int) -> Proposal:
    ranked = [one for place, one in enumerate(row.fit) if place < shown or one.team == team]
    chosen = next((one.pair.team.id for one in ranked if one.team == team), None)
    return Proposal(
        solve_id=solve_id,
        chosen=chosen,
        ranked=tuple(_candidate(one) for one in ranked),
        excluded=row.excluded,
        objective=solution.objective / UNITS_PER_SECOND,
        status=solution.status.value,
    )


def _candidate(fit: _Fit) -> Candidate:
    team, leg = fit.pair.team, fit.pair.leg
    if leg is None or team.position is None:
        raise ValueError(f"team {team.id} is fit without a position")
    return Candidate(
        team=team.id,
        eta=leg.seconds,
        distance=leg.metres,
        cost=fit.cost / UNITS_PER_SECOND,
        terms=pair_terms(fit.pair),
        position=team.position,
        position_age=position_age(team, fit.pair.now),
        estimated=leg.estimated,
    )


def solve_id_of(problem: Problem, policy: Policy, legs: LegTable) -> str:
    """The name of a solve: a digest of all that went into it."""
    inputs = msgspec.json.encode((problem.in_order(), policy, legs), order="deterministic")
    return f"solve-{hashlib.sha256(inputs).hexdigest()[:20]}"

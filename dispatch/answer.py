"""The answer to a problem file: who goes where, who is left and why, and all it takes to check that."""

from collections import Counter
from typing import Literal

import msgspec
import numpy as np

from dispatch.certificate import sound
from dispatch.explain import Explainer
from dispatch.plan import Plan
from dispatch.problem import Availability
from dispatch.reading import Read
from dispatch.scene import NOBODY
from domain.proposal import Candidate, CostTerm, ExcludedTeam, Exclusion, Move, Proposal

# Beyond this many pairs, teams set aside are counted by reason, not listed.
_LISTED = 100_000


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """A demand and its team. `how`: sent; kept, on its way already; redirected, on its way elsewhere;
    reserved, busy and to be waited for. Times in seconds, costs in weighted seconds."""

    demand: str
    team: str
    how: Literal["sent", "kept", "redirected", "reserved"]
    eta: float
    cost: int
    terms: dict[str, int]


class Unserved(msgspec.Struct, frozen=True, kw_only=True):
    """A demand without a team. `why`: nobody is fit; or the fit teams gain more elsewhere. `reasons`
    counts the teams set aside by filter."""

    demand: str
    why: Literal["nobody-fit", "needed-elsewhere"]
    cost: int
    terms: dict[str, int]
    reasons: dict[Exclusion, int]


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """The proof: prices of teams and demands whose difference in sum is `bound`. It holds where no team's
    price is below 0, no demand's is above its unserved cost, and no pair costs less than its demand's
    price less its team's. Then no answer costs less than `bound`."""

    holds: bool
    bound: int
    team_prices: dict[str, int]
    demand_prices: dict[str, int]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of one demand: teams ranked, with what taking them instead would change; teams set
    aside (None where there are too many to list); the changes ordered together."""

    demand: str
    ranked: tuple[Candidate, ...]
    excluded: tuple[ExcludedTeam, ...] | None
    unserved: tuple[CostTerm, ...]
    moves: tuple[Move, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer. `objective` is the sum of the costs of `assignments` and `unserved`. `teams` and `demands`
    name the rows and columns of `costs` (null: not fit) and the places of `unserved_costs`."""

    solve_id: str
    status: str
    objective: int
    certificate: Certificate | None
    assignments: tuple[Assigned, ...]
    unserved: tuple[Unserved, ...]
    explanations: tuple[Explanation, ...]
    teams: tuple[str, ...] | None = None
    demands: tuple[str, ...] | None = None
    costs: list[list[int | None]] | None = None
    unserved_costs: list[int] | None = None


def answer(given: Read, plan: Plan, solve_id: str, *, costs: bool) -> Answer:
    """The answer of a plan, in the order of the file; with its costs where asked for."""
    places = [plan.scene.demand_index[demand.id] for demand in given.document.demands]
    explainer = Explainer(plan, solve_id)
    listed = len(plan.scene.problem.teams) * len(places) <= _LISTED
    shown = [explainer.proposal(place, listed=listed) for place in places]
    pairs = list(zip(places, shown, strict=True))
    chosen = plan.solution.chosen
    plain = Answer(
        solve_id=solve_id,
        status=plan.status,
        objective=plan.solution.objective,
        certificate=_certificate(plan),
        assignments=tuple(_assigned(plan, d, p) for d, p in pairs if chosen[d] != NOBODY),
        unserved=tuple(_unserved(plan, explainer, d, p) for d, p in pairs if chosen[d] == NOBODY),
        explanations=tuple(_explanation(plan, d, p, listed=listed) for d, p in pairs),
    )
    if not costs:
        return plain
    teams = [plan.scene.team_index[team.id] for team in given.document.teams]
    return msgspec.structs.replace(
        plain,
        teams=tuple(team.id for team in given.document.teams),
        demands=tuple(demand.id for demand in given.document.demands),
        costs=_costs(plan, teams, places),
        unserved_costs=plan.network.unserved[places].tolist(),
    )


def _assigned(plan: Plan, demand: int, proposal: Proposal) -> Assigned:
    scene = plan.scene
    team = scene.problem.teams[int(plan.solution.chosen[demand])]
    best = next(one for one in proposal.ranked if one.team == team.id)
    if scene.problem.demands[demand].team == team.id:
        how = "kept"
    elif team.availability is Availability.EN_ROUTE:
        how = "redirected"
    else:
        how = "reserved" if team.availability is Availability.ENGAGED else "sent"
    return Assigned(
        demand=scene.problem.demands[demand].mission,
        team=team.id,
        how=how,
        eta=best.eta,
        cost=round(best.cost),
        terms=_terms(best.terms),
    )


def _unserved(plan: Plan, explainer: Explainer, demand: int, proposal: Proposal) -> Unserved:
    return Unserved(
        demand=plan.scene.problem.demands[demand].mission,
        why="needed-elsewhere" if proposal.ranked else "nobody-fit",
        cost=int(plan.network.unserved[demand]),
        terms=_terms(proposal.unserved),
        reasons=dict(Counter(explainer.reasons(demand))),
    )


def _explanation(plan: Plan, demand: int, proposal: Proposal, *, listed: bool) -> Explanation:
    return Explanation(
        demand=plan.scene.problem.demands[demand].mission,
        ranked=proposal.ranked,
        excluded=proposal.excluded if listed else None,
        unserved=proposal.unserved,
        moves=proposal.moves,
    )


def _terms(terms: tuple[CostTerm, ...]) -> dict[str, int]:
    return {term.name: round(term.seconds) for term in terms}


def _certificate(plan: Plan) -> Certificate | None:
    prices, problem = plan.solution.prices, plan.scene.problem
    if prices is None:
        return None
    teams: list[int] = prices.teams.tolist()
    demands: list[int] = prices.demands.tolist()
    return Certificate(
        holds=sound(plan.network, prices) and prices.bound == plan.solution.objective,
        bound=prices.bound,
        team_prices=dict(zip((team.id for team in problem.teams), teams, strict=True)),
        demand_prices=dict(zip((demand.mission for demand in problem.demands), demands, strict=True)),
    )


def _costs(plan: Plan, teams: list[int], demands: list[int]) -> list[list[int | None]]:
    network = plan.network
    whole = np.full((network.teams, len(network.unserved)), -1, dtype=np.int64)
    whole[network.team, network.demand] = network.cost
    rows: list[list[int]] = whole[teams][:, demands].tolist()
    return [[None if cost < 0 else cost for cost in row] for row in rows]

"""From a problem to proposals: one solve over all open missions, each answer with what to show."""

import hashlib

import msgspec

from dispatch.explain import Explainer
from dispatch.legs import LegTable, legs_of
from dispatch.plan import Plan, solve
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from domain.proposal import Proposal


def propose(problem: Problem, policy: Policy, travel: TravelTimes) -> dict[str, Proposal]:
    """A proposal for each mission without a team or that had better change hands, all from one solve.

    Nothing is ordered. Same problem, policy and travel times: same answer, whatever the order of teams
    and demands. A mission that nobody can take, or that others need more, has `chosen` None.
    """
    problem = problem.in_order()
    legs = legs_of(problem, travel, longest_cap(policy))
    return propose_with(problem, policy, legs, solve_id_of(problem, policy, legs))


def propose_with(problem: Problem, policy: Policy, legs: LegTable, solve_id: str) -> dict[str, Proposal]:
    """`propose` over journeys already known, under a name already given: bit for bit the same each time."""
    return proposals(solve(problem, policy, legs), solve_id)


def proposals(plan: Plan, solve_id: str) -> dict[str, Proposal]:
    """What there is to show of a plan."""
    explainer = Explainer(plan, solve_id)
    return {
        demand.mission: explainer.proposal(index)
        for index, demand in enumerate(plan.scene.problem.demands)
        if demand.team is None or explainer.hands.changes(index)
    }


def longest_cap(policy: Policy) -> float:
    """Seconds beyond which no journey is worth proposing."""
    return max(rule.eta_cap for rule in policy.priorities.values())


def solve_id_of(problem: Problem, policy: Policy, legs: LegTable) -> str:
    """The name of a solve: a digest of all that went into it."""
    inputs = msgspec.json.encode((problem.in_order(), policy, legs), order="deterministic")
    return f"solve-{hashlib.sha256(inputs).hexdigest()[:20]}"

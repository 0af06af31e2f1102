"""What another choice would cost: exact, against solving again with the pair forced."""

from hypothesis import given, settings

from dispatch.explain import Explainer
from dispatch.plan import Plan
from dispatch.problem import Problem
from dispatch.propose import propose
from dispatch.scene import SMALL
from domain.vocabulary import Position, Priority
from tests.dispatch.worlds import LINE, POLICY, demand, least_cost, planned, problem, problems, team


@settings(max_examples=80, deadline=None)
@given(problems())
def test_what_another_choice_would_cost_is_exact(asked: Problem) -> None:
    plan, answer = planned(asked), propose(asked, POLICY, LINE)
    net, best = plan.network, least_cost(plan.network)
    for mission, proposal in answer.items():
        row = plan.scene.demand_index[mission]
        for shown in proposal.ranked:
            team_index = plan.scene.team_index[shown.team]
            if shown.counterfactual is None:
                assert shown.team in (proposal.chosen, proposal.reserved)
                continue
            mine = (net.demand == row) & (net.team == team_index)
            rest = mine | ((net.demand != row) & (net.team != team_index))
            unserved = net.unserved.copy()
            unserved[row] = 10**9
            forced = net._replace(
                demand=net.demand[rest], team=net.team[rest], cost=net.cost[rest], unserved=unserved
            )
            what_if = shown.counterfactual
            assert what_if.overall == least_cost(forced) - best
            assert what_if.overall >= 0
            hands = {**plan.teams, mission: shown.team}
            for move in what_if.others:
                assert move.before == plan.teams[move.mission] != move.after
                hands[move.mission] = move.after
            assert price_of(plan, hands) == least_cost(forced)


def price_of(plan: Plan, hands: dict[str, str | None]) -> int:
    net, scene = plan.network, plan.scene
    used = [one for one in hands.values() if one is not None]
    assert len(used) == len(set(used))
    arcs = {(int(d), int(t)): int(c) for d, t, c in zip(net.demand, net.team, net.cost, strict=True)}
    return sum(
        int(net.unserved[scene.demand_index[mission]])
        if one is None
        else arcs[scene.demand_index[mission], scene.team_index[one]]
        for mission, one in hands.items()
    )


def test_large_problems_are_explained_one_mission_at_a_time() -> None:
    """The same figures, by another path through the code: small problems are explained all at once."""
    spots = [Position(47 + i / 500, 6.0) for i in range(520)]
    teams = [team(f"T{i:03}", position=spot) for i, spot in enumerate(spots)]
    wants = [demand(f"m{i:03}", position=spot, priority=Priority.P3) for i, spot in enumerate(spots[:500])]
    asked = problem(teams, wants)
    plan = planned(asked)
    assert len(teams) * len(wants) > SMALL
    ranked = Explainer(plan, "s").proposal(250, listed=False).ranked
    told = [(one.team, one.counterfactual) for one in ranked]
    other = next(what_if for name, what_if in told if name != "T250" and what_if is not None)
    assert plan.teams["m250"] == "T250"
    assert other.overall > 0
    assert price_of(plan, plan.teams) == plan.objective

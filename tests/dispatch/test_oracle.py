"""The optimum against scipy, on random problems: a sample here, ten thousand in the soak."""

import json
import random

import msgspec
import numpy as np
import pytest

from dispatch.answer import answer
from dispatch.certificate import Network, sound
from dispatch.plan import Plan, solve
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.reading import read
from dispatch.solver import Status
from dispatch.solver import solve as solve_network
from dispatch.travel import StraightLine
from tests.dispatch.chance import judged, some_problem
from tests.dispatch.worlds import BESANCON

POLICY = Policy()


def check(seed: int) -> Plan:
    asked, legs = some_problem(seed)
    plan = solve(asked, POLICY, legs)
    solution, net = plan.solution, plan.network
    assert solution.status is Status.OPTIMAL, seed
    assert solution.prices is not None, seed
    assert sound(net, solution.prices), seed
    assert solution.objective == solution.prices.bound == judged(net), seed
    arcs = {
        (d, t): c for d, t, c in zip(*(c.tolist() for c in (net.demand, net.team, net.cost)), strict=True)
    }
    chosen: list[int] = solution.chosen.tolist()
    paid = [int(net.unserved[d]) if t < 0 else arcs[d, t] for d, t in enumerate(chosen)]
    assert sum(paid) == solution.objective, seed
    sent = [t for t in chosen if t >= 0]
    assert len(sent) == len(set(sent)), seed
    return plan


@pytest.mark.parametrize("block", range(10))
def test_the_objective_is_scipys(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        check(seed)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_the_objective_is_scipys_ten_thousand_times() -> None:
    kinds = [check(seed).solution.chosen for seed in range(10_000)]
    served = sum(int((chosen >= 0).sum()) for chosen in kinds)
    assert 0 < served < sum(len(chosen) for chosen in kinds)


@pytest.mark.parametrize("seed", range(20))
def test_ties_fall_the_same_way_in_any_order(seed: int) -> None:
    asked, legs = some_problem(seed)
    teams, demands = list(asked.teams), list(asked.demands)
    random.Random(seed).shuffle(teams)
    random.Random(seed + 1).shuffle(demands)
    again = Problem(now=asked.now, teams=tuple(teams), demands=tuple(demands))
    assert solve(again, POLICY, legs).teams == solve(asked, POLICY, legs).teams


def large(seed: int, *, crowded: bool) -> Network:
    """Points in a square, all arcs; crowded: most demands in one corner, so that near arcs do not do."""
    rng = np.random.default_rng(seed)
    teams, demands = 700, 500
    there = rng.random((demands, 2)) * (0.2 if crowded else 1.0)
    cost = np.rint(np.hypot(*(there[:, None] - rng.random((teams, 2))[None]).transpose(2, 0, 1)) * 10_000)
    demand, team = np.nonzero(cost < 12_000)
    unserved = rng.integers(9_000, 14_000, demands)
    weight = rng.choice([1, 4, 16], demands)
    return Network(
        teams, demand, team, (cost[demand, team] * weight[demand]).astype(np.int64), unserved * weight
    )


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_large_networks_are_pruned_and_still_proved(seed: int, crowded: bool) -> None:
    network = large(seed, crowded=crowded)
    assert len(network.cost) > 200_000
    solution = solve_network(network)
    assert solution.status is Status.OPTIMAL
    assert solution.prices is not None
    assert sound(network, solution.prices)
    assert solution.objective == solution.prices.bound == judged(network)


def document(seed: int) -> dict[str, object]:
    """A problem file with a matrix, of teams that can all go."""
    chance = random.Random(seed)
    teams, demands = chance.randint(1, 12), chance.randint(1, 12)
    here = {"lat": BESANCON.lat, "lon": BESANCON.lon}
    return {
        "now": "2026-11-21T03:00:00Z",
        "teams": [
            {"id": f"T{i}", "equipment": chance.sample(["ecg", "otoscope"], 1), **here} for i in range(teams)
        ],
        "demands": [
            {
                "id": f"D{i}",
                "priority": chance.choice(["P0", "P1", "P2", "P3", "NR"]),
                "age": chance.randrange(9000),
            }
            | {"needs": chance.choice([[], ["ecg"]]), **here}
            for i in range(demands)
        ],
        "travel_seconds": [
            [chance.choice([None, chance.randrange(9000)]) for _ in range(demands)] for _ in range(teams)
        ],
    }


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_can_be_checked_from_outside(seed: int) -> None:
    given = read(json.dumps(document(seed)).encode(), POLICY, StraightLine())
    plan = solve(given.problem, POLICY, given.legs)
    told = json.loads(msgspec.json.encode(answer(given, plan, "solve", costs=True)))
    costs, unserved = told["costs"], told["unserved_costs"]
    row = {team: index for index, team in enumerate(told["teams"])}
    column = {demand: index for index, demand in enumerate(told["demands"])}
    paid = sum(costs[row[a["team"]]][column[a["demand"]]] for a in told["assignments"])
    left = set(column) - {a["demand"] for a in told["assignments"]}
    assert left == {u["demand"] for u in told["unserved"]}
    assert told["objective"] == paid + sum(unserved[column[demand]] for demand in left)
    arcs = [(d, t, c) for t, line in enumerate(costs) for d, c in enumerate(line) if c is not None]
    columns = np.array(sorted(arcs), dtype=np.int64).reshape(-1, 3)
    network = Network(len(row), *columns.T, unserved=np.array(unserved))
    assert told["objective"] == judged(network) == told["certificate"]["bound"]
    proof = told["certificate"]
    assert proof["holds"]
    for team, line in zip(told["teams"], costs, strict=True):
        assert proof["team_prices"][team] >= 0
        for demand, cost in zip(told["demands"], line, strict=True):
            assert cost is None or proof["demand_prices"][demand] - proof["team_prices"][team] <= cost
    assert all(proof["demand_prices"][d] <= unserved[column[d]] for d in column)

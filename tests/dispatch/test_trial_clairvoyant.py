"""The clairvoyant's optimum is the least of all that can be tried, one by one."""

from itertools import permutations, product
from math import inf

import pytest

from dispatch.policy import Policy
from dispatch.trial.baselines import nearest_first_come, priority_then_nearest
from dispatch.trial.clairvoyant import MOST_CALLS, Instance, instance, optimum, weighted_wait
from dispatch.trial.lattice import lattice
from dispatch.trial.roads import PLACES, road_ground
from dispatch.trial.scenario import Load, Scenario, telemedicine
from dispatch.trial.simulation import simulate
from tests.dispatch.trials import START, call, crew, scenario, street

PRIORITIES = Policy().priorities
GROUND = road_ground(lattice(3), 3)[0]


def small(seed: int, calls: int) -> Scenario:
    """So many calls in a hurry, for two crews."""
    load = Load(per_day=150, days=1, crews=2, swing=0)
    whole = telemedicine(load, PLACES, START, seed)
    return scenario(whole.crews, *whole.calls[:calls])


def tried(given: Instance, *, ahead: bool) -> float:
    """Every way to share the calls between the crews, each in every order."""
    calls, crews = range(len(given.at)), range(len(given.from_base))
    best = inf
    for owners in product(crews, repeat=len(given.at)):
        if all(given.fit[owner, one] for one, owner in zip(calls, owners, strict=True)):
            mine = [[one for one in calls if owners[one] == crew] for crew in crews]
            best = min(best, sum(shortest(given, crew, mine[crew], ahead) for crew in crews))
    return best


def shortest(given: Instance, crew: int, mine: list[int], ahead: bool) -> float:
    """The best order of one crew's calls."""
    return min(tour(given, crew, order, ahead) for order in permutations(mine))


def tour(given: Instance, crew: int, order: tuple[int, ...], ahead: bool) -> float:
    """The weighted waits of one order."""
    free, cost, last = 0.0, 0.0, None
    for one in order:
        way = given.from_base[crew, one] if last is None else given.between[last, one]
        at = given.at[one]
        arrival = max(free + way, at) if ahead else max(free, at) + way
        cost += given.weight[one] * (arrival - at)
        free, last = arrival + given.service[one], one
    return cost


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_can_be_tried_is_better(seed: int, ahead: bool) -> None:
    given = instance(small(seed, 5), GROUND, PRIORITIES)
    assert optimum(given, ahead=ahead) == pytest.approx(tried(given, ahead=ahead))


@pytest.mark.parametrize("seed", range(4))
def test_a_bound_from_a_rule_changes_nothing_and_no_rule_without_regrets_is_better(seed: int) -> None:
    of = small(seed, 9)
    given = instance(of, GROUND, PRIORITIES)
    best = optimum(given)
    assert optimum(given, ahead=True) <= best
    for rule in (priority_then_nearest(), nearest_first_come()):
        reached = weighted_wait(simulate(of, GROUND, rule), PRIORITIES)
        assert reached >= best - 1e-6
        assert optimum(given, within=reached) == pytest.approx(best)


def test_a_call_that_no_crew_can_take_has_no_optimum() -> None:
    refused = scenario([crew("A", 0)], call("M1", 0, 1))
    given = instance(refused, street(), PRIORITIES)
    assert optimum(given) == pytest.approx(60 * 4)
    given.fit[0, 0] = False
    assert optimum(given) == inf


def test_too_many_calls_are_refused() -> None:
    calls = [call(f"M{number}", number, 1) for number in range(MOST_CALLS + 1)]
    with pytest.raises(ValueError, match="16 calls: 15 at most"):
        instance(scenario([crew("A", 0)], *calls), street(), PRIORITIES)

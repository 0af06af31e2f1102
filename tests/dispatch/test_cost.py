"""The cost: figures worked by hand, and the promises that the formula makes."""

from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatch.cost import PAIR_TERMS, UNSERVED_TERMS, priced, shown, total, unserved
from dispatch.legs import TENTHS, Journeys, table
from dispatch.masks import pairs_of
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, TeamState
from dispatch.scene import Scene
from domain.proposal import CostTerm
from domain.vocabulary import Equipment, Position, Priority, TeamNeeds
from tests.dispatch.worlds import NOW, ago, demand, problem, team

POLICY = Policy()
PLAIN = Policy(scarcity=0, coverage=0, growth=0)
TO_CHANGE = POLICY.to_change(Priority.P2)
FIRST = np.zeros(1, dtype=np.int64)


def scene(wants: Demand, policy: Policy, *teams: TeamState) -> Scene:
    asked = problem(teams or [team()], [wants]).in_order()
    none = Journeys(FIRST[:0], FIRST[:0], FIRST[:0], FIRST[:0], FIRST[:0].astype(np.bool_))
    return Scene(asked, policy, table(asked, none))


def terms(seconds: float, wants: Demand, policy: Policy = PLAIN, *teams: TeamState) -> dict[str, float]:
    """Of the first team, so many seconds away."""
    where = scene(wants, policy, *teams)
    pairs = pairs_of(where, FIRST, FIRST, np.array([round(seconds * TENTHS) / TENTHS]))
    (found,) = shown(priced(where, pairs), PAIR_TERMS, policy)
    return {term.name: term.seconds for term in found}


def served(seconds: float, wants: Demand, policy: Policy = POLICY) -> int:
    where = scene(wants, policy)
    pairs = pairs_of(where, FIRST, FIRST, np.array([round(seconds * TENTHS) / TENTHS]))
    return int(total(priced(where, pairs), PAIR_TERMS, policy)[0])


def nobody(wants: Demand, *teams: TeamState) -> int:
    where = scene(wants, POLICY, *teams)
    return int(total(unserved(where), UNSERVED_TERMS, POLICY)[0])


def on_its_way(**fields: Any) -> TeamState:
    return team("M1", availability=Availability.EN_ROUTE, mission="m1", **fields)


def test_in_time_costs_the_journey() -> None:
    wants = demand(priority=Priority.P2, waiting_since=ago(60))
    found = terms(600, wants)
    assert found == {"travel": 2400.0, "lateness": 0.0, "switching": 0.0, "scarcity": 0.0, "coverage": 0.0}


def test_late_costs_the_lateness_too() -> None:
    # P1: target 3600 s. Waited 3500 s, 300 s to go: 200 s late.
    wants = demand(priority=Priority.P1, waiting_since=ago(3500))
    policy = Policy(lateness=2.0, scarcity=0, coverage=0, growth=0)
    found = terms(300, wants, policy)
    assert (found["travel"], found["lateness"]) == (16 * 300.0, 16 * 2 * 200.0)
    assert served(300, wants, policy) == 16 * (300 + 400)


def test_what_has_waited_weighs_more_up_to_its_target() -> None:
    # P1: target 3600 s, weight 16.
    policy = Policy(growth=2.0, lateness=0, scarcity=0, coverage=0)
    half, twice = (demand(priority=Priority.P1, waiting_since=ago(waited)) for waited in (1800, 7200))
    assert (terms(300, half, policy)["ageing"], served(300, half, policy)) == (16 * 300.0, 16 * 600)
    assert (terms(300, twice, policy)["ageing"], served(300, twice, policy)) == (16 * 600.0, 16 * 900)


def test_a_switch_grows_with_the_weight_too() -> None:
    policy = Policy(growth=1.0, scarcity=0, coverage=0)
    wants = demand(team="M1", priority=Priority.P2, waiting_since=ago(7200))
    assert terms(60, wants, policy, team("M0"), on_its_way())["ageing"] == 4 * (60 + TO_CHANGE)


def test_where_no_weight_grows_nothing_is_said_of_it() -> None:
    assert "ageing" not in terms(300, demand(waiting_since=ago(600)), PLAIN)


def test_another_team_than_the_one_on_its_way_costs_the_switch() -> None:
    wants = demand(team="M1", priority=Priority.P2)
    assert terms(60, wants, PLAIN, on_its_way(), team("M2"))["switching"] == 0
    assert terms(60, wants, PLAIN, team("M0"), on_its_way())["switching"] == 4 * TO_CHANGE


def test_giving_up_a_mission_that_has_a_team_costs_the_switch_too() -> None:
    assert nobody(demand(team="M1"), on_its_way()) - nobody(demand()) == 4 * TO_CHANGE


def test_a_change_may_cost_each_priority_its_own() -> None:
    prices = dict.fromkeys(Priority, 100.0) | {Priority.P0: 30.0}
    policy = Policy(switching=prices, scarcity=0, coverage=0, growth=0)
    urgent, other = (demand(team="M1", priority=priority) for priority in (Priority.P0, Priority.P3))
    assert terms(60, urgent, policy, team("M0"), on_its_way())["switching"] == 64 * 30
    assert terms(60, other, policy, team("M0"), on_its_way())["switching"] == 100


@given(st.sampled_from(Priority))
def test_a_change_costs_about_the_same_whoever_waits(priority: Priority) -> None:
    wants = demand(team="M1", priority=priority)
    assert 3600 <= terms(60, wants, PLAIN, team("M0"), on_its_way())["switching"] <= 3840


def test_a_team_on_its_way_costs_at_most_the_cap() -> None:
    wants = demand(team="M1", priority=Priority.P2)
    assert terms(90_000, wants, PLAIN, on_its_way())["travel"] == 4 * POLICY.priorities[Priority.P2].eta_cap


def test_scarcity_is_the_rarity_of_what_is_taken_along_for_nothing() -> None:
    # Only one team has an ECG (1), both an otoscope (1/2): 1.5 in all.
    rich = team("A", equipment=frozenset({Equipment.ECG, Equipment.OTOSCOPE}))
    poor = team("B", equipment=frozenset({Equipment.OTOSCOPE}))
    policy = Policy(scarcity=90, coverage=0)
    asked = demand(needs=TeamNeeds(equipment=frozenset({Equipment.OTOSCOPE})))
    assert terms(60, asked, policy, rich, poor)["scarcity"] == 60.0
    assert terms(60, demand(), policy, rich, poor)["scarcity"] == 90.0
    assert terms(60, demand(needs=TeamNeeds(equipment=rich.equipment)), policy, rich, poor)["scarcity"] == 0


def test_coverage_is_dearest_where_no_idle_team_stays_behind() -> None:
    policy = Policy(scarcity=0, coverage=100, busy=0.5)
    far = Position(48.9, 6.1)

    def paid(*others: TeamState, **fields: Any) -> float:
        return terms(60, demand(**fields), policy, team("A"), *others)["coverage"]

    assert paid(team("B", position=far)) == 100
    assert paid(team("B")) == 50
    assert paid(team("B", availability=Availability.ENGAGED)) == 100
    assert paid(team("B", position=far), priority=Priority.P0) == 0
    assert paid(team("B", position=far), priority=Priority.P1) == 0


def test_coverage_asks_nothing_of_a_team_that_is_not_idle() -> None:
    policy = Policy(scarcity=0, coverage=100)
    assert terms(60, demand(team="M1"), policy, on_its_way())["coverage"] == 0


def test_unserved_costs_the_cap_the_margin_and_the_wait() -> None:
    wants = demand(priority=Priority.P0, waiting_since=ago(600))
    policy = Policy(lateness=2.0, ageing=3.0, growth=0.6)
    (found,) = shown(unserved(scene(wants, policy)), UNSERVED_TERMS, policy)
    assert found == (
        CostTerm("postponed", 64 * (3600.0 + 1800.0)),
        CostTerm("lateness", 64 * 2 * (600.0 + 3600.0 - 1200.0)),
        CostTerm("ageing", 64 * (0.3 * (3600.0 + 1800.0) + 3 * 600.0)),
        CostTerm("switching", 0.0),
    )


def test_waiting_since_later_than_now_counts_as_no_wait() -> None:
    assert scene(demand(waiting_since=NOW + timedelta(hours=1)), POLICY).demands.waited.tolist() == [0]


priorities = st.sampled_from(Priority)
waits = st.integers(0, 200_000)


@given(priorities, waits, st.floats(0, 1))
def test_any_fit_team_is_cheaper_than_nobody(priority: Priority, wait: int, share: float) -> None:
    wants = demand(priority=priority, waiting_since=ago(wait))
    assert served(share * POLICY.priorities[priority].eta_cap, wants) < nobody(wants)


def exact(where: Scene, seconds: float) -> float:
    """What being served so many seconds from now gains, before terms are rounded."""
    pairs = pairs_of(where, FIRST, FIRST, np.array([seconds]))
    left, taken = unserved(where), priced(where, pairs)
    nobody_comes = sum(float(term(left, POLICY)[0]) for _, term in UNSERVED_TERMS)
    return nobody_comes - sum(float(term(taken, POLICY)[0]) for _, term in PAIR_TERMS)


@given(priorities, waits, st.integers(1, 10_000), st.floats(0, 1))
def test_the_gain_of_being_served_grows_with_the_wait(
    priority: Priority, wait: int, more: int, share: float
) -> None:
    journey = share * POLICY.priorities[priority].eta_cap

    def gain(waiting: int) -> float:
        return exact(scene(demand(priority=priority, waiting_since=ago(waiting)), POLICY), journey)

    assert gain(wait + more) > gain(wait)


# Each term is a whole number: ten seconds of a P3 are more than the four roundings can hide.
@given(priorities, waits, st.integers(10, 10_000), st.floats(0, 1))
def test_the_whole_gain_grows_with_the_wait_too(
    priority: Priority, wait: int, more: int, share: float
) -> None:
    journey = share * POLICY.priorities[priority].eta_cap

    def gain(waiting: int) -> int:
        wants = demand(priority=priority, waiting_since=ago(waiting))
        return nobody(wants) - served(journey, wants)

    assert gain(wait + more) > gain(wait)


@given(priorities, waits, st.floats(0, 3500), st.floats(0.1, 3500))
def test_between_teams_the_nearer_is_cheaper(
    priority: Priority, wait: int, near: float, further: float
) -> None:
    wants = demand(priority=priority, waiting_since=ago(wait))
    assert served(near, wants) <= served(near + further, wants)

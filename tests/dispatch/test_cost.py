"""The cost: figures worked by hand, and the promises that the formula makes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.cost import pair_terms, total, unserved_terms, waited
from dispatch.eligibility import Leg, Pair
from dispatch.policy import Policy
from dispatch.problem import Demand
from domain.proposal import CostTerm
from domain.vocabulary import Priority
from tests.dispatch.worlds import NOW, ago, demand, team

POLICY = Policy()


def pair(seconds: float, wants: Demand, policy: Policy = POLICY) -> Pair:
    return Pair(team(), wants, Leg(seconds, 1000.0, estimated=False), NOW, policy)


def test_in_time_costs_the_journey() -> None:
    wants = demand(priority=Priority.P2, waiting_since=ago(60))
    assert pair_terms(pair(600, wants)) == (CostTerm("travel", 2400.0), CostTerm("lateness", 0.0))


def test_late_costs_the_lateness_too() -> None:
    # P1: target 3600 s. Waited 3500 s, 300 s to go: 200 s late.
    wants = demand(priority=Priority.P1, waiting_since=ago(3500))
    terms = pair_terms(pair(300, wants, Policy(lateness=2.0)))
    assert terms == (CostTerm("travel", 16 * 300.0), CostTerm("lateness", 16 * 2 * 200.0))
    assert total(terms) == 10 * 16 * (300 + 400)


def test_unserved_costs_the_cap_the_margin_and_the_wait() -> None:
    wants = demand(priority=Priority.P0, waiting_since=ago(600))
    assert unserved_terms(wants, NOW, POLICY) == (
        CostTerm("postponed", 64 * (3600.0 + 1800.0)),
        CostTerm("lateness", 64 * (600.0 + 3600.0 - 1200.0)),
        CostTerm("ageing", 64 * 600.0),
    )


def test_waiting_since_later_than_now_counts_as_no_wait() -> None:
    assert waited(demand(waiting_since=NOW + timedelta(hours=1)), NOW) == 0


def test_a_pair_without_a_journey_has_no_cost() -> None:
    with pytest.raises(ValueError, match="no journey from M1 to m1"):
        pair_terms(Pair(team(), demand(), None, NOW, POLICY))


priorities = st.sampled_from(Priority)
waits = st.integers(0, 200_000)


@given(priorities, waits, st.floats(0, 1))
def test_any_fit_team_is_cheaper_than_nobody(priority: Priority, wait: int, share: float) -> None:
    wants = demand(priority=priority, waiting_since=ago(wait))
    journey = share * POLICY.priorities[priority].eta_cap
    assert total(pair_terms(pair(journey, wants))) < total(unserved_terms(wants, NOW, POLICY))


@given(priorities, waits, st.integers(1, 10_000), st.floats(0, 1))
def test_the_gain_of_being_served_grows_with_the_wait(
    priority: Priority, wait: int, more: int, share: float
) -> None:
    journey = share * POLICY.priorities[priority].eta_cap

    def gain(waiting: int) -> int:
        wants = demand(priority=priority, waiting_since=ago(waiting))
        return total(unserved_terms(wants, NOW, POLICY)) - total(pair_terms(pair(journey, wants)))

    assert gain(wait + more) > gain(wait)


@given(priorities, waits, st.floats(0, 7000), st.floats(0.1, 7000))
def test_between_teams_the_nearer_is_cheaper(
    priority: Priority, wait: int, near: float, further: float
) -> None:
    wants = demand(priority=priority, waiting_since=ago(wait))
    assert total(pair_terms(pair(near, wants))) <= total(pair_terms(pair(near + further, wants)))

"""Teams on their way and busy teams: who changes hands, who stays, and what is ordered together."""

from datetime import timedelta

from hypothesis import given, settings

from dispatch.moves import Hands
from dispatch.policy import Policy
from dispatch.problem import Availability, Problem
from dispatch.propose import propose
from domain.proposal import Exclusion
from domain.vocabulary import Equipment, Position, Priority, TeamNeeds
from tests.dispatch.worlds import (
    BESANCON,
    EAST,
    LINE,
    NOW,
    POLICY,
    WEST,
    Table,
    demand,
    planned,
    problem,
    problems,
    roads,
    team,
)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_what_stays_where_it_is_stays(asked: Problem) -> None:
    answer = propose(asked, POLICY, LINE)
    for wants in asked.demands:
        if wants.team is not None and (wants.held or wants.moved >= POLICY.max_moves):
            assert wants.mission not in answer
            assert all(wants.team != p.chosen for p in answer.values())


@settings(max_examples=80, deadline=None)
@given(problems())
def test_moves_are_whole_chains(asked: Problem) -> None:
    """Ordered together they leave each team with one mission at most, and nothing half done."""
    answer = propose(asked, POLICY, LINE)
    now_on = {d.mission: d.team for d in asked.demands}
    for mission, proposal in answer.items():
        if not proposal.moves:
            continue
        assert (proposal.moves[0].mission, proposal.moves[0].after) == (mission, proposal.chosen)
        after = dict(now_on)
        for move in proposal.moves:
            assert move.before == now_on[move.mission] != move.after
            after[move.mission] = move.after
        teams = [one for one in after.values() if one is not None]
        assert len(teams) == len(set(teams))
        for move in proposal.moves:
            assert set(answer[move.mission].moves) == set(proposal.moves)


def test_everybody_without_a_plan_for_another_keeps_its_mission() -> None:
    # The crew lacks the ECG asked for since; nobody else has one. Taking it off helps nobody.
    crew = team("A", availability=Availability.EN_ROUTE, mission="m1", position=EAST)
    asked = problem([crew], [demand(team="A", needs=TeamNeeds(equipment=frozenset({Equipment.ECG})))])
    assert planned(asked).teams == {"m1": None}
    assert Hands(planned(asked)).after == [0]
    assert propose(asked, POLICY, LINE) == {}


def test_a_forced_pair_is_kept_whatever_the_redirect_matrix_says() -> None:
    crew = team("A", availability=Availability.EN_ROUTE, mission="m1", position=EAST)
    first = demand("m1", team="A", priority=Priority.P1)
    asked = problem([crew], [first, demand("m2", priority=Priority.P3, locked_to="A")])
    answer = propose(asked, POLICY, LINE)
    assert answer["m2"].chosen == "A"
    assert [(m.mission, m.before, m.after) for m in answer["m2"].moves] == [
        ("m2", None, "A"),
        ("m1", "A", None),
    ]


def test_a_busy_team_that_is_soon_free_is_reserved_not_sent() -> None:
    busy = {"availability": Availability.ENGAGED, "free_position": BESANCON}
    soon = team("A", free_at=NOW + timedelta(minutes=25), **busy)
    far = team("B", position=Position(47.9, 6.9))
    (proposal,) = propose(problem([soon, far], [demand()]), POLICY, LINE).values()
    assert (proposal.chosen, proposal.reserved) == (None, "A")
    shown = {c.team: c for c in proposal.ranked}
    assert (shown["A"].eta, shown["A"].free_at) == (1500.0, NOW + timedelta(minutes=25))
    assert shown["B"].free_at is None
    overdue = team("A", free_at=NOW - timedelta(minutes=10), **busy)
    (proposal,) = propose(problem([overdue], [demand()]), POLICY, LINE).values()
    assert proposal.ranked[0].eta == POLICY.look_ahead_floor


def test_a_team_on_its_way_goes_to_the_more_urgent_and_an_idle_one_takes_over() -> None:
    teams = [
        team("E", position=EAST, availability=Availability.EN_ROUTE, mission="m1"),
        team("W", position=WEST),
    ]
    there = Position(47.5, 6.1)
    asked = problem(
        teams,
        [demand("m1", team="E", priority=Priority.P3), demand("m2", priority=Priority.P0, position=there)],
    )
    minutes = {(EAST, BESANCON): 20.0, (EAST, there): 5.0, (WEST, BESANCON): 25.0, (WEST, there): 40.0}
    answer = propose(asked, POLICY, Table(minutes))
    assert (answer["m2"].chosen, answer["m1"].chosen) == ("E", "W")
    assert [(m.mission, m.before, m.after) for m in answer["m2"].moves] == [
        ("m2", None, "E"),
        ("m1", "E", "W"),
    ]
    assert next(c.engaged_on for c in answer["m2"].ranked if c.team == "E") == "m1"
    # The other way round it may not: the policy takes no team from a P0 for a P3.
    swapped = problem(
        teams,
        [demand("m1", team="E", priority=Priority.P0), demand("m2", priority=Priority.P3, position=there)],
    )
    answer = propose(swapped, POLICY, Table(minutes))
    assert {m: p.chosen for m, p in answer.items()} == {"m2": "W"}
    assert answer["m2"].excluded[0].reason is Exclusion.PRIORITY_NOT_LOWER


def test_a_mission_changes_hands_only_for_more_than_the_hysteresis() -> None:
    def changes(minutes_left: float) -> bool:
        crew = team("E", position=EAST, availability=Availability.EN_ROUTE, mission="m1")
        asked = problem([crew, team("W", position=WEST)], [demand(team="E")])
        return bool(
            propose(asked, Policy(switching=600, scarcity=0, coverage=0), roads(east=minutes_left, west=10))
        )

    assert not changes(19.9)
    assert changes(20.1)


def test_a_minute_is_enough_for_a_p0_and_an_hour_for_a_p3() -> None:
    def changes(priority: Priority, gain: float) -> bool:
        crew = team("E", position=EAST, availability=Availability.EN_ROUTE, mission="m1")
        asked = problem([crew, team("W", position=WEST)], [demand(team="E", priority=priority)])
        policy = Policy(scarcity=0, coverage=0)
        return bool(propose(asked, policy, roads(east=10 + gain, west=10)))

    assert (changes(Priority.P0, 0.9), changes(Priority.P0, 1.1)) == (False, True)
    assert (changes(Priority.P3, 59), changes(Priority.P3, 61)) == (False, True)


def test_nearly_there_stays() -> None:
    crew = team("E", position=EAST, availability=Availability.EN_ROUTE, mission="m1")
    others = [demand("m1", team="E", priority=Priority.P3), demand("m2", priority=Priority.P0)]
    answer = propose(problem([crew], others), Policy(freeze=300), roads(east=4.9, west=0))
    assert answer["m2"].excluded[0].reason is Exclusion.NEARLY_THERE
    answer = propose(problem([crew], others), POLICY, roads(east=5, west=0))
    assert answer["m2"].chosen == "E"

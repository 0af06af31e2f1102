"""Proposals whole: optimal, the same every time, nobody sent twice, the unserved named with reasons."""

import random
import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.cost import pair_terms, total, unserved_terms
from dispatch.eligibility import Leg, Pair, exclude
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from dispatch.propose import propose
from dispatch.travel import StraightLine
from domain.proposal import Exclusion, Proposal
from domain.vocabulary import CareType, Equipment, Position, Priority, TeamNeeds
from tests.dispatch.worlds import BESANCON, NOW, Table, ago, demand, problem, problems, team

POLICY = Policy()
LINE = StraightLine()


def journey(one: TeamState, wants: Demand) -> Leg | None:
    if one.position is None or wants.position is None:
        return None
    legs = LINE.legs([one.position], [wants.position])
    return Leg(round(float(legs.seconds[0, 0]), 1), round(float(legs.metres[0, 0])), estimated=True)


def cheapest(asked: Problem) -> int:
    """Every way to send teams, tried one by one."""

    def best(rest: tuple[Demand, ...], free: tuple[TeamState, ...]) -> int:
        if not rest:
            return 0
        wants, later = rest[0], rest[1:]
        options = [total(unserved_terms(wants, asked.now, POLICY)) + best(later, free)]
        for one in free:
            pair = Pair(one, wants, journey(one, wants), asked.now, POLICY)
            if exclude(pair) is None and allowed(asked, one, wants):
                left = tuple(other for other in free if other is not one)
                options.append(total(pair_terms(pair)) + best(later, left))
        return min(options)

    return best(asked.demands, asked.teams)


def allowed(asked: Problem, one: TeamState, wants: Demand) -> bool:
    others = {d.locked_to for d in asked.demands if d is not wants}
    mine = wants.locked_to in (None, one.id)
    return mine and one.id not in others and one.id not in wants.forbidden


@settings(max_examples=200, deadline=None)
@given(problems())
def test_best_of_all_ways_and_every_constraint_kept(asked: Problem) -> None:
    answer = propose(asked, POLICY, LINE)
    assert set(answer) == {d.mission for d in asked.demands}
    sent = [p.chosen for p in answer.values() if p.chosen is not None]
    assert len(sent) == len(set(sent))
    for wants in asked.demands:
        check_one(asked, wants, answer[wants.mission])
    if answer:
        first = next(iter(answer.values()))
        assert first.status == "optimal"
        assert first.objective == pytest.approx(cheapest(asked) / 10)
        assert {p.solve_id for p in answer.values()} == {first.solve_id}


def check_one(asked: Problem, wants: Demand, proposal: Proposal) -> None:
    teams = {t.id: t for t in asked.teams}
    fit = [c.team for c in proposal.ranked]
    aside = [e.team for e in proposal.excluded]
    assert sorted(fit + aside) == sorted(teams)
    assert [(c.cost, c.team) for c in proposal.ranked] == sorted((c.cost, c.team) for c in proposal.ranked)
    for candidate in proposal.ranked:
        assert candidate.cost == pytest.approx(sum(t.seconds for t in candidate.terms))
        assert candidate.position == teams[candidate.team].position
    if proposal.chosen is not None:
        assert proposal.chosen in fit
        assert allowed(asked, teams[proposal.chosen], wants)
    elif wants.locked_to in fit:
        pytest.fail("a lock on a fit team was undone")


@settings(max_examples=100, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_same_problem_same_answer_in_any_order(asked: Problem, chance: Any) -> None:
    teams, demands = list(asked.teams), list(asked.demands)
    chance.shuffle(teams)
    chance.shuffle(demands)
    assert propose(problem(teams, demands), POLICY, LINE) == propose(asked, POLICY, LINE)


def test_a_solve_is_named_by_all_that_went_into_it() -> None:
    asked = problem([team()], [demand()])
    here = {(BESANCON, BESANCON): 10.0}

    def name(asked: Problem, policy: Policy = POLICY, minutes: float = 10.0) -> str:
        table = Table(dict.fromkeys(here, minutes))
        return propose(asked, policy, table)["m1"].solve_id

    names = [
        name(asked),
        name(problem([team(care_type=CareType.MEDICAL)], [demand()])),
        name(problem([team()], [demand(waiting_since=ago(1))])),
        name(asked, Policy(service=1.0)),
        name(asked, minutes=11.0),
    ]
    assert len(set(names)) == len(names)
    assert name(asked) == names[0]


EAST, WEST, FAR = Position(47.3, 6.2), Position(47.2, 5.8), Position(48.9, 6.1)


def roads(**minutes: float) -> Table:
    return Table({(EAST, BESANCON): minutes["east"], (WEST, BESANCON): minutes["west"]})


def test_what_is_shown_of_a_candidate() -> None:
    asked = problem([team("E", position=EAST, position_at=ago(30))], [demand(waiting_since=ago(90))])
    (shown,) = propose(asked, POLICY, roads(east=10, west=0))["m1"].ranked
    assert (shown.team, shown.eta, shown.distance, shown.estimated) == ("E", 600.0, 600.0, False)
    assert (shown.position, shown.position_age, shown.cost) == (EAST, 30.0, 2400.0)
    assert [(t.name, t.seconds) for t in shown.terms] == [("travel", 2400.0), ("lateness", 0.0)]


def test_the_straight_line_is_always_marked() -> None:
    answer = propose(problem([team(position=EAST)], [demand()]), POLICY, LINE)
    assert [c.estimated for c in answer["m1"].ranked] == [True]


def test_the_unserved_are_named_with_the_reason_of_every_team() -> None:
    asked = problem(
        [
            team("A", availability=Availability.ENGAGED),
            team("B", position=None, position_at=None),
            team("C", position=FAR),
            team("D"),
        ],
        [demand(needs=TeamNeeds(equipment=frozenset({Equipment.ECG}), care_type=CareType.NONE))],
    )
    proposal = propose(asked, POLICY, LINE)["m1"]
    assert (proposal.chosen, proposal.ranked) == (None, ())
    reasons = {e.team: e.reason for e in proposal.excluded}
    assert reasons["A"] is Exclusion.ENGAGED
    assert {reasons[t] for t in "BCD"} == {Exclusion.EQUIPMENT_MISSING}
    assert proposal.objective == pytest.approx(4 * (7200 + 1800))


def test_fewer_teams_than_missions_leaves_the_lesser_one_with_its_ranking() -> None:
    asked = problem([team("A")], [demand("m1", priority=Priority.P3), demand("m2", priority=Priority.P1)])
    answer = propose(asked, POLICY, LINE)
    assert (answer["m2"].chosen, answer["m1"].chosen) == ("A", None)
    assert [c.team for c in answer["m1"].ranked] == ["A"]


def test_a_long_wait_overtakes_a_higher_priority_in_the_end() -> None:
    def served(wait: timedelta) -> str | None:
        asked = problem(
            [team("A")],
            [demand("old", priority=Priority.P3, waiting_since=NOW - wait), demand("new")],
        )
        return next(m for m, p in propose(asked, POLICY, LINE).items() if p.chosen)

    assert served(timedelta(hours=1)) == "new"
    assert served(timedelta(hours=12)) == "old"


def test_a_lock_holds_against_a_nearer_team_and_against_a_higher_priority() -> None:
    teams = [team("E", position=EAST), team("W", position=WEST)]
    asked = problem(teams, [demand("m1", locked_to="W"), demand("m2", priority=Priority.P0)])
    answer = propose(asked, POLICY, roads(east=30, west=20))
    assert (answer["m1"].chosen, answer["m2"].chosen) == ("W", "E")
    free = problem(teams, [demand("m1"), demand("m2", priority=Priority.P0)])
    assert propose(free, POLICY, roads(east=30, west=20))["m2"].chosen == "W"


def test_a_lock_on_a_team_that_cannot_go_leaves_the_mission_and_the_team() -> None:
    ecg = TeamNeeds(equipment=frozenset({Equipment.ECG}))
    asked = problem(
        [team("A"), team("B", equipment=ecg.equipment)],
        [
            demand("m1", needs=ecg, locked_to="A"),
            demand("m2", locked_to="gone"),
            demand("m3"),
        ],
    )
    answer = propose(asked, POLICY, LINE)
    assert {m: p.chosen for m, p in answer.items()} == {"m1": None, "m2": None, "m3": "B"}


def test_a_forbidden_team_is_never_chosen() -> None:
    asked = problem([team("E", position=EAST), team("W", position=WEST)], [demand(forbidden=frozenset("W"))])
    assert propose(asked, POLICY, roads(east=30, west=20))["m1"].chosen == "E"


def test_the_best_are_shown_and_the_chosen_always() -> None:
    spots = [Position(47.24, 6.02 + i / 100) for i in range(8)]
    teams = [team(f"T{i}", position=spot) for i, spot in enumerate(spots)]
    asked = problem(teams, [demand("m1", locked_to="T7"), demand("m2")])
    answer = propose(asked, Policy(alternatives=3), LINE)
    assert [c.team for c in answer["m1"].ranked] == ["T0", "T1", "T2", "T7"]
    assert [c.team for c in answer["m2"].ranked] == ["T0", "T1", "T2"]


def test_without_missions_there_is_nothing_to_propose() -> None:
    assert propose(problem([team()], []), POLICY, LINE) == {}


def test_fifty_teams_thirty_missions_in_tens_of_milliseconds() -> None:
    chance = random.Random(7)

    def spot() -> Position:
        return Position(chance.uniform(46.8, 47.8), chance.uniform(5.5, 6.9))

    asked = problem(
        [team(f"T{i}", position=spot()) for i in range(50)],
        [demand(f"m{i}", position=spot(), priority=chance.choice(list(Priority))) for i in range(30)],
    )
    times: list[float] = []
    for _ in range(5):
        started = time.perf_counter()
        answer = propose(asked, POLICY, LINE)
        times.append(time.perf_counter() - started)
        assert all(p.chosen for p in answer.values())
    # The best of five: the machine is shared. Measured at about 25 ms.
    assert min(times) < 0.1

"""Proposals whole: optimal, the same every time, nobody sent twice, the unserved named with reasons."""

import random
import time
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.eligibility import exclude
from dispatch.legs import LegTable, legs_of
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from dispatch.propose import propose, propose_with
from domain.proposal import Exclusion, Proposal
from domain.vocabulary import CareType, Equipment, Position, Priority, Skill, TeamNeeds
from tests.dispatch.worlds import (
    BESANCON,
    EAST,
    LINE,
    NOW,
    POLICY,
    WEST,
    Table,
    ago,
    demand,
    least_cost,
    planned,
    problem,
    problems,
    roads,
    team,
)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_best_of_all_ways_and_every_constraint_kept(asked: Problem) -> None:
    plan, answer = planned(asked), propose(asked, POLICY, LINE)
    assert set(answer) >= {d.mission for d in asked.demands if d.team is None}
    sent = [p.chosen or p.reserved for p in answer.values() if p.chosen or p.reserved]
    assert len(sent) == len(set(sent))
    for wants in asked.demands:
        if wants.mission in answer:
            check_one(asked, wants, answer[wants.mission])
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == least_cost(plan.network)
    for proposal in answer.values():
        assert (proposal.objective, proposal.bound) == (plan.objective, plan.bound)
        assert proposal.status == "optimal"
    assert len({p.solve_id for p in answer.values()}) <= 1


def check_one(asked: Problem, wants: Demand, proposal: Proposal) -> None:
    teams = {t.id: t for t in asked.teams}
    fit = [c.team for c in proposal.ranked]
    aside = [e.team for e in proposal.excluded]
    assert sorted(fit + aside) == sorted(teams)
    assert [(c.cost, c.team) for c in proposal.ranked] == sorted((c.cost, c.team) for c in proposal.ranked)
    for candidate in proposal.ranked:
        one = teams[candidate.team]
        assert candidate.cost == sum(t.seconds for t in candidate.terms)
        assert candidate.cost < sum(t.seconds for t in proposal.unserved)
        assert candidate.position in (one.position, one.free_position)
        assert (candidate.free_at is not None) == (one.availability is Availability.ENGAGED)
    if proposal.chosen is not None:
        assert proposal.chosen in fit
        assert teams[proposal.chosen].availability in (Availability.AVAILABLE, Availability.EN_ROUTE)
        assert allowed(asked, teams[proposal.chosen], wants)
    if proposal.reserved is not None:
        assert teams[proposal.reserved].availability is Availability.ENGAGED
    if wants.locked_to in fit:
        assert wants.locked_to in (proposal.chosen, proposal.reserved), "a lock on a fit team was undone"


def allowed(asked: Problem, one: TeamState, wants: Demand) -> bool:
    others = {d.locked_to for d in asked.demands if d is not wants}
    mine = wants.locked_to in (None, one.id)
    return mine and one.id not in others and one.id not in wants.forbidden


@settings(max_examples=80, deadline=None)
@given(problems())
def test_arrays_and_rules_set_the_same_teams_aside_for_the_same_reasons(asked: Problem) -> None:
    scene, answer = planned(asked).scene, propose(asked, POLICY, LINE)
    for column, wants in enumerate(scene.problem.demands):
        if wants.mission in answer:
            told = tuple(exclude(scene.pair(row, column)) for row in range(len(asked.teams)))
            assert answer[wants.mission].excluded == tuple(one for one in told if one)


@pytest.mark.parametrize("kind", [*Equipment, *Skill])
def test_whoever_lacks_what_is_asked_for_is_not_sent(kind: Equipment | Skill) -> None:
    name, reason = (
        ("skills", Exclusion.SKILL_MISSING)
        if isinstance(kind, Skill)
        else ("equipment", Exclusion.EQUIPMENT_MISSING)
    )
    kinds: frozenset[Any] = frozenset(type(kind))
    without, with_it = team("M1", **{name: kinds - {kind}}), team("M2", **{name: kinds})
    asked: dict[str, Any] = {name: frozenset({kind})}
    wants = demand(needs=TeamNeeds(**asked))
    answer = propose(problem([without, with_it], [wants]), POLICY, LINE)["m1"]
    assert answer.chosen == "M2"
    assert [(one.team, one.reason) for one in answer.excluded] == [("M1", reason)]


@settings(max_examples=50, deadline=None)
@given(problems())
def test_recorded_inputs_give_the_same_bytes_again(asked: Problem) -> None:
    legs = legs_of(asked, LINE)
    inputs = msgspec.json.encode((asked, POLICY, legs))
    again = msgspec.json.decode(inputs, type=tuple[Problem, Policy, LegTable])
    first = msgspec.json.encode(propose_with(asked, POLICY, legs, "s1"))
    assert msgspec.json.encode(propose_with(*again, "s1")) == first


@settings(max_examples=50, deadline=None)
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


FAR = Position(48.9, 6.1)


def test_what_is_shown_of_a_candidate() -> None:
    asked = problem([team("E", position=EAST, position_at=ago(30))], [demand(waiting_since=ago(90))])
    (shown,) = propose(asked, Policy(growth=0.8), roads(east=10, west=0))["m1"].ranked
    assert (shown.team, shown.eta, shown.distance, shown.estimated) == ("E", 600.0, 600.0, False)
    assert (shown.position, shown.position_age, shown.cost) == (EAST, 30.0, 2484.0)
    assert [(t.name, t.seconds) for t in shown.terms] == [
        ("travel", 2400.0),
        ("lateness", 0.0),
        ("ageing", 24.0),
        ("switching", 0.0),
        ("scarcity", 0.0),
        ("coverage", 60.0),
    ]


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
    asked = problem(teams, [demand(f"m{i}") for i in range(6)])
    policy = Policy(alternatives=3, coverage=0)
    answer = propose(asked, policy, LINE)
    for proposal in answer.values():
        shown = [c.team for c in proposal.ranked]
        assert shown[:3] == ["T0", "T1", "T2"]
        assert shown[3:] == ([] if proposal.chosen in shown[:3] else [proposal.chosen])
    assert {p.chosen for p in answer.values()} == {f"T{i}" for i in range(6)}


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

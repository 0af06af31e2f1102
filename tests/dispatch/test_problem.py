"""What a problem refuses, and the one order it is put in."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.problem import Demand, Problem, TeamState
from domain.vocabulary import Priority
from tests.dispatch.worlds import NOW, ago, demand, problem, problems, team

NAIVE = NOW.replace(tzinfo=None)


@pytest.mark.parametrize(
    "fields",
    [
        {"position_at": None},
        {"position": None},
        {"position_at": NAIVE},
        {"shift_ends_at": NAIVE},
    ],
)
def test_team_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="team M1"):
        team(**fields)


@pytest.mark.parametrize(
    "fields",
    [{"waiting_since": NAIVE}, {"locked_to": "M1", "forbidden": frozenset({"M1"})}],
)
def test_demand_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="mission m1"):
        demand(**fields)


def test_problem_refuses_what_appears_twice() -> None:
    with pytest.raises(ValueError, match="team M1 appears twice"):
        problem([team(), team()], [])
    with pytest.raises(ValueError, match="mission m1 appears twice"):
        problem([], [demand(), demand()])
    with pytest.raises(ValueError, match="lock to team M1 appears twice"):
        problem([], [demand("m1", locked_to="M1"), demand("m2", locked_to="M1")])
    with pytest.raises(ValueError, match="time zone"):
        Problem(now=NAIVE, teams=(), demands=())


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [
        (TeamState, '{"id": "no spaces"}', r"\$\.id"),
        (TeamState, '{"id": "M1", "equipment": ["tricorder"]}', r"\$\.equipment"),
        (TeamState, '{"id": "M1", "colour": "red"}', "colour"),
        (
            TeamState,
            '{"id": "M1", "position": {"lat": 91, "lon": 0}, "position_at": "2026-11-21T03:00:00Z"}',
            r"\$\.position\.lat",
        ),
        (Problem, '{"now": "2026-11-21T03:00:00", "teams": [], "demands": []}', r"\$\.now"),
        (
            Problem,
            '{"now": "2026-11-21T03:00:00Z", "teams": [{"id": "A"}, {"id": "A"}], "demands": []}',
            "appears twice",
        ),
    ],
)
def test_decoding_names_the_path(kind: type, text: str, path: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=path):
        msgspec.json.decode(text, type=kind)


@settings(deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_there_is_one_order(given_problem: Problem, random: Any) -> None:
    teams, demands = list(given_problem.teams), list(given_problem.demands)
    random.shuffle(teams)
    random.shuffle(demands)
    assert problem(teams, demands).in_order() == given_problem.in_order()


def test_queue_is_by_priority_then_wait_then_id() -> None:
    demands: list[Demand] = [
        demand("e", priority=Priority.P3, waiting_since=ago(9000)),
        demand("d", priority=Priority.P2, waiting_since=NOW),
        demand("c", priority=Priority.P2, waiting_since=NOW),
        demand("b", priority=Priority.P2, waiting_since=ago(60)),
        demand("a", priority=Priority.P0, waiting_since=NOW + timedelta(seconds=5)),
        demand("f", priority=Priority.NOT_REGULATED, waiting_since=ago(500)),
    ]
    assert [d.mission for d in problem([], demands).in_order().demands] == list("abcdfe")


@settings(deadline=None)
@given(problems())
def test_survives_the_wire(given_problem: Problem) -> None:
    text = msgspec.json.encode(given_problem)
    assert msgspec.json.decode(text, type=Problem) == given_problem

"""A problem file: the least that is taken, what each field means, and every way it can be wrong."""

import json
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from dispatch.document import schema
from dispatch.plan import solve
from dispatch.problem import Availability
from dispatch.reading import Malformed, Read, read
from domain.vocabulary import Equipment, Position, Skill
from tests.dispatch.worlds import LINE, NOW, POLICY

LEAST: dict[str, Any] = {
    "now": "2026-11-21T03:00:00+00:00",
    "teams": [
        {
            "id": "M21",
            "lat": 47.24,
            "lon": 6.02,
            "skills": ["nurse"],
            "equipment": ["ecg", "oximeter"],
            "state": "available",
            "shift_ends_at": "2026-11-21T08:00:00+00:00",
        }
    ],
    "demands": [
        {
            "id": "A7",
            "lat": 47.51,
            "lon": 6.8,
            "priority": "P2",
            "needs": ["ecg"],
            "waiting_since": "2026-11-21T02:50:00+00:00",
        }
    ],
}


def document(*, team: dict[str, Any] | None = None, demand: dict[str, Any] | None = None, **more: Any) -> Any:
    """The least problem, with these fields of its team, its demand and itself changed."""
    found = json.loads(json.dumps(LEAST))
    found["teams"][0] |= team or {}
    found["demands"][0] |= demand or {}
    return found | more


def understood(said: Any) -> Read:
    return read(json.dumps(said).encode(), POLICY, LINE)


def test_the_least_problem_is_taken() -> None:
    given = understood(LEAST)
    jsonschema.validate(LEAST, schema())
    assert solve(given.problem, POLICY, given.legs).teams == {"A7": "M21"}
    (team,), (demand,) = given.problem.teams, given.problem.demands
    assert (team.position, team.position_at) == (Position(47.24, 6.02), NOW)
    assert demand.waiting_since == NOW - timedelta(minutes=10)
    assert demand.needs.equipment == {Equipment.ECG}


def test_an_age_is_as_good_as_an_instant() -> None:
    said = document(demand={"age": 600})
    del said["demands"][0]["waiting_since"]
    assert understood(said).problem == understood(LEAST).problem


def test_a_name_that_is_a_skill_and_a_device_asks_for_both() -> None:
    (demand,) = understood(document(demand={"needs": ["ultrasound"]})).problem.demands
    assert (demand.needs.skills, demand.needs.equipment) == ({Skill.ULTRASOUND}, {Equipment.ULTRASOUND})


def test_a_team_on_its_way_is_on_its_demand() -> None:
    given = understood(document(team={"state": "en-route", "mission": "A7"}))
    assert given.problem.demands[0].team == "M21"


def test_a_busy_team_is_free_where_it_is_unless_said() -> None:
    busy = {"state": "engaged", "free_at": "2026-11-21T03:20:00+00:00"}
    (team,) = understood(document(team=busy)).problem.teams
    assert (team.availability, team.free_position) == (Availability.ENGAGED, team.position)
    (team,) = understood(document(team=busy | {"free_lat": 47, "free_lon": 6})).problem.teams
    assert team.free_position == Position(47, 6)


def test_a_matrix_is_taken_in_the_order_of_the_file() -> None:
    spare = {**LEAST["teams"][0], "id": "A1"}
    said = document(teams=[LEAST["teams"][0], spare], travel_seconds=[[900], [None]])
    given = understood(said)
    assert solve(given.problem, POLICY, given.legs).teams == {"A7": "M21"}
    assert given.legs.columns.tenths.tolist() == [9000]


@pytest.mark.parametrize("field", ["teams", "demands"])
def test_nobody_and_nothing_are_problems_too(field: str) -> None:
    given = understood(LEAST | {field: []})
    plan = solve(given.problem, POLICY, given.legs)
    assert set(plan.teams.values()) <= {None}
    assert plan.objective == plan.bound


@pytest.mark.parametrize(
    ("said", "path"),
    [
        (document(team={"state": "flying"}), "$.teams[0].state"),
        (document(team={"lat": 91}), "$.teams[0].lat"),
        (document(team={"lat": None}), "$.teams[0]: lat and lon"),
        (document(team={"free_lat": 47}), "$.teams[0]: free_lat and free_lon"),
        (document(team={"id": "no spaces"}), "$.teams[0].id"),
        (document(team={"state": "en-route"}), "$.teams[0].mission"),
        (document(team={"shift_ends_at": "2026-11-21T08:00:00"}), "$.teams[0].shift_ends_at"),
        (document(team={"shift_ends_at": "9999-11-21T08:00:00Z"}), "$.teams[0].shift_ends_at"),
        (document(team={"wheels": 4}), "$.teams[0]"),
        (document(teams=[*LEAST["teams"], *LEAST["teams"]]), "$.teams[1].id: M21 appears twice"),
        (document(demands=[*LEAST["demands"], *LEAST["demands"]]), "$.demands[1].id: A7 appears twice"),
        (document(demand={"priority": "P9"}), "$.demands[0].priority"),
        (document(demand={"needs": ["tricorder"]}), "$.demands[0].needs[0]"),
        (document(demand={"needs": "ecg"}), "$.demands[0].needs"),
        (document(demand={"age": 5}), "$.demands[0].age"),
        (document(demand={"locked_to": "M1", "forbidden": ["M1"]}), "$.demands[0].locked_to"),
        (document(now="2026-11-21T03:00:00"), "$.now"),
        (document(now="1212-11-21T03:00:00Z"), "$.now"),
        (document(travel_seconds=[]), "$.travel_seconds: 0 rows for 1 teams"),
        (document(travel_seconds=[[1, 2]]), "$.travel_seconds[0]: 2 columns for 1 demands"),
        (document(travel_seconds=[[-1]]), "$.travel_seconds[0][0]"),
        ([], "$: "),
    ],
)
def test_what_is_wrong_is_named_by_its_path(said: Any, path: str) -> None:
    with pytest.raises(Malformed) as raised:
        understood(said)
    assert str(raised.value).startswith(path)
    assert "\n" not in str(raised.value)


def test_two_demands_locked_to_one_team_are_named() -> None:
    demands = [{**LEAST["demands"][0], "id": name, "locked_to": "M21"} for name in ("A7", "A8")]
    with pytest.raises(Malformed, match=r"\$\.demands\[1\]\.locked_to"):
        understood(document(demands=demands))


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b'{"now": NaN}', b'{"now": 1e999}'])
def test_what_is_no_json_is_said_at_the_root(text: bytes) -> None:
    with pytest.raises(Malformed, match=r"^\$"):
        read(text, POLICY, LINE)


def test_not_a_number_is_nowhere_taken() -> None:
    text = json.dumps(document(travel_seconds=[[float("nan")]])).encode()
    with pytest.raises(Malformed):
        read(text, POLICY, LINE)

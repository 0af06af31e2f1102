"""`vigie dispatch solve`: one JSON object out; one line and exit code 2 on a bad problem."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from dispatch.answer import Answer
from tests.dispatch.test_reading import LEAST, document
from tests.vigie.shell import Shell, shell
from vigie.cli.main import vigie as group


def run(file: Path, *words: str) -> dict[str, object]:
    done = CliRunner().invoke(group, ["dispatch", "solve", str(file), *words])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(LEAST))
    return file


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return shell(monkeypatch, capsys)


def test_the_least_problem(problem: Path) -> None:
    told = run(problem, "--dump-costs")
    assert told["costs"] == [[told["objective"]]]
    assert (told["teams"], told["demands"], told["status"]) == (["M21"], ["A7"], "optimal")
    assert "costs" not in run(problem)


@pytest.mark.parametrize("journeys", [None, [[600]]])
def test_a_team_on_its_way_that_was_never_located_is_kept(
    problem: Path, journeys: list[list[float]] | None
) -> None:
    teams = [{"id": "M21", "state": "en-route", "mission": "A7", "equipment": ["ecg"]}]
    problem.write_text(json.dumps(document(teams=teams, travel_seconds=journeys)))
    told = msgspec.convert(run(problem), Answer)
    assert [(each.team, each.how) for each in told.assignments] == [("M21", "kept")]
    [shown] = told.explanations[0].ranked
    assert (shown.position, shown.position_age) == (None, None)


def test_another_policy_gives_other_costs(problem: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("scarcity = 0\ncoverage = 0\n")
    assert run(problem, "--policy", str(policy))["objective"] != run(problem)["objective"]


def test_why_a_demand_is_left(problem: Path) -> None:
    problem.write_text(json.dumps(document(demand={"needs": ["otoscope"]})))
    (left,) = json.loads(json.dumps(run(problem)["unserved"]))
    assert (left["why"], left["reasons"]) == ("nobody-fit", {"equipment-missing": 1})


def test_a_bad_problem_is_one_line_and_2(problem: Path, words: Shell) -> None:
    problem.write_text(json.dumps(document(team={"state": "flying"})))
    done = words("dispatch", "solve", str(problem))
    assert (done.code, done.out) == (2, "")
    assert done.err.strip().splitlines() == ["vigie: $.teams[0].state: Invalid enum value 'flying'"]


def test_a_file_that_is_not_there_is_2(tmp_path: Path, words: Shell) -> None:
    assert words("dispatch", "solve", str(tmp_path / "none.json")).code == 2

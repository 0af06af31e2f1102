"""The pages of docs/states say what the code does, and the exploration behind them sees everything."""

from pathlib import Path
from typing import get_args

import pytest

from domain import house
from domain.rules.permissions import PERMISSIONS
from tests.tree import ROOT
from tools.exploring import COMMANDS, explore
from tools.states_page import Edge, diagram, edges, facts_of, pages, states_of

each_kind = pytest.mark.parametrize("kind", list(house.DECIDERS))


@each_kind
def test_the_committed_page_is_what_the_code_does(kind: str) -> None:
    name = Path("docs/states") / f"{kind}.md"
    assert (ROOT / name).read_text("utf-8") == pages()[name], "run `python -m tools.states_page`"


def test_there_is_no_page_of_a_kind_that_is_gone() -> None:
    assert {path.stem for path in (ROOT / "docs" / "states").iterdir()} == set(house.DECIDERS)


@each_kind
def test_every_state_is_reached(kind: str) -> None:
    assert {edge.after for edge in edges(kind)} | {states_of(kind)[0]} == set(states_of(kind))


@each_kind
def test_every_fact_happens(kind: str) -> None:
    assert {edge.fact for edge in edges(kind)} == set(facts_of(kind))


def test_every_command_leads_somewhere() -> None:
    moving = {type(move.command) for kind in house.DECIDERS for move in explore(kind)}
    assert (
        moving
        == set(get_args(house.AnyCommand))
        == {type(each) for all_ in COMMANDS.values() for each in all_}
    )


def test_no_role_is_permitted_in_vain() -> None:
    tried = {(type(move.command), move.role) for kind in house.DECIDERS for move in explore(kind)}
    assert tried == {(command, role) for command, roles in PERMISSIONS.items() for role in roles}


def test_no_path_leads_out_of_a_break_glass_but_its_review() -> None:
    ways = {(edge.before, edge.after) for edge in edges("dmp-access") if edge.before != edge.after}
    assert {after for before, after in ways if before == "OpenByBreakGlass"} == {"AwaitingReview"}
    review = {"AwaitingReview", "AwaitingSecondReading", "Disputed"}
    assert {after for before, after in ways if before in review} == {*review, "Reviewed"} - {"AwaitingReview"}
    assert not [after for before, after in ways if before == "Reviewed"]


@pytest.mark.parametrize("state", ["Closed", "Cancelled"])
def test_nothing_leads_out_of_the_end_of_a_mission(state: str) -> None:
    assert not [edge for edge in edges("mission") if edge.before == state]


def test_the_only_way_to_be_live_is_through_consent() -> None:
    ways = {(edge.before, edge.after) for edge in edges("visio-session")}
    before_consent = {"NotRequested", "Requested", "Invited", "Over"}
    assert {after for before, after in ways if before in before_consent} <= before_consent | {"Consented"}
    assert Edge("Invited", "ConsentGiven", "Consented") in edges("visio-session")


def test_a_diagram_starts_and_ends() -> None:
    assert "[*] --> Requested: MissionRequested" in diagram("mission")
    assert "Closed --> [*]" in diagram("mission")
    assert "[*] --> OffDuty" in diagram("mobile-team")

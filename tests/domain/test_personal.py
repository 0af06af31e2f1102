"""Every field of every fact is said to be about a patient or not, and what is about one can be blanked."""

from typing import Any, get_args

import msgspec
import pytest

from domain import house
from domain.dispatch_solve import SolveRecorded
from domain.fact import Fact
from domain.mission.facts import ReassignmentProposed, TeamsProposed
from domain.personal import CLEAR, ERASED, SEALED, cleared, sealed_fields
from domain.regulation_call.facts import CallerLost, CallLocated, CallReceived, PatientIdentified
from domain.vocabulary import Caller, CallerType, CallOrigin
from tests.builders import INS, NOW, PERSON, PLACE
from tests.tree import ROOT
from tools.exploring import explore
from tools.personal_page import page

FACTS = [fact for kind in house.DECIDERS for move in explore(kind) for fact in move.facts]
"""Facts of every kind that can happen."""


def test_the_committed_page_says_of_every_field_what_the_code_does() -> None:
    written = (ROOT / "docs" / "personal-data.md").read_text("utf-8")
    assert written == page(), "a field is new: decide whether it is about a patient, then `make docs`"
    assert all(f"`{fact.__struct_config__.tag}`" in written for fact in get_args(house.AnyFact))


@pytest.mark.parametrize("table", [CLEAR, SEALED], ids=["clear", "sealed"])
def test_exceptions_name_fields_that_exist(table: Any) -> None:
    for fact, names in table.items():
        assert set(names) <= set(fact.__struct_fields__), fact


@pytest.mark.parametrize(
    "fact", {type(each): each for each in FACTS}.values(), ids=lambda fact: type(fact).__name__
)
def test_a_blanked_fact_keeps_the_rest_and_its_own_constraints(fact: Fact) -> None:
    blanked = cleared(fact)
    sealed = sealed_fields(type(fact))
    for name in fact.__struct_fields__:
        if name not in sealed:
            assert getattr(blanked, name) == getattr(fact, name)
    assert msgspec.json.decode(msgspec.json.encode(blanked), type=type(fact)) == blanked
    assert cleared(blanked) is blanked


def test_what_says_nothing_of_a_patient_is_left_as_it_is() -> None:
    for fact in (CallerLost(), CallReceived(origin=CallOrigin.LINE_15, rang_at=NOW)):
        assert cleared(fact) is fact


def test_nothing_of_a_patient_is_left() -> None:
    facts: list[Fact] = [
        CallReceived(
            origin=CallOrigin.LINE_15,
            rang_at=NOW,
            caller=Caller(type=CallerType.FAMILY, name="Exemple", phone="+33100000000"),
        ),
        CallLocated(place=PLACE),
        PatientIdentified(patient="P1", person=PERSON, ins=INS),
        SolveRecorded(basis=1, tick=0, inputs=b"places", format="1", worker="w"),
    ]
    said = msgspec.json.encode([cleared(each) for each in facts]).decode()
    for secret in (
        "Exemple",
        "Alice",
        "+33100000000",
        "Lilas",
        "48.54",
        "77288",
        INS.number,
        "P79Y",
        "places",
    ):
        assert secret not in said
    assert ERASED in said
    assert CallerType.FAMILY.value in said


def test_a_proposal_keeps_the_team_and_loses_what_tells_the_place() -> None:
    facts = [each for each in FACTS if isinstance(each, TeamsProposed | ReassignmentProposed)]
    assert facts
    for fact in facts:
        before, blanked = fact.proposal, cleared(fact)
        assert isinstance(blanked, TeamsProposed | ReassignmentProposed)
        after = blanked.proposal
        assert (after.chosen, after.solve_id, after.moves) == (before.chosen, before.solve_id, before.moves)
        assert (after.ranked, after.excluded) == ((), ())

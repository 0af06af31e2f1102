"""A file shared by another centre: only what the message says, only what is new."""

from datetime import timedelta

import msgspec
import pytest

from domain.refusals import RoleNotAllowed
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import CallEnded
from domain.regulation_call.states import Closed, Received
from domain.vocabulary import (
    Caller,
    CallerType,
    CallOrigin,
    CareLevel,
    DismissalCode,
    InsStatus,
    Person,
    Priority,
    Sex,
)
from tests.builders import ARM, INS, MACHINE, NOW, NURSE, PERSON, PLACE, RANG, WHO, Past, a_call
from tests.spec import given

FILE = c.ImportFile(
    call="C1",
    national_id="fr.health.samu770-DRFR157702400001",
    rang_at=RANG,
    caller=WHO,
    place=PLACE,
    motive="essoufflement",
    motive_code="M03.01",
    priority=Priority.P1,
    level=CareLevel.R2,
    patients=(c.ImportedPatient(patient="P1", person=PERSON),),
    notes=(c.ImportedNote(text="sous oxygène", patient="P1"),),
)
FACTS = (
    f.CallReceived(
        origin=CallOrigin.OTHER_CRRA,
        rang_at=RANG,
        caller=WHO,
        national_id="fr.health.samu770-DRFR157702400001",
    ),
    f.CallLocated(place=PLACE),
    f.MotiveStated(motive="essoufflement", code="M03.01"),
    f.PriorityAssigned(priority=Priority.P1),
    f.CareLevelAssessed(level=CareLevel.R2),
    f.PatientIdentified(patient="P1", person=PERSON),
    f.ObservationNoted(text="sous oxygène", patient="P1"),
)
ALREADY = a_call(Received, *FACTS[1:])


def update(**said: object) -> c.ImportFile:
    """An update: it says only this."""
    return msgspec.convert({"call": "C1", "national_id": FILE.national_id, **said}, c.ImportFile)


def test_a_shared_file_becomes_a_call() -> None:
    given().when(FILE, by=ARM).then(*FACTS)


def test_the_same_file_again_is_nothing_new() -> None:
    past = a_call(Received, f.CallerDescribed(caller=WHO), *FACTS[1:])
    given(past).when(FILE, by=MACHINE).then_nothing()


def test_a_file_that_rang_in_the_future_rang_now() -> None:
    late = msgspec.structs.replace(FILE, rang_at=NOW + timedelta(minutes=5))
    received = given().when(late, by=ARM, at=NOW).facts[0]
    assert isinstance(received, f.CallReceived)
    assert received.rang_at == NOW


def test_an_update_of_an_unknown_file_opens_it_with_what_it_says() -> None:
    received = f.CallReceived(origin=CallOrigin.OTHER_CRRA, rang_at=NOW, national_id=FILE.national_id)

    given().when(update(motive="chute"), by=ARM).then(received, f.MotiveStated(motive="chute"))


@pytest.mark.parametrize(
    "past",
    [a_call(Closed), a_call(Received, f.CallDismissed(code=DismissalCode.FAX))],
    ids=["closed", "dismissed"],
)
def test_a_file_that_is_over_takes_no_update(past: Past) -> None:
    given(past).when(FILE, by=ARM).then_refused(CallEnded)


def test_a_crew_imports_nothing() -> None:
    given().when(FILE, by=NURSE).then_refused(RoleNotAllowed)


def test_an_update_that_says_nothing_changes_nothing() -> None:
    given(ALREADY).when(update(), by=MACHINE).then_nothing()


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ({"caller": {"type": "TIERS"}}, f.CallerDescribed(caller=Caller(type=CallerType.BYSTANDER))),
        ({"motive": "chute"}, f.MotiveStated(motive="chute")),
        ({"motive_code": "M03.02"}, f.MotiveStated(motive="essoufflement", code="M03.02")),
        ({"priority": "P0"}, f.PriorityRevised(priority=Priority.P0, was=Priority.P1)),
        ({"level": "R1"}, f.CareLevelAssessed(level=CareLevel.R1)),
        ({"notes": [{"text": "apyrétique"}]}, f.ObservationNoted(text="apyrétique")),
        (
            {"patients": [{"patient": "P1", "person": {"age": "P80Y"}}]},
            f.PatientIdentified(patient="P1", person=msgspec.structs.replace(PERSON, age="P80Y")),
        ),
    ],
    ids=["caller", "motive", "motive code", "priority", "level", "note", "patient"],
)
def test_an_update_changes_only_what_it_says(said: dict[str, object], fact: f.RegulationCallFact) -> None:
    given(ALREADY).when(update(**said), by=MACHINE).then(fact)


@pytest.mark.parametrize("status", [InsStatus.RETRIEVED, InsStatus.VALIDATED, InsStatus.QUALIFIED])
def test_an_update_never_overwrites_an_identity_that_was_checked(status: InsStatus) -> None:
    checked = f.PatientIdentified(patient="P1", person=PERSON, status=status, ins=INS)
    said = update(patients=[{"patient": "P1", "person": {"last_name": "Autre"}}])
    given(a_call(Received, checked)).when(said, by=MACHINE).then_nothing()


def test_what_an_update_does_not_say_of_a_patient_stays() -> None:
    known = Person(last_name="MOREL", first_name="Didier", sex=Sex.MALE)
    past = a_call(Received, f.PatientIdentified(patient="P2", person=known))
    older = msgspec.structs.replace(known, age="P65Y")
    said = update(patients=[{"patient": "P2", "person": {"age": "P65Y"}}])

    given(past).when(said, by=ARM).then(f.PatientIdentified(patient="P2", person=older))

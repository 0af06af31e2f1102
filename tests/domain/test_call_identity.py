"""Patients of a regulation file and their INS."""

import pytest

from domain.fact import Actor
from domain.refusals import NotFound, RoleNotAllowed
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import CallEnded, InsKeyWrong, InsWithoutQualification, UnknownPatient
from domain.regulation_call.states import Closed, InRegulation, Received
from domain.vocabulary import Ins, InsStatus, Person, Sex
from tests.builders import ARM, AUDITOR, CALLER, DOCTOR, DRIVER, INS, MACHINE, NURSE, PERSON, a_call
from tests.spec import given

WRONG = Ins(number="170017510112313", oid="1.2.250.1.213.1.4.8")
INVENTED = Ins(number="170017510112313", oid="1.2.250.1.213.1.4.10")
IDENTIFIED = f.PatientIdentified(patient="P1", person=PERSON)
IDENTIFY = c.IdentifyPatient(call="C1", patient="P1", person=PERSON)
QUALIFY = c.QualifyIdentity(call="C1", patient="P1", ins=INS)


def identify(status: InsStatus, ins: Ins | None) -> c.IdentifyPatient:
    return c.IdentifyPatient(call="C1", patient="P1", person=PERSON, status=status, ins=ins)


@pytest.mark.parametrize("by", [ARM, DOCTOR, NURSE, DRIVER], ids=lambda by: by.role.name)
def test_the_room_and_the_crew_identify_a_patient(by: Actor) -> None:
    given(a_call()).when(IDENTIFY, by=by).then(IDENTIFIED)


def test_an_identity_is_provisional_unless_said_otherwise() -> None:
    past = a_call(Received, IDENTIFIED).state
    assert past.file.patients["P1"].status is InsStatus.PROVISIONAL


def test_a_file_may_hold_several_patients() -> None:
    child = Person(age="P3Y", sex=Sex.FEMALE)
    past = a_call(Received, IDENTIFIED)
    command = c.IdentifyPatient(call="C1", patient="P2", person=child)
    given(past).when(command, by=ARM).then(f.PatientIdentified(patient="P2", person=child))


@pytest.mark.parametrize("status", [InsStatus.RETRIEVED, InsStatus.VALIDATED, InsStatus.QUALIFIED])
def test_an_ins_is_kept_with_a_retrieved_or_checked_identity(status: InsStatus) -> None:
    fact = f.PatientIdentified(patient="P1", person=PERSON, status=status, ins=INS)
    given(a_call()).when(identify(status, INS), by=ARM).then(fact)


def test_a_provisional_identity_has_no_ins() -> None:
    given(a_call()).when(identify(InsStatus.PROVISIONAL, INS), by=ARM).then_refused(InsWithoutQualification)


def test_a_qualified_identity_has_an_ins() -> None:
    given(a_call()).when(identify(InsStatus.QUALIFIED, None), by=ARM).then_refused(InsWithoutQualification)


def test_an_ins_with_a_wrong_key_is_refused() -> None:
    given(a_call()).when(identify(InsStatus.QUALIFIED, WRONG), by=ARM).then_refused(InsKeyWrong)


def test_the_invented_numbers_of_test_authorities_are_taken() -> None:
    fact = f.PatientIdentified(patient="P1", person=PERSON, status=InsStatus.QUALIFIED, ins=INVENTED)
    given(a_call()).when(identify(InsStatus.QUALIFIED, INVENTED), by=ARM).then(fact)


def test_nobody_is_identified_in_an_unknown_file() -> None:
    given().when(IDENTIFY, by=ARM).then_refused(NotFound)


def test_nobody_is_identified_in_a_closed_file() -> None:
    given(a_call(Closed)).when(IDENTIFY, by=ARM).then_refused(CallEnded)


@pytest.mark.parametrize("by", [CALLER, AUDITOR, MACHINE], ids=lambda by: by.role.name)
def test_others_identify_nobody(by: Actor) -> None:
    given(a_call()).when(IDENTIFY, by=by).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("by", [ARM, NURSE, MACHINE], ids=lambda by: by.role.name)
def test_an_identity_checked_with_insi_is_qualified(by: Actor) -> None:
    past = a_call(Received, IDENTIFIED)
    given(past).when(QUALIFY, by=by).then(f.PatientIdentityQualified(patient="P1", ins=INS))


def test_a_qualified_identity_keeps_its_traits() -> None:
    past = a_call(Received, IDENTIFIED, f.PatientIdentityQualified(patient="P1", ins=INS))
    patient = past.state.file.patients["P1"]
    assert (patient.person, patient.status, patient.ins) == (PERSON, InsStatus.QUALIFIED, INS)


def test_a_stranger_is_not_qualified() -> None:
    given(a_call()).when(QUALIFY, by=ARM).then_refused(UnknownPatient)


def test_an_identity_is_not_qualified_by_a_wrong_key() -> None:
    command = c.QualifyIdentity(call="C1", patient="P1", ins=WRONG)
    given(a_call(InRegulation)).when(command, by=ARM).then_refused(InsKeyWrong)


def test_an_identity_is_not_qualified_in_a_closed_file() -> None:
    given(a_call(Closed)).when(QUALIFY, by=ARM).then_refused(CallEnded)


def test_a_caller_qualifies_nobody() -> None:
    given(a_call(InRegulation)).when(QUALIFY, by=CALLER).then_refused(RoleNotAllowed)

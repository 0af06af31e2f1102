"""Asking for the shared medical record: who, in which mode, attesting what. A refusal is a fact."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.facts import Attestation, RefusedBecause
from domain.dmp_access.states import Closed, Open, Requested
from domain.fact import Actor
from domain.refusals import AlreadyExists, RoleNotAllowed
from domain.regulation_call import facts as call
from domain.regulation_call.states import Closed as CallClosed
from domain.regulation_call.states import Completed, Decided, InRegulation, Received, Waiting
from domain.vocabulary import DmpMode, InsStatus
from tests.builders import (
    ADMIN,
    ARM,
    AUDITOR,
    CALLER,
    DOCTOR,
    DRIVER,
    INS,
    MACHINE,
    NURSE,
    PERSON,
    Past,
    a_call,
    an_access,
)
from tests.spec import given

NORMAL, CENTRE, GLASS = DmpMode.NORMAL, DmpMode.REGULATION_CENTRE, DmpMode.BREAK_GLASS
AGREES = Attestation(patient_agrees=True)
DANGER = Attestation(cannot_express_will=True, immediate_risk=True)
BY_CENTRE = c.RequestAccess(access="A1", call="C1", patient="P1", mode=CENTRE)
BY_CONSENT = replace(BY_CENTRE, mode=NORMAL, attestation=AGREES)
BY_GLASS = replace(BY_CENTRE, mode=GLASS, attestation=DANGER, reason="inconscient, seul")
COMMANDS = [BY_CENTRE, BY_CONSENT, BY_GLASS]
each_mode = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.mode.name)

CALL = a_call(InRegulation)


def requested(command: c.RequestAccess, by: Actor) -> f.AccessRequested:
    return f.AccessRequested(
        call="C1",
        patient="P1",
        mode=command.mode,
        practitioner=by,
        ins=INS,
        attestation=command.attestation,
        reason=command.reason,
    )


def refused(command: c.RequestAccess, by: Actor, why: RefusedBecause) -> f.AccessRefused:
    return f.AccessRefused(
        call=command.call,
        patient=command.patient,
        mode=command.mode,
        practitioner=by,
        why=why,
        attestation=command.attestation,
        reason=command.reason,
    )


@each_mode
def test_the_regulating_doctor_may_ask_in_each_mode(command: c.RequestAccess) -> None:
    given(CALL).when(command).then(requested(command, DOCTOR))


@pytest.mark.parametrize("command", [BY_CONSENT, BY_GLASS], ids=lambda command: command.mode.name)
def test_a_nurse_may_ask_with_consent_or_by_break_glass(command: c.RequestAccess) -> None:
    given(CALL).when(command, by=NURSE).then(requested(command, NURSE))


@pytest.mark.parametrize(
    ("by", "commands"),
    [(NURSE, [BY_CENTRE]), (ARM, COMMANDS), (DRIVER, COMMANDS)],
    ids=["nurse by regulation centre", "ARM", "ambulance crew"],
)
def test_an_attempt_by_somebody_the_law_does_not_name_is_refused_by_a_fact(
    by: Actor, commands: Sequence[c.RequestAccess]
) -> None:
    for command in commands:
        given(CALL).when(command, by=by).then(refused(command, by, RefusedBecause.ROLE_NOT_ALLOWED))


@each_mode
@pytest.mark.parametrize("by", [CALLER, AUDITOR, ADMIN, MACHINE], ids=lambda by: by.role.name)
def test_strangers_to_care_do_not_even_ask(command: c.RequestAccess, by: Actor) -> None:
    given(CALL).when(command, by=by).then_refused(RoleNotAllowed)


@each_mode
@pytest.mark.parametrize("until", [Waiting, InRegulation, Decided])
def test_an_open_call_gives_a_reason_to_look(command: c.RequestAccess, until: type) -> None:
    given(a_call(until)).when(command).then(requested(command, DOCTOR))


@each_mode
@pytest.mark.parametrize(
    "past", [(), (a_call(Completed),), (a_call(CallClosed),)], ids=["none", "completed", "closed"]
)
def test_no_open_call_no_access(command: c.RequestAccess, past: Sequence[Past]) -> None:
    given(*past).when(command).then(refused(command, DOCTOR, RefusedBecause.CALL_NOT_OPEN))


@each_mode
def test_no_access_to_somebody_who_is_not_in_the_call(command: c.RequestAccess) -> None:
    other = replace(command, patient="P9")
    given(CALL).when(other).then(refused(other, DOCTOR, RefusedBecause.PATIENT_UNKNOWN))


@each_mode
@pytest.mark.parametrize(
    ("status", "ins"), [(InsStatus.PROVISIONAL, None), (InsStatus.RETRIEVED, INS), (InsStatus.VALIDATED, INS)]
)
def test_an_ins_leaves_the_house_for_a_qualified_identity_only(
    command: c.RequestAccess, status: InsStatus, ins: call.Ins | None
) -> None:
    past = a_call(Received, call.PatientIdentified(patient="P1", person=PERSON, status=status, ins=ins))
    given(past).when(command).then(refused(command, DOCTOR, RefusedBecause.IDENTITY_NOT_QUALIFIED))


@pytest.mark.parametrize(
    "attestation",
    [Attestation(), Attestation(cannot_express_will=True), Attestation(immediate_risk=True), AGREES],
    ids=["nothing", "no will alone", "risk alone", "agreement"],
)
def test_break_glass_needs_both_conditions_of_the_law(attestation: Attestation) -> None:
    command = replace(BY_GLASS, attestation=attestation)
    given(CALL).when(command).then(refused(command, DOCTOR, RefusedBecause.CONDITIONS_NOT_ATTESTED))


@pytest.mark.parametrize("reason", [None, " "], ids=["nothing", "blanks"])
def test_break_glass_needs_a_reason_in_words(reason: str | None) -> None:
    command = replace(BY_GLASS, reason=reason)
    given(CALL).when(command).then(refused(command, DOCTOR, RefusedBecause.REASON_MISSING))


@pytest.mark.parametrize("attestation", [Attestation(), DANGER], ids=["nothing", "danger"])
def test_the_normal_mode_needs_the_patient_s_agreement(attestation: Attestation) -> None:
    command = replace(BY_CONSENT, attestation=attestation)
    given(CALL).when(command).then(refused(command, DOCTOR, RefusedBecause.CONSENT_NOT_ATTESTED))


def test_the_regulation_centre_mode_needs_neither_condition_nor_reason() -> None:
    assert BY_CENTRE.attestation == Attestation()
    given(CALL).when(BY_CENTRE).then(requested(BY_CENTRE, DOCTOR))


@each_mode
@pytest.mark.parametrize("until", [Requested, Open, Closed])
def test_an_access_is_requested_once(command: c.RequestAccess, until: type) -> None:
    given(CALL, an_access(until)).when(command).then_refused(AlreadyExists)


def test_after_a_refusal_another_access_is_another_story() -> None:
    past = an_access(Requested, refused(BY_CENTRE, DOCTOR, RefusedBecause.PATIENT_OPPOSED))
    other = replace(BY_GLASS, access="A2")
    given(CALL, past).when(other).then(requested(other, DOCTOR))

"""A crew shows its patient to the doctor: told first, agreed first, and only while they are together."""

import pytest

from domain.fact import Actor
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import MissionOver, NotThisTeam
from domain.mission.states import (
    AtDestination,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    InTransit,
    Left,
    OnScene,
    Requested,
    Transporting,
)
from domain.refusals import NotFound, OutOfOrder, ReasonMissing, RoleNotAllowed
from domain.regulation_call.refusals import UnknownMission
from domain.visio_session.commands import RequestVisio
from domain.visio_session.facts import VisioRequested
from domain.visio_session.request import TeleconsultationConsentMissing
from tests.builders import ARM, CALLER, DOCTOR, DRIVER, NOW, NURSE, a_mission
from tests.spec import given

PATIENT = c.ConsentTeleconsultation(mission="M1", team="T1", given_by=f.Agreement.PATIENT, told_version=1)
RELATIVE = c.ConsentTeleconsultation(
    mission="M1", team="T1", given_by=f.Agreement.REPRESENTATIVE, told_version=2
)
REFUSE = c.RefuseTeleconsultation(mission="M1", team="T1", told_version=1)
AGREED = f.TeleconsultationConsented(given_by=f.Agreement.PATIENT, told_version=1)
REFUSED = f.TeleconsultationRefused(told_version=1)
ASK = RequestVisio(session="V1", call="C1", mission="M1")
ASKED = VisioRequested(call="C1", mission="M1", requested_at=NOW)

beside_the_patient = pytest.mark.parametrize(
    "until", [OnScene, InCare, Transporting, InTransit, AtDestination, HandedOver]
)
elsewhere = pytest.mark.parametrize("until", [EnRoute, Left])


@beside_the_patient
def test_a_crew_records_who_agreed_then_asks_for_the_doctor(until: type) -> None:
    given(a_mission(until)).when(PATIENT, by=NURSE).then(AGREED)
    given(a_mission(until)).when(REFUSE, by=DRIVER).then(REFUSED)
    given(a_mission(until, AGREED)).when(ASK, by=NURSE).then(ASKED)


@beside_the_patient
def test_no_crew_asks_for_the_doctor_before_somebody_agreed_or_once_they_refused(until: type) -> None:
    given(a_mission(until)).when(ASK, by=NURSE).then_refused(TeleconsultationConsentMissing)
    given(a_mission(until, AGREED, REFUSED)).when(ASK, by=NURSE).then_refused(TeleconsultationConsentMissing)
    given(a_mission(until, REFUSED, AGREED)).when(ASK, by=NURSE).then(ASKED)


@elsewhere
def test_nothing_is_asked_where_there_is_no_patient(until: type) -> None:
    for command in (PATIENT, REFUSE, ASK):
        given(a_mission(until)).when(command, by=NURSE).then_refused(OutOfOrder)


def test_an_agreement_ends_with_the_mission() -> None:
    agreed = a_mission(Closed, AGREED)
    given(agreed).when(PATIENT, by=NURSE).then_refused(MissionOver)
    given(agreed).when(ASK, by=NURSE).then_refused(OutOfOrder)
    given().when(ASK, by=NURSE).then_refused(OutOfOrder)
    given().when(PATIENT, by=NURSE).then_refused(NotFound)
    given(a_mission(Requested)).when(PATIENT, by=NURSE).then_refused(NotThisTeam)


def test_an_emergency_stands_for_an_agreement_with_a_reason_only() -> None:
    silent = c.ConsentTeleconsultation(
        mission="M1", team="T1", given_by=f.Agreement.EMERGENCY, told_version=1
    )
    said = c.ConsentTeleconsultation(
        mission="M1", team="T1", given_by=f.Agreement.EMERGENCY, told_version=1, reason="inconscient"
    )
    given(a_mission(OnScene)).when(silent, by=NURSE).then_refused(ReasonMissing)
    fact = f.TeleconsultationConsented(given_by=f.Agreement.EMERGENCY, told_version=1, reason="inconscient")
    given(a_mission(OnScene)).when(said, by=NURSE).then(fact)
    given(a_mission(OnScene, fact)).when(ASK, by=NURSE).then(ASKED)


def test_the_same_agreement_twice_is_one_and_another_one_is_new() -> None:
    given(a_mission(InCare, AGREED)).when(PATIENT, by=NURSE).then_nothing()
    other = f.TeleconsultationConsented(given_by=f.Agreement.REPRESENTATIVE, told_version=2)
    given(a_mission(InCare, AGREED)).when(RELATIVE, by=NURSE).then(other)
    given(a_mission(InCare, AGREED, REFUSED)).when(PATIENT, by=NURSE).then(AGREED)


@pytest.mark.parametrize("by", [DOCTOR, ARM, CALLER], ids=lambda by: by.role.name)
def test_only_a_crew_says_what_the_patient_said(by: Actor) -> None:
    for command in (PATIENT, REFUSE):
        given(a_mission(OnScene)).when(command, by=by).then_refused(RoleNotAllowed)


def test_a_mission_is_asked_for_under_its_own_call() -> None:
    ask = RequestVisio(session="V1", call="C2", mission="M1")
    given(a_mission(OnScene, AGREED)).when(ask, by=NURSE).then_refused(UnknownMission)


def test_a_crew_does_not_go_round_the_agreement_by_a_telephone() -> None:
    by_message = RequestVisio(session="V1", call="C1", phone="+33612345678")
    for until in (a_mission(OnScene, AGREED), a_mission(EnRoute)):
        given(until).when(by_message, by=NURSE).then_refused(TeleconsultationConsentMissing)
    given(a_mission(EnRoute)).when(by_message, by=ARM).then(
        VisioRequested(call="C1", phone="+33612345678", requested_at=NOW)
    )


def test_the_agreement_moves_nothing_else() -> None:
    before, after = a_mission(InCare), a_mission(InCare, AGREED, REFUSED)
    assert after.state == before.state

"""The eight forms of préconisation 8: what each asks before a doctor begins, and the name of what lacks."""

import pytest

from domain.dmp_access.states import Open as OpenAccess
from domain.dmp_access.states import OpenByBreakGlass
from domain.envelope import StreamId
from domain.fact import Actor
from domain.mission.states import EnRoute, HandedOver, InCare, OnScene
from domain.mission.teleconsultation import Agreement, TeleconsultationConsented, TeleconsultationRefused
from domain.refusals import AlreadyExists, NotFound, RoleNotAllowed
from domain.regulation_call.refusals import CallEnded, CallNotRegulated, UnknownPatient
from domain.regulation_call.states import Closed, Decided, InRegulation, Received, Waiting
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation import refusals as r
from domain.teleconsultation.preconditions import MISSING, checklist
from domain.teleconsultation.states import Gathered, Subject
from domain.teleconsultation.words import Form, Pathway, Precondition, Speciality
from domain.visio_session import facts as visio
from domain.visio_session.states import Consented, Invited, Live, Over
from domain.visio_session.words import Want
from domain.vocabulary import DmpMode
from tests.builders import (
    ADMIN,
    ARM,
    AUDITOR,
    CALLER,
    DOCTOR,
    DRIVER,
    MACHINE,
    NURSE,
    Past,
    a_call,
    a_mission,
    a_visio,
    an_access,
)
from tests.domain.consulting import BEGIN, BEGUN, MET, NAME, opened, ready, wanted
from tests.spec import given

each_form = pytest.mark.parametrize("form", Form)
P = Precondition


def opening(form: Form, *, known: bool = True, patient: str | None = None) -> c.OpenTeleconsultation:
    return c.OpenTeleconsultation(
        teleconsultation=NAME, call="C1", form=form, known=known, patient=patient, purpose="toux"
    )


@each_form
def test_each_form_is_opened_in_the_file_of_a_call(form: Form) -> None:
    fact = f.TeleconsultationOpened(call="C1", form=form, known=True, patient="P1", purpose="toux")
    given(a_call(InRegulation)).when(opening(form, patient="P1"), by=ARM).then(fact)
    given(a_call(Decided)).when(opening(form, patient="P1"), by=DOCTOR).then(fact)


@each_form
def test_no_form_is_opened_outside_a_file_or_twice(form: Form) -> None:
    given().when(opening(form)).then_refused(NotFound)
    given(a_call(Closed)).when(opening(form)).then_refused(CallEnded)
    given(a_call(InRegulation)).when(opening(form, patient="P9")).then_refused(UnknownPatient)
    given(a_call(InRegulation), opened(form)).when(opening(form)).then_refused(AlreadyExists)
    given(a_call(InRegulation)).when(opening(form), by=NURSE).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("until", [Received, Waiting])
def test_within_the_regulation_a_doctor_holds_the_call_first(until: type) -> None:
    given(a_call(until)).when(opening(Form.REGULATION)).then_refused(CallNotRegulated)
    assert given(a_call(until)).when(opening(Form.CITIZEN)).facts


def test_a_treating_doctor_knows_the_patient() -> None:
    stranger = opening(Form.TREATING_DOCTOR, known=False)
    given(a_call(InRegulation)).when(stranger).then_refused(r.PatientNotFollowed)


WANTED: dict[Form, tuple[Precondition, ...]] = {
    Form.TREATING_DOCTOR: (P.AGREEMENT, P.FOLLOW_UP, P.SESSION),
    Form.ACCOMPANIED: (P.AGREEMENT, P.RECORD_ACCESS, P.COMPANION, P.SESSION),
    Form.CITIZEN: (P.AGREEMENT, P.RECORD_ACCESS, P.SESSION),
    Form.EMERGENCY: (P.AGREEMENT, P.MOBILE_TEAM, P.SESSION),
    Form.REGULATION: (P.AGREEMENT, P.SESSION),
    Form.GERIATRIC: (P.AGREEMENT, P.RECORD_ACCESS, P.COMPANION, P.FACILITY, P.SESSION),
    Form.SPECIALIST: (P.AGREEMENT, P.RECORD_ACCESS, P.PATHWAY, P.SESSION),
    Form.PREVENTION: (P.AGREEMENT, P.RECORD_ACCESS, P.TOPIC, P.SESSION),
}


@each_form
def test_what_a_form_asks_of_a_doctor_who_does_not_know_the_patient(form: Form) -> None:
    assert wanted(form) == WANTED[form]


def test_a_doctor_who_knows_the_patient_opens_no_record_except_where_the_patient_began() -> None:
    assert [form for form in Form if P.RECORD_ACCESS in wanted(form, known=True)] == [Form.CITIZEN]


@pytest.mark.parametrize(
    ("form", "precondition"), [(form, each) for form, all_ in WANTED.items() for each in all_]
)
def test_nothing_begins_without_what_the_form_asks(form: Form, precondition: Precondition) -> None:
    given(ready(form, but=precondition)).when(BEGIN).then_refused(MISSING[precondition])
    given(ready(form)).when(BEGIN).then(BEGUN)


@each_form
def test_the_agreement_is_what_is_missing_first(form: Form) -> None:
    given(opened(form)).when(BEGIN).then_refused(r.AgreementMissing)


@pytest.mark.parametrize("by", [ARM, NURSE, CALLER, AUDITOR, ADMIN, MACHINE], ids=lambda by: by.role.name)
def test_only_a_doctor_begins(by: Actor) -> None:
    given(ready()).when(BEGIN, by=by).then_refused(RoleNotAllowed)


def test_a_refused_record_is_not_an_accepted_one() -> None:
    no = opened(Form.CITIZEN, MET[P.AGREEMENT], MET[P.SESSION], f.RecordAccessAnswered(accepted=False))
    given(no).when(BEGIN).then_refused(r.RecordAccessNotAccepted)
    yes = c.AnswerRecordAccess(teleconsultation=NAME, accepted=True)
    given(no).when(yes, by=CALLER).then(f.RecordAccessAnswered(accepted=True))
    given(ready()).when(yes, by=ARM).then_nothing()


def test_a_prior_expertise_helps_and_is_never_asked() -> None:
    subject = Subject(call="C1", form=Form.ACCOMPANIED, known=True)
    lines = [(each.precondition, each.needed) for each in checklist(subject, Gathered())]
    assert lines == [(P.AGREEMENT, True), (P.COMPANION, True), (P.EXPERTISE, False), (P.SESSION, True)]


@pytest.mark.parametrize("speciality", [each for each in Speciality if each is not Speciality.OTHER])
def test_specialities_hard_to_reach_are_seen_outside_the_pathway_too(speciality: Speciality) -> None:
    state = c.StatePathway(teleconsultation=NAME, speciality=speciality, pathway=Pathway.OUTSIDE)
    fact = f.PathwayStated(speciality=speciality, pathway=Pathway.OUTSIDE)
    given(opened(Form.SPECIALIST)).when(state, by=ARM).then(fact)


def test_any_other_speciality_is_seen_within_it() -> None:
    outside = c.StatePathway(teleconsultation=NAME, speciality=Speciality.OTHER, pathway=Pathway.OUTSIDE)
    given(opened(Form.SPECIALIST)).when(outside).then_refused(r.OutsideCoordinatedPath)
    inside = c.StatePathway(
        teleconsultation=NAME,
        speciality=Speciality.OTHER,
        pathway=Pathway.COORDINATED,
        referred_by="Dr Exemple",
    )
    fact = f.PathwayStated(speciality=Speciality.OTHER, pathway=Pathway.COORDINATED, referred_by="Dr Exemple")
    given(opened(Form.SPECIALIST)).when(inside).then(fact)


LINK_MISSION = c.LinkMission(teleconsultation=NAME, mission="M1")
LINK_ACCESS = c.LinkRecordAccess(teleconsultation=NAME, access="A1")
LINK_SESSION = c.LinkSession(teleconsultation=NAME, session="V1")


@pytest.mark.parametrize("until", [OnScene, InCare, HandedOver])
def test_a_mobile_team_is_linked_once_it_is_with_the_patient(until: type) -> None:
    emergency = opened(Form.EMERGENCY)
    linked = f.MissionLinked(mission="M1")
    given(emergency, a_mission(until)).when(LINK_MISSION, by=ARM).then(linked)
    given(emergency.then(linked), a_mission(until)).when(LINK_MISSION).then_nothing()
    given(emergency, a_mission(EnRoute)).when(LINK_MISSION).then_refused(r.TeamNotThere)
    given(emergency).when(LINK_MISSION).then_refused(NotFound)
    given(emergency, a_mission(until)).when(LINK_MISSION, by=DRIVER).then_refused(RoleNotAllowed)


def test_the_agreement_that_a_crew_recorded_counts() -> None:
    said = TeleconsultationConsented(given_by=Agreement.REPRESENTATIVE, told_version=3)
    carried = f.AgreementRecorded(given_by=Agreement.REPRESENTATIVE, told_version=3, mission="M1")
    linked = f.MissionLinked(mission="M1")
    emergency = opened(Form.EMERGENCY)
    given(emergency, a_mission(InCare, said)).when(LINK_MISSION).then(linked, carried)
    given(emergency.then(linked), a_mission(InCare, said)).when(LINK_MISSION).then(carried)
    withdrawn = a_mission(InCare, said, TeleconsultationRefused(told_version=3))
    given(emergency, withdrawn).when(LINK_MISSION).then(linked)
    agreed = opened(Form.EMERGENCY, MET[P.AGREEMENT])
    given(agreed, a_mission(InCare, said)).when(LINK_MISSION).then(linked)


@each_form
def test_the_glass_is_broken_in_forms_of_the_regulation_only(form: Form) -> None:
    broken = an_access(OpenByBreakGlass, mode=DmpMode.BREAK_GLASS)
    answer = given(opened(form), broken).when(LINK_ACCESS)
    if form in (Form.EMERGENCY, Form.REGULATION):
        answer.then(f.RecordAccessLinked(access="A1", mode=DmpMode.BREAK_GLASS))
    else:
        answer.then_refused(r.BreakGlassNotForThisForm)


def test_a_record_opened_otherwise_is_linked_in_any_form() -> None:
    linked = f.RecordAccessLinked(access="A1", mode=DmpMode.REGULATION_CENTRE)
    given(opened(), an_access(OpenAccess)).when(LINK_ACCESS).then(linked)
    given(opened(Form.CITIZEN, linked), an_access(OpenAccess)).when(LINK_ACCESS).then_nothing()
    given(opened()).when(LINK_ACCESS).then_refused(NotFound)


@pytest.mark.parametrize("until", [Live, Over])
def test_a_video_session_is_linked_even_when_it_is_over_and_more_than_one(until: type) -> None:
    linked = f.SessionLinked(session="V1")
    given(opened(), a_visio(until)).when(LINK_SESSION, by=ARM).then(linked)
    given(opened(Form.CITIZEN, linked), a_visio(until)).when(LINK_SESSION).then_nothing()
    given(opened(Form.CITIZEN, f.SessionLinked(session="V0")), a_visio(until)).when(LINK_SESSION).then(linked)
    given(opened()).when(LINK_SESSION).then_refused(NotFound)


def test_the_agreement_that_the_patient_gave_on_the_page_counts_with_the_text_that_was_told() -> None:
    said, linked = visio.ConsentGiven(told_version=2, language="en"), f.SessionLinked(session="V1")
    carried = f.AgreementRecorded(given_by=Agreement.PATIENT, told_version=2, session="V1")
    for session in (a_visio(Consented, said), a_visio(Live, said), a_visio(Over, said, visio.VisioEnded())):
        given(opened(), session).when(LINK_SESSION, by=ARM).then(linked, carried)
    given(opened(Form.CITIZEN, linked), a_visio(Live, said)).when(LINK_SESSION).then(carried)
    agreed = opened(Form.CITIZEN, MET[P.AGREEMENT])
    given(agreed, a_visio(Live, said)).when(LINK_SESSION).then(linked)
    given(agreed.then(linked), a_visio(Live, said)).when(LINK_SESSION).then_nothing()


def test_what_was_agreed_to_otherwise_is_not_the_agreement() -> None:
    said, linked = visio.ConsentGiven(told_version=2), f.SessionLinked(session="V1")
    photo = visio.VisioRequested(call="C1", phone="+33100000000", want=Want.PHOTO)
    of_a_photo = Past(StreamId(visio.KIND, "V1"), (photo, *a_visio(Invited).facts[1:], said))
    for session in (a_visio(Live, said, visio.ConsentRefused(why="non")), a_visio(Live), of_a_photo):
        given(opened(), session).when(LINK_SESSION).then(linked)


def test_what_is_of_another_file_is_not_linked() -> None:
    elsewhere = opened()
    other = f.TeleconsultationOpened(call="C2", form=Form.CITIZEN, known=False)
    elsewhere = type(elsewhere)(elsewhere.stream, (other,))
    for command, past in (
        (LINK_MISSION, a_mission(OnScene)),
        (LINK_ACCESS, an_access(OpenAccess)),
        (LINK_SESSION, a_visio(Live)),
    ):
        given(elsewhere, past).when(command).then_refused(r.NotOfThisCall)

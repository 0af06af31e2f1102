"""Teleconsultations for tests: opened in any form, told up to where everything is there, then held."""

from datetime import date

from domain.envelope import StreamId
from domain.fact import Fact
from domain.mission.teleconsultation import Agreement
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation.preconditions import asked
from domain.teleconsultation.states import Subject
from domain.teleconsultation.words import CompanionRole, Form, Pathway, Precondition, Speciality
from tests.builders import DOCTOR, Past

NAME = "TC1"
LAST_SEEN = date(2025, 11, 3)
MET: dict[Precondition, Fact] = {
    Precondition.AGREEMENT: f.AgreementRecorded(given_by=Agreement.PATIENT, told_version=1),
    Precondition.FOLLOW_UP: f.FollowUpStated(last_seen=LAST_SEEN),
    Precondition.RECORD_ACCESS: f.RecordAccessAnswered(accepted=True),
    Precondition.COMPANION: f.CompanionNamed(name="Mme Exemple", role=CompanionRole.PHARMACIST),
    Precondition.FACILITY: f.CompanionNamed(
        name="Mme Exemple", role=CompanionRole.NURSE, facility="Ehpad du Lac"
    ),
    Precondition.MOBILE_TEAM: f.MissionLinked(mission="M1"),
    Precondition.PATHWAY: f.PathwayStated(speciality=Speciality.PSYCHIATRY, pathway=Pathway.OUTSIDE),
    Precondition.TOPIC: f.PreventionTopicStated(topic="vaccination"),
    Precondition.SESSION: f.SessionLinked(session="V1"),
}
BEGIN = c.BeginTeleconsultation(teleconsultation=NAME)
BEGUN = f.TeleconsultationBegun(doctor=DOCTOR.id)
WRITE = c.WriteReport(
    teleconsultation=NAME,
    reason="toux",
    examination="pas de tirage",
    conclusion="bronchite",
    prescription="repos",
    follow_up="revoir si fièvre",
)


def report(version: int = 1) -> f.ReportWritten:
    """What WRITE leads to."""
    return f.ReportWritten(
        version=version,
        reason="toux",
        examination="pas de tirage",
        conclusion="bronchite",
        prescription="repos",
        follow_up="revoir si fièvre",
    )


def opened(form: Form = Form.CITIZEN, *more: Fact, known: bool | None = None) -> Past:
    """One that is prepared for call C1; the doctor knows the patient in a treating doctor's."""
    known = form is Form.TREATING_DOCTOR if known is None else known
    first = f.TeleconsultationOpened(call="C1", form=form, known=known)
    return Past(StreamId(f.KIND, NAME), (first, *more))


def wanted(form: Form, known: bool | None = None) -> tuple[Precondition, ...]:
    """What the form asks."""
    known = form is Form.TREATING_DOCTOR if known is None else known
    return asked(Subject(call="C1", form=form, known=known))


def ready(form: Form = Form.CITIZEN, but: Precondition | None = None, known: bool | None = None) -> Past:
    """One where everything is there, `but` one thing."""
    there = [each for each in wanted(form, known) if each is not but]
    if but is Precondition.COMPANION:
        there = [each for each in there if each is not Precondition.FACILITY]
    return opened(form, *(MET[each] for each in there), known=known)


def held(form: Form = Form.CITIZEN, *more: Fact) -> Past:
    """One that DOCTOR holds."""
    return ready(form).then(BEGUN, *more)

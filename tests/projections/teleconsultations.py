"""Random nights: what may be asked about teleconsultations, once it has calls and what they need."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from domain.envelope import StreamId
from domain.house import AnyCommand
from domain.mission.teleconsultation import Agreement
from domain.teleconsultation import commands as c
from domain.teleconsultation.questionnaire import Answer, Question
from domain.teleconsultation.words import CompanionRole, Form, GivenUpBecause, Pathway, Speciality
from tests.builders import DOCTOR
from tests.projections.night import Night

MAKERS: list[Callable[[Night, str], AnyCommand]] = [
    lambda n, t: c.RecordAgreement(teleconsultation=t, given_by=Agreement.PATIENT, told_version=1),
    lambda n, t: c.StateFollowUp(teleconsultation=t, last_seen=date(2025, 11, 3)),
    lambda n, t: c.AnswerRecordAccess(teleconsultation=t, accepted=n.any_of([True, True, False])),
    lambda n, t: c.NameCompanion(
        teleconsultation=t, name="Mme Exemple", role=CompanionRole.NURSE, facility="Ehpad du Lac"
    ),
    lambda n, t: c.AskExpertise(teleconsultation=t, question="La montrer ?"),
    lambda n, t: c.AnswerExpertise(teleconsultation=t, answer="Oui."),
    lambda n, t: c.StatePathway(
        teleconsultation=t, speciality=n.any_of(Speciality), pathway=Pathway.COORDINATED
    ),
    lambda n, t: c.StatePreventionTopic(teleconsultation=t, topic="vaccination"),
    lambda n, t: c.LinkMission(teleconsultation=t, mission=_of_the_call(n, t, "mission")),
    lambda n, t: c.LinkRecordAccess(teleconsultation=t, access=_of_the_call(n, t, "dmp-access")),
    lambda n, t: c.LinkSession(teleconsultation=t, session=_of_the_call(n, t, "visio-session")),
]


def consulted(night: Night) -> None:
    """Some are opened, prepared in any order, held or given up, and asked about."""
    calls = sorted({call for _, call in _about(night)})
    for number, call in enumerate(calls[-4:]):
        name = f"X{number}"
        form, known = night.any_of(Form), night.any_of([True, False])
        opening = c.OpenTeleconsultation(teleconsultation=name, call=call, form=form, known=known)
        night.do(opening, DOCTOR)
        for make in night.chance.sample(MAKERS, len(MAKERS)):
            night.do(make(night, name), DOCTOR)
        for command in _rest(night, name):
            night.do(command, DOCTOR)


def _rest(night: Night, name: str) -> Iterator[AnyCommand]:
    if night.chance.random() < 0.2:
        yield c.RefuseAgreement(teleconsultation=name)
    yield c.AnswerExpertise(teleconsultation=name, answer="Oui.")
    yield c.BeginTeleconsultation(teleconsultation=name)
    if night.chance.random() < 0.2:
        yield c.GiveUpTeleconsultation(teleconsultation=name, because=night.any_of(GivenUpBecause))
    yield c.WriteReport(teleconsultation=name, reason="toux", examination="calme", conclusion="bronchite")
    if night.chance.random() < 0.4:
        yield c.DeclineQuestionnaire(teleconsultation=name)
    yield c.AnswerQuestionnaire(teleconsultation=name, answers=(Answer(Question.EXPLAINED, 5),))


def _of_the_call(night: Night, name: str, kind: str) -> str:
    """A story of this kind about the same call, where there is one."""
    call = getattr(getattr(night.state("teleconsultation", name), "subject", None), "call", None)
    names = [stream.id for stream, of in _about(night) if stream.kind == kind and of == call]
    return night.any_of(names) if names else "none"


def _about(night: Night) -> Iterator[tuple[StreamId, str]]:
    for stream, state in night.states.items():
        part: Any = getattr(state, "task", None) or getattr(state, "subject", None) or state
        call = getattr(part, "call", None)
        if isinstance(call, str):
            yield stream, call

"""Some of the night's video sessions are teleconsultations: assisted where a team is there, else alone."""

from datetime import timedelta
from typing import Final

from domain.fact import Command
from domain.mission.teleconsultation import Agreement
from domain.teleconsultation import commands as c
from domain.teleconsultation.questionnaire import QUESTIONNAIRE, Answer
from domain.teleconsultation.words import CompanionRole, Form, GivenUpBecause, Pathway, Speciality
from simulators.wire import Refused
from simulators.world import Person

SHARE: Final = 0.5
"""How many of the video sessions are teleconsultations."""
_FORMS: Final = {
    Form.REGULATION: 40,
    Form.CITIZEN: 25,
    Form.TREATING_DOCTOR: 10,
    Form.ACCOMPANIED: 10,
    Form.GERIATRIC: 7,
    Form.SPECIALIST: 5,
    Form.PREVENTION: 3,
}
_ANSWERS: Final = 0.6
_REPORT: Final = (
    (
        "toux et fièvre depuis deux jours",
        "parle sans gêne, pas de tirage",
        "infection respiratoire bénigne",
    ),
    ("éruption prurigineuse", "plaques sans atteinte des muqueuses", "urticaire aigu simple"),
    ("plaie de la main", "bords nets, mobilité conservée", "plaie simple, pansement et surveillance"),
)


async def hold(person: Person, call: str, session: str, mission: str | None = None) -> None:
    """Prepare, begin and report one on `session`; given up where the room refuses a step of it. The team of
    `mission` is with the patient, who has agreed there."""
    if not person.happens(SHARE):
        return
    alone = person.rng.choices(list(_FORMS), weights=list(_FORMS.values()))[0]
    form = Form.EMERGENCY if mission is not None else alone
    name = f"{session}-tc"
    agreed = (
        c.LinkMission(teleconsultation=name, mission=mission)
        if mission is not None
        else c.RecordAgreement(teleconsultation=name, given_by=Agreement.PATIENT, told_version=1)
    )
    try:
        for command in _story(person, form, agreed, call, session):
            await person.do(command)
    except Refused:
        await person.attempt(
            c.GiveUpTeleconsultation(teleconsultation=name, because=GivenUpBecause.TECHNICAL)
        )


def _story(
    person: Person, form: Form, agreed: c.LinkMission | c.RecordAgreement, call: str, session: str
) -> list[Command]:
    known, name = form is Form.TREATING_DOCTOR, agreed.teleconsultation
    reason, examination, conclusion = person.rng.choice(_REPORT)
    story: list[Command] = [
        c.OpenTeleconsultation(teleconsultation=name, call=call, form=form, known=known),
        agreed,
        *_asked(person, form, name),
        c.LinkSession(teleconsultation=name, session=session),
        c.BeginTeleconsultation(teleconsultation=name),
        c.WriteReport(
            teleconsultation=name,
            reason=reason,
            examination=examination,
            conclusion=conclusion,
            follow_up="rappeler le 15 si aggravation",
        ),
    ]
    if person.happens(_ANSWERS):
        answers = tuple(
            Answer(question, person.rng.randint(asked.lowest, asked.highest))
            for question, asked in QUESTIONNAIRE.items()
        )
        story.append(c.AnswerQuestionnaire(teleconsultation=name, answers=answers))
    return story


def _asked(person: Person, form: Form, name: str) -> list[Command]:
    """What this form asks beside the agreement and the session."""
    accepted: list[Command] = [c.AnswerRecordAccess(teleconsultation=name, accepted=True)]
    match form:
        case Form.TREATING_DOCTOR:
            seen = (person.now - timedelta(days=person.rng.randint(20, 200))).date()
            return [c.StateFollowUp(teleconsultation=name, last_seen=seen)]
        case Form.ACCOMPANIED:
            pharmacist = CompanionRole.PHARMACIST
            return [
                *accepted,
                c.NameCompanion(teleconsultation=name, name="Pharmacien simulé", role=pharmacist),
                c.AskExpertise(teleconsultation=name, question="Montrer le patient ?"),
                c.AnswerExpertise(teleconsultation=name, answer="Oui, en vidéo."),
            ]
        case Form.GERIATRIC:
            there = {"name": "IDE simulée", "facility": "Ehpad simulé"}
            return [*accepted, c.NameCompanion(teleconsultation=name, role=CompanionRole.NURSE, **there)]
        case Form.SPECIALIST:
            speciality = person.rng.choice([each for each in Speciality if each is not Speciality.OTHER])
            outside = Pathway.OUTSIDE
            return [
                *accepted,
                c.StatePathway(teleconsultation=name, speciality=speciality, pathway=outside),
            ]
        case Form.PREVENTION:
            return [*accepted, c.StatePreventionTopic(teleconsultation=name, topic="vaccination")]
        case Form.CITIZEN:
            return accepted
        case Form.REGULATION | Form.EMERGENCY:
            return []

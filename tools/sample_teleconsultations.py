"""At least one example of every command on a teleconsultation."""

from datetime import date

from domain.house import AnyCommand
from domain.mission.teleconsultation import Agreement
from domain.teleconsultation import commands as c
from domain.teleconsultation.questionnaire import Answer, Question
from domain.teleconsultation.words import CompanionRole, Form, GivenUpBecause, Pathway, Speciality

_FORMS = (Form.CITIZEN, Form.REGULATION)
"""What the forms ask differs; where they lead does not."""


def teleconsultation_commands(
    name: str, *, call_name: str, mission: str, access: str, session: str
) -> list[AnyCommand]:
    """What may be asked of the teleconsultation `name`, in each form."""
    return [
        *(
            c.OpenTeleconsultation(teleconsultation=name, call=call_name, form=form, known=True)
            for form in _FORMS
        ),
        *(c.RecordAgreement(teleconsultation=name, given_by=by, told_version=1) for by in Agreement),
        c.RefuseAgreement(teleconsultation=name),
        c.StateFollowUp(teleconsultation=name, last_seen=date(2025, 11, 3)),
        c.AnswerRecordAccess(teleconsultation=name, accepted=True),
        c.LinkRecordAccess(teleconsultation=name, access=access),
        c.NameCompanion(
            teleconsultation=name, name="Mme Exemple", role=CompanionRole.NURSE, facility="Ehpad du Lac"
        ),
        c.AskExpertise(teleconsultation=name, question="Plaie qui ne guérit pas : la montrer ?"),
        c.AnswerExpertise(teleconsultation=name, answer="Oui, en vidéo."),
        c.StatePathway(
            teleconsultation=name,
            speciality=Speciality.DERMATOLOGY,
            pathway=Pathway.COORDINATED,
            referred_by="Dr Exemple",
        ),
        c.StatePreventionTopic(teleconsultation=name, topic="vaccination"),
        c.LinkMission(teleconsultation=name, mission=mission),
        c.LinkSession(teleconsultation=name, session=session),
        c.BeginTeleconsultation(teleconsultation=name),
        c.WriteReport(
            teleconsultation=name,
            reason="toux depuis trois jours",
            examination="parle sans gêne, pas de tirage",
            conclusion="bronchite simple",
            prescription="repos, boissons",
            follow_up="revoir si fièvre",
        ),
        c.GiveUpTeleconsultation(teleconsultation=name, because=GivenUpBecause.TECHNICAL),
        c.AnswerQuestionnaire(teleconsultation=name, answers=(Answer(Question.EXPLAINED, 5),)),
        c.DeclineQuestionnaire(teleconsultation=name),
    ]

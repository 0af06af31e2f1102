"""What a teleconsultation answers to each command. It never begins before the patient's agreement."""

from collections.abc import Sequence
from typing import assert_never

from domain.fact import Act
from domain.mission.teleconsultation import Agreement
from domain.refusals import NotFound, OutOfOrder, ReasonMissing
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation import refusals as r
from domain.teleconsultation.answering import questionnaire
from domain.teleconsultation.preconditions import MISSING, check_pathway, missing
from domain.teleconsultation.states import (
    NotOpened,
    Open,
    Over,
    Preparing,
    Reported,
    Subject,
    TeleconsultationState,
    UnderWay,
)
from domain.teleconsultation.words import FRAMED_BY_LAW

Facts = Sequence[f.TeleconsultationFact]


def decide(command: c.Alone, state: TeleconsultationState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    match command:
        case c.WriteReport():
            return [_report(command, state, act)]
        case c.AnswerQuestionnaire() | c.DeclineQuestionnaire():
            return [questionnaire(command, state, act)]
        case c.RefuseAgreement(why=why):
            still_open(command.teleconsultation, state)
            return [f.AgreementRefused(why=why)]
        case c.GiveUpTeleconsultation(because=because, why=why):
            still_open(command.teleconsultation, state)
            return [f.TeleconsultationGivenUp(because=because, why=why)]
        case c.BeginTeleconsultation():
            return _begin(command, still_open(command.teleconsultation, state), act)
        case _:
            return _prepare(command, still_open(command.teleconsultation, state))


def still_open(name: str, state: TeleconsultationState) -> Open:
    """The state of one that is prepared or held. Raises NotFound, TeleconsultationOver."""
    match state:
        case NotOpened():
            raise NotFound(f"no teleconsultation {name}")
        case Reported() | Over():
            raise r.TeleconsultationOver(f"teleconsultation {name} is over")
        case Preparing() | UnderWay():
            return state
        case _:
            assert_never(state)


def _begin(command: c.BeginTeleconsultation, state: Open, act: Act) -> Facts:
    if isinstance(state, UnderWay):
        _check_doctor(command.teleconsultation, state.doctor, act)
        return []
    for first in missing(state.subject, state.gathered):
        raise MISSING[first](f"teleconsultation {command.teleconsultation} ({state.subject.form}): {first}")
    return [f.TeleconsultationBegun(doctor=act.by.id)]


def _prepare(command: c.Preparing, state: Open) -> Facts:
    match command:
        case c.RecordAgreement():
            return _agreement(command, state)
        case c.StateFollowUp(last_seen=day):
            return [f.FollowUpStated(last_seen=day)]
        case c.AnswerRecordAccess(accepted=accepted):
            same = state.gathered.record_access is accepted
            return [] if same else [f.RecordAccessAnswered(accepted=accepted)]
        case c.NameCompanion(name=name, role=role, facility=facility):
            return [f.CompanionNamed(name=name, role=role, facility=facility)]
        case c.AskExpertise(question=question):
            return [f.ExpertiseAsked(question=question)]
        case c.AnswerExpertise(answer=answer, useful=useful):
            if not state.gathered.expertise_asked:
                raise OutOfOrder("no téléexpertise was asked for")
            return [f.ExpertiseAnswered(answer=answer, useful=useful)]
        case c.StatePathway(speciality=speciality, pathway=pathway, referred_by=by):
            check_pathway(speciality, pathway)
            return [f.PathwayStated(speciality=speciality, pathway=pathway, referred_by=by)]
        case c.StatePreventionTopic(topic=topic):
            return [f.PreventionTopicStated(topic=topic)]
        case _:
            assert_never(command)


def _agreement(command: c.RecordAgreement, state: Open) -> Facts:
    """The same agreement to the same text said again changes nothing."""
    if command.given_by is Agreement.EMERGENCY:
        _check_emergency(state.subject, command.reason)
    so_far = state.gathered
    if (so_far.agreed, so_far.told_version) == (command.given_by, command.told_version):
        return []
    return [
        f.AgreementRecorded(
            given_by=command.given_by, told_version=command.told_version, reason=command.reason
        )
    ]


def _check_emergency(subject: Subject, reason: str | None) -> None:
    if subject.form not in FRAMED_BY_LAW:
        raise r.EmergencyNotForThisForm(f"form {subject.form} waits for an agreement")
    if reason is None:
        raise ReasonMissing("say why nobody could agree")


def _report(command: c.WriteReport, state: TeleconsultationState, act: Act) -> f.ReportWritten:
    match state:
        case NotOpened():
            raise NotFound(f"no teleconsultation {command.teleconsultation}")
        case Preparing():
            raise OutOfOrder(f"teleconsultation {command.teleconsultation} has not begun")
        case Over():
            raise r.TeleconsultationOver(f"teleconsultation {command.teleconsultation} is over")
        case UnderWay(doctor=doctor) | Reported(doctor=doctor):
            _check_doctor(command.teleconsultation, doctor, act)
        case _:
            assert_never(state)
    return f.ReportWritten(
        version=state.versions + 1 if isinstance(state, Reported) else 1,
        reason=command.reason,
        examination=command.examination,
        conclusion=command.conclusion,
        prescription=command.prescription,
        follow_up=command.follow_up,
    )


def _check_doctor(name: str, doctor: str, act: Act) -> None:
    if doctor != act.by.id:
        raise r.NotYourTeleconsultation(f"teleconsultation {name} is held by {doctor}")

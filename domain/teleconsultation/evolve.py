"""How each fact moves a teleconsultation."""

from typing import Any, assert_never

from msgspec.structs import replace

from domain.teleconsultation import facts as f
from domain.teleconsultation.states import (
    Gathered,
    NotOpened,
    Over,
    Preparing,
    Reported,
    Subject,
    TeleconsultationState,
    UnderWay,
)

_Begun = Preparing | UnderWay | Reported | Over


def evolve(state: TeleconsultationState, fact: f.TeleconsultationFact) -> TeleconsultationState:
    """The state after one more fact."""
    if isinstance(fact, f.TeleconsultationOpened):
        return Preparing(Subject(call=fact.call, form=fact.form, known=fact.known, patient=fact.patient))
    match state:
        case NotOpened():
            raise AssertionError(f"{type(fact).__name__} before TeleconsultationOpened")
        case _:
            return _move(state, fact)


def _move(state: _Begun, fact: f.TeleconsultationFact) -> TeleconsultationState:
    match fact:
        case f.TeleconsultationBegun(doctor=doctor):
            return UnderWay(state.subject, state.gathered, doctor)
        case f.ReportWritten(version=version):
            return _reported(state, version)
        case f.QuestionnaireAnswered():
            return replace(state, answered=True) if isinstance(state, UnderWay | Reported) else state
        case f.QuestionnaireDeclined():
            return replace(state, declined=True) if isinstance(state, UnderWay | Reported) else state
        case f.AgreementRefused() | f.TeleconsultationGivenUp():
            return Over(state.subject, state.gathered, str(fact.__struct_config__.tag))
        case f.TeleconsultationOpened():
            return state
        case _:
            return replace(state, gathered=replace(state.gathered, **_more(state.gathered, fact)))


def _reported(state: _Begun, version: int) -> Reported:
    """What the patient said of it on their own page may have come before the report."""
    if isinstance(state, UnderWay | Reported):
        doctor, answered, declined = state.doctor, state.answered, state.declined
        return Reported(state.subject, state.gathered, doctor, version, answered, declined)
    return Reported(state.subject, state.gathered, "", version)


_Gathering = (
    f.AgreementRecorded
    | f.FollowUpStated
    | f.RecordAccessAnswered
    | f.RecordAccessLinked
    | f.CompanionNamed
    | f.ExpertiseAsked
    | f.ExpertiseAnswered
    | f.PathwayStated
    | f.PreventionTopicStated
    | f.MissionLinked
    | f.SessionLinked
)


def _more(so_far: Gathered, fact: _Gathering) -> dict[str, Any]:
    match fact:
        case f.AgreementRecorded(given_by=given_by, told_version=version):
            return {"agreed": given_by, "told_version": version}
        case f.FollowUpStated():
            return {"followed": True}
        case f.RecordAccessAnswered(accepted=accepted):
            return {"record_access": accepted}
        case f.RecordAccessLinked(access=access):
            return {"accesses": (*so_far.accesses, access)}
        case f.CompanionNamed(role=role, facility=facility):
            return {"companion": role, "in_facility": facility is not None}
        case f.ExpertiseAsked():
            return {"expertise_asked": True, "expertise_useful": None}
        case f.ExpertiseAnswered(useful=useful):
            return {"expertise_useful": useful}
        case f.PathwayStated(speciality=speciality, pathway=pathway):
            return {"speciality": speciality, "pathway": pathway}
        case f.PreventionTopicStated():
            return {"topic": True}
        case f.MissionLinked(mission=mission):
            return {"mission": mission}
        case f.SessionLinked(session=session):
            return {"sessions": (*so_far.sessions, session)}
        case _:
            assert_never(fact)

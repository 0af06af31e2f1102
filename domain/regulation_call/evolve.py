"""How each fact moves a regulation file. Facts were decided: nothing is refused here."""

from typing import assert_never, cast

from msgspec.structs import replace

from domain.regulation_call import facts as f
from domain.regulation_call.states import (
    Closed,
    Completed,
    Decided,
    Dismissed,
    File,
    InRegulation,
    Patient,
    Received,
    RegulationCallState,
    Unknown,
    Validated,
    Waiting,
)
from domain.vocabulary import DismissalCode, InsStatus


def evolve(state: RegulationCallState, fact: f.RegulationCallFact) -> RegulationCallState:
    """The state after one more fact."""
    if isinstance(fact, f.CallReceived):
        return Received(File(caller=fact.caller, active_since=fact.rang_at, national_id=fact.national_id))
    match state:
        case Unknown():
            raise AssertionError(f"{type(fact).__name__} before CallReceived")
        case _:
            moved = _move(state, fact)
            return replace(moved, file=_write(moved.file, fact))


_Known = Received | Waiting | InRegulation | Decided | Completed | Validated | Closed | Dismissed


def _move(state: _Known, fact: f.RegulationCallFact) -> _Known:
    match fact:
        case f.TransferredToRegulator():
            return Waiting(state.file)
        case f.RegulationStarted(regulator=regulator):
            return InRegulation(state.file, regulator)
        case f.RegulationTakenOver(regulator=regulator):
            return replace(cast("InRegulation | Decided", state), regulator=regulator)
        case (
            f.AdviceGiven()
            | f.PrescriptionGivenByPhone()
            | f.InterventionDecided()
            | f.PatientOriented()
            | f.NoFurtherDecisionNeeded()
        ):
            return Decided(state.file, _regulator(state))
        case f.CallCompleted():
            return Completed(state.file, _regulator(state))
        case f.CallReopened():
            return InRegulation(state.file, _regulator(state))
        case f.CallValidated(closes_at=closes_at):
            return Validated(state.file, _regulator(state), closes_at)
        case f.CallClosed():
            return Closed(state.file)
        case f.CallDismissed(code=code):
            return Dismissed(state.file, code)
        case f.DuplicateLinked(original=original):
            return Dismissed(state.file, DismissalCode.REPEATED_CALL, original)
        case _:
            return state


def _regulator(state: _Known) -> str:
    return cast("InRegulation | Decided | Completed | Validated", state).regulator


def _write(file: File, fact: f.RegulationCallFact) -> File:
    match fact:
        case f.CallerDescribed(caller=caller):
            return replace(file, caller=caller)
        case f.CallLocated(place=place):
            return replace(file, place=place)
        case f.MotiveStated(motive=motive, code=code):
            return replace(file, motive=motive, motive_code=code)
        case f.PriorityAssigned(priority=priority) | f.PriorityRevised(priority=priority):
            return replace(file, priority=priority)
        case f.PatientIdentified() | f.PatientIdentityQualified():
            return _write_patient(file, fact)
        case f.CareLevelAssessed(level=level):
            return replace(file, level=level)
        case f.CallReopened(active_at=active_at):
            return replace(file, active_since=active_at)
        case f.ObservationNoted(text=text):
            return replace(file, notes=file.notes | {text})
        case f.InterventionDecided(mission=mission):
            return replace(
                file,
                missions=file.missions | {mission},
                open_missions=file.open_missions | {mission},
                decisions=file.decisions + 1,
            )
        case f.InterventionConcluded(mission=mission):
            return replace(file, open_missions=file.open_missions - {mission})
        case (
            f.AdviceGiven() | f.PrescriptionGivenByPhone() | f.PatientOriented() | f.NoFurtherDecisionNeeded()
        ):
            return replace(file, decisions=file.decisions + 1)
        case (
            f.CallReceived()
            | f.CallerLost()
            | f.CalledBack()
            | f.TransferredToRegulator()
            | f.RegulationStarted()
            | f.RegulationTakenOver()
            | f.DuplicateLinked()
            | f.CallDismissed()
            | f.CallCompleted()
            | f.CallValidated()
            | f.CallClosed()
        ):
            return file
        case _:
            assert_never(fact)


def _write_patient(file: File, fact: f.PatientIdentified | f.PatientIdentityQualified) -> File:
    match fact:
        case f.PatientIdentified():
            patient = Patient(person=fact.person, status=fact.status, ins=fact.ins)
        case f.PatientIdentityQualified():
            known = file.patients[fact.patient]
            patient = replace(known, status=InsStatus.QUALIFIED, ins=fact.ins)
        case _:
            assert_never(fact)
    return replace(file, patients={**file.patients, fact.patient: patient})

"""The regulating doctor's part of a file: taking it, assessing it, deciding."""

from collections.abc import Sequence
from typing import assert_never

from domain.fact import Act
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import (
    CallEnded,
    CallNotRegulated,
    MissionAlreadyNamed,
    NotYourCall,
    PlaceMissing,
    PriorityMissing,
    UnknownMission,
    UnknownPatient,
)
from domain.regulation_call.states import (
    Closed,
    Completed,
    Decided,
    Dismissed,
    File,
    InRegulation,
    Received,
    Validated,
    Waiting,
)

Facts = Sequence[f.RegulationCallFact]
Known = Received | Waiting | InRegulation | Decided | Completed | Validated | Closed | Dismissed
Medical = (
    c.StartRegulation
    | c.AssessCareLevel
    | c.GiveAdvice
    | c.GivePhonePrescription
    | c.DecideIntervention
    | c.ConcludeIntervention
    | c.OrientPatient
    | c.DecideNothingFurther
)


def decide(command: Medical, state: Known, act: Act) -> Facts:
    """The facts of a medical command. Raises a Refusal where a rule says no."""
    if isinstance(command, c.StartRegulation):
        return _start(command, state, act)
    if isinstance(command, c.ConcludeIntervention):
        return _conclude(command, state.file)
    file = _in_hand(command.call, state, act)
    match command:
        case c.AssessCareLevel(level=level):
            return [] if file.level is level else [f.CareLevelAssessed(level=level)]
        case c.GiveAdvice(text=text):
            return [f.AdviceGiven(text=text)]
        case c.GivePhonePrescription(text=text):
            return [f.PrescriptionGivenByPhone(text=text)]
        case c.DecideIntervention():
            return [_intervention(command, file)]
        case c.OrientPatient(orientation=orientation, destination=destination, patient=patient):
            check_patient(patient, file, command.call)
            return [f.PatientOriented(orientation=orientation, destination=destination, patient=patient)]
        case c.DecideNothingFurther(reason=reason):
            return [f.NoFurtherDecisionNeeded(reason=reason)]
        case _:
            assert_never(command)


def _start(command: c.StartRegulation, state: Known, act: Act) -> Facts:
    match state:
        case Received() | Waiting():
            if state.file.priority is None:
                raise PriorityMissing("give a priority before regulating")
            return [f.RegulationStarted(regulator=act.by.id)]
        case InRegulation(regulator=holder) | Decided(regulator=holder):
            if holder == act.by.id:
                return []
            return [f.RegulationTakenOver(regulator=act.by.id, was=holder)]
        case Completed() | Validated() | Closed() | Dismissed():
            raise CallEnded(f"call {command.call} is over: reopen it first")
        case _:
            assert_never(state)


def _conclude(command: c.ConcludeIntervention, file: File) -> Facts:
    if command.mission not in file.missions:
        raise UnknownMission(f"call {command.call} never asked for mission {command.mission}")
    if command.mission not in file.open_missions:
        return []
    return [f.InterventionConcluded(mission=command.mission, cancelled=command.cancelled)]


def _in_hand(call: str, state: Known, act: Act) -> File:
    match state:
        case InRegulation(regulator=holder) | Decided(regulator=holder):
            if holder != act.by.id:
                raise NotYourCall(f"call {call} is held by {holder}")
            return state.file
        case Received() | Waiting():
            raise CallNotRegulated(f"call {call} is not in regulation yet")
        case Completed() | Validated() | Closed() | Dismissed():
            raise CallEnded(f"call {call} is over: reopen it first")
        case _:
            assert_never(state)


def _intervention(command: c.DecideIntervention, file: File) -> f.InterventionDecided:
    if command.mission in file.missions:
        raise MissionAlreadyNamed(f"mission {command.mission} exists in this call")
    if file.place is None:
        raise PlaceMissing("locate the call before sending a team")
    if file.priority is None:
        raise PriorityMissing("give a priority before sending a team")
    return f.InterventionDecided(
        mission=command.mission, needs=command.needs, priority=file.priority, place=file.place
    )


def check_patient(patient: str | None, file: File, call: str) -> None:
    """Raise UnknownPatient where a patient is named that the file does not hold."""
    if patient is not None and patient not in file.patients:
        raise UnknownPatient(f"no patient {patient} in call {call}")

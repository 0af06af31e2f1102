"""What a regulation file answers to each command."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from domain.fact import Act
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, ReasonMissing
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call import medical
from domain.regulation_call.imports import import_file
from domain.regulation_call.medical import check_patient
from domain.regulation_call.refusals import (
    CallEnded,
    CareLevelMissing,
    ClosingTooEarly,
    DecisionMissing,
    DuplicateOfItself,
    InsKeyWrong,
    InsWithoutQualification,
    MissionStillOpen,
    PriorityMissing,
    RangInTheFuture,
)
from domain.regulation_call.states import (
    Closed,
    Completed,
    Decided,
    Dismissed,
    InRegulation,
    Received,
    RegulationCallState,
    Unknown,
    Validated,
    Waiting,
)
from domain.rules import ins as ins_rules
from domain.vocabulary import InsStatus

CLOSES_AFTER = timedelta(hours=24)
"""HubSante.etat: a validated file becomes closed 24 hours after it became active."""

Facts = Sequence[f.RegulationCallFact]


def decide(command: c.RegulationCallCommand, state: RegulationCallState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    if isinstance(command, c.ReceiveCall):
        return _receive(command, state, act)
    if isinstance(command, c.ImportFile):
        return import_file(command, state, act)
    if isinstance(state, Unknown):
        raise NotFound(f"no call {command.call}")
    match command:
        case (
            c.DescribeCaller()
            | c.LocateCall()
            | c.StateMotive()
            | c.LoseCaller()
            | c.CallBack()
            | c.AssignPriority()
            | c.IdentifyPatient()
            | c.QualifyIdentity()
            | c.NoteObservation()
        ):
            return _write(command, state)
        case (
            c.StartRegulation()
            | c.AssessCareLevel()
            | c.GiveAdvice()
            | c.GivePhonePrescription()
            | c.DecideIntervention()
            | c.ConcludeIntervention()
            | c.OrientPatient()
            | c.DecideNothingFurther()
        ):
            return medical.decide(command, state, act)
        case (
            c.TransferToRegulator()
            | c.LinkDuplicate()
            | c.DismissCall()
            | c.CompleteCall()
            | c.ReopenCall()
            | c.ValidateCall()
            | c.CloseCall()
        ):
            return _lead(command, state, act)
        case _:
            assert_never(command)


def _receive(command: c.ReceiveCall, state: RegulationCallState, act: Act) -> Facts:
    if not isinstance(state, Unknown):
        raise AlreadyExists(f"call {command.call} was received already")
    rang_at = command.rang_at or act.at
    if rang_at > act.at:
        raise RangInTheFuture(f"rang at {rang_at:%H:%M:%S}, picked up at {act.at:%H:%M:%S}")
    return [f.CallReceived(origin=command.origin, rang_at=rang_at, caller=command.caller)]


_Writing = (
    c.DescribeCaller
    | c.LocateCall
    | c.StateMotive
    | c.LoseCaller
    | c.CallBack
    | c.AssignPriority
    | c.IdentifyPatient
    | c.QualifyIdentity
    | c.NoteObservation
)
_Known = Received | Waiting | InRegulation | Decided | Completed | Validated | Closed | Dismissed


def _write(command: _Writing, state: _Known) -> Facts:
    if isinstance(state, Closed | Dismissed):
        raise CallEnded(f"call {command.call} takes no more writing")
    file = state.file
    match command:
        case c.DescribeCaller(caller=caller):
            return [] if caller == file.caller else [f.CallerDescribed(caller=caller)]
        case c.LocateCall(place=place):
            return [] if place == file.place else [f.CallLocated(place=place, missions=file.still_out)]
        case c.StateMotive(motive=motive, code=code):
            same = (motive, code) == (file.motive, file.motive_code)
            return [] if same else [f.MotiveStated(motive=motive, code=code)]
        case c.LoseCaller():
            return [f.CallerLost()]
        case c.CallBack(reached=reached):
            return [f.CalledBack(reached=reached)]
        case c.AssignPriority(priority=priority):
            if file.priority is None:
                return [f.PriorityAssigned(priority=priority)]
            if file.priority is priority:
                return []
            return [f.PriorityRevised(priority=priority, was=file.priority, missions=file.still_out)]
        case c.IdentifyPatient() | c.QualifyIdentity():
            return _identify(command, state)
        case c.NoteObservation(text=text, patient=patient):
            check_patient(patient, file, command.call)
            return [f.ObservationNoted(text=text, patient=patient)]
        case _:
            assert_never(command)


def _identify(command: c.IdentifyPatient | c.QualifyIdentity, state: _Known) -> Facts:
    if command.ins is not None and not ins_rules.is_acceptable(command.ins):
        raise InsKeyWrong("the key does not match the number")
    match command:
        case c.QualifyIdentity(patient=patient, ins=ins):
            check_patient(patient, state.file, command.call)
            return [f.PatientIdentityQualified(patient=patient, ins=ins)]
        case c.IdentifyPatient():
            if command.status is InsStatus.QUALIFIED and command.ins is None:
                raise InsWithoutQualification("a qualified identity has an INS number")
            if command.ins is not None and command.status is InsStatus.PROVISIONAL:
                raise InsWithoutQualification("a provisional identity has no INS number")
            return [
                f.PatientIdentified(
                    patient=command.patient,
                    person=command.person,
                    status=command.status,
                    ins=command.ins,
                )
            ]
        case _:
            assert_never(command)


_Leading = (
    c.TransferToRegulator
    | c.LinkDuplicate
    | c.DismissCall
    | c.CompleteCall
    | c.ReopenCall
    | c.ValidateCall
    | c.CloseCall
)


def _lead(command: _Leading, state: _Known, act: Act) -> Facts:
    match command, state:
        case c.TransferToRegulator(channel=channel), Received():
            if state.file.priority is None:
                raise PriorityMissing("give a priority before the transfer")
            return [f.TransferredToRegulator(channel=channel)]
        case c.LinkDuplicate(original=original), Received() | Waiting() | InRegulation():
            if original == command.call:
                raise DuplicateOfItself(f"{original} is this call")
            return [f.DuplicateLinked(original=original)]
        case c.DismissCall(code=code), Received() | Waiting() | InRegulation():
            return [f.CallDismissed(code=code)]
        case c.CompleteCall(), Decided():
            if state.file.open_missions:
                raise MissionStillOpen(f"still out: {', '.join(state.file.still_out)}")
            return [f.CallCompleted()]
        case c.CompleteCall(), InRegulation():
            raise DecisionMissing("decide, or say that nothing further is needed")
        case c.ReopenCall(reason=reason), Completed() | Validated():
            if not reason.strip():
                raise ReasonMissing("say why the file is reopened")
            return [f.CallReopened(reason=reason, active_at=act.at)]
        case c.ValidateCall(), Completed():
            if state.file.level is None:
                raise CareLevelMissing("assess the care level before validating")
            return [f.CallValidated(closes_at=max(act.at, state.file.active_since + CLOSES_AFTER))]
        case c.CloseCall(), Validated(closes_at=closes_at):
            if act.at < closes_at:
                raise ClosingTooEarly(f"closes at {closes_at:%Y-%m-%d %H:%M} UTC")
            return [f.CallClosed()]
        case _, Completed() | Validated() | Closed() | Dismissed():
            raise CallEnded(f"call {command.call} is {_name(state)}")
        case _:
            raise OutOfOrder(f"not possible while call {command.call} is {_name(state)}")


def _name(state: RegulationCallState) -> str:
    return str(type(state).__struct_config__.tag)

"""The call on a team's sheet: who calls, why, who the patient is, what the room noted."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.regulation_call import facts as call
from domain.regulation_call.states import Patient
from domain.vocabulary import Caller, CareLevel, InsStatus
from projections.rows import RowFold, latest

NOTES_KEPT = 20
CLOSED_FILES_KEPT = 100


class Note(msgspec.Struct, frozen=True, gc=False):
    at: datetime
    by: str
    text: str


class CallPart(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The file as far as the crew needs it: `notes` are the last NOTES_KEPT. No INS number."""

    id: str
    caller: Caller = Caller()
    motive: str | None = None
    level: CareLevel | None = None
    regulator: str | None = None
    patients: dict[str, Patient] = {}
    notes: tuple[Note, ...] = ()
    completed: bool = False


CALLS: RowFold[CallPart] = RowFold()
CALLS.drops(call.CallDismissed, call.DuplicateLinked, call.CallValidated, call.CallClosed)
CALLS.ignores(
    call.CallLocated,
    call.CallerLost,
    call.CalledBack,
    call.PriorityAssigned,
    call.PriorityRevised,
    call.TransferredToRegulator,
    call.AdviceGiven,
    call.PrescriptionGivenByPhone,
    call.InterventionDecided,
    call.InterventionConcluded,
    call.PatientOriented,
    call.NoFurtherDecisionNeeded,
)


@CALLS.opens(call.CallReceived, call.CallReopened)
def received(recorded: Recorded[call.CallReceived | call.CallReopened]) -> CallPart:
    """A file reopened after it was let go starts again from what is said from then on."""
    fact = recorded.fact
    caller = fact.caller if isinstance(fact, call.CallReceived) else Caller()
    return CallPart(id=recorded.stream.id, caller=caller)


@CALLS.changes(call.CallerDescribed)
def described(row: CallPart, recorded: Recorded[call.CallerDescribed]) -> CallPart:
    return replace(row, caller=recorded.fact.caller)


@CALLS.changes(call.MotiveStated)
def motive(row: CallPart, recorded: Recorded[call.MotiveStated]) -> CallPart:
    return replace(row, motive=recorded.fact.motive)


@CALLS.changes(call.CareLevelAssessed)
def level(row: CallPart, recorded: Recorded[call.CareLevelAssessed]) -> CallPart:
    return replace(row, level=recorded.fact.level)


@CALLS.changes(call.RegulationStarted, call.RegulationTakenOver)
def regulated(
    row: CallPart, recorded: Recorded[call.RegulationStarted | call.RegulationTakenOver]
) -> CallPart:
    return replace(row, regulator=recorded.fact.regulator)


@CALLS.changes(call.PatientIdentified)
def identified(row: CallPart, recorded: Recorded[call.PatientIdentified]) -> CallPart:
    fact = recorded.fact
    known = Patient(person=fact.person, status=fact.status)
    return replace(row, patients={**row.patients, fact.patient: known})


@CALLS.changes(call.PatientIdentityQualified)
def qualified(row: CallPart, recorded: Recorded[call.PatientIdentityQualified]) -> CallPart:
    known = row.patients.get(recorded.fact.patient)
    if known is None:
        return row
    patient = replace(known, status=InsStatus.QUALIFIED)
    return replace(row, patients={**row.patients, recorded.fact.patient: patient})


@CALLS.changes(call.ObservationNoted)
def noted(row: CallPart, recorded: Recorded[call.ObservationNoted]) -> CallPart:
    note = Note(recorded.at, recorded.by.id, recorded.fact.text)
    return replace(row, notes=(*row.notes, note)[-NOTES_KEPT:])


@CALLS.changes(call.CallCompleted, call.CallReopened)
def completed(row: CallPart, recorded: Recorded[call.CallCompleted | call.CallReopened]) -> CallPart:
    return replace(row, completed=isinstance(recorded.fact, call.CallCompleted))


def bounded(rows: dict[str, CallPart], recorded: Recorded[Any]) -> dict[str, CallPart]:
    """Completed files beyond CLOSED_FILES_KEPT are let go, the oldest calls first."""
    if type(recorded.fact) is not call.CallCompleted:
        return rows
    return latest(rows, lambda row: row.completed, CLOSED_FILES_KEPT)

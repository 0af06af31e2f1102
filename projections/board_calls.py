"""The calls of the regulator's board: one row per file, with no name of anybody but the room's."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.regulation_call import facts as f
from domain.vocabulary import (
    CallerType,
    CallOrigin,
    CareLevel,
    CaseStatus,
    Channel,
    DecisionType,
    InsStatus,
    Person,
    Position,
    Priority,
    Sex,
)
from projections.rows import RowFold, latest

COMPLETED_KEPT = 100
"""Completed files wait on the board for their validation: the newest hundred of them."""


class CallStage(StrEnum):
    """Finer than the national status: where the file is in the room."""

    RECEIVED = "received"
    WAITING = "waiting"
    IN_REGULATION = "in-regulation"
    DECIDED = "decided"
    COMPLETED = "completed"


class PatientOnBoard(msgspec.Struct, frozen=True, gc=False):
    """A patient without a name: age as ISO 8601 (``P84Y``), sex, reliability of the identity."""

    id: str
    age: str | None
    sex: Sex
    identity: InsStatus


class DecisionTaken(msgspec.Struct, frozen=True, gc=False):
    type: DecisionType
    at: datetime
    by: str


class CallRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One file. `waiting_since` is when it rang, or was reopened; `holder` who has it in hand now
    (nobody while it waits for a doctor). `missions` are those not ended.

    `rang_at` and `received_at` are None only for a file reopened after it had left the board.
    """

    id: str
    state: CallStage
    status: CaseStatus = CaseStatus.ACTIVE
    waiting_since: datetime
    rang_at: datetime | None = None
    received_at: datetime | None = None
    transferred_at: datetime | None = None
    regulated_at: datetime | None = None
    decided_at: datetime | None = None
    completed_at: datetime | None = None
    origin: CallOrigin | None = None
    national_id: str | None = None
    caller: CallerType = CallerType.UNKNOWN
    caller_lost: bool = False
    place: str | None = None
    insee: str | None = None
    position: Position | None = None
    motive: str | None = None
    motive_code: str | None = None
    priority: Priority | None = None
    channel: Channel | None = None
    level: CareLevel | None = None
    arm: str | None = None
    regulator: str | None = None
    holder: str | None = None
    patients: tuple[PatientOnBoard, ...] = ()
    decisions: tuple[DecisionTaken, ...] = ()
    missions: tuple[str, ...] = ()


CALLS: RowFold[CallRow] = RowFold()
CALLS.ignores(f.ObservationNoted)
CALLS.drops(f.CallDismissed, f.DuplicateLinked, f.CallValidated, f.CallClosed)


@CALLS.opens(f.CallReceived)
def received(recorded: Recorded[f.CallReceived]) -> CallRow:
    """An ARM has it."""
    fact = recorded.fact
    return CallRow(
        id=recorded.stream.id,
        state=CallStage.RECEIVED,
        waiting_since=fact.rang_at,
        rang_at=fact.rang_at,
        received_at=recorded.at,
        origin=fact.origin,
        national_id=fact.national_id,
        caller=fact.caller.type,
        arm=recorded.by.id,
        holder=recorded.by.id,
    )


@CALLS.opens(f.CallReopened)
def reopened_from_nothing(recorded: Recorded[f.CallReopened]) -> CallRow:
    """The file had left the board: only its name is known here."""
    return CallRow(id=recorded.stream.id, state=CallStage.IN_REGULATION, waiting_since=recorded.at)


@CALLS.changes(f.CallReopened)
def reopened(row: CallRow, recorded: Recorded[f.CallReopened]) -> CallRow:
    return replace(
        row,
        state=CallStage.IN_REGULATION,
        status=CaseStatus.ACTIVE,
        waiting_since=recorded.at,
        completed_at=None,
        holder=row.regulator,
    )


@CALLS.changes(f.CallerDescribed)
def caller(row: CallRow, recorded: Recorded[f.CallerDescribed]) -> CallRow:
    return replace(row, caller=recorded.fact.caller.type)


@CALLS.changes(f.CallLocated)
def located(row: CallRow, recorded: Recorded[f.CallLocated]) -> CallRow:
    place = recorded.fact.place
    return replace(row, place=place.label, insee=place.insee, position=place.position)


@CALLS.changes(f.MotiveStated)
def motive(row: CallRow, recorded: Recorded[f.MotiveStated]) -> CallRow:
    return replace(row, motive=recorded.fact.motive, motive_code=recorded.fact.code)


@CALLS.changes(f.CallerLost)
def lost(row: CallRow, recorded: Recorded[f.CallerLost]) -> CallRow:
    return replace(row, caller_lost=True)


@CALLS.changes(f.CalledBack)
def called_back(row: CallRow, recorded: Recorded[f.CalledBack]) -> CallRow:
    return replace(row, caller_lost=row.caller_lost and not recorded.fact.reached)


@CALLS.changes(f.PriorityAssigned, f.PriorityRevised)
def priority(row: CallRow, recorded: Recorded[f.PriorityAssigned | f.PriorityRevised]) -> CallRow:
    return replace(row, priority=recorded.fact.priority)


@CALLS.changes(f.CareLevelAssessed)
def level(row: CallRow, recorded: Recorded[f.CareLevelAssessed]) -> CallRow:
    return replace(row, level=recorded.fact.level)


@CALLS.changes(f.PatientIdentified)
def identified(row: CallRow, recorded: Recorded[f.PatientIdentified]) -> CallRow:
    fact = recorded.fact
    shown = PatientOnBoard(fact.patient, _age(fact.person, recorded.at), fact.person.sex, fact.status)
    others = tuple(patient for patient in row.patients if patient.id != fact.patient)
    return replace(row, patients=(*others, shown))


@CALLS.changes(f.PatientIdentityQualified)
def qualified(row: CallRow, recorded: Recorded[f.PatientIdentityQualified]) -> CallRow:
    known = tuple(
        replace(patient, identity=InsStatus.QUALIFIED) if patient.id == recorded.fact.patient else patient
        for patient in row.patients
    )
    return replace(row, patients=known)


@CALLS.changes(f.TransferredToRegulator)
def transferred(row: CallRow, recorded: Recorded[f.TransferredToRegulator]) -> CallRow:
    return replace(
        row,
        state=CallStage.WAITING,
        channel=recorded.fact.channel,
        transferred_at=recorded.at,
        holder=None,
    )


@CALLS.changes(f.RegulationStarted)
def regulation(row: CallRow, recorded: Recorded[f.RegulationStarted]) -> CallRow:
    doctor = recorded.fact.regulator
    return replace(
        row, state=CallStage.IN_REGULATION, regulated_at=recorded.at, regulator=doctor, holder=doctor
    )


@CALLS.changes(f.RegulationTakenOver)
def taken_over(row: CallRow, recorded: Recorded[f.RegulationTakenOver]) -> CallRow:
    return replace(row, regulator=recorded.fact.regulator, holder=recorded.fact.regulator)


_DECISIONS: dict[type[Any], DecisionType] = {
    f.AdviceGiven: DecisionType.ADVICE,
    f.PrescriptionGivenByPhone: DecisionType.PHONE_PRESCRIPTION,
    f.InterventionDecided: DecisionType.INTERVENTION,
    f.PatientOriented: DecisionType.ORIENTATION,
    f.NoFurtherDecisionNeeded: DecisionType.NO_FURTHER_DECISION,
}
_Decision = f.AdviceGiven | f.PrescriptionGivenByPhone | f.PatientOriented | f.NoFurtherDecisionNeeded


@CALLS.changes(f.AdviceGiven, f.PrescriptionGivenByPhone, f.PatientOriented, f.NoFurtherDecisionNeeded)
def decided(row: CallRow, recorded: Recorded[_Decision]) -> CallRow:
    return _decided(row, recorded)


@CALLS.changes(f.InterventionDecided)
def intervention(row: CallRow, recorded: Recorded[f.InterventionDecided]) -> CallRow:
    return replace(_decided(row, recorded), missions=(*row.missions, recorded.fact.mission))


@CALLS.changes(f.InterventionConcluded)
def concluded(row: CallRow, recorded: Recorded[f.InterventionConcluded]) -> CallRow:
    return replace(row, missions=tuple(name for name in row.missions if name != recorded.fact.mission))


@CALLS.changes(f.CallCompleted)
def completed(row: CallRow, recorded: Recorded[f.CallCompleted]) -> CallRow:
    return replace(
        row, state=CallStage.COMPLETED, status=CaseStatus.COMPLETED, completed_at=recorded.at, holder=None
    )


def _decided(row: CallRow, recorded: Recorded[Any]) -> CallRow:
    taken = DecisionTaken(_DECISIONS[type(recorded.fact)], recorded.at, recorded.by.id)
    return replace(
        row,
        state=CallStage.DECIDED,
        decided_at=row.decided_at or recorded.at,
        decisions=(*row.decisions, taken),
    )


def bounded(rows: dict[str, CallRow], recorded: Recorded[Any]) -> dict[str, CallRow]:
    """Completed files beyond COMPLETED_KEPT leave the board, the oldest calls first."""
    if type(recorded.fact) is not f.CallCompleted:
        return rows
    return latest(rows, lambda row: row.state is CallStage.COMPLETED, COMPLETED_KEPT)


def _age(person: Person, at: datetime) -> str | None:
    if person.age is not None or person.birth_date is None:
        return person.age
    try:
        born = date.fromisoformat(person.birth_date)
    except ValueError:  # a date such as 1938-00-00 is written for people who know only the year
        return None
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    return f"P{years}Y" if years >= 0 else None

"""The calls of the regulator's board: one row per file, until it is validated or dismissed."""

from typing import Any

from msgspec.structs import replace

from domain.envelope import Recorded
from domain.regulation_call import facts as f
from domain.vocabulary import CaseStatus, DecisionType, InsStatus
from projections.call_row import CallRow, CallStage, DecisionTaken, PatientOnBoard, age_of
from projections.rows import RowFold, latest

COMPLETED_KEPT = 100
"""Completed files wait on the board for their validation: the newest hundred of them."""


CALLS: RowFold[CallRow] = RowFold()
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


@CALLS.changes(f.ObservationNoted)
def noted(row: CallRow, recorded: Recorded[f.ObservationNoted]) -> CallRow:
    """How many, and never what: who has the file open reads it again."""
    return replace(row, notes=row.notes + 1)


@CALLS.changes(f.CareLevelAssessed)
def level(row: CallRow, recorded: Recorded[f.CareLevelAssessed]) -> CallRow:
    return replace(row, level=recorded.fact.level)


@CALLS.changes(f.PatientIdentified)
def identified(row: CallRow, recorded: Recorded[f.PatientIdentified]) -> CallRow:
    fact = recorded.fact
    shown = PatientOnBoard(fact.patient, age_of(fact.person, recorded.at), fact.person.sex, fact.status)
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

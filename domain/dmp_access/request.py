"""Asking for an access: decided on the access and on the call it is for.

L1111-17 I knows two emergency cases. The regulating doctor who receives a call about a person may open
their DMP (`centre_15`); any health professional may where the person cannot express their will and is
at immediate risk (`bris_de_glace`). The statute names the doctor only: an ARM opens nothing, a nurse
opens by `normal` or `bris_de_glace` (docs/adr/0010). What the rules forbid is refused as a fact.
"""

from collections.abc import Sequence

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.states import DmpAccessState, NotRequested
from domain.fact import Act
from domain.refusals import AlreadyExists
from domain.regulation_call.states import (
    Decided,
    InRegulation,
    Patient,
    Received,
    RegulationCallState,
    Waiting,
)
from domain.rules.ins import may_leave_the_house
from domain.vocabulary import DmpMode, Role

ALLOWED_ROLES: dict[DmpMode, frozenset[Role]] = {
    DmpMode.NORMAL: frozenset({Role.REGULATOR, Role.NURSE}),
    DmpMode.REGULATION_CENTRE: frozenset({Role.REGULATOR}),
    DmpMode.BREAK_GLASS: frozenset({Role.REGULATOR, Role.NURSE}),
}


def request(
    command: c.RequestAccess, state: DmpAccessState, call: RegulationCallState, act: Act
) -> Sequence[f.DmpAccessFact]:
    """AccessRequested, or AccessRefused with its reason. Raises AlreadyExists for a used identifier."""
    if not isinstance(state, NotRequested):
        raise AlreadyExists(f"DMP access {command.access} was requested already")
    patient = _patient(command, call)
    why = _refused_because(command, call, patient, act)
    if why is not None or patient is None or patient.ins is None:
        return [_refused(command, why or f.RefusedBecause.IDENTITY_NOT_QUALIFIED, act)]
    return [
        f.AccessRequested(
            call=command.call,
            patient=command.patient,
            mode=command.mode,
            practitioner=act.by,
            ins=patient.ins,
            attestation=command.attestation,
            reason=command.reason,
        )
    ]


def _refused(command: c.RequestAccess, why: f.RefusedBecause, act: Act) -> f.AccessRefused:
    return f.AccessRefused(
        call=command.call,
        patient=command.patient,
        mode=command.mode,
        practitioner=act.by,
        why=why,
        attestation=command.attestation,
        reason=command.reason,
    )


def _patient(command: c.RequestAccess, call: RegulationCallState) -> Patient | None:
    match call:
        case Received() | Waiting() | InRegulation() | Decided():
            return call.file.patients.get(command.patient)
        case _:
            return None


def _refused_because(
    command: c.RequestAccess, call: RegulationCallState, patient: Patient | None, act: Act
) -> f.RefusedBecause | None:
    if act.by.role not in ALLOWED_ROLES[command.mode]:
        return f.RefusedBecause.ROLE_NOT_ALLOWED
    if not isinstance(call, Received | Waiting | InRegulation | Decided):
        return f.RefusedBecause.CALL_NOT_OPEN
    if patient is None:
        return f.RefusedBecause.PATIENT_UNKNOWN
    if not may_leave_the_house(patient.status):
        return f.RefusedBecause.IDENTITY_NOT_QUALIFIED
    return _mode_refuses(command)


def _mode_refuses(command: c.RequestAccess) -> f.RefusedBecause | None:
    attested = command.attestation
    match command.mode:
        case DmpMode.BREAK_GLASS:
            if not (attested.cannot_express_will and attested.immediate_risk):
                return f.RefusedBecause.CONDITIONS_NOT_ATTESTED
            return None if (command.reason or "").strip() else f.RefusedBecause.REASON_MISSING
        case DmpMode.NORMAL:
            return None if attested.patient_agrees else f.RefusedBecause.CONSENT_NOT_ATTESTED
        case DmpMode.REGULATION_CENTRE:
            return None

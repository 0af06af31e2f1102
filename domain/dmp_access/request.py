"""Asking for an access, or for more time: decided on the access and on the call it is for.

L1111-17 I knows two emergency cases. The regulating doctor who receives a call about a person may open
their DMP (`centre_15`); any health professional may where the person cannot express their will and is
at immediate risk (`bris_de_glace`). The statute names the doctor only: an ARM opens nothing, a nurse
opens by `normal` or `bris_de_glace` (docs/adr/0010). What the rules forbid is refused as a fact.
"""

from collections.abc import Sequence
from typing import assert_never

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.decide import own, readable
from domain.dmp_access.refusals import AnotherCall
from domain.dmp_access.states import DmpAccessState, NotRequested
from domain.dmp_access.words import RefusedBecause
from domain.fact import Act
from domain.refusals import AlreadyExists, NotFound
from domain.regulation_call.states import (
    Decided,
    InRegulation,
    Patient,
    Received,
    RegulationCallState,
    Waiting,
)
from domain.rules.ins import may_leave_the_house
from domain.vocabulary import DmpMode, Ins, Role

ALLOWED_ROLES: dict[DmpMode, frozenset[Role]] = {
    DmpMode.NORMAL: frozenset({Role.REGULATOR, Role.NURSE}),
    DmpMode.REGULATION_CENTRE: frozenset({Role.REGULATOR}),
    DmpMode.BREAK_GLASS: frozenset({Role.REGULATOR, Role.NURSE}),
}


def decide(
    command: c.RequestAccess | c.ContinueAccess, state: DmpAccessState, call: RegulationCallState, act: Act
) -> Sequence[f.DmpAccessFact]:
    """The facts that asking for an access, or for more of it, leads to. Raises a Refusal."""
    match command:
        case c.RequestAccess():
            return request(command, state, call, act)
        case c.ContinueAccess():
            return proceed(command, state, call, act)
        case _:
            assert_never(command)


def request(
    command: c.RequestAccess, state: DmpAccessState, call: RegulationCallState, act: Act
) -> Sequence[f.DmpAccessFact]:
    """AccessRequested, or AccessRefused with its reason. Raises AlreadyExists for a used identifier."""
    if not isinstance(state, NotRequested):
        raise AlreadyExists(f"DMP access {command.access} was requested already")
    allowed = _asked(command, call, act)
    if isinstance(allowed, RefusedBecause):
        return [_refused(command, allowed, act)]
    return [
        f.AccessRequested(
            call=command.call,
            patient=command.patient,
            mode=command.mode,
            practitioner=act.by,
            ins=allowed,
            attestation=command.attestation,
            reason=command.reason,
        )
    ]


def proceed(
    command: c.ContinueAccess, state: DmpAccessState, call: RegulationCallState, act: Act
) -> Sequence[f.DmpAccessFact]:
    """ContinuationRequested, or ContinuationRefused with its reason: the rules are those of the request.

    Raises NotFound, AccessNotOpen, AccessTimeIsUp, NotYourAccess, AnotherCall.
    """
    if isinstance(state, NotRequested):
        raise NotFound(f"no DMP access {command.access}")
    opened = readable(command.access, state, act)
    own(opened, act)
    subject = opened.subject
    if command.call != subject.call:
        raise AnotherCall(f"this access is for call {subject.call}")
    if opened.continuing:
        return []
    again = c.RequestAccess(
        access=command.access,
        call=subject.call,
        patient=subject.patient,
        mode=subject.mode,
        attestation=command.attestation,
        reason=command.reason,
    )
    allowed = _asked(again, call, act)
    if isinstance(allowed, RefusedBecause):
        refused = f.ContinuationRefused(why=allowed, attestation=command.attestation, reason=command.reason)
        return [refused]
    return [
        f.ContinuationRequested(
            call=subject.call,
            patient=subject.patient,
            mode=subject.mode,
            practitioner=act.by,
            ins=allowed,
            attestation=command.attestation,
            reason=command.reason,
        )
    ]


def _asked(command: c.RequestAccess, call: RegulationCallState, act: Act) -> Ins | RefusedBecause:
    """The INS number to ask the DMP with, or why it is not asked."""
    patient = _patient(command, call)
    why = _refused_because(command, call, patient, act)
    if why is not None:
        return why
    if patient is None or patient.ins is None:
        return RefusedBecause.IDENTITY_NOT_QUALIFIED
    return patient.ins


def _refused(command: c.RequestAccess, why: RefusedBecause, act: Act) -> f.AccessRefused:
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
) -> RefusedBecause | None:
    if act.by.role not in ALLOWED_ROLES[command.mode]:
        return RefusedBecause.ROLE_NOT_ALLOWED
    if not isinstance(call, Received | Waiting | InRegulation | Decided):
        return RefusedBecause.CALL_NOT_OPEN
    if patient is None:
        return RefusedBecause.PATIENT_UNKNOWN
    if not may_leave_the_house(patient.status):
        return RefusedBecause.IDENTITY_NOT_QUALIFIED
    return _mode_refuses(command)


def _mode_refuses(command: c.RequestAccess) -> RefusedBecause | None:
    attested = command.attestation
    match command.mode:
        case DmpMode.BREAK_GLASS:
            if not (attested.cannot_express_will and attested.immediate_risk):
                return RefusedBecause.CONDITIONS_NOT_ATTESTED
            return None if (command.reason or "").strip() else RefusedBecause.REASON_MISSING
        case DmpMode.NORMAL:
            return None if attested.patient_agrees else RefusedBecause.CONSENT_NOT_ATTESTED
        case DmpMode.REGULATION_CENTRE:
            return None

"""What a shared file says that has no field of its own here: kept word for word, as notes."""

from collections.abc import Iterator

from domain.regulation_call.commands import ImportedNote
from gateways.hub_sante.callers import phone
from gateways.hub_sante.identifiers import ours
from gateways.hub_sante.messages import AlertCaller, CaseHealth, CaseHealthUpdate, SharedDecision
from gateways.hub_sante.parts import Operator, SharedPatient
from gateways.hub_sante.words import pieces


def notes(case: CaseHealth | CaseHealthUpdate) -> Iterator[ImportedNote]:
    """The notes of a file or an update, in its order: the alert, the patients, notes, decisions, status."""
    if case.initial_alert is not None:
        for note in case.initial_alert.notes:
            yield from _note(note.freetext)
        if isinstance(case, CaseHealth) and case.initial_alert:
            yield from _note(_about_caller(case.initial_alert.caller))
    for patient in case.patient:
        yield from _note(_history(patient), patient.patient_id)
    for note in case.medical_note:
        yield from _note(f"{note.freetext.strip()} ({_who(note.operator)})", note.patient_id)
    for decision in case.decision:
        yield from _note(_decision(decision), decision.patient_id)
    for risk in case.qualification.risk_threat:
        yield from _note(f"Risque : {risk.label} ({risk.code})")
    if isinstance(case, CaseHealthUpdate):
        yield from _note(case.freetext)
        yield from _note(f"Centre en charge : {case.owner}" if case.owner else None)
    status = case.qualification.details.status
    yield from _note(f"Statut chez l'émetteur : {status}" if status else None)


def _note(text: str | None, patient: str | None = None) -> Iterator[ImportedNote]:
    for piece in pieces(text or ""):
        yield ImportedNote(text=piece, patient=ours(patient) if patient else None)


def _who(operator: Operator) -> str:
    return f"{operator.label}, {operator.role}" if operator.label else operator.role


def _about_caller(caller: AlertCaller) -> str:
    words = [caller.freetext.strip()] if caller.freetext else []
    if caller.language not in (None, "fr"):
        words.append(f"langue {caller.language}")
    if caller.communication not in (None, "AUCUNE"):
        words.append(f"communication {caller.communication}")
    if phone(caller) is None:
        words.append(f"contact {caller.caller_contact.type} {caller.caller_contact.detail}")
    return f"Appelant : {', '.join(words)}" if words else ""


def _history(patient: SharedPatient) -> str:
    detail, diagnoses = patient.detail, patient.hypothesis
    first = [diagnoses.main_diagnosis] if diagnoses.main_diagnosis else []
    words = [
        f"Antécédents : {detail.medical_history}" if detail.medical_history else "",
        f"Traitement : {detail.treatment}" if detail.treatment else "",
        *(f"Hypothèse : {found.label} ({found.code})" for found in (*first, *diagnoses.other_diagnosis)),
        f"Poids : {detail.weight:g} kg" if detail.weight else "",
        f"Taille : {detail.height:g} cm" if detail.height else "",
    ]
    return ". ".join(filter(None, words))


def _decision(decision: SharedDecision) -> str:
    where = decision.destination.freetext if decision.destination else None
    words = [decision.decision_type, decision.resource_type, decision.orientation_type, where]
    said = " ".join(word for word in words if word)
    return f"Décision partagée : {said}, {decision.creation} ({_who(decision.operator)})"

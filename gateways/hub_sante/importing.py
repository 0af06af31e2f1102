"""What a shared file says, as one command for its call."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from domain.regulation_call.commands import ImportedNote, ImportedPatient, ImportFile
from domain.vocabulary import CareLevel, Person, Place, Position, Sex
from gateways.hub_sante import callers
from gateways.hub_sante.bad_message import BadMessage, decode
from gateways.hub_sante.envelope import Payload, payloads
from gateways.hub_sante.identifiers import check_case_id, check_part_id, ours
from gateways.hub_sante.messages import CaseHealth, CaseHealthUpdate
from gateways.hub_sante.notes import notes
from gateways.hub_sante.parts import Location, SharedPatient
from gateways.hub_sante.words import short

LARGEST = 4 * 1024 * 1024
"""Bytes. The hub sets no bound; the largest national example is a thousandth of this."""

Shared = CaseHealth | CaseHealthUpdate

_NOT_RECEIVED = "neither createCaseHealth nor createCaseHealthUpdate: not a file to import"


def read(data: bytes) -> list[ImportFile]:
    """One command for each shared file of a message, bare or in its EDXL-DE envelope, in order.

    Raises BadMessage where the message is not a valid RS-EDA or RS-EDA-MAJ.
    """
    if len(data) > LARGEST:
        raise BadMessage("$", f"larger than {LARGEST} bytes")
    return [_import(payload) for payload in payloads(data)]


def _import(payload: Payload) -> ImportFile:
    match payload.key:
        case "createCaseHealth":
            return _file(decode(payload.text, CaseHealth, payload.path), payload)
        case "createCaseHealthUpdate":
            return _update(decode(payload.text, CaseHealthUpdate, payload.path), payload)
        case _:
            raise BadMessage(payload.path, _NOT_RECEIVED)


def _file(case: CaseHealth, payload: Payload) -> ImportFile:
    path, alert = payload.path, case.initial_alert
    _check(case, path)
    check_case_id(case.owner, f"{path}.owner")
    created = _instant(case.creation, f"{path}.creation")
    motive = case.qualification.health_motive or case.qualification.whats_happen
    return ImportFile(
        call=ours(case.case_id),
        national_id=case.case_id,
        rang_at=_instant(alert.reception, f"{path}.initialAlert.reception") if alert else created,
        origin=case.qualification.origin,
        caller=callers.caller(alert.caller, f"{path}.initialAlert.caller") if alert else None,
        place=_place(case.location),
        motive=short(motive.label) if motive else None,
        motive_code=motive.code if motive else None,
        priority=case.qualification.details.priority,
        level=_level(case),
        patients=_patients(case, path),
        notes=_notes(case, payload),
    )


def _update(case: CaseHealthUpdate, payload: Payload) -> ImportFile:
    _check(case, payload.path)
    if case.owner is not None:
        check_case_id(case.owner, f"{payload.path}.owner")
    return ImportFile(
        call=ours(case.case_id),
        national_id=case.case_id,
        priority=case.qualification.details.priority,
        level=_level(case),
        # A patient named only to hang a note on says nothing new of who they are.
        patients=tuple(p for p in _patients(case, payload.path) if p.person != Person()),
        notes=_notes(case, payload),
    )


def _check(case: Shared, path: str) -> None:
    check_case_id(case.case_id, f"{path}.caseId")
    for index, patient in enumerate(case.patient):
        check_part_id(patient.patient_id, "patient", f"{path}.patient[{index}].patientId")
    for index, note in enumerate(case.medical_note):
        at = f"{path}.medicalNote[{index}]"
        check_part_id(note.medical_note_id, "medicalNote", f"{at}.medicalNoteId")
        if note.patient_id is not None:
            check_part_id(note.patient_id, "patient", f"{at}.patientId")


def _instant(text: str, path: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadMessage(path, f"no such instant: {text}") from error


def _place(location: Location) -> Place | None:
    address, city = location.detailed_address, location.city
    words = (location.name, address.complete if address else None, city.name)
    label = short(", ".join(word.strip() for word in words if word and word.strip()))
    point = location.geometry.point if location.geometry else None
    if label is None and point is None and city.insee_code is None:
        return None
    return Place(
        label=label or city.insee_code or "position seule",
        position=Position(point.coord.lat, point.coord.lon) if point else None,
        insee=city.insee_code,
        access=_access(location),
    )


def _access(location: Location) -> str | None:
    access = location.access
    said = {
        "bâtiment": access.building_name,
        "entrée": access.entrance,
        "étage": access.floor,
        "porte": access.room_number,
        "ascenseur": access.elevator,
        "interphone": access.interphone,
        "code": " ".join(access.access_code) or None,
        "service": access.entity,
        "téléphone": access.phone_number,
    }
    words = [f"{name} {value}" for name, value in said.items() if value]
    return short(", ".join([*words, *filter(None, [location.freetext])]))


def _level(case: Shared) -> CareLevel | None:
    """The level of the file; where it says none, the worst of its patients (national rule)."""
    said = case.qualification.details.care_level
    levels = [patient.detail.care_level for patient in case.patient if patient.detail.care_level]
    return said or min(levels, default=None)


def _patients(case: Shared, path: str) -> tuple[ImportedPatient, ...]:
    return tuple(
        ImportedPatient(patient=ours(patient.patient_id), person=_person(patient, f"{path}.patient[{index}]"))
        for index, patient in enumerate(case.patient)
    )


def _person(patient: SharedPatient, path: str) -> Person:
    strict, names = patient.identity.strict_features, patient.identity.non_strict_features
    if strict.birth_date is not None:
        _check_day(strict.birth_date, f"{path}.identity.strictFeatures.birthDate")
    usual = (names.last_name or (None if names.first_name else names.complete)) if names else None
    return Person(
        last_name=short(strict.birth_name or usual or ""),
        first_name=short((names.first_name if names else None) or ""),
        birth_date=strict.birth_date,
        age=patient.detail.age,
        sex=strict.sex or Sex.UNKNOWN,
    )


def _check_day(text: str, path: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise BadMessage(path, f"no such day: {text}") from error


def _notes(case: Shared, payload: Payload) -> tuple[ImportedNote, ...]:
    def all_notes() -> Iterator[ImportedNote]:
        if payload.exercise:
            yield ImportedNote(text="EXERCICE : ce dossier n'est pas réel")
        yield from notes(case)

    return tuple(all_notes())

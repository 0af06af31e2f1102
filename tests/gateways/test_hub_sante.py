"""Shared files become commands; what is not a valid file is refused at its place."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.regulation_call.commands import ImportedPatient, ImportFile
from domain.vocabulary import CallerType, CallOrigin, CareLevel, Identifier, Position, Priority, Sex
from gateways.hub_sante import BadMessage, read

DATA = Path(__file__).parent / "data"
FILE = DATA / "rs-eda.json"
UPDATE = DATA / "enveloped-update.json"


def imported(path: Path = FILE) -> ImportFile:
    return read(path.read_bytes())[0]


def changed(path: str, value: Any = ..., source: Path = FILE) -> bytes:
    """The file with `value` at the dotted `path`; without that member where `value` is not given."""
    document: Any = json.loads(source.read_bytes())
    place: Any = document
    *way, last = [int(word) if word.isdigit() else word for word in path.split(".")]
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(document).encode()


def refusal(data: bytes) -> BadMessage:
    with pytest.raises(BadMessage) as caught:
        read(data)
    return caught.value


def test_a_file_names_its_call_after_the_national_case() -> None:
    command = imported()
    assert command.call == command.national_id == "fr.health.samu250.DRFR152502632500017"
    assert command.rang_at == datetime(2026, 11, 21, 21, 3, 30, tzinfo=UTC)
    assert command.origin is CallOrigin.TELE_ASSISTANCE


def test_a_file_keeps_what_was_said_of_place_motive_and_priority() -> None:
    command = imported()
    assert command.place is not None
    assert command.place.label == "8 chemin des Essarts, Ornans"
    assert command.place.position == Position(47.1075, 6.1431)
    assert command.place.insee == "25434"
    assert command.place.access == "étage 2, code 44A7, chien dans la cour"
    assert (command.motive, command.motive_code) == ("Gêne respiratoire", "M03.12")
    assert command.priority is Priority.P2


def test_the_level_of_a_file_is_that_of_its_worst_patient() -> None:
    assert imported().level is CareLevel.R2


def test_patients_keep_strict_and_usual_features() -> None:
    first, second = imported().patients
    assert first.patient == "fr.health.samu250.patient.DRFR152502632500017.1"
    assert (first.person.last_name, first.person.first_name) == ("Cuenot", "Jeanne")
    assert (first.person.birth_date, first.person.age, first.person.sex) == ("1941-02-03", "P85Y", Sex.FEMALE)
    assert second == ImportedPatient(
        patient="fr.health.samu250.patient.DRFR152502632500017.2", person=type(first.person)()
    )


def test_the_caller_keeps_the_second_level_of_the_national_list() -> None:
    command = imported()
    assert command.caller is not None
    assert command.caller.type is CallerType.HOME_HELP
    assert (command.caller.name, command.caller.phone) == ("Odile Perrin", "+33600000017")


def test_notes_are_kept_with_their_patient() -> None:
    notes = {note.text: note.patient for note in imported().notes}
    assert notes["Essoufflée depuis midi."] is None
    assert notes["Oxygène à domicile. (ARM)"] == "fr.health.samu250.patient.DRFR152502632500017.1"


def test_a_file_without_alert_rang_when_it_was_created() -> None:
    command = read(changed("createCaseHealth.initialAlert"))[0]
    assert command.rang_at == datetime(2026, 11, 21, 21, 4, 10, tzinfo=UTC)
    assert command.caller is None


def test_an_envelope_may_hold_several_files() -> None:
    first, second = read(UPDATE.read_bytes())
    assert (first.rang_at, first.priority, first.patients) == (None, Priority.P1, ())
    assert [note.text for note in first.notes] == ["Centre en charge : fr.health.samu390"]
    assert [note.text for note in second.notes] == [
        "EXERCICE : ce dossier n'est pas réel",
        "Rappel de la fille.",
    ]


def test_a_long_motive_is_cut_and_a_long_note_is_not() -> None:
    assert (
        len(read(changed("createCaseHealth.qualification.healthMotive.label", "x" * 900))[0].motive or "")
        == 200
    )
    command = read(changed("createCaseHealth.medicalNote.0.freetext", "y" * 9000))[0]
    assert sum(note.text.count("y") for note in command.notes) == 9000


@pytest.mark.parametrize(
    "case_id", ["-fr.health.samu250.DR1", "fr.health." + "a" * 100, "fr.health.samu250.DR1."]
)
def test_a_call_is_named_by_a_fit_identifier(case_id: str) -> None:
    command = read(changed("createCaseHealth.caseId", case_id))[0]
    assert msgspec.convert(command.call, Identifier) == command.call
    assert command.national_id == case_id


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("createCaseHealth.caseId", ..., "$.createCaseHealth.caseId"),
        ("createCaseHealth.caseId", "fr..health", "$.createCaseHealth.caseId"),
        ("createCaseHealth.caseId", "a.b.c.d.e.f.g.h.i.j.k", "$.createCaseHealth.caseId"),
        ("createCaseHealth.caseId", "fr.health.samu250.DR1\n", "$.createCaseHealth.caseId"),
        ("createCaseHealth.owner", "x", "$.createCaseHealth.owner"),
        ("createCaseHealth.colour", "red", "$.createCaseHealth.colour"),
        ("createCaseHealth.location.geometry.point.coord.lat", "north",
         "$.createCaseHealth.location.geometry.point.coord.lat"),
        ("createCaseHealth.location.geometry.point.coord.lat", 91,
         "$.createCaseHealth.location.geometry.point.coord.lat"),
        ("createCaseHealth.location.city.inseeCode", "2543", "$.createCaseHealth.location.city.inseeCode"),
        ("createCaseHealth.qualification.details.priority", "P9",
         "$.createCaseHealth.qualification.details.priority"),
        ("createCaseHealth.initialAlert.reception", "2026-11-21T22:03:30Z",
         "$.createCaseHealth.initialAlert.reception"),
        ("createCaseHealth.initialAlert.reception", "2026-02-31T22:03:30+01:00",
         "$.createCaseHealth.initialAlert.reception"),
        ("createCaseHealth.initialAlert.caller.type", "VOISIN",
         "$.createCaseHealth.initialAlert.caller.type"),
        ("createCaseHealth.patient.1.patientId", "fr.health.1", "$.createCaseHealth.patient[1].patientId"),
        ("createCaseHealth.patient.0.identity.strictFeatures.birthDate", "1941-13-03",
         "$.createCaseHealth.patient[0].identity.strictFeatures.birthDate"),
        ("createCaseHealth.medicalNote.0.freetext", ..., "$.createCaseHealth.medicalNote[0].freetext"),
        ("extra", 1, "$.extra"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_at_its_place(path: str, value: Any, named: str) -> None:
    assert refusal(changed(path, value)).path == named


MESSAGE = "content.1.jsonContent.embeddedJsonContent.message"
AT = "$.content[1].jsonContent.embeddedJsonContent.message"


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("senderID", ..., "$.senderID"),
        ("surprise", 1, "$.surprise"),
        ("distributionKind", "Cancel", "$.distributionKind"),
        ("content", [], "$.content"),
        (f"{MESSAGE}.sentAt", ..., f"{AT}.sentAt"),
        (f"{MESSAGE}.recipient", [], f"{AT}.recipient"),
        (f"{MESSAGE}.createCaseHealthUpdate", ..., AT),
        (f"{MESSAGE}.createCase", {}, AT),
        (f"{MESSAGE}.createCaseHealthUpdate.caseId", ..., f"{AT}.createCaseHealthUpdate.caseId"),
        (
            f"{MESSAGE}.createCaseHealthUpdate.location",
            {"city": {}},
            f"{AT}.createCaseHealthUpdate.location.city",
        ),
    ],
)
def test_a_bad_envelope_is_refused_at_its_place(path: str, value: Any, named: str) -> None:
    assert refusal(changed(path, value, UPDATE)).path == named


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"a":' + b"[" * 200_000, b'{"rpis":{}}']
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    assert refusal(data).path in {"$", "$.rpis"}


def test_an_unknown_key_beside_the_payload_of_an_envelope_is_let_through() -> None:
    assert len(read(changed(f"{MESSAGE}.routing", {"hop": 1}, UPDATE))) == 2


def test_a_case_identifier_made_to_hang_the_national_pattern_is_answered_at_once() -> None:
    data = changed("createCaseHealth.caseId", "a" * 4000 + "!")
    begin = time.perf_counter()
    assert refusal(data).path == "$.createCaseHealth.caseId"
    assert time.perf_counter() - begin < 0.5

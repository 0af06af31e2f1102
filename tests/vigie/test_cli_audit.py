"""`vigie audit list`, `show` and `export`: what an auditor types, and what they are given."""

import asyncio
import csv
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.fact import Act
from domain.file_reading import FileOpened, What
from domain.house import plan
from domain.regulation_call import commands as call
from domain.vocabulary import Ins, InsStatus, Person
from eventlog.proof.verifier import verifier
from tests.reading import told
from tests.vigie.audited import ARM, INS, REASON, START, a_signed_log
from tests.vigie.shell import Shell
from vigie.auditing_patient import subjects_of
from vigie.doors import open_log
from vigie.settings import Settings


@pytest.fixture
def audited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A log that is signed at each fact."""
    signed = replace(settings, checkpoint_facts=1)
    asyncio.run(a_signed_log(signed))
    return signed


def verified(folder: Path, elsewhere: Path) -> subprocess.CompletedProcess[str]:
    """What a bare Python says of an extract, with the program had by another way."""
    program = elsewhere / "verify_extract.py"
    program.write_bytes(verifier())
    command = [sys.executable, "-I", "-S", str(program), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def lines_of(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_accesses_are_listed_and_each_reading_is_recorded(audited: Settings, vigie: Shell) -> None:
    found = [json.loads(line) for line in vigie("audit", "list", "--json").out.splitlines()]
    assert [each["access"] for each in found] == ["a-2", "a-1"]
    assert "a-1" in vigie("audit", "list", "--mode", "bris_de_glace", "--to-review").out
    nothing = vigie("audit", "list", "--person", "nobody")
    assert (nothing.code, nothing.out.strip()) == (0, "no access: nothing in the log answers this")

    async def readings() -> list[FileOpened]:
        async with open_log(audited) as doors:
            return [each.fact for each in await told(doors.log, FileOpened)]

    asked = [(fact.what, fact.asked) for fact in asyncio.run(readings())]
    assert asked == [
        (What.AUDIT_TRAIL, None),
        (What.AUDIT_TRAIL, "mode=bris_de_glace to_review=True"),
        (What.AUDIT_TRAIL, "practitioner=nobody"),
    ]


def test_one_access_is_shown_fact_by_fact(audited: Settings, vigie: Shell) -> None:
    assert audited
    shown = vigie("audit", "show", "a-1")
    assert "dmp-access.break-glass-invoked" in shown.out
    assert REASON in shown.out
    missing = vigie("audit", "show", "a-9")
    assert (missing.code, missing.err.strip()) == (2, "vigie: no access a-9")


def test_a_bundle_for_a_person_is_complete_and_verified_elsewhere(
    audited: Settings, vigie: Shell, tmp_path: Path
) -> None:
    assert audited
    out = tmp_path / "extract"
    done = vigie("audit", "export", "--person", "doctor-1", "--out", str(out))
    assert (done.code, done.err) == (0, "")
    assert "1 accesses, 4 lines" in done.out
    assert "complete for person:doctor-1" in done.out
    checked = verified(out, tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "complete for person:doctor-1" in checked.stdout
    again = vigie("audit", "export", "--out", str(out))
    assert (again.code, "exists already" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--person", "nobody"), "practitioner:nobody"),
        (("--patient-ref", "nobody"), "patient:nobody"),
        (("--call", "c-9"), "call:c-9"),
        (("--mode", "normal"), "mode:normal"),
        (("--mode", "bris_de_glace", "--person", "arm-1"), "practitioner:arm-1, mode:bris_de_glace"),
        (("--verdict", "justified"), "verdict:justified"),
        (("--from", "2025-12-01", "--to", "2026-01-10"), "from 2025-12-01T00:00Z to 2026-01-10T00:00Z"),
    ],
)
def test_an_export_of_nothing_is_a_provable_nothing(
    audited: Settings, vigie: Shell, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    assert audited
    out = tmp_path / "nothing"
    done = vigie("audit", "export", *words, "--out", str(out))
    assert (done.code, "no access: the export is empty" in done.out) == (0, True)
    checked = verified(out, tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "NOTHING in the log answers what was asked (" in checked.stdout
    assert f"{told})" in checked.stdout


def test_a_patient_is_found_by_their_number_which_is_written_nowhere(
    audited: Settings, vigie: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "ins.json"
    file.write_bytes(msgspec.json.encode(INS))
    listed = vigie("audit", "list", "--json", "--ins-file", str(file))
    assert [json.loads(line)["access"] for line in listed.out.splitlines()] == ["a-2", "a-1"]
    out = tmp_path / "extract"
    done = vigie("audit", "export", "--ins-file", str(file), "--out", str(out))
    assert "complete for subject:c-1/p-1" in done.out
    checked = verified(out, tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "complete for what was asked (subject:c-1/p-1)" in checked.stdout
    assert INS.number not in b"".join(each.read_bytes() for each in out.iterdir()).decode()
    file.write_text(json.dumps({"number": "170017510112313", "oid": INS.oid}))
    assert vigie("audit", "list", "--ins-file", str(file)).out.startswith("no access")
    file.write_text("{}")
    wrong = vigie("audit", "list", "--ins-file", str(file))
    assert (wrong.code, "not an INS number" in wrong.err) == (2, True)

    async def readings() -> list[str | None]:
        async with open_log(audited) as doors:
            return [each.fact.asked for each in await told(doors.log, FileOpened)]

    mine, exported, other = (str(asked) for asked in asyncio.run(readings()))
    assert re.fullmatch("ins_token=[0-9a-f]{64}", mine)
    assert mine in exported
    assert other != mine
    assert INS.number not in mine + exported


async def test_an_identity_corrected_since_is_still_found(settings: Settings) -> None:
    await a_signed_log(replace(settings, checkpoint_facts=1))
    async with open_log(settings) as doors:
        other = Ins(number="170017510112313", oid="1.2.250.1.213.1.4.10")
        person = Person(last_name="Exemple")
        again = call.IdentifyPatient(
            call="c-1", patient="p-1", person=person, status=InsStatus.QUALIFIED, ins=other
        )
        await doors.log.execute(plan(again), Act(at=START, by=ARM, command_id="again"))
        for ins in (INS, other):
            assert (await subjects_of(doors, ins)).subjects == (("c-1", "p-1"),)


def test_events_are_written_in_both_profiles(audited: Settings, vigie: Shell, tmp_path: Path) -> None:
    assert audited
    for form, agents in (("fhir-tde", 2), ("fhir-balp", 3)):
        out = tmp_path / f"{form}.ndjson"
        assert vigie("audit", "export", "--format", form, "--out", str(out)).code == 0
        events = lines_of(out)
        assert {each["resourceType"] for each in events} == {"AuditEvent"}
        assert {len(each["agent"]) for each in events} == {agents}
        assert "BTG" in json.dumps(events)


def test_a_table_holds_no_formula(audited: Settings, vigie: Shell, tmp_path: Path) -> None:
    assert audited
    out = tmp_path / "accesses.csv"
    assert vigie("audit", "export", "--format", "csv", "--out", str(out)).code == 0
    with out.open(encoding="utf-8", newline="") as file:
        attempt, glass = list(csv.DictReader(file))
    assert (glass["access"], glass["reason"], glass["documents"]) == ("a-1", f"'{REASON}", "1")
    assert (attempt["state"], attempt["refused_why"]) == ("refused", "role-not-allowed")
    none = tmp_path / "none.csv"
    assert vigie("audit", "export", "--format", "csv", "--person", "nobody", "--out", str(none)).code == 0
    assert len(none.read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--mode", "anything"),
        ("list", "--person", "../x"),
        ("list", "--from", "2026-01-02", "--to", "2026-01-01"),
        ("export", "--format", "csv"),
        ("show", "a b"),
    ],
)
def test_bad_words_are_told_in_one_line(audited: Settings, vigie: Shell, words: tuple[str, ...]) -> None:
    assert audited
    done = vigie("audit", *words)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_why_and_what_was_read_can_be_read_elsewhere_unless_it_is_sealed(
    audited: Settings, vigie: Shell, tmp_path: Path
) -> None:
    opened, sealed = tmp_path / "opened", tmp_path / "sealed"
    words = ("audit", "export", "--person", "doctor-1", "--out")
    assert vigie(*words, str(opened)).code == 0
    assert vigie(*words, str(sealed), "--sealed").code == 0
    read = verified(opened, tmp_path).stdout
    assert f"MEDECIN doctor-1: requested: mode bris_de_glace, call c-1, patient p-1, why: {REASON}" in read
    assert "document-consulted: read: Ordonnance, document doc-1" in read
    assert "opened by the keys of 1 files, each tag verified" in read
    untold = verified(sealed, tmp_path).stdout
    assert "SEALED: made without the keys" in untold
    assert (REASON in untold, "Ordonnance" in untold) == (False, False)
    assert "mode bris_de_glace, call c-1, patient p-1, why: (sealed)" in untold
    clear = tmp_path / "clear.ndjson"
    same = vigie("audit", "verify", str(opened), "--opened", str(clear))
    assert (same.code, f"why: {REASON}" in same.out) == (0, True)
    assert lines_of(clear)[0]["fact"]["reason"] == REASON
    bad = vigie("audit", "export", "--format", "csv", "--sealed", "--out", str(tmp_path / "x.csv"))
    assert (bad.code, bad.err.strip()) == (2, "vigie: --sealed is for a bundle: csv is in clear")

    async def recorded() -> list[str | None]:
        async with open_log(audited) as doors:
            return [each.fact.asked for each in await told(doors.log, FileOpened)]

    assert asyncio.run(recorded()) == [
        "format=bundle opened=True person=doctor-1",
        "format=bundle opened=False person=doctor-1",
    ]

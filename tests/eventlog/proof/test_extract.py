"""An extract proves itself on a Python without Vigie; whatever is changed in it, that is seen."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eventlog.proof.bundle import FactAltered
from eventlog.proof.concerning import ANY_ACCESS, patient, person
from eventlog.proof.extract_check import Verification
from eventlog.proof.verifier import verifier
from simulators.witness import StandInWitness
from tests.eventlog.proof.site import NOW, Site, access

CHANGES = 1000


WITNESS = StandInWitness("witness.test/w1", "w1", [], lambda: NOW)


async def filled(site: Site) -> Site:
    """Sixty facts, two accesses to the record of one patient among them, one key turned, all signed and
    cosigned."""
    await site.fill(20)
    for version, data in enumerate((b'{"patient":"p-1","n":1}', b'{"document":"d-1"}', b"{}"), 1):
        await site.append(access("acc-1", version, data))
    await site.sign()
    await site.fill(20, start=100)
    site.keys.prepare()
    await site.sign()
    await site.append(access("acc-2", 1, '{"patient":"p-1","reason":"ne répond pas"}'.encode(), "med-é"))
    await site.fill(16, start=200)
    last = await site.sign()
    witness = StandInWitness("witness.test/w1", "w1", [site.key()], lambda: NOW)
    status, lines = witness.add(b"old 0\n\n" + last.note)
    assert (status, witness.key) == (200, WITNESS.key)
    await site.checkpoints.cosign(last.number, lines)
    return site


@pytest.fixture
async def folder(site: Site, tmp_path: Path) -> Path:
    await filled(site)
    out = tmp_path / "extract"
    await site.extract(out, patient("p-1"), person("med-01"), query=((ANY_ACCESS,), (patient("p-1"),)))
    return out


def faults(folder: Path, key: str | None = None, witness: str | None = None) -> list[str]:
    return Verification(folder, key, witness).run()


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The verifier as an auditor runs it: isolated, from the extract, in a folder of its own."""
    script = folder.with_name("elsewhere") / "verify_extract.py"
    script.parent.mkdir(exist_ok=True)
    script.write_bytes(verifier())
    command = [sys.executable, "-I", "-S", str(script), str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


async def test_a_bare_python_verifies_it(folder: Path, site: Site) -> None:
    done = run(folder, "--key", site.key())
    assert (done.returncode, done.stderr) == (0, "")
    assert "complete for patient:p-1: 4 facts" in done.stdout
    assert done.stdout.rstrip().endswith("VALID")
    assert (folder / "verify_extract.py").read_bytes() == verifier()


async def test_a_witness_can_be_asked_for(folder: Path) -> None:
    done = run(folder, "--witness", WITNESS.key)
    assert done.returncode == 0
    assert "cosigned by witness.test/w1 at 2026-11-22T03:12:00Z (verified)" in done.stdout
    assert "NOT verified" in run(folder).stdout
    other = StandInWitness("witness.test/w1", "w2", [], lambda: NOW)
    assert faults(folder, witness=other.key) == ["checkpoint.txt: not cosigned by the witness given"]


async def test_what_it_holds_is_what_is_stored(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "facts.ndjson").read_text("utf-8").splitlines()]
    assert [each["position"] for each in lines if [0, 4] in each["of"]] == [44]
    assert any("ne répond pas" in each["data"] for each in lines)
    assert not (folder.with_name("extract.partial")).exists()


async def test_a_thousand_single_bytes_changed_are_all_seen(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(4)
    files = files_of(folder)
    sizes = [file.stat().st_size for file in files]
    assert faults(folder) == []
    for _ in range(CHANGES):
        (file,) = chance.choices(files, sizes) if chance.random() < 0.5 else (chance.choice(files),)
        whole = file.read_bytes()
        place, other = chance.randrange(len(whole)), chance.randrange(1, 256)
        changed = bytearray(whole)
        changed[place] ^= other
        file.write_bytes(changed)
        assert faults(folder), f"{file.name} byte {place} ^ {other}"
        file.write_bytes(whole)
    assert faults(folder) == []


def _drop(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _swap(lines: list[bytes], chance: random.Random) -> None:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def _repeat(lines: list[bytes], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


def _cut(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines)) :]


def _shorten(lines: list[bytes], chance: random.Random) -> None:
    lines[-1] = lines[-1][: -chance.randrange(1, len(lines[-1]))]


def _invent(lines: list[bytes], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    forged = json.loads(lines[place])
    forged["data"] += " "
    lines.insert(place, json.dumps(forged, sort_keys=True, separators=(",", ":")).encode() + b"\n")


@pytest.mark.parametrize("spoil", [_drop, _swap, _repeat, _cut, _shorten, _invent])
async def test_lines_dropped_swapped_repeated_or_inserted_are_named(
    spoil: Callable[[list[bytes], random.Random], None], folder: Path
) -> None:
    file, chance = folder / "facts.ndjson", random.Random(12)
    whole = file.read_bytes()
    for _ in range(25):
        lines = whole.splitlines(keepends=True)
        spoil(lines, chance)
        file.write_bytes(b"".join(lines))
        found = faults(folder)
        assert any("position" in each for each in found), found
    file.write_bytes(whole)
    assert faults(folder) == []


async def test_a_cut_extract_whose_manifest_is_made_to_fit_is_seen(folder: Path) -> None:
    """What an insider without the key can do at best: the signature of the manifest stands against it."""
    file = folder / "facts.ndjson"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["facts"] -= 1
    written = json.dumps(manifest, sort_keys=True, separators=(",", ":")) + "\n"
    (folder / "manifest.json").write_text(written)
    assert any("signature" in each for each in faults(folder))


async def test_a_file_more_or_less_is_seen(folder: Path) -> None:
    (folder / "more.txt").write_text("x")
    assert faults(folder) == ["more.txt: not a file of this extract"]
    (folder / "more.txt").unlink()
    for file in files_of(folder):
        moved = file.rename(folder.with_name("moved"))
        assert any(file.name in each for each in faults(folder)), file.name
        moved.rename(file)


async def test_an_unknown_key_is_named(folder: Path, site: Site, tmp_path: Path) -> None:
    other = Site(site.connection, "other", tmp_path / "other")
    other.origin = site.origin
    other.keys = type(site.keys)(other.folder / "signing.key", site.origin)
    stranger = other.keys.current(may_make=True)
    assert stranger
    assert any("unknown key" in each for each in faults(folder, other.key()))
    done = run(folder, "--key", other.key())
    assert done.returncode == 1
    assert "unknown key" in done.stdout


async def test_the_first_key_and_the_last_are_both_good(folder: Path, site: Site) -> None:
    first = await site.checkpoints.find(1)
    assert first is not None
    assert first.checkpoint is not None
    assert first.checkpoint.introduces != site.key()
    assert faults(folder, first.checkpoint.introduces) == []
    assert faults(folder, site.key()) == []


async def test_an_extract_of_nothing_proves_that_there_is_nothing(site: Site, tmp_path: Path) -> None:
    await filled(site)
    done = await site.extract(tmp_path / "nothing", patient("p-9"))
    assert (done.facts, done.withheld) == (0, 0)
    assert (tmp_path / "nothing" / "facts.ndjson").read_bytes() == b""
    said = run(tmp_path / "nothing")
    assert "complete for patient:p-9: 0 facts" in said.stdout
    assert said.returncode == 0
    shutil.copytree(tmp_path / "nothing", tmp_path / "lie")
    proof = (tmp_path / "lie" / "manifest.json").read_text().replace("p-9", "p-1")
    (tmp_path / "lie" / "manifest.json").write_text(proof)
    assert faults(tmp_path / "lie")


async def test_facts_that_were_not_asked_for_are_withheld_in_sight(site: Site, tmp_path: Path) -> None:
    await filled(site)
    done = await site.extract(tmp_path / "some", patient("p-1"), positions=[21, 30])
    assert (done.facts, done.withheld) == (2, 3)
    assert faults(tmp_path / "some") == []
    assert "p-1" not in (tmp_path / "some" / "facts.ndjson").read_text().splitlines()[1]


async def test_a_selection_claims_nothing(site: Site, tmp_path: Path) -> None:
    await filled(site)
    await site.extract(tmp_path / "some", positions=range(1, 61))
    said = run(tmp_path / "some").stdout
    assert "nothing here says that it is complete" in said


async def test_what_cannot_be_extracted_is_said(site: Site, tmp_path: Path) -> None:
    await filled(site)
    with pytest.raises(ValueError, match="position 61 is not under the checkpoint"):
        await site.extract(tmp_path / "beyond", positions=[61])
    with pytest.raises(ValueError, match="position 3 comes after 3"):
        await site.extract(tmp_path / "twice", positions=[3, 3])
    (tmp_path / "there").mkdir()
    with pytest.raises(ValueError, match="exists already"):
        await site.extract(tmp_path / "there", positions=[3])
    assert [each.name for each in files_of(tmp_path)] == ["proof", "there"]


async def test_a_fact_that_is_not_what_was_signed_is_not_extracted(site: Site, tmp_path: Path) -> None:
    await filled(site)
    site.stop()
    other = await Site(site.connection, f"{site.code}x", site.folder).open()
    other.checkpoints, other.keys = site.checkpoints, site.keys
    await other.fill(60, people=5)
    with pytest.raises(FactAltered, match="position 3 "):
        await other.extract(tmp_path / "altered", positions=[3])
    assert not (tmp_path / "altered").exists()

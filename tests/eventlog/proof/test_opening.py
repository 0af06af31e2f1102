"""An extract with the keys of its files is read by a Python without Vigie; without them it says so."""

import ast
import base64
import json
import random
import tarfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.journal import Entry
from eventlog.proof import verify_main
from eventlog.proof.concerning import ANY_ACCESS
from eventlog.proof.extract_check import Verification
from eventlog.proof.opening import FILE_KEYS
from eventlog.proof.verifier import verifier
from eventlog.proof.written import canonical
from eventlog.sealing.blob import SEALED, sealed
from tests.eventlog.proof.site import NOW, Site
from tests.eventlog.proof.test_extract import CHANGES, faults, files_of, run
from tests.unpacking import unpack

KEYS = {"c-1": bytes(range(32)), "c-2": bytes(range(1, 33)), "c-1,c-2": bytes(range(2, 34))}
ERASED = "effacé"
REQUEST = {"type": "dmp-access.requested", "call": "c-1", "patient": "p-1", "mode": "bris_de_glace"}


def closed(id_: str, version: int, files: str, fact: dict[str, Any], by: str = "méd-01") -> Entry:
    """An entry whose fact is sealed by the keys of `files`, its words left out of what is in clear."""
    tag = str(fact["type"])
    blob = sealed(AESGCM(KEYS[files]), json.dumps(fact).encode(), f"dmp-access:{id_}@{version}", tag)
    headers = {"At": NOW.isoformat(), "Role": "MEDECIN", "By": by.replace("é", "%C3%A9")}
    headers |= {"Command": f"{id_}-{version}", SEALED: f"{files} {blob}"}
    words = ("reason", "title", "document", "comment")
    data = json.dumps({name: ERASED if name in words else each for name, each in fact.items()}).encode()
    return Entry(id=f"dmp-access:{id_}", version=version, topic=tag, data=data, headers=headers)


async def disclosed(wanted: Iterable[str]) -> Mapping[str, bytes | None]:
    """All keys but that of the file c-2, which was erased."""
    return {name: None if name == "c-2" else KEYS[name] for name in wanted}


@pytest.fixture
async def signed(site: Site) -> Site:
    """A break-glass, one document of it read, judged; and an access for a file that was erased since."""
    await site.fill(3)
    attested = {"cannot_express_will": True, "immediate_risk": True, "patient_agrees": False}
    await site.append(
        closed("a.1", 1, "c-1", REQUEST | {"reason": "ne répond pas\x1b[2J", "attestation": attested}),
        closed(
            "a.1", 2, "c-1", {"type": "dmp-access.document-consulted", "document": "d-1", "title": "Lettre"}
        ),
        closed("a.1", 3, "c-1,c-2", {"type": "dmp-access.review-concluded", "verdict": "justified"}, "aud-1"),
        closed("a-2", 1, "c-2", REQUEST | {"call": "c-2", "reason": "autre"}),
    )
    await site.append(Entry(id="dmp-access:a-2", version=2, topic="x", data=b"no json", headers={}))
    await site.sign()
    return site


@pytest.fixture
async def folder(signed: Site, tmp_path: Path) -> Path:
    await signed.extract(tmp_path / "extract", query=((ANY_ACCESS,),), reveal=disclosed)
    return tmp_path / "extract"


def lines_of(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


async def test_a_bare_python_reads_why_and_what(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "clear.ndjson"
    done = run(folder, "--opened", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert "  2026-11-22T03:12:00Z MEDECIN méd-01: requested: mode bris_de_glace, call c-1" in done.stdout
    assert r"why: ne répond pas\x1b[2J, attested: cannot express will, immediate risk" in done.stdout
    assert "document-consulted: read: Lettre, document d-1" in done.stdout
    assert "aud-1: review-concluded: VERDICT: justified" in done.stdout
    assert "call c-2, patient p-1, why: (erased)" in done.stdout
    assert "3 sealed facts opened by the keys of 2 files, each tag verified; 1 facts erased" in done.stdout
    read = lines_of(out)
    assert [each["state"] for each in read] == ["opened", "opened", "opened", "erased", "clear"]
    assert [each["stream"] for each in read] == [*["dmp-access:a.1"] * 3, *["dmp-access:a-2"] * 2]
    assert read[0]["fact"]["reason"] == "ne répond pas\x1b[2J"
    assert read[4]["fact"] == "no json"
    assert out.stat().st_mode & 0o777 == 0o600
    again = run(folder, "--opened", str(out))
    assert (again.returncode, "exists already" in again.stdout) == (1, True)


async def test_only_what_is_shown_can_be_opened(signed: Site, tmp_path: Path) -> None:
    await signed.extract(tmp_path / "one", ANY_ACCESS, positions=[5], reveal=disclosed)
    [known] = lines_of(tmp_path / "one" / FILE_KEYS)
    assert known == {"erased": [], "keys": {"c-1": base64.b64encode(KEYS["c-1"]).decode()}}
    assert faults(tmp_path / "one") == []
    await signed.extract(tmp_path / "none", positions=[1], reveal=disclosed)
    assert "nothing in these facts is sealed" in run(tmp_path / "none").stdout


async def test_without_keys_it_says_so(signed: Site, tmp_path: Path) -> None:
    folder = tmp_path / "sealed"
    await signed.extract(folder, query=((ANY_ACCESS,),))
    assert not (folder / FILE_KEYS).exists()
    assert json.loads((folder / "manifest.json").read_text())["opened"] is False
    done = run(folder, "--opened", str(tmp_path / "clear.ndjson"))
    assert done.returncode == 0
    assert "SEALED: made without the keys, so the words of 4 facts" in done.stdout
    assert "mode bris_de_glace, call c-1, patient p-1, why: (sealed)" in done.stdout
    assert "Lettre" not in done.stdout
    assert lines_of(tmp_path / "clear.ndjson")[0]["state"] == "sealed"


def _other(name: str) -> Callable[[dict[str, Any]], None]:
    def change(known: dict[str, Any]) -> None:
        known["keys"][name] = base64.b64encode(bytes(32)).decode()

    return change


def _shorter(known: dict[str, Any]) -> None:
    known["keys"]["c-1"] = "AAAA"


def _without(known: dict[str, Any]) -> None:
    del known["keys"]["c-1"]


def _more(known: dict[str, Any]) -> None:
    known["keys"]["c-9"] = known["keys"]["c-1"]


def _both(known: dict[str, Any]) -> None:
    known["erased"].append("c-1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_other("c-1"), "position 4: the key of c-1 does not open what is sealed: the tag does not fit"),
        (
            _other("c-1,c-2"),
            "position 6: the key of c-1,c-2 does not open what is sealed: the tag does not fit",
        ),
        (_shorter, "position 5: the key of c-1 is no key: not the one base64 of its length"),
        (_without, "position 4: the key of c-1 is missing"),
        (_more, f"{FILE_KEYS}: says something of c-9, of which no fact is here"),
        (_both, f"{FILE_KEYS}: a key of what is said to be erased"),
    ],
)
async def test_keys_that_do_not_fit_are_named(
    change: Callable[[dict[str, Any]], None], said: str, folder: Path, tmp_path: Path
) -> None:
    known = json.loads((folder / FILE_KEYS).read_text())
    change(known)
    (folder / FILE_KEYS).write_bytes(canonical(known))
    done = run(folder, "--opened", str(tmp_path / "clear.ndjson"))
    assert done.returncode == 1
    assert said in done.stdout.splitlines()
    assert not [each for each in files_of(tmp_path) if each.name.startswith("clear")], (
        "nothing is written of what does not verify"
    )


@pytest.mark.parametrize("wrong", ["c-1", "c-1,c-2"])
async def test_a_site_that_signs_a_wrong_key_is_seen(signed: Site, tmp_path: Path, wrong: str) -> None:
    async def lying(wanted: Iterable[str]) -> Mapping[str, bytes | None]:
        return {**await disclosed(wanted), wrong: bytes(32)}

    await _made(signed, tmp_path / "lie", lying)
    found = faults(tmp_path / "lie")
    assert found
    assert all("does not open what is sealed" in each for each in found)


async def test_a_tag_that_does_not_fit_is_named(site: Site, tmp_path: Path) -> None:
    """Signed as it is stored: neither hash nor signature tells."""
    fact = closed("a-1", 1, "c-1", REQUEST)
    blob = bytearray(base64.b64decode(fact.headers[SEALED].partition(" ")[2]))
    blob[-1] ^= 1
    fact.headers[SEALED] = f"c-1 {base64.b64encode(blob).decode()}"  # type: ignore[index]
    await site.append(fact)
    await site.sign()
    await _made(site, tmp_path / "out", disclosed)
    assert faults(tmp_path / "out") == [
        "position 1: the key of c-1 does not open what is sealed: the tag does not fit"
    ]


async def _made(
    site: Site, out: Path, reveal: Callable[[Iterable[str]], Awaitable[Mapping[str, bytes | None]]]
) -> None:
    await site.extract(out, query=((ANY_ACCESS,),), reveal=reveal)


async def test_single_bytes_of_the_keys_changed_are_all_seen(folder: Path) -> None:
    chance, file = random.Random(22), folder / FILE_KEYS
    whole = file.read_bytes()
    for _ in range(CHANGES):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        file.write_bytes(changed)
        assert faults(folder)
    file.write_bytes(whole)
    assert faults(folder) == []


def test_an_extract_of_the_first_format_still_verifies(tmp_path: Path) -> None:
    with tarfile.open(Path(__file__).with_name("extract-1.tar.gz")) as tar:
        unpack(tar, tmp_path)
    done = run(tmp_path / "extract-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "complete for patient:p-1: 4 facts" in done.stdout
    (tmp_path / "extract-1" / FILE_KEYS).write_text("{}")
    assert faults(tmp_path / "extract-1") == [f"{FILE_KEYS}: not a file of this extract"]


def test_an_unknown_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(canonical({"format": "vigie-extract/3"}))
    assert faults(tmp_path) == ["manifest.json: not a format known here: take the verifier of a later Vigie"]


def test_no_name_of_the_one_file_stands_for_two_things() -> None:
    made = (ast.FunctionDef, ast.ClassDef)
    body = ast.parse(verifier()).body
    names = [each.name for each in body if isinstance(each, made)]
    names += [
        target.id
        for each in body
        if isinstance(each, ast.Assign | ast.AnnAssign)
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
        if isinstance(target, ast.Name)
    ]
    assert len(names) == len(set(names))


async def test_long_ones_say_how_far_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter(range(100))
    monkeypatch.setattr(verify_main.time, "monotonic", lambda: next(seconds))
    assert Verification(folder, progress=verify_main.Progress()).run() == []
    assert capsys.readouterr().err.splitlines()[0] == "2 of 5 facts read"

"""What was asked for is proved whole: all that answers is shown, and nothing is a nothing to be checked."""

import json
from pathlib import Path

import pytest

from eventlog.proof.concerning import ANY_ACCESS, call, mode, period, practitioner, subject, verdict
from eventlog.proof.extract_check import FORMAT, Verification
from eventlog.proof.primitives import Fault
from eventlog.proof.query_check import Query
from eventlog.proof.written import canonical
from tests.eventlog.proof.site import NOW, Site, access

GLASS, CENTRE = mode("bris_de_glace"), mode("centre_15")
HOUR = period(NOW, NOW)


def requested(id_: str, of: str, by: str, in_mode: str) -> bytes:
    return json.dumps(
        {"type": "dmp-access.requested", "call": of, "patient": f"{of}-p", "mode": in_mode,
         "practitioner": {"role": "MEDECIN", "id": by}, "access": id_}
    ).encode()  # fmt: skip


@pytest.fixture
async def signed(site: Site) -> Site:
    """A break-glass by one doctor, judged, from position 6; a centre_15 by another, from position 9."""
    await site.fill(5)
    await site.append(
        access("a-1", 1, requested("a-1", "c-1", "med-1", "bris_de_glace"), "med-1"),
        access("a-1", 2, b'{"type":"dmp-access.closed"}', "med-1"),
        access("a-1", 3, b'{"type":"dmp-access.review-concluded","verdict":"justified"}', "aud-1"),
        access("a-2", 1, requested("a-2", "c-2", "med-2", "centre_15"), "med-2"),
        access("a-2", 2, b'{"type":"dmp-access.closed"}', "med-2"),
    )
    await site.sign()
    return site


async def verified(site: Site, out: Path, *query: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """The positions shown, and what the verifier says, once nothing was asked for by position."""
    await site.extract(out, positions=(), query=query)
    checked = Verification(out)
    assert checked.run() == []
    lines = [json.loads(line) for line in (out / "facts.ndjson").read_text("utf-8").splitlines()]
    return [each["position"] for each in lines if "data" in each], checked.said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (((ANY_ACCESS,),), [6, 7, 8, 9, 10]),
        (((GLASS,),), [6, 7, 8]),
        (((call("c-2"),),), [9, 10]),
        (((subject("c-1", "c-1-p"), subject("c-2", "c-2-p")), (CENTRE,)), [9, 10]),
        (((practitioner("med-1"),), HOUR), [6, 7, 8]),
        (((verdict("justified"),), (GLASS,)), [8]),
    ],
)
async def test_all_that_answers_is_shown(
    signed: Site, tmp_path: Path, query: tuple[tuple[str, ...], ...], shown: list[int]
) -> None:
    found, said = await verified(signed, tmp_path / "out", *query)
    assert found == shown
    assert any(f"complete for what was asked ({query[0][0]}" in each for each in said)


@pytest.mark.parametrize(
    "query",
    [
        (("mode:normal",),),
        ((call("c-9"),),),
        ((verdict("unjustified"),),),
        ((practitioner("med-2"),), (GLASS,)),
        (period(NOW.replace(year=2025), NOW.replace(year=2025, month=12)),),
        ((verdict("justified"),), (CENTRE,)),
        ((subject("c-1", "c-2-p"),),),
    ],
)
async def test_nothing_of_any_kind_is_a_provable_nothing(
    signed: Site, tmp_path: Path, query: tuple[tuple[str, ...], ...]
) -> None:
    found, said = await verified(signed, tmp_path / "out", *query)
    assert found == []
    assert any(each.startswith("NOTHING in the log answers what was asked") for each in said)


async def test_a_fact_that_answers_cannot_be_withheld(signed: Site, tmp_path: Path) -> None:
    """Not even by the centre, which signs the manifest: what was asked stands in it."""
    await signed.extract(tmp_path / "out", practitioner("med-1"), mode("bris_de_glace"), positions=(1,))
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    manifest["query"] = [[practitioner("med-1")], [GLASS]]
    text = canonical(manifest)
    (tmp_path / "out" / "manifest.json").write_bytes(text)
    signer = signed.keys.current(may_make=False)
    (tmp_path / "out" / "manifest.sig").write_bytes(signer.line(FORMAT.encode() + b"\n" + text))
    assert [each for each in Verification(tmp_path / "out").run() if "withheld" in each] == [
        f"position {position} answers what was asked, and is withheld" for position in (6, 7, 8)
    ]


@pytest.mark.parametrize("groups", [[[]], ["mode:normal"], [["mode:normal"]], [[1]]])
def test_a_query_that_nothing_is_complete_for_is_refused(groups: list[object]) -> None:
    with pytest.raises(Fault, match="query"):
        Query(groups, ["mode:centre_15"])


def test_a_period_with_a_hole_is_no_period() -> None:
    names = ["day:2026-01-01", "day:2026-01-03"]
    with pytest.raises(Fault, match="a hole"):
        Query([names], names).said()

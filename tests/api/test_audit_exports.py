"""Exports and the integrity panel over HTTP, on a log that is being signed."""

import asyncio
import hashlib
import io
import os
import tarfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from domain.file_reading import FileOpened, ReadingRefused, What
from domain.log_verification import LogVerified
from eventlog.embedded import EmbeddedServer
from eventlog.proof.extract_check import Verification
from tests.api.audits import broken, regulated
from tests.api.world import Browser, World, a_world
from tests.browser.auditing import proved, sealed, with_proofs
from tests.reading import told
from tests.unpacking import unpack


@pytest.fixture
async def world(server: EmbeddedServer, tmp_path: Path) -> AsyncGenerator[World]:
    """A house with proofs, one break-glass in its log, all of it signed."""
    async with (
        a_world(server, tmp_path, export_folder=tmp_path / "exports") as world,
        proved(server, world, tmp_path / "data") as proofs,
    ):
        with_proofs(world, proofs)
        async with world.signed_in("doctor-1") as doctor:
            await regulated(doctor)
            await broken(world, doctor)
        await sealed(world, proofs)
        yield world


async def ask(auditor: Browser, where: str, **body: Any) -> Any:
    answer = await auditor.client.post(f"/api/audit/{where}", json=body or None, headers=auditor.token)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def made(auditor: Browser, **wanted: Any) -> Any:
    """An export, once it is done."""
    asked = await ask(auditor, "exports", **wanted)
    async with asyncio.timeout(20):
        while True:
            export = (await auditor.client.get(f"/api/audit/exports/{asked['export']}")).json()
            if export["state"] != "running":
                return export
            await asyncio.sleep(0.02)


async def test_a_bundle_is_made_downloaded_by_parts_and_verified(world: World, tmp_path: Path) -> None:
    async with world.signed_in("auditor-1") as auditor:
        export = await made(auditor, person="doctor-1")
        assert (export["state"], export["fault"], export["result"]["accesses"]) == ("done", None, 1)
        assert export["result"]["complete"] == ["person:doctor-1", "practitioner:doctor-1"]
        address = f"/api/audit/exports/{export['export']}/file"
        whole = await auditor.client.get(address)
        assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
        assert hashlib.sha256(whole.content).hexdigest() == export["sha256"]
        first = await auditor.client.get(address, headers={"Range": "bytes=0-99"})
        going_on = {"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
        rest = await auditor.client.get(address, headers=going_on)
        assert (first.status_code, rest.status_code) == (206, 206)
        assert rest.headers["content-range"] == f"bytes 100-{export['bytes'] - 1}/{export['bytes']}"
        assert first.content + rest.content == whole.content
        other = await auditor.client.get(address, headers={"Range": "bytes=100-", "If-Range": '"other"'})
        assert (other.status_code, other.content) == (200, whole.content)
        beyond = await auditor.client.get(address, headers={"Range": f"bytes={export['bytes']}-"})
        assert beyond.status_code == 416
        tail = await auditor.client.get(address, headers={"Range": "bytes=-10"})
        assert tail.content == whole.content[-10:]
    with tarfile.open(fileobj=io.BytesIO(whole.content)) as tar:
        unpack(tar, tmp_path / "out")
    assert Verification(tmp_path / "out" / export["export"], None, None).run() == []
    asked = [each.fact for each in await told(world.log, FileOpened) if each.fact.what is What.EXPORT]
    assert asked[0].asked == "format=bundle opened=True person=doctor-1"
    assert len(asked) == 7, "each download is recorded"


@pytest.mark.parametrize("form", ["fhir-tde", "fhir-balp", "csv"])
async def test_nothing_to_export_is_said_in_every_format(world: World, form: str) -> None:
    async with world.signed_in("auditor-1") as auditor:
        export = await made(auditor, format=form, person="nobody")
        assert (export["state"], export["result"]["accesses"]) == ("done", 0)
        assert export["result"]["size"] > 0
        full = await made(auditor, format=form)
        assert full["result"]["accesses"] == 1
        assert full["bytes"] > export["bytes"]


async def test_an_export_belongs_to_who_asked(world: World) -> None:
    async with world.signed_in("auditor-1") as auditor, world.signed_in("doctor-1") as doctor:
        export = await made(auditor, format="csv")
        address = f"/api/audit/exports/{export['export']}"
        assert (await doctor.client.get(f"{address}/file")).status_code == 403
        assert (await auditor.client.get("/api/audit/exports/none")).status_code == 404
        bad = await auditor.client.post("/api/audit/exports", json={"person": "../x"}, headers=auditor.token)
        assert bad.status_code == 400
    [refused] = await told(world.log, ReadingRefused)
    assert (refused.by.id, refused.fact.what, refused.fact.of) == ("doctor-1", What.EXPORT, export["export"])


async def test_files_of_exports_go_with_the_process_and_old_ones_with_the_next(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("crashed.csv", "recent.csv"):
        (folder / name).touch()
    os.utime(folder / "crashed.csv", (0, 0))
    async with (
        a_world(server, tmp_path, export_folder=folder) as world,
        proved(server, world, tmp_path / "data") as proofs,
        world.signed_in("auditor-1") as auditor,
    ):
        with_proofs(world, proofs)
        assert {each.name for each in folder.iterdir()} == {"recent.csv"}
        export = await made(auditor, format="csv")
        assert (folder / f"{export['export']}.csv").exists()
    assert {each.name for each in folder.iterdir()} == {"recent.csv"}


async def test_the_panel_tells_what_is_signed_and_what_was_verified(world: World) -> None:
    async with world.signed_in("auditor-1") as auditor:
        before = (await auditor.client.get("/api/audit/integrity")).json()
        assert before["verified"] is None
        assert before["sealing"]["signed_by"] == [before["sealing"]["public_key"].split("+")[0]]
        await ask(auditor, "verifications")
        async with asyncio.timeout(20):
            while True:
                after = (await auditor.client.get("/api/audit/integrity")).json()
                if after["verified"] is not None:
                    break
                await asyncio.sleep(0.02)
        outcome = after["verified"]["outcome"]
        assert (after["verified"]["by"], outcome["faults"]) == ("auditor-1", 0)
        assert outcome["signed"] >= before["sealing"]["size"]
    [verified] = await told(world.log, LogVerified)
    assert verified.fact.facts == outcome["facts"]


async def test_without_proofs_nothing_is_pretended(server: EmbeddedServer, tmp_path: Path) -> None:
    async with a_world(server, tmp_path) as world, world.signed_in("auditor-1") as auditor:
        assert (await auditor.client.get("/api/audit/integrity")).json()["sealing"] is None
        answer = await auditor.client.post("/api/audit/exports", json={}, headers=auditor.token)
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:vigie:no-proofs")

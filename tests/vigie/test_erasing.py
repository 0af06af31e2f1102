"""A file erased: nothing readable is left anywhere, and every proof still holds."""

import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.app import create_app
from domain.dmp_access.facts import BreakGlassInvoked
from domain.envelope import Recorded, StreamId
from domain.erasure.commands import ApproveErasure, EraseSubject
from domain.erasure.facts import ErasureDone
from domain.personal import ERASED
from domain.regulation_call.facts import CallLocated
from domain.visio_session.facts import InvitationSent
from eventlog.connection import connected
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.verifying import nodes_of, verify
from eventlog.sealing.keys import FileErased, KeyLost, keys_stream
from eventlog.shelf import Shelf
from projections.audit_trail import AUDIT_TRAIL
from projections.table_runner import TableRunner
from tests.builders import ADMIN, ARM, AUDITOR, INS
from tests.reading import all_facts, told
from tests.vigie import a_patient
from tests.vigie.outside import Outside
from tests.vigie.telling import Room, awaited
from tests.waiting import until, until_told
from vigie.clock import RealClock
from vigie.doors import Doors, open_log
from vigie.erasing import files_of
from vigie.ids import random_ids
from vigie.rebuilding import rebuild
from vigie.running import Parts, running
from vigie.settings import Settings
from vigie.shown import PROJECTIONS
from vigie.site import build_house
from vigie.witness import origin_of, proofs_of

pytestmark = [pytest.mark.usefixtures("outside"), pytest.mark.timeout(180)]


def left_in(folder: Path) -> dict[str, list[str]]:
    """What of the patient can be found in the files of a folder, in any common way of writing it."""
    found: dict[str, list[str]] = {}
    for file in (each for each in folder.rglob("*") if each.is_file()):
        data = file.read_bytes()
        for secret in a_patient.SECRETS:
            ways = {secret.encode(), msgspec.json.encode(secret)[1:-1], secret.encode("utf-16-le")}
            if any(way in data for way in ways):
                found.setdefault(secret, []).append(file.relative_to(folder).as_posix())
    return found


@pytest.fixture
def alone(settings: Settings) -> Settings:
    """A folder with everything in it: the log, the keys, the tables, the proofs."""
    return replace(settings, nats_url=None, master_key=None, checkpoint_facts=20, checkpoint_seconds=1)


@asynccontextmanager
async def after_her_story(settings: Settings, clock: RealClock) -> AsyncGenerator[tuple[Parts, Room]]:
    """A running house in which her file is closed, and another patient's is open."""
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await room.shift("T1")
        await a_patient.begins(room)
        await a_patient.is_cared_for(room)
        await awaited(parts.doors.log, BreakGlassInvoked)
        await awaited(parts.doors.log, InvitationSent)
        await a_patient.is_read(room)
        await parts.settle()
        await a_patient.ends(parts.doors.log, room)
        await room.regulated("C2")
        await parts.settle()
        yield parts, room


async def erase(room: Room, *files: str) -> None:
    command = EraseSubject(
        erasure="E1", files=files, authority="CNIL 2026-12", reason="demande de la personne"
    )
    await room.say(command, ADMIN)
    await room.say(ApproveErasure(erasure="E1"), AUDITOR)


def shelf_of(doors: Doors) -> Shelf:
    """The keys as they are stored."""
    return Shelf(doors.connection, keys_stream(doors.settings.centre), [], write_once=True)


async def wrapped(doors: Doors, file: str) -> bytes:
    """The key of a file, as it is stored."""
    kept = await shelf_of(doors).get(f"keys.{doors.settings.centre}.file.{file}")
    assert kept
    return kept


async def rewritten(parts: Parts) -> None:
    """Wait until this process has written its copies again."""
    done = await awaited(parts.doors.log, ErasureDone)
    await parts.views.wait(done.position, 10)
    await parts.tables.wait(done.position, 10)

    async def kept() -> bool:
        found = await parts.store.checkpoint("erasures")
        return found is not None and found[0] >= done.position

    await until_told(kept)
    await parts.store.scrub()


async def test_nothing_of_an_erased_patient_is_left_in_any_file(alone: Settings, clock: RealClock) -> None:
    async with after_her_story(alone, clock) as (parts, room):
        before = await all_facts(parts.doors.log)
        assert {each for each in a_patient.SECRETS if each.encode() in msgspec.json.encode(before)} == {
            *a_patient.SECRETS
        }
        assert left_in(alone.data / "nats") == {}  # sealed from the beginning
        assert left_in(alone.data) != {}  # the words of the audit trail
        began = time.perf_counter()
        await erase(room, "C1")
        await rewritten(parts)
        assert time.perf_counter() - began < 10  # `vigie bench audit` measures it
        assert left_in(alone.data) == {}
        after = await all_facts(parts.doors.log)
        hers = msgspec.json.encode([each for each in after if each.stream.id != "C2"])
        assert not any(each.encode() in hers for each in a_patient.SECRETS)
        assert [each.position for each in after[: len(before)]] == [each.position for each in before]
        assert await told_whole(parts, "C2") == [each for each in before if each.stream.id == "C2"]
    assert left_in(alone.data) == {}


async def told_whole(parts: Parts, call: str) -> list[Recorded[Any]]:
    return await parts.doors.log.history(StreamId("regulation-call", call))


async def test_every_proof_still_holds(alone: Settings, clock: RealClock) -> None:
    async with after_her_story(alone, clock) as (parts, room):
        checkpoints = Checkpoints(parts.doors.connection, alone.centre)
        await checkpoints.open()

        async def report() -> Any:
            return await verify(
                parts.doors.connection,
                parts.doors.layout.stream,
                checkpoints,
                origin=origin_of(alone),
                nodes=nodes_of(proofs_of(alone)),
            )

        async def signed() -> bool:
            return (await report()).signed >= 20

        await until_told(signed, 20)
        before = await report()
        assert list(before.failures) == []
        await erase(room, "C1")
        await rewritten(parts)
        after = await report()
        assert list(after.failures) == []
        assert after.signed >= before.signed


async def test_every_view_can_be_made_again_from_an_erased_log(alone: Settings, clock: RealClock) -> None:
    async with after_her_story(alone, clock) as (parts, room):
        await erase(room, "C1")
        await rewritten(parts)
        facts = await all_facts(parts.doors.log)

        async def again() -> AsyncIterator[Any]:
            for each in facts:
                yield each

        views = await rebuild(again(), PROJECTIONS, None)
        assert [view.poisons for view in views] == [()] * len(PROJECTIONS)
        live = {view.projection.name: view.view for view in parts.views.views}
        assert {view.projection.name: view.view for view in views} == {
            name: live[name] for name in (each.name for each in PROJECTIONS)
        }
        rows = await parts.store.query("SELECT reason FROM audit_accesses WHERE call = 'C1'")
        assert rows == [{"reason": ERASED}]
        tables = TableRunner(parts.store, (AUDIT_TRAIL,))
        await tables.prepare()
        assert tables.poisons == {}


async def test_what_is_erased_reads_as_erased_and_says_so(alone: Settings, clock: RealClock) -> None:
    async with after_her_story(alone, clock) as (parts, room):
        await erase(room, "C1")
        await rewritten(parts)
        located = next(each for each in await told(parts.doors.log, CallLocated) if each.stream.id == "C1")
        assert (located.erased, located.fact.place.label, located.fact.place.position) == (True, ERASED, None)
        with pytest.raises(FileErased):
            await parts.doors.keys.for_sealing(["C1"])
        handed = await parts.doors.keys.disclosed(["C1", "C1,C2", "C2"])
        assert (handed["C1"], handed["C1,C2"], len(handed["C2"] or b"")) == (None, None, 32)
        with pytest.raises(KeyLost, match="the key of file C9 is missing"):
            await parts.doors.keys.disclosed(["C9"])


async def test_boards_of_the_past_and_exports_made_before_are_gone(alone: Settings, clock: RealClock) -> None:
    async with after_her_story(alone, clock) as (parts, room):
        app = create_app(build_house(parts, clock, random_ids()))
        located = next(each for each in await told(parts.doors.log, CallLocated) if each.stream.id == "C1")
        before = await app.state.past.board(located.position)
        assert before.calls["C1"].place == "12 impasse des Tilleuls-Bleus"
        alone.exports.mkdir()
        (alone.exports / "E9.csv").write_text("Zwyczajna")
        await erase(room, "C1")
        await rewritten(parts)
        assert (await app.state.past.board(located.position)).calls["C1"].place == ERASED
        assert not alone.exports.exists()


async def test_all_files_of_a_person_are_found_without_her_number(
    settings: Settings, clock: RealClock
) -> None:
    async with open_log(settings) as doors:
        room = Room(doors.log, clock)
        for call in ("C1", "C2"):
            await a_patient.begins(room, call)
        await room.say(
            a_patient.c.ReceiveCall(call="C3", origin=a_patient.CallOrigin.LINE_15, rang_at=clock.now()), ARM
        )
        assert await files_of(doors, INS) == ["C1", "C2"]
        other = msgspec.structs.replace(INS, number=INS.number[:-1] + "0")
        assert await files_of(doors, other) == []


async def test_another_process_forgets_at_once(settings: Settings, clock: RealClock, tmp_path: Path) -> None:
    elsewhere = replace(settings, data=tmp_path / "elsewhere")
    async with after_her_story(settings, clock) as (_, room), open_log(elsewhere) as other:
        await told(other.log, CallLocated)
        assert other.keys.ciphers["C1"] is not None
        state, _ = await other.log.load(StreamId("regulation-call", "C1"))
        assert "Zwyczajna" in repr(state)
        await erase(room, "C1")
        await until(lambda: not other.keys.ciphers.get("C1"), 10)
        state, _ = await other.log.load(StreamId("regulation-call", "C1"))
        assert "Zwyczajna" not in repr(state)


async def test_keys_that_come_back_from_a_copy_are_destroyed_again(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    async with after_her_story(settings, clock) as (parts, room):
        copy = await wrapped(parts.doors, "C1")
        await erase(room, "C1")
        await rewritten(parts)
    async with open_log(settings) as doors:
        shelf = shelf_of(doors)
        await shelf.erase(f"keys.{doors.settings.centre}.file.C1")
        await shelf.put(f"keys.{doors.settings.centre}.file.C1", copy)
        assert await doors.keys.has("C1")
    async with running(settings, clock) as parts:
        keys = parts.doors.keys

        async def gone() -> bool:
            return not await keys.has("C1")

        await until_told(gone)
    assert outside.asked


async def test_a_key_is_gone_from_the_disk(alone: Settings, clock: RealClock) -> None:
    async with open_log(alone) as doors:
        await a_patient.begins(Room(doors.log, clock))
        copy = await wrapped(doors, "C1")
        async with connected(doors.nats):
            assert any(copy in file.read_bytes() for file in (alone.data / "nats").rglob("*.blk"))
        assert await doors.keys.destroy("C1")
        assert not await doors.keys.destroy("C1")
    assert not any(copy in file.read_bytes() for file in alone.data.rglob("*") if file.is_file())

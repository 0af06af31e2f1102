"""A log restored from a backup, beside views that were not: nothing shows more than the log holds."""

import asyncio
from pathlib import Path

import pytest

from domain.regulation_call.commands import NoteObservation
from eventlog import backup
from projections.audit_trail import AUDIT_TRAIL
from tests.builders import ARM
from tests.vigie.outside import Outside
from tests.vigie.shell import Shell
from tests.vigie.telling import Room
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.running import PROJECTIONS, Parts, open_store, running
from vigie.settings import Settings
from vigie.views import ViewsAhead, load, load_all


async def notes(parts: Parts, clock: RealClock, count: int) -> int:
    """More notes on a call, seen by every view; the position of the last."""
    room = Room(parts.doors.log, clock)
    for number in range(count):
        await room.say(NoteObservation(call="C1", text=f"note {number}"), ARM)
    last = await room.log.last_position()
    await parts.views.wait(last, 10)
    await parts.tables.wait(last, 10)
    return last


async def restore_a_log(settings: Settings, file: Path) -> tuple[int, int]:
    """Live a while, then go back to a backup of the log; its end, and where the views stand."""
    clock = RealClock()
    async with running(settings, clock, worker=False) as parts:
        await Room(parts.doors.log, clock).regulated("C1")
        held = await notes(parts, clock, 1)
        await backup.save(parts.doors.connection, parts.doors.layout.stream, file)
        ahead = await notes(parts, clock, 5)
    await clock.close()
    async with open_log(settings) as doors:
        await doors.connection.request(f"$JS.API.STREAM.DELETE.{doors.layout.stream}", seconds=5)
        await backup.restore(doors.connection, file, replicas=1)
        assert await doors.log.last_position() == held < ahead
    return held, ahead


async def start(settings: Settings, count: int = 0) -> tuple[int, set[int], int]:
    """Start, write `count` notes, stop; where the log, the views and the tables then stood."""
    clock = RealClock()
    async with running(settings, clock, worker=False) as parts:
        last = await notes(parts, clock, count)
        views = {view.position for view in parts.views.views}
        table = parts.tables.positions[AUDIT_TRAIL.name]
    await clock.close()
    return last, views, table


async def test_a_checkpoint_ahead_of_the_log_is_ignored(settings: Settings, tmp_path: Path) -> None:
    _, ahead = await restore_a_log(settings, tmp_path / "log.backup")
    store = await open_store(settings)
    async with open_log(settings) as doors:
        assert {(await load(store, each)).position for each in PROJECTIONS} == {ahead}
        views = await load_all(store, PROJECTIONS, doors.log)
        assert [view.position for view in views] == [0] * len(PROJECTIONS)
    await store.close()


async def test_a_checkpoint_at_the_end_of_the_log_is_used(settings: Settings) -> None:
    clock = RealClock()
    async with running(settings, clock, worker=False) as parts:
        await Room(parts.doors.log, clock).regulated("C1")
        last = await notes(parts, clock, 1)
    await clock.close()
    store = await open_store(settings)
    async with open_log(settings) as doors:
        views = await load_all(store, PROJECTIONS, doors.log)
    assert {view.position for view in views} == {last}
    await store.close()


def test_tables_ahead_of_the_log_are_refused_until_rebuilt(
    settings: Settings, vigie: Shell, outside: Outside, tmp_path: Path
) -> None:
    held, ahead = asyncio.run(restore_a_log(settings, tmp_path / "log.backup"))
    with pytest.raises(ViewsAhead) as caught:
        asyncio.run(start(settings))
    said = f"the tables stand at {ahead} but the log ends at {held}: stop Vigie and run `vigie rebuild`"
    assert str(caught.value) == said
    assert vigie("rebuild").code == 0
    last = held + 2
    assert asyncio.run(start(settings, count=2)) == (last, {last}, last)
    assert outside.asked == []

"""Erasure carried out: keys destroyed, then every copy of what they sealed written again without it."""

import asyncio
import shutil
from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final

import structlog

from domain.envelope import Recorded, StreamId
from domain.erasure import KIND
from domain.erasure.commands import ConcludeErasure
from domain.erasure.states import Approved
from domain.fact import Act, Actor
from domain.house import plan
from domain.ports import Clock
from domain.vocabulary import Ins, Role
from eventlog.connection import Connection
from eventlog.journal import LogError
from eventlog.sealing.keys import Keys
from eventlog.tables import TableStore
from projections.erasures import Erasures
from projections.live import Live, LiveViews
from projections.table_runner import TableRunner
from vigie import views as live_views
from vigie.doors import Doors, eraser_of
from vigie.ids import derived_id
from vigie.keeping import Keeper
from vigie.shown import TABLES, open_store, projections_of

log = structlog.get_logger(__name__)

ERASER: Final = Actor(Role.SYSTEM, "eraser")
_RETRY_SECONDS: Final = 1.0
_PATIENCE: Final = 60.0


async def files_of(doors: Doors, ins: Ins) -> list[str]:
    """The files that hold this qualified INS number now; an identity corrected since does not count.

    Raises LogError.
    """
    found = await doors.keys.files_of(ins)
    states = [await doors.log.load(StreamId("regulation-call", name)) for name in found]
    return [name for name, (state, _) in zip(found, states, strict=True) if _holds(state, ins)]


async def carry_out(doors: Doors, erasure: str, clock: Clock) -> int:
    """Destroy the keys of an approved erasure and say so in the log; the position of that fact, 0 where
    there was nothing to do. May be done again after a failure, and by several at once.

    Raises LogError.
    """
    state, _ = await doors.log.load(StreamId(KIND, erasure))
    if not isinstance(state, Approved):
        return 0
    async with _eraser(doors) as eraser:
        destroyed = [await doors.keys.destroy(file, eraser) for file in state.files]
    act = Act(at=clock.now(), by=ERASER, command_id=derived_id("erased", erasure))
    outcome = await doors.log.execute(plan(ConcludeErasure(erasure=erasure, keys=sum(destroyed))), act)
    return outcome.position


async def alone(doors: Doors, clock: Clock, erasure: str, approval: Awaitable[None]) -> None:
    """An erasure approved and carried out by a program that ends, whether or not Vigie runs elsewhere.

    Raises LogError, and whatever `approval` raises.
    """
    store = await open_store(doors.settings)
    try:
        lives = await live_views.load_all(store, projections_of(doors.settings), doors.log)
        views, tables = LiveViews(*lives), TableRunner(store, TABLES)
        await tables.prepare()
        await approval
        position = await carry_out(doors, erasure, clock) or await doors.log.last_position()
        keeper = Keeper(
            {
                "views": lambda: live_views.keep_fed(doors.log, views),
                "tables": lambda: live_views.keep_tables(doors.log, tables),
            }
        )
        async with keeper.running():
            await rewrite(store, views, tables, position, doors.settings.exports)
    finally:
        await store.close()


async def rewrite(
    store: TableStore, views: LiveViews, tables: TableRunner, position: int, exports: Path
) -> None:
    """Once views and tables have taken in the erasure at `position`: leave nothing of before on the disk.

    What waits in the folder `exports` for a download is made again by who asks. Raises LogError, ViewBehind.
    """
    await asyncio.to_thread(shutil.rmtree, exports, ignore_errors=True)
    await views.wait(position, _PATIENCE)
    await tables.wait(position, _PATIENCE)
    await live_views.save(store, views.views)
    await store.scrub()


class Erasing:
    """The part of a process that hears of erasures, and of files that came back from a copy of the keys."""

    def __init__(
        self,
        doors: Doors,
        store: TableStore,
        clock: Clock,
        erasures: Live[Erasures],
        shown: tuple[LiveViews, TableRunner],
        *,
        worker: bool,
    ) -> None:
        """`worker`: this process destroys keys; any process rewrites its own copies."""
        self._doors = doors
        self._store = store
        self._clock = clock
        self._erasures = erasures
        self._views, self._tables = shown
        self._worker = worker
        self._woken = asyncio.Event()
        self._rewritten = erasures.view.done
        erasures.subscribe(lambda change: self._wake(change.recorded))

    async def run(self) -> None:
        """Carry out what is approved, and rewrite copies after each erasure, for ever."""
        if self._worker:
            await self._destroy_again()
        while True:
            self._woken.clear()
            try:
                await self._turn()
            except LogError as error:
                log.warning("an erasure waits", why=str(error))
                await asyncio.sleep(_RETRY_SECONDS)
                self._woken.set()
            await self._woken.wait()

    async def _turn(self) -> None:
        if self._worker:
            for erasure in tuple(self._erasures.view.approved):
                await carry_out(self._doors, erasure, self._clock)
        done, position = self._erasures.view.done, self._erasures.position
        if done != self._rewritten:
            exports = self._doors.settings.exports
            await rewrite(self._store, self._views, self._tables, position, exports)
            self._rewritten = done

    async def _destroy_again(self) -> None:
        """Keys that somebody restored from a copy are no keys any more: the log says so."""
        for file in await restored(self._doors.keys, sorted(self._erasures.view.erased)):
            async with _eraser(self._doors) as eraser:
                await self._doors.keys.destroy(file, eraser)
            log.warning("the key of an erased file had come back, and is destroyed again", file=file)

    def _wake(self, recorded: Recorded[Any]) -> None:
        if recorded.stream.kind == KIND:
            self._woken.set()


async def restored(keys: Keys, erased: Sequence[str]) -> list[str]:
    """Files erased whose key exists all the same. Raises LogUnavailable."""
    return [file for file in erased if await keys.has(file)]


def _eraser(doors: Doors) -> AbstractAsyncContextManager[Connection]:
    return eraser_of(doors.settings, doors.connection)


def _holds(state: object, ins: Ins) -> bool:
    file = getattr(state, "file", None)
    return file is not None and any(patient.ins == ins for patient in file.patients.values())

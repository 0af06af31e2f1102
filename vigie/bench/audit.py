"""`vigie bench audit`: what proving the log costs, and how quick a proof and a verification are.

Appending is measured with and without the part that signs, by turns in the same run. The long log is
written by batches, signed every thousand facts, then read once without and once with verification.
"""

import asyncio
import contextlib
import resource
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from eventlog.connection import Connection, ConnectionSettings, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry
from eventlog.layout import Layout
from eventlog.proof.checkpointer import Checkpointer, Interval
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.helpers import helped
from eventlog.proof.keyring import KeyRing
from eventlog.proof.ledger import Ledger
from eventlog.proof.picking import pick
from eventlog.proof.primitives import root_from
from eventlog.proof.raw import pages
from eventlog.proof.verifying import nodes_of, verify
from vigie.bench import Row
from vigie.bench.erasure import erasures
from vigie.bench.exports import exports
from vigie.clock import RealClock

_ORIGIN: Final = "vigie/bench"
_ROUNDS: Final = 8
_SAVES: Final = 2000
_PROOFS: Final = 200
_FACTS_PER_CHECKPOINT: Final = 1000
_MOST_ADDED: Final = 1.10
_MOST_PROOF_MS: Final = 50.0
_LEAST_RATE: Final = 100_000.0

_REQUESTED: Final = (
    b'{"type":"dmp-access.requested","call":"c-0","patient":"p-%d","mode":"centre_15",'
    b'"practitioner":{"role":"MEDECIN","id":"med-0"},"attestation":{}}'
)

Told = Callable[[int], None]


async def run(*, events: int, saves: int = _SAVES, told: Told | None = None) -> list[Row]:
    """Measure on a log of `events` facts, and by bursts of `saves`. A million take some two minutes."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        place = Path(folder)
        async with EmbeddedServer(place / "nats") as server, connected(server.settings) as connection:
            rows = await _appending(connection, place / "short", saves)
            rows += await _long_log(connection, server.settings, place / "long", events, told)
    return rows + await erasures()


async def _appending(connection: Connection, folder: Path, saves: int) -> list[Row]:
    """p50 of an append of one fact while the log is signed as in a running Vigie, and while it is not."""
    journal, signing = await _open(connection, "short", folder, Interval())
    taken: dict[bool, list[float]] = {True: [], False: []}
    number = 0
    for turn in range(_ROUNDS + 1):
        for signed in (True, False) if turn % 2 else (False, True):
            part = asyncio.create_task(_keep_signing(signing)) if signed else None
            durations: list[float] = []
            for _ in range(saves):
                number += 1
                began = time.perf_counter()
                await journal.append([_fact(number)], save_id=f"one-{number}")
                durations.append(time.perf_counter() - began)
            if turn:  # the first one warms up
                taken[signed] += durations
            if part is not None:
                part.cancel()
                await asyncio.gather(part, return_exceptions=True)
    on, off = (median(taken[each]) * 1000 for each in (True, False))
    return [
        Row(name="append, not signed: p50", value=off, unit="ms"),
        Row(
            name="append, signed every 1,000 facts: p50",
            value=on,
            unit="ms",
            against="not signed",
            ratio=on / off,
            aim=f"< {_MOST_ADDED} x",
            met=on / off < _MOST_ADDED,
        ),
    ]


async def _keep_signing(signing: Checkpointer) -> None:
    while True:
        await signing.step()
        await asyncio.sleep(1.0)


async def _long_log(
    connection: Connection, settings: ConnectionSettings, folder: Path, events: int, told: Told | None
) -> list[Row]:
    journal, signing = await _open(connection, "long", folder, Interval(facts=_FACTS_PER_CHECKPOINT))
    growing = 0.0
    for first in range(1, events + 1, 1000):
        last = min(first + 1000, events + 1)
        entries = [_fact(number) for number in range(first, last)]
        await journal.append(entries, save_id=f"long-{first}")
        began = time.perf_counter()
        await signing.step(now=True)
        growing += time.perf_counter() - began
        if told is not None:
            told(last - 1)
    stream = journal.layout.stream
    grown = Row(name="growing the tree and signing", value=events / growing, unit="facts/s")
    return [
        grown,
        *await _proof(connection, stream, folder, events),
        await _reading(connection, stream, events),
        *await _verification(connection, settings, stream, folder, events),
        *await _exports(connection, stream, folder),
    ]


async def _exports(connection: Connection, stream: str, folder: Path) -> list[Row]:
    checkpoints = Checkpoints(connection, "long")
    await checkpoints.open()
    keys = KeyRing(folder / "signing.key", _ORIGIN)
    return await exports(connection, stream, checkpoints, keys, folder)


async def _proof(connection: Connection, stream: str, folder: Path, events: int) -> list[Row]:
    """One fact at random with its proof, read, made and checked."""
    ledger, made, whole = Ledger(folder), list[float](), list[float]()
    sealed = ledger.sealed()
    for _ in range(_PROOFS):
        position = secrets.randbelow(sealed.size) + 1
        began = time.perf_counter()
        (stored,) = [each async for each in pick(connection, stream, [[position]])]
        read = time.perf_counter()
        path = ledger.inclusion(position, sealed.size)
        if root_from(position - 1, sealed.size, stored.leaf(), path) != sealed.root:
            raise RuntimeError(f"the proof of position {position} does not hold")
        ended = time.perf_counter()
        made.append((ended - read) * 1000)
        whole.append((ended - began) * 1000)
    ledger.close()
    name = f"proof of one fact among {events:,}"
    aim = f"< {_MOST_PROOF_MS:g} ms"
    usual = median(whole)
    return [
        Row(name=f"{name}, made and checked: p50", value=median(made), unit="ms"),
        Row(
            name=f"{name}, the fact read too: p50",
            value=usual,
            unit="ms",
            aim=aim,
            met=usual < _MOST_PROOF_MS,
        ),
        Row(name=f"{name}, the fact read too: p99", value=sorted(whole)[-_PROOFS // 100], unit="ms"),
    ]


async def _reading(connection: Connection, stream: str, events: int) -> Row:
    """Reading the stored bytes alone: the limit that the server and the client set."""
    began, found = time.perf_counter(), 0
    async with contextlib.aclosing(pages(connection, stream, after=0, until=events)) as run:
        async for page in run:
            found += len(page)
    rate = found / (time.perf_counter() - began)
    return Row(name="reading the stored bytes alone", value=rate, unit="facts/s")


async def _verification(
    connection: Connection, settings: ConnectionSettings, stream: str, folder: Path, events: int
) -> list[Row]:
    """By the clock, and by the processor time of this program and those that help it: the server and
    others have theirs."""
    before = _memory()
    began, own = time.perf_counter(), _processor()
    checkpoints = Checkpoints(connection, "long")
    await checkpoints.open()
    ranges = helped(settings, stream)
    nodes = nodes_of(folder)
    report = await verify(connection, stream, checkpoints, origin=_ORIGIN, nodes=nodes, ranges=ranges)
    rate = events / (time.perf_counter() - began)
    by_own = events / (_processor() - own)
    if report.failures or report.facts != events:
        raise RuntimeError(f"the log does not verify: {report.failures[:1]}")
    return [
        Row(
            name=f"verifying the whole, with {report.checkpoints:,} checkpoints",
            value=rate,
            unit="facts/s",
            aim=f">= {_LEAST_RATE:,.0f}/s",
            met=rate >= _LEAST_RATE,
        ),
        Row(name="verifying the whole, by processor time of its processes", value=by_own, unit="facts/s"),
        Row(name="memory that verifying adds", value=max(0.0, _memory() - before), unit="MiB"),
        Row(name="memory of a process that helps", value=_memory(resource.RUSAGE_CHILDREN), unit="MiB"),
    ]


def _memory(who: int = resource.RUSAGE_SELF) -> float:
    """The most memory this program has used, or the largest of those it started that have ended, in MiB."""
    return resource.getrusage(who).ru_maxrss / 1024


def _processor() -> float:
    """Seconds of processor time of this program, and of those it started that have ended."""
    uses = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in uses)


async def _open(
    connection: Connection, code: str, folder: Path, interval: Interval
) -> tuple[JetStreamJournal, Checkpointer]:
    layout = Layout.for_centre(code)
    journal = await open_journal(connection, layout)
    ledger, keys = Ledger(folder, writing=True), KeyRing(folder / "signing.key", _ORIGIN)
    checkpoints = Checkpoints(connection, code)
    clock = RealClock()
    signing = Checkpointer(connection, layout.stream, checkpoints, ledger, keys, clock, interval=interval)
    await signing.begin()
    return journal, signing


def _fact(number: int) -> Entry:
    """A fact as the log of a centre has them: one in ten of an access to a record, ten to an access."""
    headers = {
        "At": "2026-11-22T03:12:00.123456+00:00",
        "Role": "MEDECIN",
        "By": f"med-{number % 60:02}",
        "Command": f"cmd-{number}",
        "Correlation": f"regulation-call:c{number // 20}",
    }
    if number % 10:
        id_, topic = f"mission:m{number // 10}", "mission.team-departed"
        data = b'{"type":"mission.team-departed","team":"smur-3","position":{"lat":48.85,"lon":2.35},"n":%d}'
    else:
        id_, topic = f"dmp-access:a{number // 100}", "dmp-access.document-consulted"
        data = b'{"type":"dmp-access.document-consulted","title":"CR","document":"d-%d"}'
        number, version = number // 100, number // 10 % 10 + 1
        if version == 1:
            data = _REQUESTED.replace(b"med-0", f"med-{number % 60:02}".encode())
            data = data.replace(b"c-0", b"c-%d" % (number // 2))
        return Entry(id=id_, version=version, topic=topic, data=data % number, headers=headers)
    return Entry(id=id_, version=number % 10, topic=topic, data=data % number, headers=headers)

"""Snapshot + tail is the full fold, and a snapshot can always be thrown away."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decider import Decider
from domain.envelope import StreamId
from eventlog.connection import Connection
from eventlog.journal import LogUnavailable
from eventlog.log import EventLog
from eventlog.memory import MemoryJournal
from eventlog.snapshots import (
    JetStreamSnapshots,
    MemorySnapshots,
    Snapshot,
    SnapshotStore,
    fingerprint,
)
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import (
    CODEC,
    DECIDERS,
    LEDGER,
    Ledger,
    LedgerFact,
    a_code,
    act,
    add,
    fresh_fold,
    stream,
)


@pytest.fixture(params=["memory", "jetstream"])
async def store(request: pytest.FixtureRequest, nats_connection: Connection) -> SnapshotStore:
    if request.param == "memory":
        return MemorySnapshots()
    snapshots = JetStreamSnapshots(nats_connection, a_code())
    await snapshots.open()
    return snapshots


def a_snapshot(version: int) -> Snapshot:
    return Snapshot(version=version, schema="s", state=b"\x00\xff", commands=(("c", 1, version),))


async def test_the_last_snapshot_of_each_stream_is_kept(store: SnapshotStore) -> None:
    named = StreamId("ledger", "é.* >")
    assert await store.latest(named) is None
    for version in (5, 10):
        await store.save(named, a_snapshot(version))
    await store.save(stream("other"), a_snapshot(7))
    assert await store.latest(named) == a_snapshot(10)
    assert await store.latest(stream("other")) == a_snapshot(7)


async def filled(journal: Any, store: SnapshotStore, facts: int, every: int = 10) -> None:
    log = EventLog(journal, CODEC, DECIDERS, snapshots=store, snapshot_every=every)
    for _ in range(facts):
        await log.execute(add("a", 1), act())


async def test_a_long_stream_costs_its_tail_only(store: SnapshotStore) -> None:
    journal = MemoryJournal()
    await filled(journal, store, 25)
    snapshot = await store.latest(stream("a"))
    assert snapshot is not None
    assert snapshot.version == 20
    fresh = EventLog(journal, CODEC, DECIDERS, snapshots=store)
    assert await fresh.load(stream("a")) == (Ledger(25, (1, 1, 1, 1)), 25)


async def test_a_snapshot_is_what_is_read_and_not_the_start_of_the_stream() -> None:
    journal, store = MemoryJournal(), MemorySnapshots()
    await filled(journal, store, 25)
    kept = await store.latest(stream("a"))
    assert kept is not None
    marked = msgspec.structs.replace(kept, state=msgspec.msgpack.encode(Ledger(1000)))
    await store.save(stream("a"), marked)
    fresh = EventLog(journal, CODEC, DECIDERS, snapshots=store)
    assert (await fresh.load(stream("a")))[0].total == 1005


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-9, 9), max_size=30), st.integers(1, 12), st.integers(0, 30))
async def test_snapshot_and_tail_equal_the_full_fold(amounts: list[int], every: int, cut: int) -> None:
    journal, store = MemoryJournal(), MemorySnapshots()
    log = EventLog(journal, CODEC, DECIDERS, snapshots=store, snapshot_every=every)
    for n, amount in enumerate(amounts):
        if n == cut:  # another process takes over
            log = EventLog(journal, CODEC, DECIDERS, snapshots=store, snapshot_every=every)
        await log.execute(add("a", 1000, amount), act())
    facts = await log.history(stream("a"))
    fresh = EventLog(journal, CODEC, DECIDERS, snapshots=store)
    assert await fresh.load(stream("a")) == (fresh_fold(facts), 2 * len(amounts))


class Renamed(msgspec.Struct, frozen=True):
    sum: int = 0


def evolve_renamed(state: Renamed, fact: LedgerFact) -> Renamed:
    return Renamed(state.sum + getattr(fact, "amount", 0))


async def test_a_snapshot_of_another_shape_of_state_is_ignored(store: SnapshotStore) -> None:
    journal = MemoryJournal()
    await filled(journal, store, 25)
    changed: Decider[Any] = Decider(
        kind="ledger",
        initial=Renamed(),
        evolve=evolve_renamed,
        facts=LedgerFact,
        states=Renamed,
    )
    log = EventLog(journal, CODEC, {"ledger": changed}, snapshots=store)
    assert await log.load(stream("a")) == (Renamed(25), 25)


def test_snapshots_are_outdated_by_shape_code_and_release() -> None:
    same = fingerprint(LEDGER)
    assert fingerprint(replace(LEDGER)) == same
    assert fingerprint(LEDGER, "2.0") != same
    assert fingerprint(replace(LEDGER, states=Renamed)) != same
    assert fingerprint(replace(LEDGER, evolve=evolve_renamed)) != same


@pytest.mark.parametrize("state", [b"", b"\xc1", msgspec.msgpack.encode({"total": "many"})])
async def test_a_spoilt_snapshot_costs_time_and_nothing_else(state: bytes) -> None:
    journal, store = CountingJournal(MemoryJournal()), MemorySnapshots()
    await filled(journal, store, 25)
    spoilt = Snapshot(version=20, schema=fingerprint(LEDGER), state=state)
    await store.save(stream("a"), spoilt)
    fresh = EventLog(journal, CODEC, DECIDERS, snapshots=store)
    assert (await fresh.load(stream("a")))[0].total == 25


class Absent:
    """A store that is away."""

    async def save(self, stream: StreamId, snapshot: Snapshot) -> None:
        raise LogUnavailable("away")

    async def latest(self, stream: StreamId) -> Snapshot | None:
        raise LogUnavailable("away")


async def test_a_store_that_is_away_stops_nothing() -> None:
    journal = MemoryJournal()
    await filled(journal, Absent(), 25)
    fresh = EventLog(journal, CODEC, DECIDERS, snapshots=Absent())
    assert (await fresh.load(stream("a")))[0].total == 25

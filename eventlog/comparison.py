"""What the log is measured against: nats-py by itself, and the recorders of the library.

All have one shape: `save` stores a new stream of `size` events and returns once it is on disk.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Generator, Mapping
from typing import Any, Final, Protocol, cast
from uuid import uuid4

import nats
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from eventlog.connection import Connection, ConnectionSettings
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry
from eventlog.layout import Layout

_TOPIC: Final = "mission.team-departed"


class AsyncSaver(Protocol):
    """Saves from coroutines."""

    async def save(self, size: int, data: bytes) -> None: ...


class SyncSaver(Protocol):
    """Saves from threads."""

    def save(self, size: int, data: bytes) -> None: ...


class CoreSaver:
    """Our async core."""

    def __init__(self, journal: JetStreamJournal) -> None:
        self._journal = journal

    async def save(self, size: int, data: bytes) -> None:
        name = str(uuid4())
        entries = [Entry(id=name, version=version, topic=_TOPIC, data=data) for version in range(1, size + 1)]
        await self._journal.append(entries, save_id=name)


class RawSaver:
    """nats-py's own publish, unconditional; several events are sent together but not atomically."""

    def __init__(self, jetstream: Any, layout: Layout) -> None:
        self._jetstream = jetstream
        self._layout = layout

    async def save(self, size: int, data: bytes) -> None:
        name = str(uuid4())
        if size == 1:
            await self._jetstream.publish(self._layout.entry(name, 1), data)
            return
        sent = [
            await self._jetstream.publish_async(self._layout.entry(name, version), data)
            for version in range(1, size + 1)
        ]
        await asyncio.gather(*sent)


class RecorderSaver:
    """A recorder of the eventsourcing library, ours or another."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self._recorder = recorder

    def save(self, size: int, data: bytes) -> None:
        name = uuid4()
        events = [StoredEvent(name, version, _TOPIC, data) for version in range(1, size + 1)]
        self._recorder.insert_events(events)


async def core_saver(connection: Connection, layout: Layout) -> CoreSaver:
    """Our async core, in `layout`."""
    return CoreSaver(await open_journal(connection, layout))


@contextlib.asynccontextmanager
async def raw_saver(
    settings: ConnectionSettings, connection: Connection, layout: Layout
) -> AsyncGenerator[RawSaver, None]:
    """nats-py on a connection of its own, into a stream configured as ours is."""
    await open_journal(connection, layout)
    client = await cast("Any", nats).connect(**settings.options())
    try:
        yield RawSaver(client.jetstream(), layout)
    finally:
        await client.close()


@contextlib.contextmanager
def recorder_saver(module: str, variables: Mapping[str, str]) -> Generator[RecorderSaver]:
    """The application recorder of a persistence module, with the library's defaults."""
    environment = Environment("Bench", {"PERSISTENCE_MODULE": module, **variables})
    factory = InfrastructureFactory[Any].construct(environment)
    try:
        yield RecorderSaver(factory.application_recorder())
    finally:
        factory.close()


def sqlite_is_synchronous() -> bool:
    """Whether SQLite syncs each commit by default here (FULL or EXTRA)."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        return database.execute("PRAGMA synchronous").fetchone()[0] >= 2

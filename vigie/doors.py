"""Opens the log: the embedded server of a data folder, or the site's own NATS."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.house import DECIDERS, AnyFact
from eventlog.codec import Codec
from eventlog.connection import Connection, ConnectionSettings, connected
from eventlog.dead_letters import DeadLetters
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.snapshots import JetStreamSnapshots
from vigie import endpoint
from vigie.clock import RealClock
from vigie.settings import Settings

RELEASE = "1"


@dataclass(frozen=True)
class Doors:
    """Everything that opens on the log of one centre."""

    settings: Settings
    nats: ConnectionSettings
    connection: Connection
    layout: Layout
    codec: Codec
    log: EventLog
    dead_letters: DeadLetters


@asynccontextmanager
async def open_log(settings: Settings) -> AsyncGenerator[Doors]:
    """The log of `settings`, its streams created on first use. Raises LogError in one line."""
    async with _nats(settings) as nats, connected(nats) as connection:
        layout = Layout.for_centre(settings.centre)
        journal = await open_journal(connection, layout, replicas=settings.replicas)
        snapshots = JetStreamSnapshots(connection, settings.centre, replicas=settings.replicas)
        await snapshots.open()
        dead = DeadLetters(connection, settings.centre, RealClock(), replicas=settings.replicas)
        await dead.open()
        codec = Codec(AnyFact)
        log = EventLog(journal, codec, DECIDERS, snapshots=snapshots, release=RELEASE)
        yield Doors(settings, nats, connection, layout, codec, log, dead)


@asynccontextmanager
async def _nats(settings: Settings) -> AsyncGenerator[ConnectionSettings]:
    if settings.nats_url is not None:
        yield ConnectionSettings(
            servers=tuple(settings.nats_url.split(",")),
            ca=settings.nats_ca,
            credentials=settings.nats_credentials,
        )
        return
    running = endpoint.running(settings.data)
    if running is not None:
        yield ConnectionSettings(servers=(running,))
        return
    server = EmbeddedServer(settings.data / "nats")
    server.start()
    watching = asyncio.create_task(server.watch())
    try:
        with endpoint.published(settings.data, server.secret_url):
            yield server.settings
    finally:
        watching.cancel()
        server.stop()

"""Opens the log: the embedded server of a data folder, or the site's own NATS."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from domain.house import DECIDERS, AnyFact
from eventlog.codec import Codec
from eventlog.connection import Connection, ConnectionSettings, connected
from eventlog.dead_letters import DeadLetters
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.last_write import LastWrite
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.media import Media
from eventlog.sealing.keys import Keys
from eventlog.sealing.master import KEY_FILE, MasterKey
from eventlog.sealing.sealing import Sealing
from eventlog.snapshots import JetStreamSnapshots
from vigie import endpoint
from vigie.clock import RealClock
from vigie.settings import Settings

RELEASE = "2"


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
    keys: Keys
    media: Media


@asynccontextmanager
async def open_log(settings: Settings, *, unlocked: bool = True) -> AsyncGenerator[Doors]:
    """The log of `settings`, its streams created on first use. Raises LogError in one line.

    Not `unlocked`, for who only makes streams: no master key is asked for, and nothing sealed is read.
    """
    writes = LastWrite()
    async with AsyncExitStack() as stack:
        nats = await stack.enter_async_context(reach_nats(settings, writes))
        connection = await stack.enter_async_context(connected(nats))
        connection.on_found(writes.forget)
        layout = Layout.for_centre(settings.centre)
        # The embedded server is ours to change; on the site's own, a writer has no such right.
        embedded = settings.nats_url is None
        journal = await open_journal(connection, layout, replicas=settings.replicas, may_update=embedded)
        snapshots = JetStreamSnapshots(connection, settings.centre, replicas=settings.replicas)
        await snapshots.open()
        dead = DeadLetters(connection, settings.centre, RealClock(), replicas=settings.replicas)
        await dead.open()
        keys = await stack.enter_async_context(_open_keys(settings, connection, unlocked=unlocked))
        media = Media(connection, settings.centre, keys, replicas=settings.replicas)
        await media.open()
        codec = Codec(AnyFact, keys=keys)
        sealing = Sealing(keys, codec)
        log = EventLog(
            journal,
            codec,
            DECIDERS,
            snapshots=snapshots,
            release=RELEASE,
            last_write=writes,
            sealing=sealing,
        )
        yield Doors(settings, nats, connection, layout, codec, log, dead, keys, media)


@asynccontextmanager
async def _open_keys(settings: Settings, connection: Connection, *, unlocked: bool) -> AsyncGenerator[Keys]:
    """The keys of files, unlocked by the master key, and told of every erasure."""
    keys = Keys(connection, settings.centre, replicas=settings.replicas)
    await keys.open()
    if not unlocked:
        yield keys
        return
    file = settings.master_key or settings.data / KEY_FILE
    await keys.unlock(lambda: MasterKey.read(file), lambda: MasterKey.made(file))
    watching = asyncio.create_task(keys.watch(), name="erasures heard")
    try:
        yield keys
    finally:
        watching.cancel()


@asynccontextmanager
async def eraser_of(settings: Settings, connection: Connection) -> AsyncGenerator[Connection]:
    """A connection that may erase keys: the embedded server's own, or that of the site's eraser."""
    if settings.nats_url is None or settings.eraser_certificate is None:
        yield connection
        return
    known = _of_the_site(settings, settings.nats_url)
    erasing = replace(known, certificate=settings.eraser_certificate, inbox_prefix="_INBOX.eraser")
    async with connected(erasing) as other:
        yield other


@asynccontextmanager
async def reach_nats(
    settings: Settings, writes: LastWrite | None = None
) -> AsyncGenerator[ConnectionSettings]:
    """How to reach the server of `settings`; the embedded one runs as long as the context lasts, and
    is started again where it ended, or where `writes` say that it takes no more."""
    if settings.nats_url is not None:
        yield _of_the_site(settings, settings.nats_url)
        return
    running = endpoint.running(settings.data)
    if running is not None:
        yield ConnectionSettings(servers=(running,))
        return
    server = EmbeddedServer(settings.data / "nats")
    server.start()
    watching = asyncio.create_task(server.watch(writes))
    try:
        with endpoint.published(settings.data, server.secret_url):
            yield server.settings
    finally:
        watching.cancel()
        server.stop()


def _of_the_site(settings: Settings, url: str) -> ConnectionSettings:
    wanted = ConnectionSettings(
        servers=tuple(url.split(",")),
        ca=settings.nats_ca,
        certificate=settings.nats_certificate,
        credentials=settings.nats_credentials,
    )
    return replace(wanted, inbox_prefix=settings.nats_inbox) if settings.nats_inbox else wanted

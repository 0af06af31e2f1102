"""Side effects: each fact handed to a handler in log order, at least once, by a durable consumer.

The only door to FastStream. Big replays and folds do not come this way: they follow the log.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import nats.errors
from faststream import AckPolicy
from faststream.exceptions import NackMessage
from faststream.nats import JStream, NatsMessage, PullSub
from nats.js.api import ConsumerConfig, DeliverPolicy

from domain.envelope import Recorded
from eventlog.broker import broker_for
from eventlog.codec import Codec, PoisonEvent
from eventlog.connection import Connection, ConnectionSettings
from eventlog.dead_letters import DeadLetters
from eventlog.journal import Entry, LogError, LogFull, LogUnavailable
from eventlog.layout import Layout, escape
from eventlog.reading import Reader
from eventlog.sealing.blob import SEALED
from eventlog.views import Progress

Handler = Callable[[Recorded[Any]], Awaitable[None]]

# A request for the next fact is lost with the connection: this is what a reconnection may cost.
_FETCH_SECONDS: Final = 1.0
_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


class Redelivery(msgspec.Struct, frozen=True, kw_only=True):
    """How often a failing fact comes again (`deliveries` in all), and after how many seconds:
    `first`, then three times longer each time, at most `longest`. `ack_wait` is how long the server
    waits for a process that died."""

    deliveries: int = 5
    first: float = 0.2
    longest: float = 30.0
    ack_wait: float = 10.0

    def delay(self, delivered: int) -> float:
        """Seconds before the next delivery, after this many."""
        return min(self.first * 3.0 ** min(delivered - 1, 32), self.longest)


class SideEffects:
    """Feeds one handler with every fact of one centre, one at a time, in log order.

    A fact whose handler raises comes again, later and later; the facts after it wait. After the last
    delivery, or at once where it cannot be read, it becomes a dead letter and the feed goes on.
    The consumer `name` lives on the server: a restart goes on where the last one stopped. A handler
    may see a fact twice, after a crash between its effect and the acknowledgement.
    """

    def __init__(
        self,
        connection: Connection,
        settings: ConnectionSettings,
        layout: Layout,
        codec: Codec,
        handler: Handler,
        dead: DeadLetters,
        *,
        name: str,
        redelivery: Redelivery | None = None,
        grace: float = 5.0,
    ) -> None:
        """`grace` (seconds) is what a handler gets to finish when the feed stops."""
        self.name = name
        self.progress = Progress()
        self._connection = connection
        self._layout = layout
        self._codec = codec
        self._handler = handler
        self._dead = dead
        self._redelivery = redelivery or Redelivery()
        self._reader = Reader(connection, layout, from_leader=False)
        self._turn = asyncio.Lock()
        self._broker = broker_for(settings, grace)
        inbox = f"{settings.inbox_prefix}.".encode()
        self._subscribe(layout.stream, layout.all_entries, escape(name), inbox, self._deliver)
        again = f"{escape(name)}-again"
        self._subscribe(dead.stream, dead.requests(name), again, inbox, self._try_again)

    @property
    def position(self) -> int:
        """Position of the last fact handled, or given up, by this process.

        Several processes may share a consumer: order holds over all of them, but each sees its own.
        """
        return self.progress.position

    async def start(self) -> None:
        """Connect and go on where the consumer stopped. Raises LogUnavailable."""
        await self.progress.advance(await self._acknowledged())
        await self._broker.start()

    async def stop(self) -> None:
        """Stop. A fact in the hands of the handler is given back, and comes again at the next start."""
        await self._broker.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _subscribe(
        self,
        stream: str,
        subject: str,
        durable: str,
        inbox: bytes,
        receive: Callable[[NatsMessage], Awaitable[None]],
    ) -> None:
        async def as_is(message: NatsMessage) -> NatsMessage:
            return message

        # One message in flight: what waits to come again holds back what follows it.
        config = ConsumerConfig(
            durable_name=durable,
            deliver_policy=DeliverPolicy.ALL,
            ack_wait=self._redelivery.ack_wait,
            max_ack_pending=1,
            max_deliver=-1,
        )
        self._broker.subscriber(
            subject,
            stream=JStream(stream, declare=False),
            durable=durable,
            config=config,
            pull_sub=PullSub(batch_size=1, timeout=_FETCH_SECONDS),
            inbox_prefix=inbox,
            ack_policy=AckPolicy.NACK_ON_ERROR,
            decoder=as_is,
            no_reply=True,
        )(receive)

    async def _deliver(self, message: NatsMessage) -> None:
        metadata = message.raw_message.metadata
        entry = self._reader.entry(
            message.raw_message.subject,
            metadata.sequence.stream,
            message.raw_message.data,
            message.raw_message.headers or {},
        )
        if entry is None:
            return  # the consumer's filter lets entries only
        async with self._turn, self._held(message):
            why = await self._handled(entry, metadata.num_delivered)
            if why is not None:
                await self._bury(entry, why, metadata.num_delivered)
            await self.progress.advance(entry.position)

    async def _handled(self, entry: Entry, delivered: int) -> str | None:
        """Run the handler. Why the entry must be given up, or None; raises NackMessage to wait."""
        delay = self._redelivery.delay(delivered)
        try:
            await self._codec.ready((entry,))
        except LogUnavailable as error:
            raise NackMessage(delay=delay) from error
        recorded = self._codec.read(entry)
        if isinstance(recorded, PoisonEvent):
            return recorded.why
        if recorded.erased:
            return None  # nothing follows any more from what nobody can read
        try:
            await self._handler(recorded)
        except (LogUnavailable, LogFull) as error:
            # Not the fault of this fact: it waits for the log however long that takes.
            raise NackMessage(delay=delay) from error
        except Exception as error:
            kind = type(error).__name__
            log.warning("%s: fact %d failed (%d): %s", self.name, entry.position, delivered, kind)
            if delivered >= self._redelivery.deliveries:
                # The text of an error may quote a patient, and letters are not sealed.
                return kind if SEALED in entry.headers else f"{kind}: {error}"
            raise NackMessage(delay=delay) from error
        return None

    async def _bury(self, entry: Entry, why: str, delivered: int) -> None:
        try:
            letter = await self._dead.bury(self.name, entry, why, delivered)
        except LogError as error:
            raise NackMessage(delay=self._redelivery.first) from error
        log.error("%s: dead letter %s after %d deliveries", self.name, letter.id, delivered)

    async def _try_again(self, message: NatsMessage) -> None:
        async with self._turn, self._held(message):
            try:
                letter = await self._dead.find(message.raw_message.data.decode())
                if letter is None or letter.settled_at is not None:
                    return
                await self._codec.ready((letter.entry,))
                try:
                    recorded = self._codec.decode(letter.entry)
                    if not recorded.erased:
                        await self._handler(recorded)
                except Exception as error:
                    kind = type(error).__name__
                    why = kind if SEALED in letter.entry.headers else f"{kind}: {error}"
                    await self._dead.bury(self.name, letter.entry, why, 1)
                else:
                    await self._dead.settle(letter)
            except LogError as error:
                raise NackMessage(delay=self._redelivery.first) from error

    @asynccontextmanager
    async def _held(self, message: NatsMessage) -> AsyncGenerator[None]:
        """Tell the server now and then that the handler is alive; give the message back if stopped."""

        async def reassure() -> None:
            while True:
                await asyncio.sleep(self._redelivery.ack_wait / 3)
                with suppress(nats.errors.Error):
                    await message.in_progress()

        reassuring = asyncio.create_task(reassure())
        try:
            yield
        except asyncio.CancelledError:
            with suppress(nats.errors.Error):
                await message.nack()
            raise
        finally:
            reassuring.cancel()

    async def _acknowledged(self) -> int:
        """Position up to which the consumer has acknowledged; 0 where it is new."""
        subject = f"$JS.API.CONSUMER.INFO.{self._layout.stream}.{escape(self.name)}"
        answer = await self._connection.request(subject, seconds=_SECONDS)
        return msgspec.json.decode(answer.data, type=_ConsumerInfo).ack_floor.stream_seq


class _Floor(msgspec.Struct):
    stream_seq: int = 0


class _ConsumerInfo(msgspec.Struct):
    ack_floor: _Floor = msgspec.field(default_factory=_Floor)

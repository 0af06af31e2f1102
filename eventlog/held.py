"""Facts handed out at once and acknowledged later, by position: for work that gathers several first."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

import nats.errors
from faststream import AckPolicy
from faststream.nats import JStream, NatsMessage, PullSub
from nats.js.api import ConsumerConfig, DeliverPolicy

from domain.envelope import Recorded
from eventlog.broker import broker_for
from eventlog.codec import Codec, PoisonEvent
from eventlog.connection import Connection, ConnectionSettings
from eventlog.consumers import acknowledged
from eventlog.layout import Layout, escape
from eventlog.reading import Reader
from eventlog.views import Progress

# As in the feed: what a reconnection may cost. One at a time keeps the order of the log.
_FETCH_SECONDS: Final = 1.0
_MOST_HELD: Final = 1000
# Seconds: given back at once, a fact would go to the last question of the very process that stops.
_GIVEN_BACK: Final = 0.2


class HeldFeed:
    """Shares the facts of one centre among the processes of one durable consumer.

    `receive` is told of each fact as it comes, in log order but for those that come again, and says
    whether it holds it. A held fact is acknowledged by `release`; until then it belongs to this
    process, and comes to another one `ack_wait` seconds after this one has died. A fact may come
    twice. At most 1,000 are held at once: the next ones wait on the server. What the log held before
    the consumer first existed never comes: whoever starts it looks at that first.
    """

    def __init__(
        self,
        connection: Connection,
        settings: ConnectionSettings,
        layout: Layout,
        codec: Codec,
        receive: Callable[[Recorded[Any]], bool],
        *,
        name: str,
        ack_wait: float = 5.0,
        grace: float = 5.0,
    ) -> None:
        """`receive` must be quick and may not raise."""
        self.name = name
        self.progress = Progress()
        self._connection = connection
        self._layout = layout
        self._codec = codec
        self._receive = receive
        self._ack_wait = ack_wait
        self._reader = Reader(connection, layout, from_leader=False)
        self._held: dict[int, NatsMessage] = {}
        self._broker = broker_for(settings, grace)
        self._reassuring: asyncio.Task[None] | None = None
        self._subscribe(f"{settings.inbox_prefix}.".encode())

    @property
    def held(self) -> int:
        """How many facts this process has received and not yet released."""
        return len(self._held)

    async def start(self) -> None:
        """Connect and go on where the consumer stopped. Raises LogUnavailable."""
        await self._broker.start()
        await self.progress.advance(await acknowledged(self._connection, self._layout, self.name))
        self._reassuring = asyncio.create_task(self._reassure(), name=f"{self.name} holds")

    async def stop(self) -> None:
        """Stop. What is held is given back, and comes again at once to whoever is there."""
        if self._reassuring is not None:
            self._reassuring.cancel()
        for message in tuple(self._held.values()):
            with suppress(nats.errors.Error):
                await message.nack(delay=_GIVEN_BACK)
        self._held.clear()
        await self._broker.stop()

    async def release(self, position: int) -> None:
        """Acknowledge every held fact up to `position`. One that cannot be told so comes again."""
        for each in [held for held in self._held if held <= position]:
            message = self._held.pop(each)
            with suppress(nats.errors.Error):
                await message.ack()

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

    def _subscribe(self, inbox: bytes) -> None:
        async def as_is(message: NatsMessage) -> NatsMessage:
            return message

        config = ConsumerConfig(
            durable_name=escape(self.name),
            deliver_policy=DeliverPolicy.NEW,
            ack_wait=self._ack_wait,
            max_ack_pending=_MOST_HELD,
            max_deliver=-1,
        )
        self._broker.subscriber(
            self._layout.all_entries,
            stream=JStream(self._layout.stream, declare=False),
            durable=escape(self.name),
            config=config,
            pull_sub=PullSub(batch_size=1, timeout=_FETCH_SECONDS),
            inbox_prefix=inbox,
            ack_policy=AckPolicy.MANUAL,
            decoder=as_is,
            no_reply=True,
        )(self._take)

    async def _take(self, message: NatsMessage) -> None:
        raw = message.raw_message
        position = raw.metadata.sequence.stream
        entry = self._reader.entry(raw.subject, position, raw.data, raw.headers or {})
        if entry is None:
            return  # the consumer's filter lets entries only
        await self._codec.ready((entry,))
        recorded = self._codec.read(entry)
        if not isinstance(recorded, PoisonEvent) and self._receive(recorded):
            self._held[position] = message
        else:
            with suppress(nats.errors.Error):
                await message.ack()
        await self.progress.advance(position)

    async def _reassure(self) -> None:
        """Tell the server now and then that the holder of these facts is alive."""
        while True:
            await asyncio.sleep(self._ack_wait / 3)
            for message in tuple(self._held.values()):
                with suppress(nats.errors.Error):
                    await message.in_progress()

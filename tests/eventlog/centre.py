"""One centre on a real server, with a feed whose handler fails at will."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from domain.envelope import Recorded
from eventlog.codec import Codec
from eventlog.connection import Connection
from eventlog.dead_letters import DeadLetters
from eventlog.embedded import EmbeddedServer
from eventlog.feed import Redelivery, SideEffects
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from tests.eventlog.ledger import CODEC, DECIDERS, T0, a_code, act, add

QUICK = Redelivery(deliveries=3, first=0.02, ack_wait=2.0)


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return T0

    async def sleep_until(self, at: datetime) -> None:
        raise AssertionError(f"nobody waits until {at} here")


class Centre:
    """Its log, its dead letters, its feed, and what the handler has seen."""

    def __init__(
        self, server: EmbeddedServer, connection: Connection, code: str, journal: JetStreamJournal
    ) -> None:
        self.server = server
        self.connection = connection
        self.code = code
        self.journal = journal
        self.log = EventLog(journal, CODEC, DECIDERS)
        self.dead = DeadLetters(connection, code, Stopped())
        self.seen: list[int] = []
        self.failing: Callable[[Recorded[Any]], bool] = lambda _: False

    @classmethod
    async def open(cls, server: EmbeddedServer, connection: Connection) -> "Centre":
        code = a_code()
        journal = await open_journal(connection, Layout.for_centre(code))
        return cls(server, connection, code, journal)

    async def add(self, *amounts: int) -> int:
        """Append one fact per amount; return the position of the last."""
        for amount in amounts:
            await self.log.execute(add("a", amount), act())
        return await self.log.last_position()

    async def handle(self, recorded: Recorded[Any]) -> None:
        self.seen.append(recorded.fact.amount)
        if self.failing(recorded):
            raise OSError("the gateway is away")

    @asynccontextmanager
    async def feed(self, codec: Codec = CODEC, **options: Any) -> AsyncGenerator[SideEffects]:
        await self.dead.open()
        options = {"handler": self.handle, "name": "sms", "redelivery": QUICK, "grace": 0.1, **options}
        feed = SideEffects(
            self.connection,
            self.server.settings,
            self.journal.layout,
            codec,
            options.pop("handler"),
            self.dead,
            **options,
        )
        async with feed:
            yield feed

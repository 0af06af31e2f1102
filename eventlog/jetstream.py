"""The journal on NATS JetStream."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from eventlog import wire
from eventlog.appending import Outgoing, Writer
from eventlog.connection import Connection
from eventlog.entries import entry_of_raw
from eventlog.following import OrderedConsumer
from eventlog.headers import custom_values, header_value
from eventlog.journal import Entry, VersionTaken
from eventlog.layout import Layout
from eventlog.marks import Mark, Marks
from eventlog.protections import ensure_stream, protected
from eventlog.reading import Reader


class JetStreamJournal:
    """A Journal in one JetStream stream. Made by `open_journal`."""

    def __init__(self, connection: Connection, layout: Layout, *, from_leader: bool) -> None:
        self.layout = layout
        self.connection = connection
        self._reader = Reader(connection, layout, from_leader=from_leader)
        self._writer = Writer(connection, self._reader)
        self.marks = Marks(connection, layout, self._reader)

    async def append(self, entries: Sequence[Entry], *, save_id: str, mark: Mark | None = None) -> list[int]:
        """Store all entries or none, and `mark` with them; return the entries' positions.

        As in Journal; raises AppendTooLong beyond 1000 entries, VersionTaken too where `mark` does
        not move forward, and ValueError for a mark where the layout has none.
        """
        if mark is not None and not self.layout.marks:
            raise ValueError(f"the log {self.layout.stream} holds no marks")
        if len({(entry.id, entry.version) for entry in entries}) < len(entries):
            raise VersionTaken("the same version twice in one append")
        messages = [self._outgoing(entry, save_id) for entry in entries]
        if mark is not None:
            return await self._append_with_mark(messages, mark, save_id)
        if not messages:
            return []
        last = await self._writer.write(messages, save_id)
        return list(range(last - len(messages) + 1, last + 1))

    async def _append_with_mark(self, messages: list[Outgoing], mark: Mark, save_id: str) -> list[int]:
        while True:
            marking = await self.marks.outgoing(mark, save_id)
            try:
                last = await self._writer.write([marking, *messages], save_id)
            except VersionTaken:
                if not await self.marks.moved(mark):
                    raise
            else:
                self.marks.stored(mark, last - len(messages))
                return list(range(last - len(messages) + 1, last + 1))

    async def last(self, name: str, *, after: int = 0) -> list[Entry]:
        """The last entry of the stream `name`, in a list; none where its version is <= after."""
        entry = await self._reader.last_of(name)
        return [] if entry is None or entry.version <= after else [entry]

    async def read(
        self,
        id: str,  # noqa: A002
        *,
        after: int = 0,
        until: int | None = None,
    ) -> list[Entry]:
        """As in Journal. Raises LogUnavailable."""
        return await self._reader.read(id, after, until)

    async def scan(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        """As in Journal. Raises LogUnavailable."""
        return await self._reader.scan(after, limit)

    async def follow(self, *, after: int = 0) -> AsyncGenerator[Entry, None]:
        """As in Journal. Waits while the server is away, then goes on where it stopped."""
        consumer = OrderedConsumer(self.connection, self.layout.stream, after=after)
        async with aclosing(consumer.batches()) as batches:
            async for batch in batches:
                for position, message in batch:
                    entry = entry_of_raw(self.layout, position, message)
                    if entry is not None:
                        yield entry

    async def last_position(self) -> int:
        """As in Journal. Raises LogUnavailable."""
        return await self._reader.last_position()

    def _outgoing(self, entry: Entry, save_id: str) -> Outgoing:
        headers = {wire.EXPECTED: "0", wire.TOPIC: header_value(entry.topic)}
        headers[wire.SAVE] = header_value(save_id)
        headers |= custom_values(entry.headers)
        return Outgoing(self.layout.entry(entry.id, entry.version), entry.data, headers)


async def open_journal(
    connection: Connection,
    layout: Layout,
    *,
    replicas: int = 1,
    max_bytes: int = -1,
    from_leader: bool | None = None,
    may_update: bool = False,
) -> JetStreamJournal:
    """Open the log in `layout`, creating its stream on first use.

    `from_leader` makes `read` see every append acknowledged before it; by default where the stream
    has replicas, whose direct gets may lag. `max_bytes` bounds a new stream. `may_update`: a stream
    of an earlier version gets the protections it lacks, where that is safe; it takes a right that a
    writer has not in production. Raises LogUnprotected where the stream lacks a protection,
    LogUnavailable, LogFull.
    """
    wanted = protected(layout, replicas=replicas, max_bytes=max_bytes)
    await ensure_stream(connection, wanted, may_update=may_update)
    leader = replicas > 1 if from_leader is None else from_leader
    return JetStreamJournal(connection, layout, from_leader=leader)

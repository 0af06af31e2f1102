"""Marks: how far the log of another application has been processed, kept in the same stream.

A mark only moves forward. Stored in one append with the entries it led to, it makes processing
exactly once.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from eventlog import wire
from eventlog.appending import Outgoing
from eventlog.connection import Connection
from eventlog.following import OrderedConsumer
from eventlog.headers import header_value
from eventlog.journal import VersionTaken
from eventlog.layout import Layout
from eventlog.reading import Reader


class Mark(msgspec.Struct, frozen=True):
    """The log `name` has been processed up to and including position `reached`."""

    name: str
    reached: int


class Marks:
    """The marks of one stream. Remembers the last of each, which spares a question per append."""

    def __init__(self, connection: Connection, layout: Layout, reader: Reader) -> None:
        self._connection = connection
        self._layout = layout
        self._reader = reader
        self._known: dict[str, tuple[int, int]] = {}

    async def reached(self, name: str) -> int | None:
        """How far the log `name` has been processed; None where it never was."""
        await self._refresh(name)
        sequence, reached = self._known.get(name, (0, 0))
        return reached if sequence else None

    async def outgoing(self, mark: Mark, save_id: str) -> Outgoing:
        """The message that stores `mark`. Raises VersionTaken where it does not move forward."""
        if mark.name not in self._known:
            await self._refresh(mark.name)
        sequence, reached = self._known.get(mark.name, (0, 0))
        if sequence and mark.reached <= reached:
            raise VersionTaken(f"{mark.name} has been processed up to {reached} already")
        headers = {wire.EXPECTED: str(sequence), wire.SAVE: header_value(save_id)}
        return Outgoing(self._layout.mark(mark.name), str(mark.reached).encode(), headers)

    def stored(self, mark: Mark, sequence: int) -> None:
        """Remember that `mark` is stored at `sequence`."""
        if sequence > self._known.get(mark.name, (0, 0))[0]:
            self._known[mark.name] = (sequence, mark.reached)

    async def moved(self, mark: Mark) -> bool:
        """Whether somebody else has moved this mark since it was last asked, but not as far."""
        before = self._known.get(mark.name, (0, 0))
        await self._refresh(mark.name)
        sequence, reached = self._known.get(mark.name, (0, 0))
        return sequence != before[0] and reached < mark.reached

    async def follow(self) -> AsyncGenerator[Mark, None]:
        """The last mark of each name, then each new one, for ever."""
        consumer = OrderedConsumer(
            self._connection, self._layout.stream, subjects=self._layout.all_marks, latest=True
        )
        async with aclosing(consumer.messages()) as messages:
            async for followed in messages:
                name = self._layout.parse_mark(followed.message.subject)
                if name is not None:
                    yield Mark(name, int(followed.message.data))

    async def _refresh(self, name: str) -> None:
        last = await self._reader.last_on(self._layout.mark(name))
        if last is not None:
            self.stored(Mark(name, int(last.data)), last.seq)

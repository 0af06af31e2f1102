"""Words between the processes of one centre, said once and kept by nobody: the signalling of video sessions.

Plain NATS, never a stream: who is not listening misses them, and nothing of them is ever on a disk.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from eventlog.connection import Connection, Message
from eventlog.layout import escape, unescape


class Relay:
    """The common line of the processes of one centre, with a room for each session."""

    def __init__(self, connection: Connection, code: str) -> None:
        self._connection = connection
        self._prefix = f"signal.{escape(code)}"

    async def tell(self, room: str, payload: bytes) -> None:
        """To every process that listens now, this one too. Raises LogUnavailable."""
        await self._connection.publish(f"{self._prefix}.{escape(room)}", payload)

    @asynccontextmanager
    async def listening(self, hear: Callable[[str, bytes], None]) -> AsyncGenerator[None]:
        """Give `hear` (room, payload) of all rooms until the end of the block; again after a lost connection.
        `hear` is quick and does not raise."""

        def receive(message: Message) -> None:
            hear(unescape(message.subject.rpartition(".")[2]), message.data)

        client = self._connection.client
        subscription = await client.receive(f"{self._prefix}.*", receive)
        try:
            yield
        finally:
            await client.forget(subscription)

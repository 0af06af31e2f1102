"""Following: an ordered consumer that starts itself again wherever it stopped.

Nothing is kept on the server: after a lost connection, a gap or a silence, a new consumer starts
after the last message given out, so that each comes once and in order.
"""

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Final

import msgspec

from eventlog import wire
from eventlog.client import Arrived, headers_of
from eventlog.connection import Connection, Message
from eventlog.journal import LogUnavailable

_HEARTBEAT_SECONDS: Final = 1.0
_SILENCE_SECONDS: Final = 2.5
_RETRY_SECONDS: Final = 0.1
_SECONDS: Final = 1.5
_BILLION: Final = 1_000_000_000
_MOST: Final = 1024
"""Messages handed over at a time."""


class Followed(msgspec.Struct, frozen=True, gc=False):
    """A message with its sequence in the stream."""

    sequence: int
    message: Message


Batch = list[tuple[int, "Raw"]]
"""Messages as they came, each after its sequence in the stream."""


class Raw(msgspec.Struct, frozen=True, gc=False):
    """A message as it came. What waits is kept so: a tenth of the memory of its headers made out."""

    subject: bytes
    reply: bytes
    headers: bytes
    data: bytes


class OrderedConsumer:
    """All messages of a stream after a sequence, then the new ones, for ever.

    With `latest`, it starts with the last message of each subject instead. `subjects` restricts it.
    """

    def __init__(
        self,
        connection: Connection,
        stream: str,
        *,
        after: int = 0,
        subjects: str | None = None,
        latest: bool = False,
    ) -> None:
        self._connection = connection
        self._stream = stream
        self._after: int = after
        self._subjects = subjects
        self._latest = latest
        self._received: deque[Raw] = deque()
        self._woken = asyncio.Event()
        self._delivered: int = 0
        self._name = ""
        self._close_inbox: Callable[[], Awaitable[None]] | None = None

    async def messages(self) -> AsyncGenerator[Followed, None]:
        """The messages. Waits, and never raises, while the server is away."""
        async with contextlib.aclosing(self.batches()) as batches:
            async for batch in batches:
                for sequence, raw in batch:
                    yield Followed(sequence, _made_out(raw))

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """As `messages`, by as many as have come, up to _MOST, and as they came: quicker for a replay."""
        forget = self._connection.on_found(self._woken.set)
        try:
            while True:
                await self._open()
                epoch = self._connection.epoch
                going = True
                while going and await self._more(epoch):
                    if batch := self._take():
                        yield batch
                    going = await self._heed()
                    if len(batch) == _MOST:
                        await asyncio.sleep(0)  # others have their turn in the middle of a replay too
                await self._close()
        finally:
            forget()
            await self._close()

    async def _open(self) -> None:
        while True:
            await self._connection.wait_connected()
            try:
                await self._create()
            except LogUnavailable:
                await self._close()
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                return

    async def _create(self) -> None:
        self._received.clear()
        self._delivered = 0
        inbox, self._close_inbox = await self._connection.listen_raw(self._receive_raw)
        self._name = secrets.token_hex(8)
        question = {"stream_name": self._stream, "config": self._config(inbox)}
        answer = await self._connection.request(
            f"$JS.API.CONSUMER.CREATE.{self._stream}.{self._name}",
            wire.encode(question),
            seconds=_SECONDS,
        )
        error = wire.consumer_answer(answer.data).error
        if error is not None:
            raise LogUnavailable(f"the log cannot be followed: {error.description}")

    def _config(self, inbox: str) -> dict[str, Any]:
        config: dict[str, Any] = {
            "name": self._name,
            "deliver_subject": inbox,
            "ack_policy": "none",
            "max_deliver": 1,
            "replay_policy": "instant",
            "flow_control": True,
            "idle_heartbeat": int(_HEARTBEAT_SECONDS * _BILLION),
            "inactive_threshold": 5 * _BILLION,
            "num_replicas": 1,
            "mem_storage": True,
        }
        if self._subjects is not None:
            config["filter_subject"] = self._subjects
        if self._latest:
            config["deliver_policy"] = "last_per_subject"
        else:
            config |= {"deliver_policy": "by_start_sequence", "opt_start_seq": self._after + 1}
        return config

    def _receive_raw(self, subject: bytes, reply: bytes, headers: bytes, data: bytes) -> None:
        self._receive(Raw(subject, reply, headers, data))

    def _receive(self, message: Raw) -> None:
        self._received.append(message)
        self._woken.set()

    def _take(self) -> Batch:
        """The next messages of the stream, up to a gap or a word of the server, and no more than _MOST."""
        received, delivered = self._received, self._delivered
        batch: Batch = []
        while received and len(batch) < _MOST:
            message = received[0]
            if _status(message) is not None:
                break
            sequence, number = _numbers(message.reply)
            if number != delivered + 1:
                break
            delivered = number
            batch.append((sequence, received.popleft()))
        if batch:
            self._delivered, self._after = delivered, batch[-1][0]
        return batch

    async def _heed(self) -> bool:
        """Answer the server where its word is next. False where the consumer must start again."""
        if not self._received:
            return True
        message = self._received[0]
        status = _status(message)
        if status is None:
            return _numbers(message.reply)[1] == self._delivered + 1
        if status != "100":
            return False
        self._received.popleft()
        headers = headers_of(message.headers) or {}
        # Answered only now: the server holds back until what it sent before is used.
        stalled = headers.get("Nats-Consumer-Stalled", message.reply.decode())
        if stalled:
            with contextlib.suppress(LogUnavailable):
                await self._connection.publish(stalled, b"")
        return int(headers.get("Nats-Last-Consumer", self._delivered)) == self._delivered

    async def _more(self, epoch: int) -> bool:
        """Wait for messages. False after a silence or a reconnection."""
        while not self._received:
            if self._connection.epoch != epoch:
                return False
            self._woken.clear()
            try:
                async with asyncio.timeout(_SILENCE_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                return False
        return True

    async def _close(self) -> None:
        close, self._close_inbox = self._close_inbox, None
        if close is None:
            return
        with contextlib.suppress(LogUnavailable):
            await self._connection.publish(f"$JS.API.CONSUMER.DELETE.{self._stream}.{self._name}", b"")
        await close()


def _status(message: Raw) -> str | None:
    """The server's word; None for a message of the stream, which may well have a header of that name."""
    if message.reply.startswith(b"$JS.ACK."):
        return None
    return (headers_of(message.headers) or {}).get("Status")


def _made_out(message: Raw) -> Message:
    text = message.subject.decode(errors="replace")
    return Arrived(text, message.reply.decode(), message.data, headers_of(message.headers))


def _numbers(reply: bytes) -> tuple[int, int]:
    """Sequence in the stream and number of delivery, from the reply subject of a message."""
    tokens = reply.split(b".")
    first = 5 if len(tokens) < 11 else 7  # longer where it names the domain and the account
    return int(tokens[first]), int(tokens[first + 1])

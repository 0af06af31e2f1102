"""Reading one range of a stream byte for byte: as `raw.pages`, but the server sends nothing beyond it."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any, Final

from eventlog import wire
from eventlog.connection import Connection
from eventlog.journal import LogUnavailable
from eventlog.proof.stored import Stored

_SECONDS: Final = 5.0
_SILENCE_SECONDS: Final = 5.0
_BILLION: Final = 1_000_000_000
_MOST_BYTES: Final = 1 << 24
_FIELDS_WITH_DOMAIN: Final = 11


async def pulled(
    connection: Connection, stream: str, *, after: int, until: int
) -> AsyncGenerator[list[Stored], None]:
    """Messages with after < position <= until, in order, as they come.

    Ends early where the server has no more to give, or sends another than the next. What waits to be used
    is bounded in bytes. Raises LogUnavailable, at once where the connection is lost.
    """
    pulling = _Pulling(connection, until)
    inbox, close = await connection.listen_raw(pulling.receive)
    name = secrets.token_hex(8)
    try:
        await _create(connection, stream, name, after)
        while not pulling.over:
            asked = {"batch": until - after - pulling.delivered, "max_bytes": _MOST_BYTES, "no_wait": True}
            before = pulling.begin()
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}"
            await connection.publish(subject, wire.encode(asked), reply=inbox)
            while received := await pulling.received():
                yield received
            if pulling.delivered == before:
                return
    finally:
        with suppress(LogUnavailable):
            await connection.publish(f"$JS.API.CONSUMER.DELETE.{stream}.{name}", b"")
        await close()


async def _create(connection: Connection, stream: str, name: str, after: int) -> None:
    config: dict[str, Any] = {
        "name": name,
        "deliver_policy": "by_start_sequence",
        "opt_start_seq": after + 1,
        "ack_policy": "none",
        "max_deliver": 1,
        "replay_policy": "instant",
        "inactive_threshold": 5 * _BILLION,
        "num_replicas": 1,
        "mem_storage": True,
    }
    question = wire.encode({"stream_name": stream, "config": config})
    answer = await connection.request(f"$JS.API.CONSUMER.CREATE.{stream}.{name}", question, seconds=_SECONDS)
    error = wire.consumer_answer(answer.data).error
    if error is not None:
        raise LogUnavailable(f"the log cannot be read: {error.description}")


class _Pulling:
    """What one consumer delivers. `over`: nothing more is to be asked."""

    def __init__(self, connection: Connection, until: int) -> None:
        self._connection = connection
        self._epoch = connection.epoch
        self._until = until
        self._received: list[Stored] = []
        self._woken = asyncio.Event()
        self._answered = False
        self.delivered = 0
        self.over = False

    def begin(self) -> int:
        """A request is sent: how many messages came before it."""
        self._answered = False
        return self.delivered

    def receive(self, subject: bytes, reply: bytes, headers: bytes, data: bytes) -> None:
        self._woken.set()
        if self.over:
            return
        fields = reply.split(b".")
        if len(fields) < _FIELDS_WITH_DOMAIN - 2:
            self._answered = True  # a status of the server: this request is done with
            return
        first = 5 if len(fields) < _FIELDS_WITH_DOMAIN else 7
        position, number = int(fields[first]), int(fields[first + 1])
        if number != self.delivered + 1:
            self.over = True
            return
        self.delivered = number
        if position <= self._until:
            self._received.append(Stored(position, subject, headers, data))
        self.over = position >= self._until

    async def received(self) -> list[Stored]:
        """What has come, once there is any; empty where this request will bring no more."""
        while not (self._received or self.over or self._answered):
            self._woken.clear()
            try:
                async with asyncio.timeout(_SILENCE_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                raise LogUnavailable("the log does not answer any more") from None
            if self._connection.epoch != self._epoch or not self._connection.connected:
                raise LogUnavailable("the connection to the log was lost")
        received, self._received = self._received, []
        return received

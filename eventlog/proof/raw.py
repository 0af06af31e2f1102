"""Reading a stream byte for byte, in pages: what the tree is made of."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator
from typing import Any, Final

from eventlog import wire
from eventlog.connection import Connection
from eventlog.journal import LogUnavailable
from eventlog.proof.stored import Stored

PAGE: Final = 1000
_SECONDS: Final = 5.0
_SILENCE_SECONDS: Final = 5.0
_HEARTBEAT_SECONDS: Final = 0.5
_BILLION: Final = 1_000_000_000
_QUIET_HEARTBEATS: Final = 4
_ATTEMPTS: Final = 5
_MOST_WAITING: Final = 16_384
_FIELDS_WITH_DOMAIN: Final = 11


async def last_position(connection: Connection, stream: str) -> int:
    """Sequence of the last message of a stream, as the leader knows it. Raises LogUnavailable."""
    answer = await connection.request(f"$JS.API.STREAM.INFO.{stream}", seconds=_SECONDS)
    found = wire.stream_answer(answer.data)
    if found.error is not None or found.state is None:
        why = found.error.description if found.error else "no state"
        raise LogUnavailable(f"the stream {stream} cannot be read: {why}")
    return found.state.last_seq


async def pages(
    connection: Connection, stream: str, *, after: int, until: int
) -> AsyncGenerator[list[Stored], None]:
    """Messages with after < position <= until, in order, at most `PAGE` at a time.

    Ends early where the server has no more to give: what is missing is for the reader to see. A lost
    connection is taken up again where it was; raises LogUnavailable after five in vain.
    """
    failures = 0
    while after < until:
        reading = _Reading(connection, stream, after, until)
        try:
            async with contextlib.aclosing(reading.pages()) as found:
                async for page in found:
                    after, failures = page[-1].position, 0
                    yield page
        except LogUnavailable:
            failures += 1
            if failures >= _ATTEMPTS:
                raise
            await connection.wait_connected(_SECONDS)
        else:
            return


class _Reading:
    """One ordered consumer, from its first message to its last."""

    def __init__(self, connection: Connection, stream: str, after: int, until: int) -> None:
        self._connection = connection
        self._stream = stream
        self._after = after
        self._until = until
        self._received: list[Stored] = []
        self._stalled: list[str] = []
        self._answering: asyncio.Task[None] | None = None
        self._delivered = 0
        self._quiet = 0
        self._over = self._broken = False
        self._woken = asyncio.Event()

    async def pages(self) -> AsyncGenerator[list[Stored], None]:
        name = secrets.token_hex(8)
        inbox, close = await self._connection.listen_raw(self._receive)
        try:
            await self._create(inbox, name)
            while True:
                await self._wait()
                received, self._received = self._received, []
                for start in range(0, len(received), PAGE):
                    yield received[start : start + PAGE]
                if self._broken:
                    raise LogUnavailable("the reading of the log was broken off")
                if self._over and not self._received:
                    return
        finally:
            with contextlib.suppress(LogUnavailable):
                await self._connection.publish(f"$JS.API.CONSUMER.DELETE.{self._stream}.{name}", b"")
            await close()

    async def _create(self, inbox: str, name: str) -> None:
        config: dict[str, Any] = {
            "name": name,
            "deliver_subject": inbox,
            "deliver_policy": "by_start_sequence",
            "opt_start_seq": self._after + 1,
            "ack_policy": "none",
            "max_deliver": 1,
            "replay_policy": "instant",
            "flow_control": True,
            "idle_heartbeat": int(_HEARTBEAT_SECONDS * _BILLION),
            "inactive_threshold": 5 * _BILLION,
            "num_replicas": 1,
            "mem_storage": True,
        }
        question = wire.encode({"stream_name": self._stream, "config": config})
        subject = f"$JS.API.CONSUMER.CREATE.{self._stream}.{name}"
        answer = await self._connection.request(subject, question, seconds=_SECONDS)
        error = wire.consumer_answer(answer.data).error
        if error is not None:
            raise LogUnavailable(f"the log cannot be read: {error.description}")

    def _receive(self, subject: bytes, reply: bytes, headers: bytes, data: bytes) -> None:
        if not reply.startswith(b"$JS.ACK."):
            self._heed(reply, headers)
        elif not self._over and not self._broken:
            fields = reply.split(b".")
            first = 5 if len(fields) < _FIELDS_WITH_DOMAIN else 7
            position, number = int(fields[first]), int(fields[first + 1])
            if number != self._delivered + 1:
                self._broken = True
            elif position <= self._until:
                self._delivered, self._quiet = number, 0
                self._received.append(Stored(position, subject, headers, data))
            if position >= self._until or fields[first + 3] == b"0":
                self._over = True
        self._woken.set()

    def _heed(self, reply: bytes, headers: bytes) -> None:
        """A word of the server: a heartbeat, or a question whether we keep up."""
        said = wire.parse_headers(headers)
        stalled = said.get("Nats-Consumer-Stalled", reply.decode())
        if stalled:
            self._stalled.append(stalled)
            if len(self._received) < _MOST_WAITING:
                self._answering = asyncio.get_running_loop().create_task(self._answer())
            return
        self._quiet += 1
        behind = int(said.get("Nats-Last-Consumer", self._delivered)) != self._delivered
        self._broken = self._broken or behind
        self._over = self._over or self._quiet >= _QUIET_HEARTBEATS

    async def _wait(self) -> None:
        epoch = self._connection.epoch
        while True:
            if self._stalled and len(self._received) < _MOST_WAITING:
                await self._answer()
            if self._received or self._over or self._broken:
                return
            self._woken.clear()
            try:
                async with asyncio.timeout(_SILENCE_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                raise LogUnavailable("the log does not answer any more") from None
            if self._connection.epoch != epoch:
                raise LogUnavailable("the connection to the log was lost")

    async def _answer(self) -> None:
        # The server holds back until this answer: what waits to be used stays bounded.
        stalled, self._stalled = self._stalled, []
        for each in stalled:
            with contextlib.suppress(LogUnavailable):
                await self._connection.publish(each, b"")

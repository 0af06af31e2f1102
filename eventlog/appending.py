"""Appending: one plain publication, or an atomic batch, until the outcome is known."""

import asyncio
import random
import secrets
from collections.abc import Sequence
from typing import Final

import msgspec

from eventlog import wire
from eventlog.connection import Connection
from eventlog.headers import header_text
from eventlog.journal import EntryTooLarge, LogError, LogFull, LogUnavailable, VersionTaken
from eventlog.reading import Reader
from eventlog.sizes import check_count, check_size

# A server keeps at most 50 batches open per stream and drops the messages of the others.
_OPEN_BATCHES: Final = 16
_PATIENCE_SECONDS: Final = 1.7
_SECONDS_PER_QUEUED: Final = 0.004


class Outgoing(msgspec.Struct, frozen=True):
    """A message to store, with the headers that say when it may be."""

    subject: str
    data: bytes
    headers: dict[str, str]


class Writer:
    """Stores messages in one stream, all or none."""

    def __init__(self, connection: Connection, reader: Reader) -> None:
        self._connection = connection
        self._reader = reader
        self._open_batches = asyncio.Semaphore(_OPEN_BATCHES)
        self._queued = 0

    async def write(self, messages: Sequence[Outgoing], save_id: str) -> int:
        """Store and return the sequence of the last message; the others are just before it.

        A lost acknowledgement is asked for again: what this `save_id` stored is never reported as
        failed while the server can be asked. Raises VersionTaken, LogUnavailable (within two
        seconds, at once where the connection is down), LogFull, EntryTooLarge, AppendTooLong.
        """
        check_count(len(messages))
        for message in messages:
            check_size(message.data, message.headers, self._connection.max_payload)
        if not self._connection.connected:
            raise LogUnavailable("the log cannot be reached")
        self._queued += len(messages)
        try:
            return await self._insist(messages, save_id)
        finally:
            self._queued -= len(messages)

    async def _insist(self, messages: Sequence[Outgoing], save_id: str) -> int:
        now = asyncio.get_running_loop().time
        deadline = now() + _PATIENCE_SECONDS + self._queued * _SECONDS_PER_QUEUED
        share = 0.6  # of the time left; the rest is for asking again
        while True:
            try:
                ack = await self._send(messages, max(0.1, (deadline - now()) * share))
            except LogUnavailable:
                if not await self._connection.wait_connected(max(0.0, deadline - now())):
                    raise
                failure = None
            else:
                if ack.error is None:
                    return ack.seq
                failure = await self._explain(ack.error, messages, save_id)
                if isinstance(failure, int):
                    return failure
            pause = random.uniform(0.01, 0.06)  # noqa: S311
            if now() + pause >= deadline:
                raise failure or LogUnavailable("the log did not answer in time")
            share = 1.0
            await asyncio.sleep(pause)

    async def _send(self, messages: Sequence[Outgoing], seconds: float) -> wire.Ack:
        if len(messages) == 1:
            only = messages[0]
            answer = await self._connection.request(
                only.subject, only.data, headers=only.headers, seconds=seconds
            )
            return wire.ack(answer.data)
        async with self._open_batches:
            return await self._send_batch(messages, seconds)

    async def _send_batch(self, messages: Sequence[Outgoing], seconds: float) -> wire.Ack:
        batch = {wire.BATCH_ID: secrets.token_hex(12)}
        for number, message in enumerate(messages[:-1], start=1):
            headers = message.headers | batch | {wire.BATCH_SEQUENCE: str(number)}
            await self._connection.publish(message.subject, message.data, headers=headers)
        last = messages[-1]
        headers = last.headers | batch
        headers |= {wire.BATCH_SEQUENCE: str(len(messages)), wire.BATCH_COMMIT: "1"}
        answer = await self._connection.request(last.subject, last.data, headers=headers, seconds=seconds)
        return wire.ack(answer.data)

    async def _explain(
        self, error: wire.ApiError, messages: Sequence[Outgoing], save_id: str
    ) -> int | LogUnavailable:
        """The sequence where the messages are stored after all, or why to try again; or raises."""
        code = error.err_code
        if code in wire.CONFLICTS or code == wire.STORE_FAILED:
            stored = await self._own_write(messages, save_id)
            if stored is not None:
                return stored
            # The server has one code for a second message of a version and for a full store.
            if code in wire.CONFLICTS or await self._taken(messages):
                raise VersionTaken(f"already taken: one of {_name(messages)}")
        if code in wire.STORE_FULL:
            raise LogFull(f"the log is full: {error.description}")
        if code in wire.TOO_LARGE:
            raise EntryTooLarge(f"the log refuses this size: {error.description}")
        if code == wire.BATCH_INCOMPLETE or error.code == 503:
            return LogUnavailable(f"the log is busy: {error.description}")
        raise LogError(f"the log refuses: {error.description} ({code})")

    async def _own_write(self, messages: Sequence[Outgoing], save_id: str) -> int | None:
        """Where this very append is stored already, or None where somebody else's is."""
        last = await self._reader.last_on(messages[-1].subject)
        if last is None or _save_of(last) != save_id:
            return None
        if len(messages) > 1:
            # The first message may be a mark, whose subject moves on: the second never does.
            other = await self._reader.last_on(messages[-2].subject)
            if other is None or other.seq != last.seq - 1 or _save_of(other) != save_id:
                return None
        return last.seq

    async def _taken(self, messages: Sequence[Outgoing]) -> bool:
        """Whether a subject that must be empty is not."""
        subjects = [each.subject for each in messages if each.headers.get(wire.EXPECTED, "0") == "0"]
        found = await asyncio.gather(*(self._reader.last_on(subject) for subject in subjects))
        return any(each is not None for each in found)


def _name(messages: Sequence[Outgoing]) -> str:
    names = [message.subject for message in messages[:3]]
    return ", ".join(names) + (", …" if len(messages) > 3 else "")


def _save_of(message: wire.StoredMessage) -> str | None:
    value = wire.parse_headers(message.hdrs).get(wire.SAVE)
    return None if value is None else header_text(value)

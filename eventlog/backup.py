"""A copy of a whole stream in one file, and back: same entries, same positions, same protections.

The file is one line of JSON (`Label`), the stream as the server packs it, and a SHA-256 of both. The
server makes the copy while writing goes on; it takes the rights of the operator.
"""

import asyncio
import hashlib
import os
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from eventlog import wire
from eventlog.connection import Connection, Message
from eventlog.journal import LogError, LogFull, LogUnavailable

_CHUNK: Final = 128 * 1024
_SECONDS: Final = 30.0
_OFFERS: Final = 50
_PAUSE_SECONDS: Final = 0.1
_DIGEST: Final = 32


class BackupSpoilt(LogError):
    """The file is no backup, or not the whole of one."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds: the stream's name, configuration and state as the server gave them."""

    stream: str
    config: dict[str, Any]
    state: dict[str, Any]


class _SnapshotAnswer(msgspec.Struct):
    config: dict[str, Any] = {}
    state: dict[str, Any] = {}
    error: wire.ApiError | None = None


class _RestoreAnswer(msgspec.Struct):
    deliver_subject: str = ""
    error: wire.ApiError | None = None


async def save(connection: Connection, stream: str, file: Path) -> Label:
    """Copy `stream` to `file`, which appears only once it is whole, readable by its owner only.

    Raises LogUnavailable, and LogError where the server refuses; OSError from the disk.
    """
    chunks: asyncio.Queue[Message] = asyncio.Queue()
    inbox, close = await connection.listen(chunks.put_nowait)
    question = {"deliver_subject": inbox, "chunk_size": _CHUNK}
    partial = file.with_name(f"{file.name}.partial")
    try:
        answer = await _ask(connection, f"$JS.API.STREAM.SNAPSHOT.{stream}", wire.encode(question))
        label = _label(stream, answer)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            await _receive(connection, chunks, _Digesting(out), label)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(file)
    finally:
        await close()
        with suppress(FileNotFoundError):
            partial.unlink()
    return label


async def restore(connection: Connection, file: Path, *, replicas: int) -> Label:
    """Make the stream of `file` again, with `replicas` copies, where it does not exist.

    Raises BackupSpoilt before anything is sent, LogError where the server refuses (the stream
    exists, say), LogUnavailable, LogFull.
    """
    label = check(file)
    question = wire.encode({"config": label.config | {"num_replicas": replicas}, "state": label.state})
    answer = await _ask(connection, f"$JS.API.STREAM.RESTORE.{label.stream}", question)
    opened = msgspec.json.decode(answer, type=_RestoreAnswer)
    _raise_on(opened.error, label.stream)
    for chunk in _body(file):
        told = await offer(connection, opened.deliver_subject, chunk)
        if told:
            raise LogError(f"the stream {label.stream} cannot be restored: {told.decode(errors='replace')}")
    done = await offer(connection, opened.deliver_subject, b"")
    _raise_on(wire.stream_answer(done).error, label.stream)
    return label


async def offer(connection: Connection, subject: str, chunk: bytes) -> bytes:
    """Give a server one piece of a stream; return its answer. Raises LogUnavailable.

    In a cluster, the node asked may not yet know where another waits for the pieces: it says that
    nobody does, which means that nothing was given, and is asked again.
    """
    for _ in range(_OFFERS):
        answers = await connection.collect(subject, chunk, is_last=lambda _: True, seconds=_SECONDS)
        if (answers[-1].headers or {}).get("Status") != "503":
            return answers[-1].data
        await asyncio.sleep(_PAUSE_SECONDS)
    raise LogUnavailable("nobody takes the pieces of the stream")


def check(file: Path) -> Label:
    """Read the whole of `file` and return its label. Raises BackupSpoilt."""
    with file.open("rb") as source:
        try:
            label = msgspec.json.decode(source.readline(), type=Label)
        except msgspec.DecodeError as error:
            raise BackupSpoilt(f"{file} is not a backup of a stream") from error
    digest = hashlib.sha256(wire.encode(label) + b"\n")
    for chunk in _body(file):
        digest.update(chunk)
    with file.open("rb") as source:
        source.seek(-_DIGEST, os.SEEK_END)
        if source.read() != digest.digest():
            raise BackupSpoilt(f"{file} is cut or altered: it does not have its digest")
    return label


class _Digesting:
    """Writes to a file and remembers the digest of all it wrote."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._seen = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._seen.update(data)
        self._out.write(data)

    def finish(self) -> None:
        self._out.write(self._seen.digest())


async def _receive(
    connection: Connection, chunks: "asyncio.Queue[Message]", out: _Digesting, label: Label
) -> None:
    out.write(wire.encode(label) + b"\n")
    while True:
        try:
            async with asyncio.timeout(_SECONDS):
                message = await chunks.get()
        except TimeoutError:
            raise LogUnavailable(f"the copy of {label.stream} stopped midway") from None
        if not message.data:
            status = (message.headers or {}).get("Status", "204")
            if status != "204":
                raise LogUnavailable(f"the copy of {label.stream} stopped midway: {status}")
            out.finish()
            return
        await asyncio.to_thread(out.write, message.data)
        if message.reply:
            await connection.publish(message.reply, b"")


def _body(file: Path) -> Generator[bytes]:
    """What the server packed, in pieces it takes back."""
    with file.open("rb") as source:
        source.readline()
        left = file.stat().st_size - source.tell() - _DIGEST
        while left > 0:
            chunk = source.read(min(_CHUNK, left))
            left -= len(chunk)
            yield chunk


def _label(stream: str, answer: bytes) -> Label:
    found = msgspec.json.decode(answer, type=_SnapshotAnswer)
    _raise_on(found.error, stream)
    return Label(stream=stream, config=found.config, state=found.state)


def _raise_on(error: wire.ApiError | None, stream: str) -> None:
    if error is not None:
        kind = LogFull if error.err_code in wire.STORE_FULL else LogError
        raise kind(f"the stream {stream}: {error.description}")


async def _ask(connection: Connection, subject: str, payload: bytes) -> bytes:
    return (await connection.request(subject, payload, seconds=_SECONDS)).data

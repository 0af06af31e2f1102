"""What a stream must forbid before Vigie trusts it with its log."""

from collections.abc import Iterator
from typing import Final

from eventlog import wire
from eventlog.connection import Connection
from eventlog.journal import LogError, LogFull, LogUnavailable
from eventlog.layout import Layout

_SECONDS: Final = 10.0


class LogUnprotected(LogError):
    """The stream exists without a protection the log needs. The message names what is missing."""


def protected(layout: Layout, *, replicas: int = 1, max_bytes: int = -1) -> wire.StreamConfig:
    """Configuration of a stream nothing can be deleted from, and that refuses when full.

    `max_bytes` bounds the store (-1: as much as the server has).
    """
    return wire.StreamConfig(
        name=layout.stream,
        subjects=layout.subjects,
        num_replicas=replicas,
        max_bytes=max_bytes,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
        allow_atomic=True,
    )


def missing(found: wire.StreamConfig, wanted: wire.StreamConfig) -> list[str]:
    """What `found` lacks, in words. Empty where it protects the log."""
    return list(_missing(found, wanted))


def _missing(found: wire.StreamConfig, wanted: wire.StreamConfig) -> Iterator[str]:
    for name in ("allow_atomic", "allow_direct", "deny_delete", "deny_purge"):
        if not getattr(found, name):
            yield name
    for name in ("discard", "storage", "retention"):
        if getattr(found, name) != getattr(wanted, name):
            yield f"{name}={getattr(wanted, name)} (it is {getattr(found, name)})"
    for name in ("max_age", "max_msgs", "max_msgs_per_subject"):
        if getattr(found, name) > 0:
            yield f"no {name} (it is {getattr(found, name)})"
    if found.allow_rollup_hdrs:
        yield "no allow_rollup_hdrs"
    if not set(wanted.subjects) <= set(found.subjects):
        yield f"subjects {' '.join(wanted.subjects)}"
    if found.num_replicas < wanted.num_replicas:
        yield f"{wanted.num_replicas} replicas (it has {found.num_replicas})"


async def ensure_stream(connection: Connection, wanted: wire.StreamConfig) -> None:
    """Create the stream on first use; otherwise check it.

    Raises LogUnprotected naming what is missing, LogUnavailable, LogFull.
    """
    found = await _ask(connection, "INFO", wanted.name, b"")
    if found.error is not None and found.error.err_code == wire.STREAM_UNKNOWN:
        found = await _ask(connection, "CREATE", wanted.name, wire.encode(wanted))
        if found.error is not None and found.error.err_code == wire.STREAM_EXISTS:
            found = await _ask(connection, "INFO", wanted.name, b"")
    if found.error is not None:
        text = f"the stream {wanted.name} cannot be opened: {found.error.description}"
        raise (LogFull if found.error.err_code in wire.STORE_FULL else LogUnavailable)(text)
    if found.config is None:
        raise LogUnavailable(f"the stream {wanted.name} cannot be opened: no configuration")
    lacks = missing(found.config, wanted)
    if lacks:
        text = f"the stream {wanted.name} does not protect the log: it needs {', '.join(lacks)}"
        raise LogUnprotected(text)


async def _ask(connection: Connection, verb: str, stream: str, payload: bytes) -> wire.StreamAnswer:
    subject = f"$JS.API.STREAM.{verb}.{stream}"
    answer = await connection.request(subject, payload, seconds=_SECONDS)
    return wire.stream_answer(answer.data)

"""What a stream must forbid before Vigie trusts it with its log."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from eventlog import wire
from eventlog.connection import Connection
from eventlog.journal import LogError, LogFull, LogUnavailable
from eventlog.layout import Layout

_SECONDS: Final = 10.0
_UNIQUE: Final[dict[str, Any]] = {"max_msgs_per_subject": 1, "discard_new_per_subject": True}
"""What makes the server refuse a second message on a subject, whoever sends it."""


class LogUnprotected(LogError):
    """The stream exists without a protection the log needs. The message names what is missing."""


def protected(layout: Layout, *, replicas: int = 1, max_bytes: int = -1) -> wire.StreamConfig:
    """Configuration of a stream nothing can be deleted from, and that refuses when full.

    Where the layout has no marks, each subject takes one message for ever. `max_bytes` bounds the
    store (-1: as much as the server has).
    """
    config = wire.StreamConfig(
        name=layout.stream,
        subjects=layout.subjects,
        num_replicas=replicas,
        max_bytes=max_bytes,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
        allow_atomic=True,
    )
    return config if layout.marks else msgspec.structs.replace(config, **_UNIQUE)


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
    for name in ("max_age", "max_msgs"):
        if getattr(found, name) > 0:
            yield f"no {name} (it is {getattr(found, name)})"
    yield from _missing_uniqueness(found, wanted)
    if found.allow_rollup_hdrs:
        yield "no allow_rollup_hdrs"
    if not set(wanted.subjects) <= set(found.subjects):
        yield f"subjects {' '.join(wanted.subjects)}"
    if found.num_replicas < wanted.num_replicas:
        yield f"{wanted.num_replicas} replicas (it has {found.num_replicas})"


def _missing_uniqueness(found: wire.StreamConfig, wanted: wire.StreamConfig) -> Iterator[str]:
    most = max(found.max_msgs_per_subject, -1)
    if wanted.discard_new_per_subject:
        if most != 1:
            yield f"max_msgs_per_subject=1 (it is {most})"
        if not found.discard_new_per_subject:
            yield "discard_new_per_subject"
    elif most > 0:
        yield f"no max_msgs_per_subject (it is {most})"


async def ensure_stream(
    connection: Connection, wanted: wire.StreamConfig, *, may_update: bool = False
) -> None:
    """Create the stream on first use; otherwise check it.

    With `may_update`, a stream that lacks only what earlier versions did not ask for (one message per
    subject) gets it, unless that would remove something. Raises LogUnprotected naming what is missing,
    LogUnavailable, LogFull.
    """
    found = await _ask(connection, "INFO", wanted.name, b"")
    if found.error is not None and found.error.err_code == wire.STREAM_UNKNOWN:
        found = await _ask(connection, "CREATE", wanted.name, wire.encode(wanted))
        if found.error is not None and found.error.err_code == wire.STREAM_EXISTS:
            found = await _ask(connection, "INFO", wanted.name, b"")
    if found.error is not None:
        text = f"the stream {wanted.name} cannot be opened: {found.error.description}"
        raise (LogFull if found.error.err_code in wire.STORE_FULL else LogUnavailable)(text)
    if may_update and _can_be_made_unique(found, wanted):
        await _make_unique(connection, wanted.name)
        found = await _ask(connection, "INFO", wanted.name, b"")
    if found.config is None:
        raise LogUnavailable(f"the stream {wanted.name} cannot be opened: no configuration")
    lacks = missing(found.config, wanted)
    if lacks:
        text = f"the stream {wanted.name} does not protect the log: it needs {', '.join(lacks)}"
        raise LogUnprotected(text)


def _can_be_made_unique(found: wire.StreamAnswer, wanted: wire.StreamConfig) -> bool:
    """Whether one message per subject is all it lacks, and all it holds: the server removes the rest."""
    config, state = found.config, found.state
    if config is None or state is None or not wanted.discard_new_per_subject:
        return False
    lacks = list(_missing_uniqueness(config, wanted))
    return bool(lacks) and missing(config, wanted) == lacks and state.messages == state.num_subjects


async def _make_unique(connection: Connection, stream: str) -> None:
    subject = f"$JS.API.STREAM.INFO.{stream}"
    answer = await connection.request(subject, seconds=_SECONDS)
    config = msgspec.json.decode(answer.data)["config"] | _UNIQUE
    await _ask(connection, "UPDATE", stream, wire.encode(config))


async def _ask(connection: Connection, verb: str, stream: str, payload: bytes) -> wire.StreamAnswer:
    subject = f"$JS.API.STREAM.{verb}.{stream}"
    answer = await connection.request(subject, payload, seconds=_SECONDS)
    return wire.stream_answer(answer.data)

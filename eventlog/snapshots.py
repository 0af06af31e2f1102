"""Snapshots: the state of one stream at one version, so that a long one need not fold from its start.

They are disposable: a missing, unreadable or outdated snapshot costs time, never truth.
"""

import inspect
from hashlib import sha256
from typing import Any, Protocol

import msgspec

from domain.decider import Decider
from domain.envelope import StreamId
from eventlog.connection import Connection
from eventlog.layout import escape
from eventlog.shelf import Shelf


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """`state` (msgpack) after `version` facts, as shaped and computed by `schema`.

    `commands` are the last command ids of the stream with the first and last version each wrote:
    what is needed to recognise a command that comes again. `key` names the file whose key seals `state`,
    empty where nothing does.
    """

    version: int
    schema: str
    state: bytes
    commands: tuple[tuple[str, int, int], ...] = ()
    key: str = ""


class SnapshotStore(Protocol):
    """Keeps the last snapshot of each stream. May lose any of them at any time."""

    async def save(self, stream: StreamId, snapshot: Snapshot) -> None:
        """Keep this one instead of the former. Raises LogError where it cannot."""
        ...

    async def latest(self, stream: StreamId) -> Snapshot | None:
        """The last one kept, whatever its schema, or None. Raises LogError if the store is away."""
        ...


class MemorySnapshots:
    """A SnapshotStore that forgets with the process."""

    def __init__(self) -> None:
        self._kept: dict[StreamId, Snapshot] = {}

    async def save(self, stream: StreamId, snapshot: Snapshot) -> None:
        self._kept[stream] = snapshot

    async def latest(self, stream: StreamId) -> Snapshot | None:
        return self._kept.get(stream)


class JetStreamSnapshots:
    """A SnapshotStore in a stream of its own, which may be deleted at any time."""

    def __init__(self, connection: Connection, code: str, *, replicas: int = 1) -> None:
        token = escape(code)
        self._prefix = f"snapshots.{token}"
        stream, subjects = f"SNAPSHOTS_{token}", [f"{self._prefix}.*"]
        self._shelf = Shelf(connection, stream, subjects, replicas=replicas)

    async def open(self) -> None:
        """Create the stream on first use. Raises LogUnavailable."""
        await self._shelf.open()

    async def save(self, stream: StreamId, snapshot: Snapshot) -> None:
        subject = f"{self._prefix}.{escape(str(stream))}"
        await self._shelf.put(subject, msgspec.msgpack.encode(snapshot))

    async def latest(self, stream: StreamId) -> Snapshot | None:
        kept = await self._shelf.get(f"{self._prefix}.{escape(str(stream))}")
        try:
            return msgspec.msgpack.decode(kept, type=Snapshot) if kept else None
        except msgspec.DecodeError:
            return None


def fingerprint(decider: Decider[Any], release: str = "") -> str:
    """Name of one way to fold: it changes with the shape of the states, the module of `evolve` and
    `release`. A snapshot under another name is never read."""
    seen = sha256(release.encode())
    seen.update(decider.kind.encode())
    seen.update(msgspec.json.encode(msgspec.json.schema(decider.states), order="deterministic"))
    module = inspect.getmodule(decider.evolve)
    try:
        seen.update(inspect.getsource(module or decider.evolve).encode())
    except (OSError, TypeError):
        seen.update(getattr(decider.evolve, "__qualname__", "").encode())
    return seen.hexdigest()[:16]

"""The current state of a stream: from memory or a snapshot, then the tail of the log."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from domain.decider import Decider
from domain.envelope import Recorded, StreamId
from domain.fact import Refusal
from eventlog.codec import Codec
from eventlog.journal import Journal, LogError
from eventlog.sealing.sealing import Sealing
from eventlog.snapshots import Snapshot, SnapshotStore, fingerprint

log = logging.getLogger(__name__)

REMEMBERED_COMMANDS = 256
"""How many of the last commands of one stream are recognised when they come again."""


class UnknownKind(LogError):
    """No decider folds this kind of stream."""


class BrokenStream(LogError):
    """The versions read from a stream do not follow each other."""


class StreamMoved(Refusal):
    """A stream has facts that whoever asks did not know of: the command stands on an older state."""


class Folded(msgspec.Struct, frozen=True, kw_only=True):
    """A stream folded up to `version`.

    `commands` gives (first, last) version written by each of the last commands, oldest first;
    `snapshot` is the version of the last snapshot known of; `position` is that of the last fact, 0
    where only a snapshot was read.
    """

    state: Any
    version: int = 0
    position: int = 0
    commands: Mapping[str, tuple[int, int]] = {}
    snapshot: int = 0


class Folding:
    """Folds streams, keeps the hot ones (LRU), leaves a snapshot every `snapshot_every` versions."""

    def __init__(
        self,
        journal: Journal,
        codec: Codec,
        deciders: Mapping[str, Decider[Any]],
        *,
        snapshots: SnapshotStore | None = None,
        snapshot_every: int = 100,
        kept_streams: int = 10_000,
        release: str = "",
        sealing: Sealing | None = None,
    ) -> None:
        self._journal = journal
        self._codec = codec
        self._deciders = deciders
        self._snapshots = snapshots
        self._every = snapshot_every
        self._kept_streams = kept_streams
        self._release = release
        self._schemas: dict[str, str] = {}
        self._hot: OrderedDict[StreamId, Folded] = OrderedDict()
        self._sealing = sealing
        if sealing is not None:
            # What is remembered may hold what was erased; one that is not must only be read again.
            sealing.keys.on_erased(lambda _: self._hot.clear())

    def hot(self, streams: Sequence[StreamId]) -> list[Folded] | None:
        """What this process remembers of these streams, perhaps behind the log; None for a cold one."""
        found = [self._hot.get(stream) for stream in streams]
        return [each for each in found if each] if all(found) else None

    async def load(self, stream: StreamId) -> Folded:
        """The stream as the log has it now. Raises UnknownKind, PoisonEvent, LogUnavailable."""
        known = self._hot.get(stream) or await self._cold(stream)
        tail = await self._tail(stream, known.version)
        return await self.keep(stream, self.fold(stream, known, tail))

    async def load_all(self, streams: Sequence[StreamId]) -> list[Folded]:
        """As load, several at once, in the order asked."""
        if len(streams) == 1:
            return [await self.load(streams[0])]
        return list(await asyncio.gather(*map(self.load, streams)))

    def fold(self, stream: StreamId, known: Folded, facts: Iterable[Recorded[Any]]) -> Folded:
        """`known` and the facts after it. Raises BrokenStream where one is missing."""
        evolve = self._decider(stream).evolve
        state, version, commands = known.state, known.version, dict(known.commands)
        position = known.position
        for recorded in facts:
            if recorded.version != version + 1:
                raise BrokenStream(f"{stream}: version {recorded.version} follows {version}")
            state, version = evolve(state, recorded.fact), recorded.version
            position = recorded.position
            first, _ = commands.pop(recorded.command_id, (version, version))
            commands[recorded.command_id] = (first, version)
        if version == known.version:
            return known
        while len(commands) > REMEMBERED_COMMANDS:
            del commands[next(iter(commands))]
        return Folded(
            state=state, version=version, position=position, commands=commands, snapshot=known.snapshot
        )

    async def keep(self, stream: StreamId, folded: Folded) -> Folded:
        """Remember this state unless a later one is known; leave a snapshot where one is due."""
        if folded.version == 0:
            return folded
        if self._snapshots and folded.version - folded.snapshot >= self._every:
            folded = msgspec.structs.replace(folded, snapshot=folded.version)
            await self._leave_snapshot(stream, folded)
        hot = self._hot.get(stream)
        if hot is None or hot.version <= folded.version:
            self._hot[stream] = folded
        self._hot.move_to_end(stream)
        while len(self._hot) > self._kept_streams:
            self._hot.popitem(last=False)
        return folded

    async def refuse_moved(self, streams: Mapping[StreamId, Folded], known: int) -> None:
        """Raise StreamMoved where one of them has a fact after the position `known`; LogUnavailable."""
        for stream, folded in streams.items():
            position = await self._position(stream, folded)
            if position > known:
                raise StreamMoved(f"{stream} has a fact at {position}: {known} was known")

    async def _position(self, stream: StreamId, folded: Folded) -> int:
        if folded.position or not folded.version:
            return folded.position
        entries = await self._journal.read(str(stream), after=folded.version - 1, until=folded.version)
        return entries[-1].position if entries else 0

    async def _tail(self, stream: StreamId, after: int) -> list[Recorded[Any]]:
        entries = await self._journal.read(str(stream), after=after)
        await self._codec.ready(entries)
        return [self._codec.decode(entry) for entry in entries]

    async def _cold(self, stream: StreamId) -> Folded:
        """The last snapshot that can be used, or the initial state."""
        start = Folded(state=self._decider(stream).initial)
        if self._snapshots is None:
            return start
        try:
            snapshot = await self._snapshots.latest(stream)
        except LogError as error:
            log.warning("snapshot of %s not read: %s", stream.kind, error)
            return start
        if snapshot is None or snapshot.schema != self._schema(stream):
            return start
        return await self._restored(stream, snapshot) or start

    async def _restored(self, stream: StreamId, snapshot: Snapshot) -> Folded | None:
        data = snapshot.state
        if self._sealing is not None:
            opened = await self._sealing.opened(stream, snapshot.key, data)
            if opened is None:
                return None
            data = opened
        try:
            state = msgspec.msgpack.decode(data, type=self._decider(stream).states)
        except msgspec.DecodeError as error:
            log.warning("snapshot of %s not usable: %s", stream.kind, error)
            return None
        commands = {command: (first, last) for command, first, last in snapshot.commands}
        version = snapshot.version
        return Folded(state=state, version=version, commands=commands, snapshot=version)

    async def _leave_snapshot(self, stream: StreamId, folded: Folded) -> None:
        assert self._snapshots is not None  # noqa: S101  # for the type checker: keep() asked
        key, data = "", msgspec.msgpack.encode(folded.state)
        if self._sealing is not None:
            closed = await self._sealing.closed(stream, folded.state, data)
            if closed is None:
                return
            key, data = closed
        snapshot = Snapshot(
            version=folded.version,
            schema=self._schema(stream),
            key=key,
            state=data,
            commands=tuple((id_, *versions) for id_, versions in folded.commands.items()),
        )
        try:
            await self._snapshots.save(stream, snapshot)
        except LogError as error:
            log.warning("snapshot of %s not kept: %s", stream.kind, error)

    def _schema(self, stream: StreamId) -> str:
        if stream.kind not in self._schemas:
            self._schemas[stream.kind] = fingerprint(self._decider(stream), self._release)
        return self._schemas[stream.kind]

    def _decider(self, stream: StreamId) -> Decider[Any]:
        try:
            return self._deciders[stream.kind]
        except KeyError:
            raise UnknownKind(f"no decider for streams of kind {stream.kind!r}") from None

"""The typed log: commands in, facts out; every reader sees the same facts in the same order."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import quote
from weakref import WeakValueDictionary

import msgspec

from domain.decider import Decider, Plan
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Fact, Refusal
from eventlog.codec import Codec, PoisonEvent
from eventlog.folding import Folded, Folding
from eventlog.journal import Entry, Journal, LogError, VersionTaken
from eventlog.last_write import LastWrite
from eventlog.repeated import first_answer
from eventlog.sealing.sealing import Sealing
from eventlog.snapshots import SnapshotStore


class TooBusy(LogError):
    """Others kept writing to these streams first. Nothing is stored; the command may come again."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that a command appended, in log order; none where it changed nothing.

    `repeated`: the command had been executed before, and these are the facts of that first time.
    `position` is that of the last fact (0 for none): what a view must reach to show the outcome.
    """

    facts: tuple[Recorded[Any], ...] = ()
    repeated: bool = False

    @property
    def position(self) -> int:
        return self.facts[-1].position if self.facts else 0


class EventLog:
    """One centre's log, typed.

    Decisions on streams of `writes` are safe against every other writer: a conflict re-loads and
    decides again. States of `reads` are as fresh as the call, but may change before the append.
    """

    def __init__(
        self,
        journal: Journal,
        codec: Codec,
        deciders: Mapping[str, Decider[Any]],
        *,
        snapshots: SnapshotStore | None = None,
        snapshot_every: int = 100,
        kept_streams: int = 10_000,
        attempts: int = 12,
        patience: float = 5.0,
        release: str = "",
        last_write: LastWrite | None = None,
        sealing: Sealing | None = None,
    ) -> None:
        """`attempts` bounds the decisions of one command; `patience` (seconds) bounds its wait for
        commands of the same process on the same streams; `release` outdates older snapshots. `sealing`
        seals what facts say of patients; None stores it in clear."""
        self._journal = journal
        self._codec = codec
        self._folding = Folding(
            journal,
            codec,
            deciders,
            snapshots=snapshots,
            snapshot_every=snapshot_every,
            kept_streams=kept_streams,
            release=release,
            sealing=sealing,
        )
        self._sealing = sealing
        self.last_write = last_write or LastWrite()
        self._attempts = attempts
        self._patience = patience
        self._turns: WeakValueDictionary[StreamId, asyncio.Lock] = WeakValueDictionary()

    async def execute(self, plan: Plan, act: Act, *, known: int | None = None) -> Outcome:
        """Decide and append, all or nothing. A command id seen before returns its first facts.

        `known` is the position up to which the asker has seen the log: a later fact on a stream of
        `writes` refuses the command. Raises whatever Refusal the plan raises, StreamMoved,
        CommandIdTaken, CommandIdReused, TooBusy, PoisonEvent (a stream cannot be read), UnreadableFact, and
        the errors of Journal.append but VersionTaken.
        """
        if len(set(plan.writes)) != len(plan.writes):
            raise ValueError(f"a plan writes each stream once: {plan.writes}")
        async with self._turn(plan.writes):
            if outcome := await self._from_memory(plan, act, known):
                return outcome
            for attempt in range(self._attempts):
                try:
                    return await self._attempt(plan, act, await self._folding.load_all(plan.writes), known)
                except VersionTaken:
                    await asyncio.sleep(_pause(attempt))
        raise TooBusy(f"{self._attempts} attempts met other writers on {_names(plan.writes)}")

    async def load(self, stream: StreamId) -> tuple[Any, int]:
        """State and version of a stream: the initial state and 0 where it does not exist.

        Raises UnknownKind, PoisonEvent, LogUnavailable.
        """
        folded = await self._folding.load(stream)
        return folded.state, folded.version

    async def history(self, stream: StreamId) -> list[Recorded[Any]]:
        """All facts of one stream. Raises PoisonEvent, LogUnavailable."""
        entries = await self._journal.read(str(stream))
        await self._codec.ready(entries)
        return [self._codec.decode(entry) for entry in entries]

    async def scan(self, *, after: int = 0, limit: int = 1000) -> list[Recorded[Any] | PoisonEvent]:
        """Facts after a position, at most `limit`; what cannot be read is a PoisonEvent."""
        entries = await self._journal.scan(after=after, limit=limit)
        await self._codec.ready(entries)
        return [self._codec.read(entry) for entry in entries]

    async def follow(self, *, after: int = 0) -> AsyncGenerator[Recorded[Any] | PoisonEvent]:
        """Facts after a position, for ever: stored, then live; PoisonEvent as in scan."""
        entries = self._journal.follow(after=after)
        try:
            async for entry in entries:
                if self._codec.waits_for(entry):
                    await self._codec.ready((entry,))
                yield self._codec.read(entry)
        finally:
            close = getattr(entries, "aclose", None)
            if close is not None:
                await close()

    async def last_position(self) -> int:
        """Position of the last fact of the log, 0 where it is empty."""
        return await self._journal.last_position()

    async def _from_memory(self, plan: Plan, act: Act, known: int | None) -> Outcome | None:
        """Decide on what this process remembers, which saves the reads of hot streams.

        Memory may be behind the log. Facts decided on it are refused by their version; a refusal, or
        a decision without facts, has no such check and is made again on what the log has.
        """
        remembered = self._folding.hot(plan.writes)
        if remembered is None:
            return None
        try:
            outcome = await self._attempt(plan, act, remembered, known)
        except (Refusal, VersionTaken):
            return None
        return outcome if outcome.facts else None

    async def _attempt(self, plan: Plan, act: Act, folded: Sequence[Folded], known: int | None) -> Outcome:
        writes = dict(zip(plan.writes, folded, strict=True))
        if first := await first_answer(self._journal, self._codec, writes, act):
            return Outcome(facts=first, repeated=True)
        if known is not None:
            await self._folding.refuse_moved(writes, known)
        reads = await self._folding.load_all(plan.reads)
        decided = plan.decide([each.state for each in (*folded, *reads)], act)
        recorded = _record(writes, decided, act)
        if not recorded:
            return Outcome()
        entries = await self._entries(recorded, writes)
        # One save id per attempt: a rival that sends the same command must meet VersionTaken, not
        # be taken for this one.
        save_id = f"{quote(act.command_id)}~{secrets.token_hex(6)}"
        positions = await self._append(entries, save_id)
        facts = tuple(
            self._codec.decode(msgspec.structs.replace(entry, position=position))
            for entry, position in zip(entries, positions, strict=True)
        )
        await self._keep(writes, facts)
        return Outcome(facts=facts)

    async def _entries(
        self, recorded: Sequence[Recorded[Any]], writes: Mapping[StreamId, Folded]
    ) -> list[Entry]:
        if self._sealing is None:
            return [self._codec.encode(each) for each in recorded]

        async def state_of(stream: StreamId) -> Any:
            return (await self._folding.load(stream)).state

        states = {stream: known.state for stream, known in writes.items()}
        return await self._sealing.entries(recorded, states, state_of)

    async def _append(self, entries: Sequence[Entry], save_id: str) -> list[int]:
        try:
            positions = await self._journal.append(entries, save_id=save_id)
        except LogError as error:
            self.last_write.note(error)
            raise
        self.last_write.note(None)
        return positions

    async def _keep(self, writes: Mapping[StreamId, Folded], facts: Sequence[Recorded[Any]]) -> None:
        for stream, known in writes.items():
            own = [each for each in facts if each.stream == stream]
            if own:
                await self._folding.keep(stream, self._folding.fold(stream, known, own))

    @asynccontextmanager
    async def _turn(self, streams: Sequence[StreamId]) -> AsyncGenerator[None]:
        """Commands of one process on one stream go one after the other; only processes race."""
        locks = [self._turns.setdefault(stream, asyncio.Lock()) for stream in sorted(streams)]
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._patience):
                    for lock in locks:
                        await held.enter_async_context(lock)
            except TimeoutError:
                raise TooBusy(f"too many commands wait for {_names(streams)}") from None
            yield


def _record(
    writes: Mapping[StreamId, Folded], decided: Sequence[Sequence[Fact]], act: Act
) -> list[Recorded[Any]]:
    return [
        Recorded(
            stream=stream,
            version=version,
            position=0,
            at=act.at,
            by=act.by,
            fact=fact,
            command_id=act.command_id,
            cause=act.cause,
            correlation=act.correlation,
            device_at=act.device_at,
            digest=act.digest,
        )
        for (stream, known), facts in zip(writes.items(), decided, strict=True)
        for version, fact in enumerate(facts, known.version + 1)
    ]


def _pause(attempt: int) -> float:
    """Seconds before the next attempt: full jitter under a doubling cap, 2 ms to 128 ms."""
    return secrets.SystemRandom().uniform(0, 0.002 * 2 ** min(attempt, 6))


def _names(streams: Sequence[StreamId]) -> str:
    return ", ".join(map(str, streams))

"""The whole log against its checkpoints and its witness, in one pass of bounded memory."""

import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Final

import msgspec

from eventlog.connection import Connection
from eventlog.proof.chain import Chain
from eventlog.proof.checkpoints import Checkpoints, Signed
from eventlog.proof.hashing import Hashed
from eventlog.proof.helpers import Ranges, alone
from eventlog.proof.notes import quickly_signed
from eventlog.proof.primitives import Checkpoint, Fault, Key, read_checkpoint, split_note
from eventlog.proof.raw import last_position, pages
from eventlog.proof.stored import Stored
from eventlog.proof.tally import Tally
from eventlog.proof.tree import length

_MOST_FAILURES: Final = 50
_NODE: Final = 32


class Failure(msgspec.Struct, frozen=True):
    """What is wrong, at which position of the log (the first one, where it is a range)."""

    position: int
    text: str


class Report(msgspec.Struct):
    """What a verification found. `signed` counts the facts under the last good checkpoint, `witnessed`
    those under the witness's. `more` counts the failures beyond those kept."""

    facts: int = 0
    checkpoints: int = 0
    signed: int = 0
    witnessed: int | None = None
    head: Checkpoint | None = None
    keys: list[Key] = []
    failures: list[Failure] = []
    more: int = 0


Nodes = Callable[[int, int], bytes]


def nodes_of(folder: Path) -> Nodes:
    """The nodes of the tree kept in a folder of proofs, by range of facts; empty where it has none."""

    def read(start: int, end: int) -> bytes:
        try:
            with (folder / "tree").open("rb") as tree:
                size = (length(end) - length(start)) * _NODE
                return os.pread(tree.fileno(), size, length(start) * _NODE)
        except OSError:
            return b""

    return read


async def verify(
    connection: Connection,
    stream: str,
    checkpoints: Checkpoints,
    *,
    origin: str,
    pinned: Key | None = None,
    nodes: Nodes | None = None,
    witness: bytes | None = None,
    witness_key: Key | None = None,
    progress: Callable[[int, int], None] | None = None,
    ranges: Ranges = alone,
) -> Report:
    """Read every fact and every checkpoint once.

    `pinned` is a key of the log had by another way; `nodes` tell edited facts one by one; `witness` is
    the last note a witness cosigned; `ranges` may have others read (`helpers.helped`), which changes
    nothing of what is found. Raises LogUnavailable.
    """
    tell = progress or _silent
    verification = _Verification(Chain(origin, pinned), nodes, witness, witness_key)
    # Asked in this order: what is signed and appended meanwhile is for the next verification.
    number = await checkpoints.last_number()
    total = await last_position(connection, stream)
    async with aclosing(checkpoints.all(until=number)) as following:
        await verification.next_of(following)
        async with aclosing(ranges(total)) as found:
            async for each in found:
                if each.whole:
                    await verification.take_hashed(each, following)
                    tell(verification.size, total)
                    continue
                async for page in pages(connection, stream, after=each.after, until=each.until):
                    await verification.take(page, following)
                    tell(verification.size, total)
        await verification.end(total, following)
    return verification.report


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


class _Verification:
    def __init__(
        self, chain: Chain, nodes: Nodes | None, witness: bytes | None, witness_key: Key | None
    ) -> None:
        self.report = Report()
        self._chain = chain
        self._nodes = nodes
        self._tally = Tally()
        self._next: Signed | None = None
        self._suspects: list[int] = []
        self._broken_at = self._cut_before = 0
        self._witness_note = witness
        self._witness = self._read_witness(witness, witness_key)

    @property
    def size(self) -> int:
        return self._tally.size

    async def next_of(self, following: AsyncGenerator[Signed, None]) -> None:
        """Read on to the next checkpoint that can be compared, and say what is wrong with others."""
        while True:
            self._next = await anext(following, None)
            if self._next is None:
                return
            self.report.checkpoints += 1
            faults = self._chain.faults_of(self._next)
            for fault in faults:
                self._fail(self._chain.size, fault)
            checkpoint = self._next.checkpoint
            if checkpoint is not None and checkpoint.size >= self.size and not faults:
                if checkpoint.size > self.size:
                    return
                self._compare(self._next.number, checkpoint)

    async def take(self, page: Sequence[Stored], following: AsyncGenerator[Signed, None]) -> None:
        start = 0
        while start < len(page):
            missing = page[start].position - self.size - 1
            if missing > 0:
                await self._miss(missing, following)
            end = self._end_of_run(page, start)
            run = page[start:end]
            before = self.size
            nodes = self._tally.take(run)
            self._suspect(before, nodes)
            await self._arrive(following)
            start = end

    async def take_hashed(self, found: Hashed, following: AsyncGenerator[Signed, None]) -> None:
        """Take a range that was read and hashed elsewhere."""
        missing = found.after - self.size
        if missing > 0:
            await self._miss(missing, following)
        self._tally.begin(found)
        while self.size < found.until:
            before = self.size
            nodes = self._tally.take_hashed(min(found.until, self._stop()))
            self._suspect(before, nodes)
            await self._arrive(following)

    def _end_of_run(self, page: Sequence[Stored], start: int) -> int:
        """Where the next facts must be compared: at a stop, a gap or the end of the page."""
        end = len(page)
        if page[-1].position - page[start].position != end - 1 - start:
            first = page[start].position - start
            end = next(each for each in range(start, end) if page[each].position != first + each)
        return min(end, start + self._stop() - self.size)

    def _stop(self) -> int:
        stops = [self._next.checkpoint.size] if self._next and self._next.checkpoint else []
        if self._witness is not None and self._witness.size > self.size:
            stops.append(self._witness.size)
        return min(stops, default=1 << 62)

    async def _miss(self, count: int, following: AsyncGenerator[Signed, None]) -> None:
        first = self.size + 1
        self._fail(first, f"{count} facts are missing, from position {first}")
        self._broken_at = self._broken_at or first
        while count:
            step = min(count, self._stop() - self.size)
            self._tally.miss(step)
            count -= step
            await self._arrive(following)

    async def _arrive(self, following: AsyncGenerator[Signed, None]) -> None:
        self._meet_witness()
        if self._next and self._next.checkpoint and self._next.checkpoint.size == self.size:
            self._compare(self._next.number, self._next.checkpoint)
            await self.next_of(following)

    def _compare(self, number: int, checkpoint: Checkpoint) -> None:
        sealed = self._tally.sealed()
        self.report.head = checkpoint
        if sealed.root == checkpoint.root:
            for position in self._suspects:
                self._fail(position, f"the tree kept beside the log differs from it at position {position}")
            if (sealed.keys, sealed.counts) != (checkpoint.keys, checkpoint.counts):
                self._fail(checkpoint.size, f"checkpoint {number} signs other counts than the log's")
            self.report.signed = checkpoint.size
        elif self._suspects:
            for position in self._suspects:
                self._fail(position, f"position {position} is not what checkpoint {number} signs")
            self._broken_at = self._broken_at or self._suspects[0]
        elif not self._broken_at:
            self._broken_at = self.report.signed + 1
            said = f"positions {self._broken_at} to {checkpoint.size}"
            self._fail(self._broken_at, f"{said} are not what checkpoint {number} signs")
        self._suspects = []

    def _suspect(self, before: int, nodes: bytes) -> None:
        """Note which of the last facts are not those that the tree was made of."""
        kept = self._nodes(before, self.size) if self._nodes is not None else b""
        if kept in (nodes, b""):
            return
        for position in range(before + 1, self.size + 1):
            at = (length(position - 1) - length(before)) * _NODE
            mine = kept[at : at + _NODE]
            if len(mine) == _NODE and mine != nodes[at : at + _NODE]:
                self._suspects.append(position)

    def _read_witness(self, note: bytes | None, key: Key | None) -> Checkpoint | None:
        if note is None:
            return None
        try:
            text, signatures = split_note(note)
            if key is None or quickly_signed(text, signatures, key):
                return read_checkpoint(text)
            why = "it has not the signature of the witness given"
        except Fault as fault:
            why = str(fault)
        self._fail(0, f"what the witness shows is not a checkpoint it cosigned: {why}")
        return None

    def _meet_witness(self) -> None:
        seen = self._witness
        if seen is None or seen.size != self.size or self.report.witnessed is not None:
            return
        self.report.witnessed = seen.size
        if self._tally.peaks.root() != seen.root:
            first = self._broken_at or self.report.signed + 1
            said = f"the witness has cosigned another log up to position {seen.size}"
            self._fail(first, f"{said}: it was rewritten, from position {first} or before")

    async def end(self, total: int, following: AsyncGenerator[Signed, None]) -> None:
        """Compare what is left, once the log has no more."""
        if self.size < total:
            await self._miss(total - self.size, following)
        self._meet_witness()
        while self._next is not None:
            beyond = self._next.checkpoint
            if beyond is not None and beyond.size > self._cut_before:
                said = f"checkpoint {self._next.number} signs {beyond.size} facts"
                if not self._cut_before:
                    self._fail(self.size, f"the log is cut: it ends at position {self.size}, but {said}")
                self._cut_before = beyond.size
            await self.next_of(following)
        for position in self._suspects:
            self._fail(position, f"position {position} has changed since it was read, and is not signed yet")
        self._end_with_witness()
        if self._chain.unknown():
            self._fail(0, self._chain.unknown())
        if self.size and not self._chain.keys:
            self._fail(1, "no checkpoint signs the log")
        self.report.facts, self.report.keys = self.size, self._chain.keys

    def _end_with_witness(self) -> None:
        seen = self._witness
        if seen is None or self._witness_note is None:
            return
        if seen.size > self.size:
            said = f"the witness has seen {seen.size} facts, the log ends at position {self.size}"
            self._fail(self.size + 1, f"{said}: its tail was removed")
        try:
            text, signatures = split_note(self._witness_note)
            if not any(quickly_signed(text, signatures, key) for key in self._chain.keys):
                self._fail(seen.size, "the witness has cosigned a checkpoint of another key than this log's")
        except Fault as fault:
            self._fail(seen.size, f"what the witness has cosigned: {fault}")

    def _fail(self, position: int, text: str) -> None:
        if len(self.report.failures) < _MOST_FAILURES:
            self.report.failures.append(Failure(position, text))
        else:
            self.report.more += 1

"""The checkpoints of one centre, and what witnesses said of them, in a protected stream of their own."""

from collections.abc import AsyncGenerator
from typing import Final

import msgspec

from eventlog import wire
from eventlog.connection import Connection
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogError, LogUnavailable, VersionTaken
from eventlog.layout import Layout, escape
from eventlog.proof.primitives import Checkpoint, Fault, read_checkpoint, sha, split_note

_NAME: Final = "checkpoint"
_COSIGNED: Final = "cosigned"
_PAGE: Final = 500
_SECONDS: Final = 5.0


class NotACheckpoint(LogError):
    """What stands among the checkpoints cannot be read as one."""


class Signed(msgspec.Struct, frozen=True):
    """A checkpoint with the note that says so. `fault` says why it cannot be read, where it cannot."""

    number: int
    note: bytes
    checkpoint: Checkpoint | None
    fault: str = ""

    @property
    def text(self) -> bytes:
        """What is signed: the note without its signatures."""
        return split_note(self.note)[0]


class Checkpoints:
    """Checkpoints by number, from 1. A number is given once, to whoever comes first."""

    def __init__(self, connection: Connection, code: str, *, replicas: int = 1) -> None:
        token = escape(code)
        self.layout = Layout(f"CHECKPOINTS_{token}", f"checkpoints.{token}", marks=False)
        self._connection = connection
        self._replicas = replicas
        self._journal: JetStreamJournal | None = None
        self._absent = False

    async def open(self) -> None:
        """Create the stream on first use. Raises LogUnprotected, LogUnavailable, LogFull."""
        self._journal = await open_journal(self._connection, self.layout, replicas=self._replicas)

    async def look(self) -> bool:
        """Open for reading only: nothing is created. False where there are no checkpoints at all."""
        answer = await self._connection.request(f"$JS.API.STREAM.INFO.{self.layout.stream}", seconds=_SECONDS)
        found = wire.stream_answer(answer.data)
        if found.error is not None and found.error.err_code != wire.STREAM_UNKNOWN:
            raise LogUnavailable(f"the checkpoints cannot be read: {found.error.description}")
        if found.error is not None or found.state is None or not found.state.messages:
            self._absent = True
            return False
        leader = self._replicas > 1
        self._journal = JetStreamJournal(self._connection, self.layout, from_leader=leader)
        return True

    async def append(self, number: int, note: bytes) -> bool:
        """Keep a checkpoint. False where this number is taken: another process signs here too."""
        entry = Entry(id=_NAME, version=number, topic=_NAME, data=note)
        return await self._put(entry, f"{_NAME}-{number}-{sha(note).hex()}")

    async def cosign(self, number: int, lines: bytes) -> bool:
        """Keep what witnesses said of a checkpoint: lines of signature. False where it is kept already."""
        entry = Entry(id=_COSIGNED, version=number, topic=_COSIGNED, data=lines)
        return await self._put(entry, f"{_COSIGNED}-{number}-{sha(lines).hex()}")

    async def last(self) -> Signed | None:
        """The last checkpoint, as the leader knows it. Raises NotACheckpoint."""
        found = [] if self._absent else await self._open_journal.last(_NAME)
        if not found:
            return None
        last = _signed(found[0])
        if last.checkpoint is None:
            raise NotACheckpoint(f"checkpoint {last.number} cannot be read: {last.fault}")
        return last

    async def find(self, number: int) -> Signed | None:
        """The checkpoint of this number."""
        found = await self._open_journal.read(_NAME, after=number - 1, until=number)
        return _signed(found[0]) if found else None

    async def last_number(self) -> int:
        """Number of the last checkpoint, whatever it holds; 0 before the first."""
        found = [] if self._absent else await self._open_journal.last(_NAME)
        return found[0].version if found else 0

    async def all(self, *, after: int = 0, until: int | None = None) -> AsyncGenerator[Signed, None]:
        """Checkpoints in order of number, by pages, those there are now or up to `until`."""
        last = await self.last_number() if until is None else until
        while after < last:
            stop = min(after + _PAGE, last)
            for entry in await self._open_journal.read(_NAME, after=after, until=stop):
                yield _signed(entry)
            after = stop

    async def cosignatures(self, number: int) -> bytes:
        """What witnesses said of this checkpoint: lines of signature, perhaps none."""
        found = await self._open_journal.read(_COSIGNED, after=number - 1, until=number)
        return found[0].data if found else b""

    async def last_cosigned(self) -> int:
        """Number of the last checkpoint that a witness has cosigned, 0 before the first."""
        found = await self._open_journal.last(_COSIGNED)
        return found[0].version if found else 0

    async def _put(self, entry: Entry, save_id: str) -> bool:
        try:
            await self._open_journal.append([entry], save_id=save_id)
        except VersionTaken:
            return False
        return True

    @property
    def _open_journal(self) -> JetStreamJournal:
        if self._journal is None:
            raise LogError("the checkpoints have not been opened")
        return self._journal


def _signed(entry: Entry) -> Signed:
    try:
        return Signed(entry.version, entry.data, read_checkpoint(split_note(entry.data)[0]))
    except Fault as fault:
        return Signed(entry.version, entry.data, None, str(fault))

"""A log with its proofs on a real server, for the tests of this folder."""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.ports import WitnessGateway
from eventlog.connection import Connection
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry
from eventlog.layout import Layout
from eventlog.proof.bundle import Extracted, Reveal, Wanted, extract
from eventlog.proof.checkpointer import Checkpointer, Interval
from eventlog.proof.checkpoints import Checkpoints, Signed
from eventlog.proof.hashing import Hashed, hashed
from eventlog.proof.helpers import Ranges, alone
from eventlog.proof.keyring import KeyRing
from eventlog.proof.ledger import Ledger
from eventlog.proof.notes import vkey
from eventlog.proof.verifying import Report, nodes_of, verify

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)


class SetClock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    async def sleep_until(self, at: datetime) -> None:
        self.at = max(self.at, at)

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def fact(number: int, by: str = "med-01", *, id_: str | None = None, data: bytes = b"") -> Entry:
    """One entry as the codec stores them."""
    headers = {"At": NOW.isoformat(), "Role": "MEDECIN", "By": by, "Command": f"cmd-{number}"}
    name = id_ or f"mission:m{number}"
    said = data or b'{"type":"mission.team-departed","n":%d}' % number
    return Entry(id=name, version=1, topic="mission.team-departed", data=said, headers=headers)


def access(id_: str, version: int, data: bytes, by: str = "med-01") -> Entry:
    """One entry of an access to a record."""
    headers = {"At": NOW.isoformat(), "Role": "MEDECIN", "By": by, "Command": f"{id_}-{version}"}
    return Entry(id=f"dmp-access:{id_}", version=version, topic="dmp-access", data=data, headers=headers)


class Site:
    """One centre: its log, checkpoints, folder of proofs, keys and clock."""

    def __init__(self, connection: Connection, code: str, folder: Path) -> None:
        self.connection = connection
        self.code = code
        self.folder = folder
        self.origin = f"vigie/test/{code}"
        self.layout = Layout.for_centre(code)
        self.checkpoints = Checkpoints(connection, code)
        self.keys = KeyRing(folder / "signing.key", self.origin)
        self.clock = SetClock()
        self.ranges: Ranges = alone
        self.journal: JetStreamJournal | None = None
        self._ledger: Ledger | None = None
        self._appended = 0

    async def open(self) -> "Site":
        self.journal = await open_journal(self.connection, self.layout)
        await self.checkpoints.open()
        return self

    async def append(self, *entries: Entry) -> None:
        assert self.journal is not None
        for entry in entries:
            self._appended += 1
            await self.journal.append([entry], save_id=f"save-{self._appended}")

    async def fill(self, count: int, *, start: int = 1, people: int = 3) -> None:
        """Append facts start… by a few people, in batches."""
        assert self.journal is not None
        for first in range(start, start + count, 500):
            numbers = range(first, min(first + 500, start + count))
            entries = [fact(number, f"med-{number % people:02}") for number in numbers]
            await self.journal.append(entries, save_id=f"fill-{first}")

    async def checkpointer(self, witness: WitnessGateway | None = None, **options: Any) -> Checkpointer:
        """A checkpointer that has begun. It takes the folder from the one before."""
        self.stop()
        self._ledger = Ledger(self.folder, writing=True)
        made = Checkpointer(
            self.connection,
            self.layout.stream,
            self.checkpoints,
            self._ledger,
            self.keys,
            self.clock,
            interval=Interval(facts=100, seconds=60),
            witness=witness,
            **options,
        )
        await made.begin()
        return made

    async def sign(self, witness: WitnessGateway | None = None) -> Signed:
        """One checkpoint of the log as it stands."""
        made = await (await self.checkpointer(witness)).step(now=True)
        assert made is not None
        return made

    def stop(self) -> None:
        ledger, self._ledger = self._ledger, None
        if ledger is not None:
            ledger.close()

    def key(self) -> str:
        return vkey(self.keys.current(may_make=False).key)

    async def verify(self, *, nodes: bool = True, ranges: Ranges | None = None, **options: Any) -> Report:
        found = nodes_of(self.folder) if nodes else None
        return await verify(
            self.connection,
            self.layout.stream,
            self.checkpoints,
            origin=self.origin,
            nodes=found,
            ranges=ranges or self.ranges,
            **options,
        )

    def by_ranges(self, span: int) -> Ranges:
        """The log in ranges of `span` facts, hashed one by one as helpers do, but here."""

        async def ranges(until: int) -> AsyncGenerator[Hashed, None]:
            for after in range(0, until, span):
                end = min(after + span, until)
                yield await hashed(self.connection, self.layout.stream, after, end)

        return ranges

    async def extract(
        self,
        out: Path,
        *complete: str,
        positions: Sequence[int] | None = None,
        query: tuple[tuple[str, ...], ...] = (),
        reveal: Reveal | None = None,
    ) -> Extracted:
        wanted = Wanted(
            positions=positions,
            complete=complete,
            query=query,
            asked="a test",
            by="auditor-1",
            at=NOW,
            reveal=reveal,
        )
        ledger = Ledger(self.folder)
        try:
            signer = self.keys.current(may_make=False)
            where = (self.connection, self.layout.stream, self.checkpoints, ledger, signer)
            return await extract(*where, wanted, out)
        finally:
            ledger.close()

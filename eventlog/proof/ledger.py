"""The tree and the counts of one log in a folder: what proofs are read from.

Everything here is made of the log and can be made again from it. `tree` is the sequence of nodes,
`index.sqlite` the counts, whom each fact concerns, and how far both have come. What is *sealed* is the
map of counts as the last checkpoint signs it.
"""

import errno
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec

from eventlog.journal import LogError
from eventlog.proof.branches import SqliteAccesses, SqliteBranches
from eventlog.proof.concerning import names_of
from eventlog.proof.counts import Counted, CountMap, chained
from eventlog.proof.primitives import EMPTY, sha
from eventlog.proof.stored import Stored
from eventlog.proof.tree import Peaks, consistency, inclusion, length, peaks_of, root_of

_NODE: Final = 32
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL,
    root BLOB NOT NULL, sealed INTEGER NOT NULL, keys INTEGER NOT NULL, counts BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS counted (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    count INTEGER NOT NULL, head BLOB NOT NULL, changed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS changed ON counted (changed) WHERE changed > 0;
CREATE TABLE IF NOT EXISTS places (key INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (key, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS accesses (access TEXT PRIMARY KEY, names TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS branches (address BLOB PRIMARY KEY, node BLOB NOT NULL) WITHOUT ROWID;
"""


class LedgerDamaged(LogError):
    """The folder of proofs does not hold together: it must be made again from the log."""


class LedgerUnreadable(LogError):
    """The index of the folder of proofs cannot be opened: read-only, beside a worker that is away."""


class LedgerClosed(LogError):
    """Who wrote to this folder has stopped."""


class LedgerBusy(LogError):
    """Another process keeps this folder."""


class Sealed(msgspec.Struct, frozen=True):
    """What a checkpoint signs: facts, their root, how many keys are counted, and the map's root."""

    size: int
    root: bytes
    keys: int
    counts: bytes


class Ledger:
    """The folder of proofs. One process writes (`writing`), any reads; `close` when done."""

    def __init__(self, folder: Path, *, writing: bool = False) -> None:
        """Raises LedgerBusy, LedgerDamaged, LedgerUnreadable, OSError, sqlite3.Error."""
        self._turn = threading.Lock()
        self._closed = False
        self._lock = _locked(folder) if writing else None
        mode = os.O_RDWR | os.O_CREAT if writing else os.O_RDONLY
        self._nodes = os.open(folder / "tree", mode, 0o600)
        self._base = _database(folder / "index.sqlite", writing=writing)
        self._branches = SqliteBranches(self._base)
        self._map = CountMap(self._branches)
        self._peaks = Peaks()
        self.size = 0
        """How many facts the tree has."""
        try:
            self.refresh()
        except sqlite3.Error as error:
            why = f"the proofs in {folder} cannot be read ({error}): does the worker run?"
            raise LedgerUnreadable(why) from error
        if writing:
            os.ftruncate(self._nodes, length(self.size) * _NODE)

    def refresh(self) -> None:
        """Take note of what another process has added. Raises LedgerDamaged."""
        row = self._base.execute("SELECT size, root FROM state").fetchone()
        if row is None:
            return
        peaks = peaks_of(self._node, row[0])
        if peaks.root() != row[1]:
            raise LedgerDamaged(f"the tree of proofs is damaged: its first {row[0]} leaves have another root")
        self.size, self._peaks = row[0], peaks

    def add(self, page: Sequence[Stored]) -> None:
        """Add the facts that follow, in order. Raises LedgerDamaged at a gap, LedgerClosed."""
        with self._turn:
            self._add(page)

    def seal(self) -> Sealed:
        """Take the counts as they stand into the map, so that a checkpoint can sign them."""
        with self._turn:
            return self._seal()

    def _add(self, page: Sequence[Stored]) -> None:
        self._check_open()
        leaves: list[bytes] = []
        concerned: dict[str, list[tuple[int, bytes]]] = {}
        memory = SqliteAccesses(self._base)
        for position, stored in enumerate(page, self.size + 1):
            if stored.position != position:
                raise LedgerDamaged(f"position {position} of the log is missing")
            leaf = stored.leaf()
            leaves.append(leaf)
            for name in names_of(stored, memory):
                concerned.setdefault(name, []).append((position, leaf))
        nodes = b"".join(self._peaks.grow(leaves))
        if os.pwrite(self._nodes, nodes, length(self.size) * _NODE) != len(nodes):
            raise OSError(errno.ENOSPC, "the tree of proofs does not fit", "tree")
        os.fdatasync(self._nodes)  # before the state that speaks of it: a power cut leaves both whole
        self.size = self._peaks.size
        with self._base:
            memory.write()
            for name, facts in concerned.items():
                self._count(name, facts)
            self._state("size = :size, root = :root", size=self.size, root=self._peaks.root())

    def _seal(self) -> Sealed:
        self._check_open()
        with self._base:
            changed = self._base.execute("SELECT name, count, head FROM counted WHERE changed > 0")
            counts = {sha(name.encode()): Counted(count, head) for name, count, head in changed}
            root = self._map.update(counts)
            self._branches.write()
            self._base.execute("UPDATE counted SET changed = 0 WHERE changed > 0")
            (keys,) = self._base.execute("SELECT count(*) FROM counted").fetchone()
            self._state("sealed = :size, keys = :keys, counts = :root", size=self.size, keys=keys, root=root)
        return Sealed(self.size, self._peaks.root(), keys, root)

    def sealed(self) -> Sealed:
        """What was sealed last."""
        row = self._base.execute("SELECT sealed, keys, counts FROM state").fetchone()
        size, keys, counts = row or (0, 0, EMPTY)
        return Sealed(size, root_of(self._node, size), keys, counts)

    def root(self, size: int) -> bytes:
        """Root of the first `size` facts."""
        return root_of(self._node, size)

    def leaf(self, position: int) -> bytes:
        """Leaf of one fact."""
        return self._node(length(position - 1))

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """Proof that the fact at `position` is among the first `size`."""
        return inclusion(self._node, position - 1, size)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Proof that the first `size` facts begin with the first `old`."""
        return consistency(self._node, old, size)

    def count_proof(self, name: str) -> tuple[list[bytes], Any]:
        """As CountMap.prove, in the map that is sealed."""
        return self._map.prove(sha(name.encode()))

    def positions(self, name: str, until: int) -> Iterator[int]:
        """Positions of the facts that concern `name`, in order, up to `until`."""
        sql = """SELECT position FROM places JOIN counted ON counted.id = places.key
            WHERE name = ? AND position <= ? ORDER BY position"""
        return (row[0] for row in self._base.execute(sql, (name, until)))

    def nodes(self, start: int, end: int) -> bytes:
        """The nodes of the facts after `start` up to `end`, as `Peaks.grow` gives them."""
        return os.pread(self._nodes, (length(end) - length(start)) * _NODE, length(start) * _NODE)

    def snapshot(self) -> "Ledger":
        """Read from here on as it stands now, whatever is written meanwhile; for a reader."""
        self._base.execute("BEGIN")
        self._base.execute("SELECT size FROM state").fetchone()
        return self

    def close(self) -> None:
        """Let go of the folder, once what another thread is adding is added."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            self._base.close()
            os.close(self._nodes)
            if self._lock is not None:
                os.close(self._lock)

    def _check_open(self) -> None:
        # A number of a closed file may be another file's by now: nothing may be written there.
        if self._closed:
            raise LedgerClosed("the folder of proofs is closed")

    def _node(self, place: int) -> bytes:
        found = os.pread(self._nodes, _NODE, place * _NODE)
        if len(found) != _NODE:
            raise LedgerDamaged("the tree of proofs is shorter than it says")
        return found

    def _count(self, name: str, facts: Sequence[tuple[int, bytes]]) -> None:
        row = self._base.execute("SELECT id, count, head FROM counted WHERE name = ?", (name,)).fetchone()
        id_, count, head = row or (None, 0, EMPTY)
        head = chained(head, (leaf for _, leaf in facts))
        sql = """INSERT INTO counted (id, name, count, head, changed) VALUES (?, ?, ?, ?, 1)
            ON CONFLICT (name) DO UPDATE SET count = excluded.count, head = excluded.head, changed = 1"""
        done = self._base.execute(sql, (id_, name, count + len(facts), head))
        id_ = done.lastrowid if id_ is None else id_
        places = [(id_, position) for position, _ in facts]
        self._base.executemany("INSERT INTO places VALUES (?, ?)", places)

    def _state(self, change: str, **values: Any) -> None:
        first = "INSERT OR IGNORE INTO state VALUES (1, 0, x'', 0, 0, :empty)"
        self._base.execute(first, {"empty": EMPTY})
        self._base.execute(f"UPDATE state SET {change}", values)  # noqa: S608  # words of this file


def _locked(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise LedgerBusy(f"another program keeps the proofs of {folder}") from None
    return lock


def _database(file: Path, *, writing: bool) -> sqlite3.Connection:
    mode = "rwc" if writing else "ro"
    base = sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True, check_same_thread=False)
    if writing:
        file.chmod(0o600)
        base.execute("PRAGMA journal_mode = WAL")
        base.executescript(_TABLES)
    return base

"""Rows for projections that live in a database, with the position they show, in one transaction."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
)

from eventlog.journal import LogError
from eventlog.table_backends import Backend, PostgresTables, SQLiteTables, Statement

R = TypeVar("R")

_READERS = 2
_TOO_LARGE = "54"  # class of PostgreSQL's errors: a row or a key beyond its limits, not its disk
_CHECKPOINTS = """CREATE TABLE IF NOT EXISTS view_checkpoints (
    name TEXT PRIMARY KEY, position BIGINT NOT NULL, version BIGINT NOT NULL, data BYTEA NOT NULL
)"""
_SAVE = """INSERT INTO view_checkpoints (name, position, version, data)
    VALUES (:name, :position, :version, :data)
    ON CONFLICT (name) DO UPDATE
    SET position = excluded.position, version = excluded.version, data = excluded.data"""
_READ = "SELECT position, version, data FROM view_checkpoints WHERE name = :name"


class StoreUnavailable(LogError):
    """The database cannot be reached, is locked, or is full."""


class BadStatement(LogError):
    """The database refuses a statement: its SQL, its parameters or a constraint of its table."""

    refused = False


class BadValue(BadStatement):
    """The database refuses what a statement would store, and would again: out of range, too large,
    not text to it, or against a constraint. `refused` says so to those who do not know this class."""

    refused = True


class TableStore:
    """Tables of projections in SQLite or PostgreSQL.

    A statement is SQL with ``:name`` parameters, and their values (None, int, float, str, bytes).
    What both databases understand: TEXT, BIGINT, DOUBLE PRECISION and BYTEA columns, and
    ``INSERT … ON CONFLICT … DO UPDATE``. Writes go one after the other; reads do not wait for them.
    Every method raises StoreUnavailable or BadStatement.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="tables-write")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="tables-read")

    @classmethod
    async def sqlite(cls, path: Path) -> "TableStore":
        """Open or create the SQLite file `path`."""
        return await cls._open(lambda: SQLiteTables(path))

    @classmethod
    async def postgres(cls, url: str, *, schema: str = "public") -> "TableStore":
        """Open a database by its ``postgresql://`` address. The schema must exist."""
        connections = _READERS + 1
        return await cls._open(lambda: PostgresTables(url, schema=schema, connections=connections))

    @classmethod
    async def _open(cls, make: Callable[[], Backend]) -> "TableStore":
        backend = await asyncio.to_thread(_translated, make)
        store = cls(backend)
        await store.migrate([_CHECKPOINTS])
        return store

    async def commit(self, changes: Sequence[Statement], name: str, position: int) -> bool:
        """Apply `changes` and record that view `name` stands at `position`, together or not at all.

        False, and nothing applied, where `name` already stands at `position` or later.
        """
        return await self._write(lambda: self._backend.commit(changes, name, position))

    async def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Rows by column name. Whatever it would write is rolled back."""
        return await self._read(lambda: self._backend.query(sql, params or {}))

    async def position(self, name: str) -> int:
        """Where the rows of view `name` stand in the log; 0 before the first commit."""
        return await self._read(lambda: self._backend.position(name))

    async def reset(self, changes: Sequence[Statement], name: str) -> None:
        """Apply `changes` (which empty the view's tables) and forget its position: for a rebuild."""
        await self._write(lambda: self._backend.reset(changes, name))

    async def migrate(self, statements: Sequence[str]) -> None:
        """Run statements that create or change tables, in one transaction. They must bear repeating."""
        await self._write(lambda: self._backend.write([(sql, {}) for sql in statements]))

    async def checkpoint(self, name: str) -> tuple[int, int, bytes] | None:
        """Position, version and bytes of the last checkpoint of a view held in memory, or None."""
        rows = await self.query(_READ, {"name": name})
        if not rows:
            return None
        return rows[0]["position"], rows[0]["version"], bytes(rows[0]["data"])

    async def save_checkpoint(self, name: str, position: int, version: int, data: bytes) -> None:
        """Keep this checkpoint instead of the former. `version` is that of the view's own shape."""
        values = {"name": name, "position": position, "version": version, "data": data}
        await self._write(lambda: self._backend.write([(_SAVE, values)]))

    async def scrub(self) -> None:
        """Leave nothing on the disk of what rows and checkpoints said before. May take long on a large
        PostgreSQL database, whose own log and backups it does not reach."""
        await self._write(self._backend.scrub)

    async def close(self) -> None:
        """Finish what is being written and close the database."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        await asyncio.to_thread(self._backend.close)

    async def _write(self, call: Callable[[], R]) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, _translated, call)

    async def _read(self, call: Callable[[], R]) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, _translated, call)


def _translated(call: Callable[[], R]) -> R:
    try:
        return call()
    except (OperationalError, InterfaceError) as error:
        # SQLite says "no such table" by the same class as "disk full": only the code tells them apart.
        if getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise BadStatement(str(error)) from error
        if str(getattr(error.__cause__, "sqlstate", "")).startswith(_TOO_LARGE):
            raise BadValue(str(error)) from error
        raise StoreUnavailable(f"the tables cannot be reached: {error}") from error
    except (DataError, IntegrityError, OverflowError, UnicodeError) as error:
        raise BadValue(str(error)) from error
    except PersistenceError as error:
        raise BadStatement(str(error)) from error

"""The two databases behind TableStore: the library's tracking recorders, with rows beside the position.

Synchronous; TableStore calls them off the event loop.
"""

import re
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any, LiteralString, Protocol, cast

import psycopg
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    Tracking,
)
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder
from eventsourcing.utils import retry
from psycopg.conninfo import conninfo_to_dict

Statement = tuple[str, Mapping[str, Any]]

_SCRUB_SECONDS = 10.0
# What a statement removes is overwritten with zeros, whatever the library was built for.
_OVERWRITE = "PRAGMA secure_delete = ON"

_reconnecting = retry((InterfaceError, OperationalError), max_attempts=3, wait=0.1)


class Backend(Protocol):
    """What TableStore needs of a database. Statements carry their parameters as ``:name``."""

    def commit(self, changes: Sequence[Statement], name: str, position: int) -> bool: ...
    def write(self, changes: Sequence[Statement]) -> None: ...
    def reset(self, changes: Sequence[Statement], name: str) -> None: ...
    def query(self, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]: ...
    def position(self, name: str) -> int: ...
    def scrub(self) -> None: ...
    def close(self) -> None: ...


class SQLiteTables(SQLiteTrackingRecorder):
    """Rows and positions in one SQLite file (WAL, synced at each commit)."""

    def __init__(self, path: Path) -> None:
        super().__init__(SQLiteDatastore(str(path), lock_timeout=10))
        self.create_table()

    def commit(self, changes: Sequence[Statement], name: str, position: int) -> bool:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_OVERWRITE)
            try:
                self._insert_tracking(cursor, Tracking(name, position))
            except IntegrityError:
                return False
            for sql, params in changes:
                cursor.execute(sql, params)
        return True

    def write(self, changes: Sequence[Statement]) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_OVERWRITE)
            for sql, params in changes:
                cursor.execute(sql, params)

    def reset(self, changes: Sequence[Statement], name: str) -> None:
        forget = "DELETE FROM tracking WHERE application_name = :name"
        self.write([*changes, (forget, {"name": name})])

    def query(self, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(sql, params)
            rows = cast("list[sqlite3.Row]", cursor.fetchall())
            return [dict(zip(row.keys(), tuple(row), strict=True)) for row in rows]

    def position(self, name: str) -> int:
        return self.max_tracking_id(name) or 0

    def scrub(self) -> None:
        """Empty the write-ahead log, which holds pages as they were. Waits for whoever reads them."""
        until = time.monotonic() + _SCRUB_SECONDS
        with closing(sqlite3.connect(self.datastore.pool.db_name, uri=True, timeout=10)) as connection:
            while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() > until:
                    raise OperationalError("its log cannot be emptied: it is being read")
                time.sleep(0.01)

    def close(self) -> None:
        self.datastore.close()


class PostgresTables(PostgresTrackingRecorder):
    """Rows and positions in one schema of a PostgreSQL database."""

    def __init__(self, url: str, *, schema: str, connections: int) -> None:
        known = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        datastore = PostgresDatastore(
            dbname=known.get("dbname", "vigie"),
            host=known.get("host", "localhost"),
            port=known.get("port", "5432"),
            user=known.get("user", ""),
            password=known.get("password", ""),
            pool_size=connections,
            schema=schema,
        )
        super().__init__(datastore)
        self.create_table()

    @_reconnecting
    def commit(self, changes: Sequence[Statement], name: str, position: int) -> bool:
        with self.datastore.transaction(commit=True) as cursor:
            try:
                self._insert_tracking(cursor, Tracking(name, position))
            except IntegrityError:
                return False
            _run(cursor.connection, changes)
        return True

    @_reconnecting
    def write(self, changes: Sequence[Statement]) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            _run(cursor.connection, changes)

    def reset(self, changes: Sequence[Statement], name: str) -> None:
        table = f'"{self.datastore.schema}"."{self.tracking_table_name}"'
        forget = f"DELETE FROM {table} WHERE application_name = :name"  # noqa: S608
        self.write([*changes, (forget, {"name": name})])

    @_reconnecting
    def query(self, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self.datastore.transaction(commit=False) as cursor:
            return _run(cursor.connection, [(sql, params)]).fetchall()

    def position(self, name: str) -> int:
        return self.max_tracking_id(name) or 0

    def scrub(self) -> None:
        """Free the space of rows as they were."""
        with self.datastore.get_connection() as connection:
            connection.autocommit = True
            try:
                connection.execute("VACUUM")
            finally:
                connection.autocommit = False

    def close(self) -> None:
        self.datastore.close()


def _run(
    connection: psycopg.Connection[dict[str, Any]], changes: Iterable[Statement]
) -> psycopg.ClientCursor[dict[str, Any]]:
    # Parameters are bound by the client: bound by the server, `:x IS NULL` has no type and fails.
    cursor = psycopg.ClientCursor(connection, row_factory=connection.row_factory)
    for sql, params in changes:
        cursor.execute(cast("LiteralString", portable(sql)), params)
    return cursor


# Strings, quoted names, comments and casts are left alone; a bare % would be a parameter to psycopg.
_TOKENS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|::|:([A-Za-z_]\w*)|%""")


@lru_cache(maxsize=1024)
def portable(sql: str) -> str:
    """``:name`` parameters as psycopg wants them: ``%(name)s``."""

    def rewritten(found: re.Match[str]) -> str:
        if found[1]:
            return f"%({found[1]})s"
        return found[0].replace("%", "%%")

    return _TOKENS.sub(rewritten, sql)

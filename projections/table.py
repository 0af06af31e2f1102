"""The shape of a view kept in a database: pure too, from a recorded fact to the statements it leads to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from domain.envelope import Recorded

Value = str | int | float | bytes | None


class Change(NamedTuple):
    """One statement: SQL with ``:name`` parameters, and their values."""

    sql: str
    params: Mapping[str, Value]


@dataclass(frozen=True)
class TableProjection:
    """Rows of one view. `remake` makes its tables anew, empty, whatever their shape was before.

    `changes(recorded)` is what one fact writes, in SQL that SQLite and PostgreSQL read alike. Running
    again, in order, the changes of facts already written leaves the rows as they were: two processes
    may overlap.
    """

    name: str
    version: int
    remake: Sequence[Change]
    changes: Callable[[Recorded[Any]], Sequence[Change]]


class Tables(Protocol):
    """What a table projection needs of a store (eventlog.tables.TableStore is one).

    An error whose `refused` is true says that the values of a statement are refused, now and always.
    """

    async def commit(
        self, changes: Sequence[tuple[str, Mapping[str, Any]]], name: str, position: int
    ) -> bool: ...
    async def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]: ...
    async def position(self, name: str) -> int: ...
    async def reset(self, changes: Sequence[tuple[str, Mapping[str, Any]]], name: str) -> None: ...


def is_refused(error: Exception) -> bool:
    """Whether a store refuses the values it was given: it would refuse them again."""
    return getattr(error, "refused", False) is True


def stamp(at: datetime) -> str:
    """An instant as text that sorts by time: UTC, to the microsecond."""
    return at.isoformat(timespec="microseconds")


def seconds(at: datetime) -> float:
    """An instant as seconds since 1970-01-01 UTC."""
    return at.timestamp()


def insert(table: str, key: str, params: Mapping[str, Value]) -> Change:
    """Add a row; where one of the same key (columns, comma separated) exists, it stays as it is."""
    columns, values = ", ".join(params), ", ".join(f":{name}" for name in params)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO NOTHING"  # noqa: S608  # names are ours
    return Change(sql, params)


def update(table: str, key: str, name: str, params: Mapping[str, Value]) -> Change:
    """Set columns of the row whose column `key` is `name`."""
    columns = ", ".join(f"{column} = :{column}" for column in params)
    sql = f"UPDATE {table} SET {columns} WHERE {key} = :{key}"  # noqa: S608  # names are ours
    return Change(sql, {**params, key: name})


def remake(tables: Sequence[str], ddl: Sequence[str]) -> tuple[Change, ...]:
    """Statements that drop `tables`, whatever their shape was, and create them again by `ddl`."""
    drops = (f"DROP TABLE IF EXISTS {table}" for table in tables)
    return tuple(Change(sql, {}) for sql in (*drops, *ddl))


Writer = Callable[[Recorded[Any]], Sequence[Change]]
"""What one type of fact writes."""


def by_type(writers: Mapping[type[Any], Writer]) -> Writer:
    """The changes of any fact: by the writer of its type, none where there is none."""

    def changes(recorded: Recorded[Any]) -> Sequence[Change]:
        writer = writers.get(recorded.fact.__class__)
        return writer(recorded) if writer else ()

    return changes

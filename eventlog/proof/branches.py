"""The nodes of the map of counts in a table, and what accesses count for."""

import sqlite3
from collections.abc import Iterator, MutableMapping
from typing import Final

_READ: Final = "SELECT node FROM branches WHERE address = ?"
_WRITE: Final = "INSERT OR REPLACE INTO branches VALUES (?, ?)"


class SqliteBranches(MutableMapping[bytes, bytes]):
    """Nodes by address. What is set waits in memory until `write`."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._set: dict[bytes, bytes] = {}

    def write(self) -> None:
        """Put what was set in the table, in the transaction under way."""
        self._base.executemany(_WRITE, self._set.items())
        self._set = {}

    def __getitem__(self, address: bytes) -> bytes:
        found = self._set.get(address)
        if found is not None:
            return found
        row = self._base.execute(_READ, (address,)).fetchone()
        if row is None:
            raise KeyError(address)
        return row[0]

    def __setitem__(self, address: bytes, node: bytes) -> None:
        self._set[address] = node

    def __delitem__(self, address: bytes) -> None:
        raise TypeError("a map of counts only grows")

    def __iter__(self) -> Iterator[bytes]:
        return (row[0] for row in self._base.execute("SELECT address FROM branches"))

    def __len__(self) -> int:
        return self._base.execute("SELECT count(*) FROM branches").fetchone()[0]


class SqliteAccesses(dict[str, str]):
    """What accesses count for. What is new waits in memory until `write`."""

    def __init__(self, base: sqlite3.Connection) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, access: str) -> str:
        row = self._base.execute("SELECT names FROM accesses WHERE access = ?", (access,)).fetchone()
        if row is None:
            raise KeyError(access)
        return row[0]

    def get(self, access: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """The names of an access, None where it is not known."""
        try:
            return self[access]
        except KeyError:
            return default

    def write(self) -> None:
        """Put what is new in the table, in the transaction under way."""
        self._base.executemany("INSERT OR REPLACE INTO accesses VALUES (?, ?)", self.items())

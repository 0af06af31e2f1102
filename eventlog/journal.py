"""The raw log as a port: entries of bytes in numbered streams, appended together or not at all.

Both the typed log of Vigie and the recorders of the `eventsourcing` library stand on a Journal; one
contract suite runs on the JetStream journal and on the in-memory one.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event as stored. `id` and `version` name it; `position` is its place in the whole log (from 1).

    `topic` names the type; `headers` hold what is not in `data` (ASCII names and values);
    `save_id` is common to all entries of one append. `position` and `save_id` are set by the journal.
    `fault` is empty, or why a message that others left in the log is no entry: `id` is its subject
    then, and only readers of the whole log meet it.
    """

    id: str
    version: int
    topic: str
    data: bytes
    headers: Mapping[str, str] = {}
    position: int = 0
    save_id: str = ""
    fault: str = ""


class LogError(Exception):
    """Something went wrong between Vigie and its log."""


class VersionTaken(LogError):
    """Somebody else has appended this (id, version) first. Nothing of this append is stored."""


class LogUnavailable(LogError):
    """The log cannot be reached, did not answer in time, or has no leader. The outcome was checked:
    nothing is reported as failed that was stored, as far as could be asked."""


class LogFull(LogError):
    """The log's store has no room left: nothing of this append is stored."""


class EntryTooLarge(LogError):
    """An entry is larger than the log takes (1 MiB with its headers)."""


class Journal(Protocol):
    """Append-only, unique by (id, version), totally ordered."""

    async def append(self, entries: Sequence[Entry], *, save_id: str) -> list[int]:
        """Store all entries or none; return their positions.

        The same `save_id` appended again after a lost acknowledgement returns the first positions.
        Versions of one id grow from append to append; they may have gaps. At most 1,000 entries
        go together. Raises VersionTaken, LogUnavailable, LogFull, EntryTooLarge, and ValueError
        for an empty id or a header name that is reserved or not a token.
        """
        ...

    async def read(
        self,
        id: str,  # noqa: A002
        *,
        after: int = 0,
        until: int | None = None,
    ) -> list[Entry]:
        """Entries of one stream with after < version <= until, in order of version."""
        ...

    async def scan(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Entries of the whole log with position > after, in order, at most `limit`."""
        ...

    def follow(self, *, after: int = 0) -> AsyncIterator[Entry]:
        """Entries of the whole log with position > after, in order, for ever: stored ones, then live."""
        ...

    async def last_position(self) -> int:
        """Position of the last entry, 0 for an empty log."""
        ...

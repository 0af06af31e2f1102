"""How much one append may hold: the server's limits, known before anything is sent."""

from collections.abc import Mapping
from typing import Final

from eventlog.journal import EntryTooLarge, LogError

LONGEST_APPEND: Final = 1000
"""Most entries the server takes in one atomic batch."""

LARGEST_MESSAGE: Final = 1024 * 1024
"""Default limit of the server for one message with its headers, in bytes."""

# What an atomic batch adds to the headers of each message.
_BATCH_HEADERS: Final = 160


class AppendTooLong(LogError):
    """More than 1000 entries in one append: they could not be stored together or not at all."""


def check_count(count: int) -> None:
    """Raises AppendTooLong for more entries than go together."""
    if count > LONGEST_APPEND:
        text = f"{count} entries in one append: at most {LONGEST_APPEND} go together"
        raise AppendTooLong(text)


def check_size(data: bytes, headers: Mapping[str, str], largest: int = LARGEST_MESSAGE) -> None:
    """Raises EntryTooLarge for a message of more than `largest` bytes with its headers."""
    size = len(data) + sum(len(name) + len(value) + 4 for name, value in headers.items())
    room = largest - _BATCH_HEADERS
    if size > room:
        raise EntryTooLarge(f"an entry of {size} bytes with its headers: at most {room} fit")

"""Where an entry lives: stream, subjects and the escaping of ids.

`<prefix>.e.<id escaped>.<version>` holds one entry, `<prefix>.t.<name escaped>` how far another log
has been processed. The subject of an entry is used once, which is what makes (id, version) unique.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from eventlog.journal import EntryTooLarge

# NATS reads subjects inside protocol lines of at most 4096 bytes.
LONGEST_ID: Final = 1024
# More than a centre has open at once. Most streams of a log are over: remembered, they would be memory lost.
_REMEMBERED: Final = 4096
# One way to write each number, and none so large that reading up to it would never end.
_VERSION: Final = re.compile(r"0|[1-9][0-9]{0,8}")


@lru_cache(maxsize=_REMEMBERED)
def escape(text: str) -> str:
    """One subject token for any text: what could mean something to NATS is percent-encoded.

    Raises ValueError for an empty text, EntryTooLarge for one of more than 1024 escaped characters.
    """
    if not text:
        raise ValueError("an id cannot be empty")
    token = quote(text, safe=":").replace(".", "%2E")
    if len(token) > LONGEST_ID:
        raise EntryTooLarge(f"an id takes at most {LONGEST_ID} characters once escaped")
    return token


@lru_cache(maxsize=_REMEMBERED)
def unescape(token: str) -> str:
    """The text of which `escape` made this token."""
    return unquote(token)


@lru_cache(maxsize=_REMEMBERED)
def _id(token: str) -> str | None:
    """The id of which `escape` made this token; None for a token it never makes."""
    text = unquote(token)
    try:
        return text if escape(text) == token else None
    except (ValueError, EntryTooLarge):
        return None


@dataclass(frozen=True)
class Layout:
    """The stream of one log and the prefix of its subjects.

    Without `marks`, every subject is used once, and the server itself can be told so.
    """

    stream: str
    prefix: str
    marks: bool = True

    @classmethod
    def for_centre(cls, code: str) -> "Layout":
        """Layout of the log of one call centre, by the code of its CRRA. It holds no marks."""
        token = escape(code)
        return cls(stream=f"CRRA_{token}", prefix=f"crra.{token}", marks=False)

    @classmethod
    def for_application(cls, name: str, purpose: str = "events") -> "Layout":
        """Layout of the log of an application of the eventsourcing library.

        Each purpose other than ``events`` has its own stream. ``=`` is escaped in names, so no
        application can be named like the stream of another.
        """
        token = escape(name)
        if purpose != "events":
            token = f"{token}={escape(purpose)}"
        return cls(stream=token, prefix=f"es.{token}")

    @property
    def subjects(self) -> list[str]:
        """The subjects the stream takes."""
        return [f"{self.prefix}.e.>", *([f"{self.prefix}.t.>"] if self.marks else [])]

    def entry(self, name: str, version: int) -> str:
        """Subject of one version of the stream `name`."""
        return f"{self.prefix}.e.{escape(name)}.{version}"

    def entries(self, name: str) -> str:
        """Filter for all entries of the stream `name`."""
        return f"{self.prefix}.e.{escape(name)}.*"

    @property
    def all_entries(self) -> str:
        """Filter for all entries."""
        return f"{self.prefix}.e.>"

    def mark(self, name: str) -> str:
        """Subject of the marks of one name."""
        return f"{self.prefix}.t.{escape(name)}"

    @property
    def all_marks(self) -> str:
        """Filter for all marks."""
        return f"{self.prefix}.t.*"

    def parse_entry(self, subject: str) -> tuple[str, int] | None:
        """Id and version of an entry's subject; None for any other, whoever published it and how."""
        kind, _, rest = subject[len(self.prefix) + 1 :].partition(".")
        token, _, version = rest.rpartition(".")
        if kind != "e" or _VERSION.fullmatch(version) is None:
            return None
        name = _id(token)
        return None if name is None else (name, int(version))

    def is_mark(self, subject: str) -> bool:
        """Whether a subject of the stream is kept for marks, so that nobody expects an entry there."""
        return subject.startswith(f"{self.prefix}.t.")

    def parse_mark(self, subject: str) -> str | None:
        """Name of a mark's subject; None for any other subject."""
        kind, _, token = subject[len(self.prefix) + 1 :].partition(".")
        return unescape(token) if kind == "t" else None

"""Documents of a shared medical record (DMP), as a gateway hands them over. Nothing here is kept in a fact
but what a fact says: identifier, kind, confidentiality."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from domain.vocabulary import Confidentiality, Identifier, ShortText

FIRST_SEARCH_DAYS: Final = 2 * 365
"""How far back the first, automatic search of a record goes (PDSm for the DMP, TD3.1)."""


class SharedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a list: `title` is its kind in French, `location` where the gateway finds it.

    `authors` are identifiers of professionals, as the DMP writes them. `size` in bytes, `sha1` in base64:
    what the content must be, where the DMP says it.
    """

    id: Identifier
    title: ShortText
    written_at: datetime
    authors: tuple[str, ...] = ()
    confidentiality: frozenset[Confidentiality]
    content_type: str
    location: str
    size: int | None = None
    sha1: str | None = None

    def author(self, reader: str) -> str | None:
        """The one author that a rule of confidentiality asks about: `reader` where they wrote it too."""
        return reader if reader in self.authors else next(iter(self.authors), None)


class FoundDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found, newest first; all of it belongs to the patient asked for."""

    documents: tuple[SharedDocument, ...] = ()


class DocumentContent(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one document, whole and of an allowed type."""

    content_type: str
    content: bytes


class NotReadBecause(StrEnum):
    """Why a search or a document gave nothing that may be shown."""

    NO_RECORD = "no-record"
    NO_DOCUMENT = "no-document"
    NOT_ALLOWED = "not-allowed"
    UNAVAILABLE = "unavailable"
    UNUSABLE = "unusable"
    TOO_LARGE = "too-large"
    TYPE_NOT_ALLOWED = "type-not-allowed"
    ACCESS_OVER = "access-over"
    """The access ended while the DMP was answering."""


class NotRead(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to show. `detail` says more in words, without patient data."""

    why: NotReadBecause
    detail: str = ""


def first_search_from(now: datetime) -> date:
    """The day from which the first search of a record asks for documents."""
    return (now - timedelta(days=FIRST_SEARCH_DAYS)).date()

"""Shared medical records as the simulated world knows them."""

from datetime import UTC, datetime

import msgspec

from domain.vocabulary import Confidentiality, Ins

_LONG_AGO = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document: its identifier, its kind in French, its confidentiality codes, who wrote it and when.

    `text` is its content; None makes a line of it. `content_type` is what it is said to be.
    """

    id: str
    title: str
    confidentiality: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})
    written_at: datetime = _LONG_AGO
    author: str = "10101201234"
    content_type: str = "text/plain"
    text: str | None = None

    @property
    def content(self) -> bytes:
        """The bytes of the document. Nothing in it is real."""
        return (self.text or f"{self.title}\n\nDocument fictif de démonstration ({self.id}).\n").encode()


class DmpRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One patient's record. The two oppositions are independent; `blocked` are professionals shut out."""

    ins: Ins
    documents: tuple[Document, ...] = ()
    opposed_to_regulation_centre: bool = False
    opposed_to_break_glass: bool = False
    blocked: frozenset[str] = frozenset()

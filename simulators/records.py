"""Shared medical records as the simulated world knows them."""

import msgspec

from domain.vocabulary import Confidentiality, Ins


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document: its identifier, its kind in French, its confidentiality codes."""

    id: str
    title: str
    confidentiality: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})


class DmpRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One patient's record. The two oppositions are independent; `blocked` are professionals shut out."""

    ins: Ins
    documents: tuple[Document, ...] = ()
    opposed_to_regulation_centre: bool = False
    opposed_to_break_glass: bool = False
    blocked: frozenset[str] = frozenset()

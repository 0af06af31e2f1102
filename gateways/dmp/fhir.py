"""FHIR R4 as the DMP speaks it: search Bundles of Consent and of DocumentReference (PDSm, MHD ITI-67).

Only what is read is declared. What must be there to show nothing wrong (whose document it is, its codes, its
place) is asked for; where it lacks, the answer is Unusable.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final, TypeVar

import msgspec

from domain.shared_record import SharedDocument
from domain.vocabulary import Confidentiality, DmpMode, Ins
from gateways.dmp.line import Unusable

T = TypeVar("T")
_KNOWN: Final = {code.value: code for code in Confidentiality}
_UNTITLED: Final = "Document"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_TITLE: Final = 200


class Coding(msgspec.Struct, frozen=True):
    code: str | None = None
    display: str | None = None


class Concept(msgspec.Struct, frozen=True):
    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Numbered(msgspec.Struct, frozen=True):
    """FHIR Identifier."""

    system: str | None = None
    value: str | None = None


class Reference(msgspec.Struct, frozen=True):
    reference: str | None = None
    identifier: Numbered | None = None


class Kind(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str


class Known(msgspec.Struct, frozen=True, rename="camel"):
    """A Patient or Practitioner, contained or included."""

    resource_type: str
    id: str | None = None
    identifier: tuple[Numbered, ...] = ()


class Actor(msgspec.Struct, frozen=True):
    reference: Reference


class Provision(msgspec.Struct, frozen=True):
    """`provision` would be exceptions to this one: the DMP has none, and none is read."""

    type: str
    purpose: tuple[Coding, ...] = ()
    actor: tuple[Actor, ...] = ()
    provision: Annotated[tuple[msgspec.Raw, ...], msgspec.Meta(max_length=0)] = ()


class Consent(msgspec.Struct, frozen=True):
    status: str
    patient: Reference
    provision: Provision


class Attachment(msgspec.Struct, frozen=True, rename="camel"):
    content_type: str
    url: str
    size: int | None = None
    hash: str | None = None


class Content(msgspec.Struct, frozen=True):
    attachment: Attachment


class DocumentReference(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    status: str
    subject: Reference
    date: Annotated[datetime, msgspec.Meta(tz=True)]
    content: Annotated[tuple[Content, ...], msgspec.Meta(min_length=1, max_length=1)]
    type: Concept = Concept()
    category: tuple[Concept, ...] = ()
    author: tuple[Reference, ...] = ()
    security_label: tuple[Concept, ...] = ()
    contained: tuple[msgspec.Raw, ...] = ()


class Search(msgspec.Struct, frozen=True):
    mode: str = "match"


class Entry(msgspec.Struct, frozen=True, rename="camel"):
    resource: msgspec.Raw
    full_url: str | None = None
    search: Search = Search()


class Link(msgspec.Struct, frozen=True):
    relation: str
    url: str


class Bundle(msgspec.Struct, frozen=True, tag_field="resourceType", tag="Bundle"):
    type: str
    total: int | None = None
    link: tuple[Link, ...] = ()
    entry: tuple[Entry, ...] = ()

    @property
    def next(self) -> str | None:
        """Where the following page is, None on the last."""
        return next((link.url for link in self.link if link.relation == "next"), None)


def token(ins: Ins) -> str:
    """The FHIR search token of an INS number."""
    return f"urn:oid:{ins.oid}|{ins.number}"


def decoded(content: bytes | msgspec.Raw, into: type[T]) -> T:
    """`content` as `into`. Raises Unusable."""
    try:
        return msgspec.json.decode(content, type=into)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unusable("answered something unreadable") from None


def matches(pages: Sequence[Bundle], wanted: str, into: type[T]) -> list[T]:
    """What the search found, of the one type asked for. Raises Unusable where the pages do not add up."""
    if any(page.type != "searchset" for page in pages):
        raise Unusable("answered another thing than a search")
    found = [
        (decoded(entry.resource, Kind).resource_type, entry.resource)
        for page in pages
        for entry in page.entry
        if entry.search.mode == "match"
    ]
    if any(kind != wanted for kind, _ in found):
        raise Unusable("answered other resources than those asked for")
    if any(page.total is not None and page.total != len(found) for page in pages):
        raise Unusable("answered fewer or more than it says")
    return [decoded(raw, into) for _, raw in found]


def included(pages: Sequence[Bundle]) -> dict[str, Known]:
    """The patients and professionals that came along, by every name a reference may use."""
    known: dict[str, Known] = {}
    for entry in (entry for page in pages for entry in page.entry if entry.search.mode == "include"):
        each = decoded(entry.resource, Known)
        known[f"{each.resource_type}/{each.id}"] = each
        if entry.full_url is not None:
            known[entry.full_url] = each
    return known


def is_of(subject: Reference, ins: Ins, known: dict[str, Known]) -> bool:
    """Whether a subject is this patient: every number it leads to says so, and there is one at least."""
    ours = (f"urn:oid:{ins.oid}", ins.number)
    sources: list[tuple[Numbered, ...]] = []
    if subject.identifier is not None:
        sources.append((subject.identifier,))
    if subject.reference is not None and subject.reference in known:
        sources.append(known[subject.reference].identifier)
    return bool(sources) and all(
        any((each.system, each.value) == ours for each in source) for source in sources
    )


def named(actor: Actor) -> str:
    """The identifier of a professional whom a refusal names. Raises Unusable where it does not say whom."""
    numbered = actor.reference.identifier
    if numbered is None or not numbered.value:
        raise Unusable("answered a refusal of nobody in particular")
    return numbered.value


def mode_of(purpose: Coding) -> DmpMode:
    """The mode that a refusal is about: TRE_R248 by any of its names. Raises Unusable."""
    try:
        return DmpMode(purpose.code or "")
    except ValueError:
        raise Unusable("answered a refusal of an unknown mode") from None


def shared(document: DocumentReference, ins: Ins, known: dict[str, Known]) -> SharedDocument:
    """One document as the house knows it. Raises Unusable, above all where it is somebody else's."""
    within = {f"#{each.id}": each for each in (decoded(raw, Known) for raw in document.contained)}
    if not is_of(document.subject, ins, known | within):
        raise Unusable("answered a document of another patient")
    attachment = document.content[0].attachment
    try:
        return msgspec.convert(
            {
                "id": document.id,
                "title": _title(document),
                "written_at": document.date,
                "authors": tuple(_authors(document, known | within)),
                "confidentiality": confidentiality(document.security_label),
                "content_type": attachment.content_type.partition(";")[0].strip().lower(),
                "location": attachment.url,
                "size": attachment.size,
                "sha1": attachment.hash,
            },
            SharedDocument,
        )
    except msgspec.ValidationError:
        raise Unusable("answered a document without a proper identifier") from None


def confidentiality(labels: Sequence[Concept]) -> frozenset[Confidentiality]:
    """The codes of JDV_J58 in the labels of a document.

    A label that is not in the list, and the lack of any label, count as masked from professionals: what is
    not understood is not shown.
    """
    codes = [coding.code for label in labels for coding in label.coding] or [None]
    masked = Confidentiality.MASKED_FROM_PROFESSIONALS
    return frozenset(_KNOWN.get(code or "", masked) for code in codes)


def _title(document: DocumentReference) -> str:
    """The kind of a document. Its own title may name the patient, and would stay in a fact."""
    for concept in (document.type, *document.category):
        for words in (*(coding.display for coding in concept.coding), concept.text):
            said = _CONTROL.sub(" ", words or "").strip()[:_LONGEST_TITLE]
            if said:
                return said
    return _UNTITLED


def _authors(document: DocumentReference, known: dict[str, Known]) -> Iterator[str]:
    for author in document.author:
        if author.identifier is not None and author.identifier.value:
            yield author.identifier.value
        if author.reference in known:
            yield from (each.value for each in known[author.reference].identifier if each.value)

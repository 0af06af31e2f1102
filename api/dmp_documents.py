"""Documents of an opened shared medical record: the list, and one of them. Nothing is shown before the fact
that it was; what is masked is never fetched."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter

from api.access import allow, guarded, objection
from api.commands import PROBLEMS, AtDesk, Desk, Envelope, RecordedFact
from api.problems import MEDIA_TYPE, HttpProblem, Problem
from domain.asks import OpenRecord, RetrieveDocument, SearchDocuments
from domain.dmp_access import KIND
from domain.dmp_access.commands import ByTheDoor, ConsultDocument, RecordFailedReading, RecordSearch
from domain.dmp_access.facts import AccessRequested, ContinuationRequested, DocumentConsulted
from domain.dmp_access.refusals import AccessNotOpen, AccessTimeIsUp
from domain.envelope import StreamId
from domain.fact import Act, Actor
from domain.refusals import NotFound
from domain.rules.confidentiality import may_be_shown
from domain.rules.ins import KeyCheck, check_key
from domain.rules.permissions import PERMISSIONS
from domain.shared_record import NotRead, NotReadBecause, SharedDocument, first_search_from
from domain.vocabulary import Confidentiality, DmpMode, Identifier

_AS_TEXT: Final = frozenset({"text/xml", "application/xml"})
"""Shown as text: a style sheet named in a document must not run in the page of a doctor."""

_PROBLEMS: Final[dict[NotReadBecause, tuple[int, str]]] = {
    NotReadBecause.NO_RECORD: (404, "Pas de DMP pour ce patient"),
    NotReadBecause.NO_DOCUMENT: (404, "Document introuvable dans le DMP"),
    NotReadBecause.NOT_ALLOWED: (403, "Lecture refusée par le DMP"),
    NotReadBecause.UNAVAILABLE: (503, "DMP injoignable"),
    NotReadBecause.UNUSABLE: (502, "Réponse du DMP inutilisable : rien n'est affiché"),
    NotReadBecause.TOO_LARGE: (422, "Document trop volumineux"),
    NotReadBecause.TYPE_NOT_ALLOWED: (422, "Type de document non affichable"),
    NotReadBecause.ACCESS_OVER: (409, "Accès terminé"),
}
_MASKED: Final = "Document masqué aux professionnels"
DOCUMENT_PROBLEMS: Final[dict[int, ResponseSpec]] = {
    **PROBLEMS,
    409: ResponseSpec(
        Problem, description="The access is not open.", media_type=MEDIA_TYPE, generate_examples=False
    ),
    422: ResponseSpec(
        Problem,
        description="Too large, or of a type that no screen should show.",
        media_type=MEDIA_TYPE,
        generate_examples=False,
    ),
    502: ResponseSpec(
        Problem,
        description="The DMP answered something that must not be shown.",
        media_type=MEDIA_TYPE,
        generate_examples=False,
    ),
}


class DmpDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the list. `size` in bytes, where the DMP says it."""

    id: Identifier
    title: str
    written_at: datetime
    confidentiality: frozenset[Confidentiality]
    content_type: str
    size: int | None


class DmpDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """The documents of a record, newest first. `since`: none older was asked for, None for the whole record.
    `hidden`: how many more there are that are masked. `key_warning`: a test number with an invented key."""

    access: Identifier
    mode: DmpMode
    since: date | None
    documents: tuple[DmpDocument, ...]
    hidden: int
    key_warning: bool


@get(
    "/api/dmp-accesses/{access:str}/documents",
    operation_id="searchDmpDocuments",
    guards=[allow(PERMISSIONS[RecordSearch])],
    responses=DOCUMENT_PROBLEMS,
    tags=["dmp-accesses"],
)
async def search_documents(
    access: FromPath[str],
    desk: AtDesk,
    whole: Annotated[bool, QueryParameter(description="Older than two years too.")] = False,
) -> DmpDocuments:
    """The documents of the record that this access has opened. What was found is recorded first."""
    opened = await _opened(desk, desk.named(access))
    since = None if whole else first_search_from(desk.house.clock.now())
    found = await _search(desk, SearchDocuments(opened=opened, since=since))
    shown = [each for each in found if _may_be_shown(desk, each)]
    codes = frozenset[Confidentiality]().union(*(each.confidentiality for each in found))
    hidden = len(found) - len(shown)
    await _record(desk, RecordSearch(access=access, count=len(shown), hidden=hidden, confidentiality=codes))
    return DmpDocuments(
        access=access,
        mode=opened.mode,
        since=since,
        documents=tuple(_listed(each) for each in shown),
        hidden=hidden,
        key_warning=check_key(opened.ins) is KeyCheck.INVENTED,
    )


@get(
    "/api/dmp-accesses/{access:str}/documents/{document:str}",
    operation_id="readDmpDocument",
    guards=[allow(PERMISSIONS[ConsultDocument])],
    responses=DOCUMENT_PROBLEMS,
    media_type="application/octet-stream",
    tags=["dmp-accesses"],
)
async def read_document(access: FromPath[str], document: FromPath[str], desk: AtDesk) -> Response[bytes]:
    """The content of one document, in its own media type. That it was consulted is recorded first; a masked
    one is not fetched, and the refusal is recorded, as is a question that gave nothing."""
    opened = await _opened(desk, desk.named(access))
    found = await _search(desk, SearchDocuments(opened=opened, document=desk.named(document)))
    if not found:
        raise await _failed(desk, access, NotRead(why=NotReadBecause.NO_DOCUMENT), document)
    listed = found[0]
    consult = ConsultDocument(
        access=access,
        document=listed.id,
        title=listed.title,
        confidentiality=listed.confidentiality,
        author=_author(desk, listed),
    )
    if not _may_be_shown(desk, listed):
        await _record(desk, consult)
        raise HttpProblem(403, "masked-document", _MASKED, "masked by its holder: its author alone reads it")
    read = await desk.house.dmp.retrieve(RetrieveDocument(opened=opened, document=listed))
    if isinstance(read, NotRead):
        raise await _failed(desk, access, read, document)
    recorded = await _record(desk, consult)
    if not any(isinstance(each.fact, DocumentConsulted) for each in recorded):
        raise HttpProblem(403, "masked-document", _MASKED, "the rules say no")
    media_type = "text/plain" if read.content_type in _AS_TEXT else read.content_type
    return Response(read.content, media_type=media_type, headers={"Content-Disposition": "inline"})


async def _opened(desk: Desk, access: str) -> OpenRecord:
    """What the access has opened. Raises whatever recording a reading of it would be refused for, so that
    the DMP is not asked in vain."""
    house, stream = desk.house, StreamId(KIND, access)
    history = [each.fact for each in await house.log.history(stream)]
    asked = [each for each in history if isinstance(each, AccessRequested | ContinuationRequested)]
    if not history:
        raise NotFound(f"no DMP access {access}")
    state, _ = await house.log.load(stream)
    reading = RecordSearch(access=access, count=0)
    refusal = await objection(house.log, desk.person, reading, asked[-1].call if asked else None)
    act = Act(at=house.clock.now(), by=Actor(desk.person.role, desk.person.user), command_id="")
    guarded(reading, refusal).decide([state], act)
    last = asked[-1]
    return OpenRecord(
        access=access, ins=last.ins, mode=last.mode, practitioner=last.practitioner, reason=last.reason
    )


async def _search(desk: Desk, ask: SearchDocuments) -> Sequence[SharedDocument]:
    answer = await desk.house.dmp.search(ask)
    if isinstance(answer, NotRead):
        raise await _failed(desk, ask.opened.access, answer, ask.document)
    return answer.documents


async def _failed(desk: Desk, access: str, why: NotRead, document: str | None) -> HttpProblem:
    """The problem of a question that gave nothing to show, once it is recorded. Raises as `_record`."""
    await _record(desk, RecordFailedReading(access=access, why=why.why, document=document))
    return _problem(why)


async def _record(desk: Desk, command: ByTheDoor) -> Sequence[RecordedFact]:
    """Record a reading. Raises Refusals and LogErrors: no reading without its trace, and none that the DMP
    answered too late without its own."""
    try:
        outcome = await desk.issue(command, Envelope(f"{KIND}:{desk.house.ids()}", None))
    except (AccessNotOpen, AccessTimeIsUp):
        document = getattr(command, "document", None)
        over = RecordFailedReading(access=command.access, why=NotReadBecause.ACCESS_OVER, document=document)
        await desk.issue(over, Envelope(f"{KIND}:{desk.house.ids()}", None))
        raise
    return outcome.facts


def _author(desk: Desk, document: SharedDocument) -> str | None:
    """Who wrote it, where that is an identifier of ours."""
    try:
        return msgspec.convert(document.author(desk.person.user), Identifier | None)
    except msgspec.ValidationError:
        return None


def _may_be_shown(desk: Desk, document: SharedDocument) -> bool:
    reader = desk.person.user
    return may_be_shown(document.confidentiality, reader=reader, author=_author(desk, document))


def _listed(document: SharedDocument) -> DmpDocument:
    return DmpDocument(
        id=document.id,
        title=document.title,
        written_at=document.written_at,
        confidentiality=document.confidentiality,
        content_type=document.content_type,
        size=document.size,
    )


def _problem(answer: NotRead) -> HttpProblem:
    status, title = _PROBLEMS[answer.why]
    again = {"Retry-After": "5"} if answer.why is NotReadBecause.UNAVAILABLE else None
    return HttpProblem(status, f"dmp-{answer.why}", title, answer.detail, headers=again)

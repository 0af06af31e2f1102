"""What the auditor reads: who opened which record and why, who read which file. Reading it is recorded."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.audit_door import Instant, Name, auditors, check_names, check_period, said
from api.audit_integrity import auditing_of
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Desk, RecordedFact, shown
from domain.dmp_access.facts import KIND
from domain.dmp_access.words import Verdict
from domain.envelope import StreamId
from domain.file_reading import What
from domain.refusals import NotFound
from domain.vocabulary import DmpMode, Ins
from projections.audit_queries import PAGE, AccessFilter, accesses, readings
from projections.audit_traces import AccessTrace, Reading
from projections.live import ViewBehind
from projections.reviews import ReviewItem, review_queue

WAIT_SECONDS = 5.0
"""How long an answer waits for the tables to have the last fact of the log."""


class AccessSearch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which accesses: None means any. `ins`: of the patient whose number this is or was, in whatever file."""

    ins: Ins | None = None
    since: datetime | None = None
    until: datetime | None = None
    practitioner: str | None = None
    patient: str | None = None
    call: str | None = None
    mode: DmpMode | None = None
    verdict: Verdict | None = None
    flagged: bool | None = None
    to_review: bool | None = None
    access: str | None = None
    before: Annotated[int, msgspec.Meta(ge=1)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=PAGE)] = PAGE


class AccessPage(msgspec.Struct, frozen=True, kw_only=True):
    """Accesses to shared medical records, the latest first. `before`: ask for the next page with it; None
    at the end."""

    accesses: tuple[AccessTrace, ...]
    before: int | None


class AccessTimeline(msgspec.Struct, frozen=True, kw_only=True):
    """One access: what became of it, and every fact of it in order."""

    access: AccessTrace
    facts: tuple[RecordedFact, ...]


class ReadingPage(msgspec.Struct, frozen=True, kw_only=True):
    """Readings of files, the latest first, those refused too."""

    readings: tuple[Reading, ...]


class ReviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """What awaits a verdict, those due first ahead."""

    reviews: tuple[ReviewItem, ...]


@get(
    "/api/audit/accesses",
    operation_id="auditAccesses",
    guards=[auditors(What.AUDIT_TRAIL)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_accesses(
    desk: AtDesk,
    since: Instant = None,
    until: Instant = None,
    practitioner: Name = None,
    patient: Name = None,
    call: Name = None,
    mode: Annotated[DmpMode | None, QueryParameter()] = None,
    verdict: Annotated[Verdict | None, QueryParameter()] = None,
    flagged: Annotated[bool | None, QueryParameter(description="With or without a flag.")] = None,
    to_review: Annotated[bool | None, QueryParameter(description="Awaiting a verdict, or not.")] = None,
    access: Name = None,
    before: Annotated[int | None, QueryParameter(ge=1)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE)] = PAGE,
) -> AccessPage:
    """Every access and every attempt, with documents, notices and reviews."""
    wanted = AccessSearch(
        since=since,
        until=until,
        practitioner=practitioner,
        patient=patient,
        call=call,
        mode=mode,
        verdict=verdict,
        flagged=flagged,
        to_review=to_review,
        access=access,
        before=before,
        limit=limit,
    )
    return await _found(desk, wanted)


@post(
    "/api/audit/searches",
    operation_id="auditSearch",
    status_code=200,
    guards=[auditors(What.AUDIT_TRAIL)],
    responses=COMMAND_PROBLEMS,
    tags=["audit"],
)
async def audit_search(data: JSONBody[AccessSearch], desk: AtDesk) -> AccessPage:
    """As auditAccesses, and by INS number: it stands in no address, and the trace of this search names the
    patient by a token."""
    return await _found(desk, data)


async def _found(desk: Desk, search: AccessSearch) -> AccessPage:
    check_period(search.since, search.until)
    names = {name: getattr(search, name) for name in ("practitioner", "patient", "call", "access")}
    check_names(**names)
    told: dict[str, Any] = msgspec.structs.asdict(search)
    limit, ins = told.pop("limit"), told.pop("ins")
    wanted = AccessFilter(**told, limit=limit)
    if ins is not None:
        known = await auditing_of(desk).subjects_of(ins)
        told["ins_token"] = known.token
        wanted = msgspec.structs.replace(wanted, subjects=known.subjects)
    of = search.access or search.call or search.practitioner or search.patient or "accesses"
    await desk.open_file(What.AUDIT_TRAIL, of, asked=said(**told))
    await caught_up(desk)
    found = await accesses(desk.house.tables, wanted)
    return AccessPage(accesses=tuple(found), before=found[-1].position if len(found) == limit else None)


@get(
    "/api/audit/accesses/{access:str}",
    operation_id="auditAccess",
    guards=[auditors(What.AUDITED_ACCESS)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_access(access: FromPath[str], desk: AtDesk) -> AccessTimeline:
    """One access from its request to its verdict, fact by fact."""
    name = desk.named(access)
    facts = await desk.house.log.history(StreamId(KIND, name))
    if not facts:
        raise NotFound(f"no access {name}")
    await desk.open_file(What.AUDITED_ACCESS, name)
    await caught_up(desk)
    [trace] = await accesses(desk.house.tables, AccessFilter(access=name))
    return AccessTimeline(access=trace, facts=tuple(shown(each) for each in facts))


@get(
    "/api/audit/reviews",
    operation_id="auditReviews",
    guards=[auditors(What.REVIEW_QUEUE)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_reviews(desk: AtDesk) -> ReviewPage:
    """The review queue: break-glass accesses and flagged ones without a verdict."""
    await desk.open_file(What.REVIEW_QUEUE, "reviews")
    await caught_up(desk)
    return ReviewPage(reviews=tuple(await review_queue(desk.house.tables, desk.house.clock.now())))


@get(
    "/api/audit/readings",
    operation_id="auditReadings",
    guards=[auditors(What.AUDIT_TRAIL)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_readings(
    desk: AtDesk,
    since: Instant = None,
    until: Instant = None,
    by: Name = None,
    of: Name = None,
) -> ReadingPage:
    """Who opened which file, the auditor included, and who was refused."""
    check_period(since, until)
    check_names(by=by, of=of)
    asked = said(since=since, until=until, by=by, of=of)
    await desk.open_file(What.AUDIT_TRAIL, of or by or "readings", asked=asked)
    await caught_up(desk)
    found = await readings(desk.house.tables, since=since, until=until, by_id=by, of_id=of)
    return ReadingPage(readings=tuple(found))


async def caught_up(desk: Desk) -> None:
    """Wait until the tables have all that the log has: no answer leaves out what was just recorded.

    Raises ViewBehind, LogUnavailable.
    """
    last = await desk.house.log.last_position()
    try:
        await desk.house.rows.wait(last, timeout=WAIT_SECONDS)
    except TimeoutError:
        raise ViewBehind(f"the audit trail is not yet at {last}") from None


ROUTES = [audit_accesses, audit_search, audit_access, audit_reviews, audit_readings]

"""What the auditor reads: who opened which record and why, who read which file. Reading it is recorded."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from api.access import allow
from api.bodies import check_instant
from api.commands import PROBLEMS, AtDesk
from api.problems import Malformed
from domain.file_reading import What
from domain.vocabulary import DmpMode, Identifier, Role
from projections.audit_queries import PAGE, AccessFilter, AccessTrace, Reading, accesses, readings

AUDITORS = frozenset({Role.AUDITOR})
Instant = Annotated[datetime | None, QueryParameter(description="UTC; `until` is not included.")]
Name = Annotated[str | None, QueryParameter(description="An identifier.")]


class AccessPage(msgspec.Struct, frozen=True, kw_only=True):
    """Accesses to shared medical records, the latest first. `before`: ask for the next page with it; None
    at the end."""

    accesses: tuple[AccessTrace, ...]
    before: int | None


class ReadingPage(msgspec.Struct, frozen=True, kw_only=True):
    """Readings of files, the latest first."""

    readings: tuple[Reading, ...]


@get(
    "/api/audit/accesses",
    operation_id="auditAccesses",
    guards=[allow(AUDITORS)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_accesses(
    desk: AtDesk,
    since: Instant = None,
    until: Instant = None,
    practitioner: Name = None,
    call: Name = None,
    mode: Annotated[DmpMode | None, QueryParameter()] = None,
    access: Name = None,
    before: Annotated[int | None, QueryParameter(ge=1)] = None,
) -> AccessPage:
    """Every access and every attempt, with documents, notices and reviews."""
    _check(since, until)
    _check_names(practitioner=practitioner, call=call, access=access)
    wanted = AccessFilter(
        since=since,
        until=until,
        practitioner=practitioner,
        call=call,
        mode=mode,
        access=access,
        before=before,
    )
    await desk.open_file(What.AUDIT_TRAIL, access or call or practitioner or "accesses")
    found = await accesses(desk.house.tables, wanted)
    return AccessPage(accesses=tuple(found), before=found[-1].position if len(found) == PAGE else None)


@get(
    "/api/audit/readings",
    operation_id="auditReadings",
    guards=[allow(AUDITORS)],
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
    """Who opened which file, the auditor included."""
    _check(since, until)
    _check_names(by=by, of=of)
    await desk.open_file(What.AUDIT_TRAIL, of or by or "readings")
    found = await readings(desk.house.tables, since=since, until=until, by_id=by, of_id=of)
    return ReadingPage(readings=tuple(found))


def _check(since: datetime | None, until: datetime | None) -> None:
    for name, at in (("since", since), ("until", until)):
        if at is not None:
            check_instant(name, at)


def _check_names(**names: str | None) -> None:
    # The framework reads the type of a parameter, not what its Meta says.
    for field, name in names.items():
        try:
            msgspec.convert(name, Identifier | None)
        except msgspec.ValidationError as error:
            raise Malformed(field, str(error)) from None

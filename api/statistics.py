"""Numbers of the centre: how long everything takes, and how much comes when. No identifier, no patient."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from msgspec.structs import asdict

from api.access import allow
from api.bodies import check_instant
from api.commands import PROBLEMS, AtDesk, Desk
from api.problems import Malformed
from domain.rules.permissions import ROOM
from domain.vocabulary import Role
from projections.interval_queries import URGENCIES, Aggregate, Blank, Statistics, statistics
from projections.intervals import INTERVALS

LONGEST = timedelta(days=31)
READERS = ROOM | {Role.AUDITOR, Role.ADMIN}
CSV: Final = "text/csv; charset=utf-8"
FILE = ResponseSpec(str, description="RFC 4180, UTF-8.", media_type="text/csv", generate_examples=False)

Since = Annotated[datetime | None, QueryParameter(description="Default: a day before `until`.")]
Until = Annotated[datetime | None, QueryParameter(description="Default: now. Not included.")]


class StatisticsAt(Statistics, frozen=True, kw_only=True):
    """Statistics with every fact of the log up to `position` at least, worked out at `at`."""

    position: int
    at: datetime


@get(
    "/api/statistics/intervals",
    operation_id="readIntervals",
    guards=[allow(READERS)],
    responses=PROBLEMS,
    tags=["statistics"],
)
async def read_intervals(desk: AtDesk, since: Since = None, until: Until = None) -> StatisticsAt:
    """Pick-up, decision, departure, arrival…: counts, medians and 90th percentiles, blanks by reason."""
    return await _read(desk, since, until)


@get(
    "/api/statistics/intervals.csv",
    operation_id="downloadIntervals",
    guards=[allow(READERS)],
    media_type=CSV,
    responses={**PROBLEMS, 200: FILE},
    tags=["statistics"],
)
async def download_intervals(desk: AtDesk, since: Since = None, until: Until = None) -> Response[str]:
    """The same numbers as a file: one row for each group of intervals, then one for each hour's load."""
    found = await _read(desk, since, until)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_rows(found))
    first, last = (f"{each.astimezone(desk.house.zone):%Y%m%dT%H%M}" for each in (found.since, found.until))
    name = f"vigie-statistiques-{first}-{last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), media_type=CSV, headers=headers)


async def _read(desk: Desk, since: datetime | None, until: datetime | None) -> StatisticsAt:
    start, end, now = asked_for(desk, since, until)
    position = desk.house.rows.positions.get(INTERVALS.name, 0)
    found = await statistics(desk.house.tables, start, end, desk.house.zone)
    whole: dict[str, Any] = asdict(found)
    return StatisticsAt(**whole, position=position, at=now)


def asked_for(
    desk: Desk, since: datetime | None, until: datetime | None
) -> tuple[datetime, datetime, datetime]:
    """The period asked for, by default the last day, and what time it is. Raises Malformed."""
    now = desk.house.clock.now()
    end = check_instant("until", until) if until else now
    start = check_instant("since", since) if since else end - timedelta(days=1)
    if not timedelta() < end - start <= LONGEST:
        raise Malformed("since", f"`since` comes before `until`, by {LONGEST.days} days at most")
    return start, end, now


def _rows(found: StatisticsAt) -> Iterator[list[Any]]:
    yield ["group", "leg", "priority", "hour", "count", "median_s", "p90_s", *Blank]
    for group, aggregates in (
        ("overall", found.overall),
        ("priority", found.by_priority),
        ("hour", found.by_hour),
    ):
        for each in aggregates:
            yield [group, *_numbers(each)]
    yield []
    yield ["group", "hour", "calls", *URGENCIES, "missions"]
    for load in found.load:
        counts = [load.by_priority.get(each, 0) for each in URGENCIES]
        yield ["load", load.hour, load.calls, *counts, load.missions]
    yield []
    yield ["since", "until", "at", "position"]
    yield [found.since.isoformat(), found.until.isoformat(), found.at.isoformat(), found.position]


def _numbers(each: Aggregate) -> list[Any]:
    blanks = [each.blanks.get(reason, 0) for reason in Blank]
    return [each.leg, each.priority, each.hour, each.count, each.median, each.p90, *blanks]

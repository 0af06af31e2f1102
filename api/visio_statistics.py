"""Numbers of the video sessions: how soon patients are seen. No identifier."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from litestar import Response, get
from msgspec.structs import asdict

from api.access import allow
from api.commands import PROBLEMS, AtDesk, Desk
from api.statistics import CSV, FILE, READERS, Since, Until, asked_for
from projections.visio_queries import NoPicture, Pictures, VisioStatistics, visio_statistics
from projections.visio_table import VISIO_SESSIONS


class VisioStatisticsAt(VisioStatistics, frozen=True, kw_only=True):
    """Numbers with every fact of the log up to `position` at least, worked out at `at`."""

    position: int
    at: datetime


@get(
    "/api/statistics/visios",
    operation_id="readVisioStatistics",
    guards=[allow(READERS)],
    responses=PROBLEMS,
    tags=["statistics"],
)
async def read_visio_statistics(desk: AtDesk, since: Since = None, until: Until = None) -> VisioStatisticsAt:
    """From the request to the first picture, by telephone and network; the ladder; how sessions ended."""
    return await _read(desk, since, until)


@get(
    "/api/statistics/visios.csv",
    operation_id="downloadVisioStatistics",
    guards=[allow(READERS)],
    media_type=CSV,
    responses={**PROBLEMS, 200: FILE},
    tags=["statistics"],
)
async def download_visio_statistics(desk: AtDesk, since: Since = None, until: Until = None) -> Response[str]:
    """The same numbers as a file: pictures by group, then the ladder, then counts by code."""
    found = await _read(desk, since, until)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_rows(found))
    first, last = (f"{each.astimezone(desk.house.zone):%Y%m%dT%H%M}" for each in (found.since, found.until))
    headers = {"Content-Disposition": f'attachment; filename="vigie-visios-{first}-{last}.csv"'}
    return Response(text.getvalue(), media_type=CSV, headers=headers)


async def _read(desk: Desk, since: datetime | None, until: datetime | None) -> VisioStatisticsAt:
    start, end, now = asked_for(desk, since, until)
    position = desk.house.rows.positions.get(VISIO_SESSIONS.name, 0)
    whole: dict[str, Any] = asdict(await visio_statistics(desk.house.tables, start, end))
    return VisioStatisticsAt(**whole, position=position, at=now)


def _rows(found: VisioStatisticsAt) -> Iterator[list[Any]]:
    yield ["by", "group", "sessions", "seen", "median_ms", "p90_ms", *NoPicture]
    yield _pictures("overall", found.overall)
    for by, groups in (("phone", found.by_phone), ("network", found.by_network)):
        for each in groups:
            yield _pictures(by, each)
    yield []
    yield ["step", "automatic", "count", "measured", "median_ms", "p90_ms"]
    for use in found.ladder:
        yield [use.step, use.automatic, use.count, use.measured, use.median_ms, use.p90_ms]
    yield []
    yield ["what", "code", "count"]
    for what in ("ends", "troubles", "links", "results"):
        for code, count in getattr(found, what).items():
            yield [what, code, count]
    yield []
    yield ["since", "until", "at", "position"]
    yield [found.since.isoformat(), found.until.isoformat(), found.at.isoformat(), found.position]


def _pictures(by: str, each: Pictures) -> list[Any]:
    blanks = [each.blanks.get(reason, 0) for reason in NoPicture]
    return [by, each.group, each.sessions, each.seen, each.median_ms, each.p90_ms, *blanks]

"""Numbers of the teleconsultations: by form, how they ended, what patients answered. No identifier."""

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
from projections.remote_queries import FormUse, RemoteStatistics, remote_statistics
from projections.remote_table import TELECONSULTATIONS


class RemoteStatisticsAt(RemoteStatistics, frozen=True, kw_only=True):
    """Numbers with every fact of the log up to `position` at least, worked out at `at`."""

    position: int
    at: datetime


@get(
    "/api/statistics/teleconsultations",
    operation_id="readTeleconsultationStatistics",
    guards=[allow(READERS)],
    responses=PROBLEMS,
    tags=["statistics"],
)
async def read_remote_statistics(
    desk: AtDesk, since: Since = None, until: Until = None
) -> RemoteStatisticsAt:
    """Teleconsultations by form, how they ended, and the answers of patients."""
    return await _read(desk, since, until)


@get(
    "/api/statistics/teleconsultations.csv",
    operation_id="downloadTeleconsultationStatistics",
    guards=[allow(READERS)],
    media_type=CSV,
    responses={**PROBLEMS, 200: FILE},
    tags=["statistics"],
)
async def download_remote_statistics(desk: AtDesk, since: Since = None, until: Until = None) -> Response[str]:
    """The same numbers as a file: by form, then how often each step of each question was answered."""
    found = await _read(desk, since, until)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_rows(found))
    first, last = (f"{each.astimezone(desk.house.zone):%Y%m%dT%H%M}" for each in (found.since, found.until))
    name = f"vigie-teleconsultations-{first}-{last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), media_type=CSV, headers=headers)


async def _read(desk: Desk, since: datetime | None, until: datetime | None) -> RemoteStatisticsAt:
    start, end, now = asked_for(desk, since, until)
    position = desk.house.rows.positions.get(TELECONSULTATIONS.name, 0)
    whole: dict[str, Any] = asdict(await remote_statistics(desk.house.tables, start, end))
    return RemoteStatisticsAt(**whole, position=position, at=now)


def _rows(found: RemoteStatisticsAt) -> Iterator[list[Any]]:
    yield list(FormUse.__struct_fields__)
    for use in (found.overall, *found.by_form):
        yield [use.form or "all", *(getattr(use, name) for name in FormUse.__struct_fields__[1:])]
    yield []
    yield ["question", "measures", "step", "count"]
    for each in found.questions:
        for step, count in enumerate(each.counts, each.lowest):
            yield [each.question, each.measures, step, count]
    yield []
    yield ["since", "until", "at", "position"]
    yield [found.since.isoformat(), found.until.isoformat(), found.at.isoformat(), found.position]

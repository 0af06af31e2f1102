"""Numbers of the centre: how long everything takes. No identifier, no patient."""

from datetime import datetime, timedelta
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.access import allow
from api.bodies import check_instant
from api.commands import PROBLEMS, AtDesk
from api.problems import Malformed
from domain.rules.permissions import ROOM
from domain.vocabulary import Role
from projections.interval_queries import Statistics, statistics

LONGEST = timedelta(days=31)
READERS = ROOM | {Role.AUDITOR, Role.ADMIN}


@get(
    "/api/statistics/intervals",
    operation_id="readIntervals",
    guards=[allow(READERS)],
    responses=PROBLEMS,
    tags=["statistics"],
)
async def read_intervals(
    desk: AtDesk,
    since: Annotated[datetime | None, QueryParameter(description="Default: a day before `until`.")] = None,
    until: Annotated[datetime | None, QueryParameter(description="Default: now. Not included.")] = None,
) -> Statistics:
    """Pick-up, decision, departure, arrival…: counts, medians and 90th percentiles, blanks by reason."""
    end = check_instant("until", until) if until else desk.house.clock.now()
    start = check_instant("since", since) if since else end - timedelta(days=1)
    if not timedelta() < end - start <= LONGEST:
        raise Malformed("since", f"`since` comes before `until`, by {LONGEST.days} days at most")
    return await statistics(desk.house.tables, start, end, desk.house.zone)

"""How busy the teams are: time on a mission and time on duty, day by day, all teams together.

On duty is from the start of a shift to its end, but for the time out of service. A shift nobody ended counts
as idle until its planned end only.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from domain import mobile_team
from domain.envelope import Recorded
from domain.mobile_team import facts as f
from projections.projection import Projection
from projections.teams import Availability

DAYS_KEPT = 92
"""The longest window that may be asked for: a quarter of a year."""

A_DAY = timedelta(days=1)


class Stretch(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a team on shift has been doing, and since when."""

    doing: Availability
    since: datetime
    shift_ends_at: datetime


class Day(msgspec.Struct, frozen=True, gc=False):
    """Team-seconds of one day (UTC)."""

    engaged: float = 0.0
    on_duty: float = 0.0


class BusyFraction(msgspec.Struct, frozen=True):
    """Stretches that go on, by team; days that are counted, by their ordinal (proleptic Gregorian)."""

    teams: dict[str, Stretch] = {}
    days: dict[int, Day] = {}


CHANGES: dict[type[Any], Availability] = {
    f.ShiftStarted: Availability.AVAILABLE,
    f.TeamBecameAvailable: Availability.AVAILABLE,
    f.TeamReleased: Availability.AVAILABLE,
    f.TeamEngaged: Availability.ENGAGED,
    f.TeamBecameUnavailable: Availability.OUT_OF_SERVICE,
}
"""Facts after which a team does something else. Any other but ShiftEnded changes nothing here."""


def team_time(view: BusyFraction, now: datetime, days: int) -> Day:
    """Team-seconds of today (UTC) until `now` and of the `days` - 1 days before it, at most DAYS_KEPT."""
    first = now.astimezone(UTC).toordinal() - min(days, DAYS_KEPT) + 1
    counted = view.days
    for stretch in view.teams.values():
        counted = _with(counted, stretch, now)
    kept = [day for ordinal, day in sorted(counted.items()) if ordinal >= first]
    return Day(sum(day.engaged for day in kept), sum(day.on_duty for day in kept))


def _apply(view: BusyFraction, recorded: Recorded[Any]) -> BusyFraction:
    if recorded.stream.kind != mobile_team.KIND:
        return view
    fact, team = recorded.fact, recorded.stream.id
    doing = CHANGES.get(fact.__class__)
    if doing is None and not isinstance(fact, f.ShiftEnded):
        return view
    before = view.teams.get(team)
    days = _with(view.days, before, recorded.at) if before else view.days
    rest = {name: each for name, each in view.teams.items() if name != team}
    ends_at = fact.ends_at if isinstance(fact, f.ShiftStarted) else before.shift_ends_at if before else None
    if doing is None or ends_at is None:
        return BusyFraction(rest, days)
    return BusyFraction({**rest, team: Stretch(doing=doing, since=recorded.at, shift_ends_at=ends_at)}, days)


def _with(days: dict[int, Day], stretch: Stretch, until: datetime) -> dict[int, Day]:
    """Days with one stretch more, those too old left out."""
    if stretch.doing is Availability.AVAILABLE:
        until = min(until, stretch.shift_ends_at)
    if stretch.doing is Availability.OUT_OF_SERVICE or until <= stretch.since:
        return days
    counted = days.copy()
    busy = stretch.doing is Availability.ENGAGED
    for ordinal, seconds in _by_day(max(stretch.since, until - DAYS_KEPT * A_DAY), until):
        day = counted.get(ordinal) or Day()
        counted[ordinal] = replace(
            day, on_duty=day.on_duty + seconds, engaged=day.engaged + (seconds if busy else 0.0)
        )
    newest = max(counted)
    return {ordinal: day for ordinal, day in counted.items() if ordinal > newest - DAYS_KEPT}


def _by_day(since: datetime, until: datetime) -> Iterator[tuple[int, float]]:
    """Each day (UTC) between two instants, with its seconds between them."""
    start, until = since.astimezone(UTC), until.astimezone(UTC)
    while start < until:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0) + A_DAY
        end = min(midnight, until)
        yield start.toordinal(), (end - start).total_seconds()
        start = end


BUSY_FRACTION: Projection[BusyFraction] = Projection(
    name="busy-fraction", version=1, initial=BusyFraction(), apply=_apply, view_type=BusyFraction
)

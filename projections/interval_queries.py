"""Intervals of calls and missions: each leg in seconds, or why it is blank; and their aggregates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from statistics import median, quantiles
from typing import Any

import msgspec

from domain.vocabulary import Priority
from projections.table import Tables, seconds

UNASSESSED = "P?"
"""Where a call has no priority yet."""
URGENCIES: tuple[str, ...] = (*(each.value for each in Priority), UNASSESSED)


class Leg(StrEnum):
    """One interval. The first three are of the call, the others of each of its missions."""

    PICK_UP = "pick-up"
    REGULATION = "regulation"
    DECISION = "decision"
    ORDER = "order"
    DEPARTURE = "departure"
    ARRIVAL = "arrival"
    CARE = "care"
    RELEASE = "release"
    RING_TO_ARRIVAL = "ring-to-arrival"


class Blank(StrEnum):
    """Why an interval has no value."""

    NOT_YET = "not-yet"
    IMPORTED = "imported"
    DISMISSED = "dismissed"
    NO_MISSION = "no-mission"
    CANCELLED = "cancelled"
    CLOCK = "clock"


_ENDS: dict[Leg, tuple[str, str]] = {
    Leg.PICK_UP: ("rang_at", "received_at"),
    Leg.REGULATION: ("received_at", "regulated_at"),
    Leg.DECISION: ("regulated_at", "decided_at"),
    Leg.ORDER: ("mission_decided_at", "ordered_at"),
    Leg.DEPARTURE: ("ordered_at", "departed_at"),
    Leg.ARRIVAL: ("departed_at", "arrived_at"),
    Leg.CARE: ("arrived_at", "handed_over_at"),
    Leg.RELEASE: ("handed_over_at", "closed_at"),
    Leg.RING_TO_ARRIVAL: ("rang_at", "arrived_at"),
}
_OF_CALL = frozenset({Leg.PICK_UP, Leg.REGULATION, Leg.DECISION})
_ROWS = """SELECT c.call AS call, c.priority AS call_priority, c.imported AS imported,
    c.rang_at AS rang_at, c.received_at AS received_at, c.regulated_at AS regulated_at,
    c.decided_at AS decided_at, c.completed_at AS completed_at, c.dismissed_at AS dismissed_at,
    m.mission AS mission, m.priority AS mission_priority, m.decided_at AS mission_decided_at,
    m.ordered_at AS ordered_at, m.departed_at AS departed_at, m.arrived_at AS arrived_at,
    m.handed_over_at AS handed_over_at, m.closed_at AS closed_at, m.cancelled_at AS cancelled_at
    FROM interval_calls c LEFT JOIN interval_missions m ON m.call = c.call
    WHERE c.rang_at >= :since AND c.rang_at < :until ORDER BY c.rang_at, c.call, m.decided_at, m.mission"""


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of one call or mission: `seconds`, or `blank` which says why there are none.

    `hour` (0-23, in the zone asked for) is when the call rang. `mission` is None for legs of the call, and
    for those of a mission where the call has none.
    """

    call: str
    mission: str | None
    leg: Leg
    priority: Priority | None
    hour: int
    seconds: float | None
    blank: Blank | None


class Aggregate(msgspec.Struct, frozen=True, kw_only=True):
    """Intervals of one leg, for one priority or hour, or for all (None). Seconds; None where `count`
    is 0. `blanks` counts the missing ones by reason."""

    leg: Leg
    priority: Priority | None = None
    hour: int | None = None
    count: int
    median: float | None
    p90: float | None
    blanks: dict[Blank, int]


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What one hour of the day (0-23, in the zone asked for) brought, over the whole period: calls that rang
    then, by the priority they have now (P?: none yet), and missions decided then."""

    hour: int
    calls: int
    by_priority: dict[str, int]
    missions: int


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Aggregates of the calls that rang from `since` to `until` (not included), of their missions, and the
    load of each of the 24 hours."""

    since: datetime
    until: datetime
    calls: int
    overall: tuple[Aggregate, ...]
    by_priority: tuple[Aggregate, ...]
    by_hour: tuple[Aggregate, ...]
    load: tuple[Load, ...]


async def intervals(tables: Tables, since: datetime, until: datetime, zone: tzinfo = UTC) -> list[Interval]:
    """Every leg of the calls that rang from `since` to `until`, in order of ringing."""
    return _intervals(await _rows(tables, since, until), zone)


async def _rows(tables: Tables, since: datetime, until: datetime) -> Sequence[Mapping[str, Any]]:
    return await tables.query(_ROWS, {"since": seconds(since), "until": seconds(until)})


def _intervals(rows: Sequence[Mapping[str, Any]], zone: tzinfo) -> list[Interval]:
    found: list[Interval] = []
    before: str | None = None
    for row in rows:
        found += (_interval(row, leg, zone) for leg in Leg if leg not in _OF_CALL or row["call"] != before)
        before = row["call"]
    return found


async def statistics(tables: Tables, since: datetime, until: datetime, zone: tzinfo = UTC) -> Statistics:
    """Counts, medians and 90th percentiles, overall, by priority and by hour of the day in `zone`."""
    rows = await _rows(tables, since, until)
    found = _intervals(rows, zone)
    return Statistics(
        since=since,
        until=until,
        calls=len({each.call for each in found}),
        overall=tuple(_aggregates(found, by_priority=False, by_hour=False)),
        by_priority=tuple(_aggregates(found, by_priority=True, by_hour=False)),
        by_hour=tuple(_aggregates(found, by_priority=False, by_hour=True)),
        load=tuple(_load(rows, zone)),
    )


def _load(rows: Sequence[Mapping[str, Any]], zone: tzinfo) -> Iterator[Load]:
    """Each call and each mission once, in the hour it came."""

    def hour(at: float) -> int:
        return datetime.fromtimestamp(at, zone).hour

    calls = {row["call"]: (hour(row["rang_at"]), row["call_priority"] or UNASSESSED) for row in rows}
    rang = Counter(calls.values())
    decided = Counter(hour(row["mission_decided_at"]) for row in rows if row["mission"] is not None)
    for each in range(24):
        by_priority = {name: rang[each, name] for name in URGENCIES if rang[each, name]}
        yield Load(
            hour=each, calls=sum(by_priority.values()), by_priority=by_priority, missions=decided[each]
        )


def _interval(row: Mapping[str, Any], leg: Leg, zone: tzinfo) -> Interval:
    start, end = (row[column] for column in _ENDS[leg])
    priority = row["call_priority"] if leg in _OF_CALL else row["mission_priority"] or row["call_priority"]
    blank = _blank(row, leg, start, end)
    return Interval(
        call=row["call"],
        mission=None if leg in _OF_CALL else row["mission"],
        leg=leg,
        priority=Priority(priority) if priority else None,
        hour=datetime.fromtimestamp(row["rang_at"], zone).hour,
        seconds=None if blank else round(end - start, 6),
        blank=blank,
    )


def _blank(row: Mapping[str, Any], leg: Leg, start: float | None, end: float | None) -> Blank | None:
    """A file shared by another centre did not ring here: nothing counts from its ringing."""
    if row["imported"] and "rang_at" in _ENDS[leg]:
        return Blank.IMPORTED
    if start is not None and end is not None:
        return Blank.CLOCK if end < start else None
    if leg in _OF_CALL:
        return Blank.DISMISSED if row["dismissed_at"] is not None else Blank.NOT_YET
    if row["mission"] is None:
        return Blank.NO_MISSION if _over(row) else Blank.NOT_YET
    return Blank.CANCELLED if row["cancelled_at"] is not None else Blank.NOT_YET


def _over(row: Mapping[str, Any]) -> bool:
    return row["completed_at"] is not None or row["dismissed_at"] is not None


def _aggregates(found: Iterable[Interval], *, by_priority: bool, by_hour: bool) -> Iterable[Aggregate]:
    groups: defaultdict[tuple[Leg, Priority | None, int | None], list[Interval]] = defaultdict(list)
    for each in found:
        priority = each.priority if by_priority else None
        groups[each.leg, priority, each.hour if by_hour else None].append(each)
    order = {leg: rank for rank, leg in enumerate(Leg)}
    keys = sorted(groups, key=lambda key: (order[key[0]], key[1] or "", key[2] or 0))
    for leg, priority, hour in keys:
        yield _aggregate(leg, priority, hour, groups[leg, priority, hour])


def _aggregate(leg: Leg, priority: Priority | None, hour: int | None, found: Iterable[Interval]) -> Aggregate:
    all_of_them = list(found)
    values = sorted(each.seconds for each in all_of_them if each.seconds is not None)
    return Aggregate(
        leg=leg,
        priority=priority,
        hour=hour,
        count=len(values),
        median=median(values) if values else None,
        p90=_p90(values),
        blanks=dict(Counter(each.blank for each in all_of_them if each.blank is not None)),
    )


def _p90(values: list[float]) -> float | None:
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=10, method="inclusive")[-1]

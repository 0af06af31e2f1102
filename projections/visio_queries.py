"""Video sessions in numbers: time to the first picture, by telephone and network; the ladder."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from statistics import median, quantiles
from typing import Any

import msgspec

from projections.table import Tables, seconds
from projections.visio_table import LINK, STEP, TROUBLE

_SESSIONS = """SELECT * FROM visio_sessions WHERE requested_at >= :since AND requested_at < :until
    ORDER BY requested_at, session"""
_EVENTS = """SELECT e.kind AS kind, e.what AS what, e.automatic AS automatic, e.took_ms AS took_ms
    FROM visio_events e JOIN visio_sessions s ON s.session = e.session
    WHERE s.requested_at >= :since AND s.requested_at < :until ORDER BY e.event"""


class NoPicture(StrEnum):
    """Why a session has no time to its first picture."""

    NOT_YET = "not-yet"
    NOT_ASKED = "not-asked"
    NOT_MEASURED = "not-measured"
    NOT_SENT = "not-sent"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REFUSED = "refused"
    FAILED = "failed"
    GIVEN_UP = "given-up"


class Pictures(msgspec.Struct, frozen=True, kw_only=True):
    """Sessions of one group (a telephone, a network; None: not known, or all of them): how many, how many
    were seen, milliseconds from the request to the first picture. `blanks`: the others, by reason."""

    group: str | None = None
    sessions: int
    seen: int
    median_ms: float | None
    p90_ms: float | None
    blanks: dict[NoPicture, int]


class StepUse(msgspec.Struct, frozen=True, kw_only=True):
    """How often a rung was reached, by the page itself or by hand, and how fast where that was measured."""

    step: str
    automatic: bool
    count: int
    measured: int
    median_ms: float | None
    p90_ms: float | None


class VisioStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """The sessions asked for from `since` to `until` (not included). Counts by code: `ends` says how those
    that are over ended, `troubles` what kept telephones from showing, `links` why true links did not open,
    `results` whether the decision changed."""

    since: datetime
    until: datetime
    overall: Pictures
    by_phone: tuple[Pictures, ...]
    by_network: tuple[Pictures, ...]
    ladder: tuple[StepUse, ...]
    ends: dict[str, int]
    troubles: dict[str, int]
    links: dict[str, int]
    results: dict[str, int]


async def visio_statistics(tables: Tables, since: datetime, until: datetime) -> VisioStatistics:
    """The numbers of one period."""
    asked = {"since": seconds(since), "until": seconds(until)}
    rows, events = await tables.query(_SESSIONS, asked), await tables.query(_EVENTS, asked)
    return VisioStatistics(
        since=since,
        until=until,
        overall=_pictures(None, rows),
        by_phone=_grouped(rows, "phone"),
        by_network=_grouped(rows, "network"),
        ladder=_ladder(events),
        ends=_counted(row["how"] for row in rows),
        troubles=_counted(each["what"] for each in events if each["kind"] == TROUBLE),
        links=_counted(each["what"] for each in events if each["kind"] == LINK),
        results=_counted(row["result"] for row in rows),
    )


def family(phone: str | None) -> str | None:
    """System and browser without their numbers: « Android 9, Chrome 80 » is « Android, Chrome »."""
    return re.sub(r"\s+[0-9][0-9.]*", "", phone) if phone else None


def _grouped(rows: Sequence[Mapping[str, Any]], column: str) -> tuple[Pictures, ...]:
    """The largest group first; sessions whose group is not known come last."""
    groups: defaultdict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[family(row[column]) if column == "phone" else row[column]].append(row)
    names = sorted(groups, key=lambda name: (name is None, -len(groups[name]), name or ""))
    return tuple(_pictures(name, groups[name]) for name in names)


def _pictures(group: str | None, rows: Sequence[Mapping[str, Any]]) -> Pictures:
    values = [row["picture_ms"] for row in rows if row["picture_ms"] is not None]
    blanks = Counter(_blank(row) for row in rows if row["picture_ms"] is None)
    return Pictures(
        group=group,
        sessions=len(rows),
        seen=len(values),
        median_ms=_median(values),
        p90_ms=_p90(values),
        blanks=dict(sorted(blanks.items())),
    )


def _blank(row: Mapping[str, Any]) -> NoPicture:
    if row["want"] != "video":
        return NoPicture.NOT_ASKED
    if row["patient_joined"] and row["regulator_joined"]:
        return NoPicture.NOT_MEASURED
    match row["how"]:
        case None:
            return NoPicture.NOT_YET
        case "ended":
            return NoPicture.GIVEN_UP
        case how:
            return NoPicture(how)


def _ladder(events: Sequence[Mapping[str, Any]]) -> tuple[StepUse, ...]:
    groups: defaultdict[tuple[str, bool], list[int | None]] = defaultdict(list)
    for each in events:
        if each["kind"] == STEP:
            groups[each["what"], bool(each["automatic"])].append(each["took_ms"])
    found: list[StepUse] = []
    for (step, automatic), took in sorted(groups.items()):
        values = [each for each in took if each is not None]
        found.append(
            StepUse(
                step=step,
                automatic=automatic,
                count=len(took),
                measured=len(values),
                median_ms=_median(values),
                p90_ms=_p90(values),
            )
        )
    return tuple(found)


def _counted(names: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(name for name in names if name is not None).items()))


def _median(values: Sequence[int]) -> float | None:
    return median(values) if values else None


def _p90(values: Sequence[int]) -> float | None:
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=10, method="inclusive")[-1]

"""What a log says of a night, counted from the facts alone: no view is asked."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from domain.dmp_access.facts import AccessGranted, BreakGlassInvoked
from domain.envelope import Recorded
from domain.mission.facts import MissionClosed, MissionOrdered
from domain.mobile_team.facts import TeamEngaged, TeamRedirected, TeamReleased
from domain.regulation_call.facts import CallReceived, RegulationStarted
from domain.teleconsultation.facts import TeleconsultationBegun
from domain.visio_session.facts import VisioRequested
from eventlog.codec import PoisonEvent


class Inquiry(msgspec.Struct, kw_only=True):
    """Counts of one log. `digest` (SHA-256) is the same for the same facts, in whatever order of streams."""

    events: int = 0
    unreadable: int = 0
    last_position: int = 0
    calls_received: int = 0
    calls_regulated: int = 0
    visio_sessions: int = 0
    teleconsultations: int = 0
    missions_ordered: int = 0
    missions_closed: int = 0
    dmp_accesses: int = 0
    break_glass: int = 0
    double_bookings: int = 0
    digest: str = ""


_COUNTED: dict[type[Any], tuple[str, ...]] = {
    CallReceived: ("calls_received",),
    RegulationStarted: ("calls_regulated",),
    VisioRequested: ("visio_sessions",),
    TeleconsultationBegun: ("teleconsultations",),
    MissionOrdered: ("missions_ordered",),
    MissionClosed: ("missions_closed",),
    AccessGranted: ("dmp_accesses",),
    BreakGlassInvoked: ("dmp_accesses", "break_glass"),
}


async def inquire(facts: AsyncIterator[Recorded[Any] | PoisonEvent]) -> Inquiry:
    """Read a whole log once. Memory grows with the number of streams, not of facts."""
    inquiry = Inquiry()
    counts: Counter[str] = Counter()
    engaged: dict[str, str] = {}
    streams: dict[str, Any] = {}
    regulated: set[str] = set()
    async for recorded in facts:
        inquiry.events += 1
        inquiry.last_position = recorded.position
        if isinstance(recorded, PoisonEvent):
            inquiry.unreadable += 1
            continue
        name = str(recorded.stream)
        kind = _kind(recorded)
        if kind is not RegulationStarted or name not in regulated:
            counts.update(_COUNTED.get(kind, ()))
        if kind is RegulationStarted:
            regulated.add(name)
        inquiry.double_bookings += _booked_twice(engaged, recorded)
        streams.setdefault(name, hashlib.sha256()).update(_essence(recorded))
    for field, count in counts.items():
        setattr(inquiry, field, count)
    whole = hashlib.sha256()
    for name in sorted(streams):
        whole.update(f"{name} {streams[name].hexdigest()}\n".encode())
    inquiry.digest = whole.hexdigest()
    return inquiry


def _kind(recorded: Recorded[Any]) -> type[Any]:
    return recorded.fact.__class__


def _booked_twice(engaged: dict[str, str], recorded: Recorded[Any]) -> int:
    match recorded.fact:
        case TeamEngaged(mission=mission):
            twice = recorded.stream.id in engaged
            engaged[recorded.stream.id] = mission
            return int(twice)
        case TeamRedirected(mission=mission, from_mission=left):
            twice = engaged.get(recorded.stream.id) != left
            engaged[recorded.stream.id] = mission
            return int(twice)
        case TeamReleased():
            engaged.pop(recorded.stream.id, None)
            return 0
        case _:
            return 0


def _essence(recorded: Recorded[Any]) -> bytes:
    """What happened, without its place among other streams."""
    return msgspec.json.encode(msgspec.structs.replace(recorded, position=0), order="deterministic")

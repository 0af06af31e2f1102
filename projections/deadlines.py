"""What must happen by a certain time if nothing else does first: the deadlines still pending."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.alarm import facts as alarm
from domain.alarm_causes import WAITS
from domain.crew_safety import facts as safety
from domain.deadlines import REVIEW, Deadline, deadline
from domain.dmp_access import facts as dmp
from domain.envelope import Recorded
from domain.mission import facts as mission
from domain.regulation_call import facts as call
from domain.visio_session import facts as visio
from projections.projection import Projection

MOVED_PAST: frozenset[type[Any]] = frozenset(
    {
        visio.ConsentGiven,
        visio.ConsentRefused,
        visio.InvitationExpired,
        visio.InvitationRenewed,
        visio.InvitationRevoked,
        visio.VisioEnded,
        visio.VisioFailed,
        dmp.AccessClosed,
        dmp.AccessExpired,
        dmp.AccessRevoked,
        call.CallReopened,
        call.CallClosed,
        mission.TeamAcknowledged,
        mission.TeamDeclined,
        mission.TeamDeparted,
        mission.AlertExpired,
        mission.TeamWithdrawn,
        mission.MissionCancelled,
        alarm.AlarmAcknowledged,
        alarm.AlarmEscalated,
        alarm.AlarmCleared,
        safety.CheckInMissed,
        safety.WatchEnded,
    }
)
"""Facts after which the deadline of their stream, the one without a topic, has nothing left to do."""
_WAITED: frozenset[type[Any]] = frozenset(
    {
        call.PriorityRevised,
        call.RegulationStarted,
        call.DuplicateLinked,
        call.CallDismissed,
        call.CallCompleted,
        mission.MissionOrdered,
        mission.MissionClosed,
        mission.MissionCancelled,
    }
)
"""Facts after which nobody waits as they did."""


class Deadlines(msgspec.Struct, frozen=True):
    """At most one deadline for each stream and topic, by name: ``kind:id`` or ``kind:id/topic``."""

    pending: dict[str, Deadline] = {}


def due(view: Deadlines, now: datetime) -> list[Deadline]:
    """Deadlines at or before `now`, the earliest first."""
    reached = [each for each in view.pending.values() if each.at <= now]
    return sorted(reached, key=lambda each: (each.at, each.cause))


def next_at(view: Deadlines) -> datetime | None:
    """When the earliest deadline falls, None where none is pending."""
    return min((each.at for each in view.pending.values()), default=None)


def _apply(view: Deadlines, recorded: Recorded[Any]) -> Deadlines:
    stream, pending = str(recorded.stream), view.pending
    past = {_key(stream, topic) for topic in _moved_past(recorded.fact)}
    if not past.isdisjoint(pending):
        pending = {key: each for key, each in pending.items() if key not in past}
    set_now = deadline(recorded)
    if set_now is not None:
        pending = {**pending, _key(stream, set_now.topic): set_now}
    return view if pending is view.pending else replace(view, pending=pending)


def _key(stream: str, topic: str) -> str:
    return f"{stream}/{topic}" if topic else stream


def _moved_past(fact: Any) -> tuple[str, ...]:
    """The topics on which the stream has no deadline any more."""
    match fact:
        case dmp.PatientInformed(recipient=recipient) | dmp.NoticeRetried(recipient=recipient):
            return (recipient.value,)
        case dmp.ReviewConcluded() | dmp.ReviewOverdue():
            return (REVIEW,)
        case _:
            own = ("",) if type(fact) in MOVED_PAST else ()
            return (*own, WAITS) if type(fact) in _WAITED else own


DEADLINES: Projection[Deadlines] = Projection(
    name="deadlines", version=6, initial=Deadlines(), apply=_apply, view_type=Deadlines
)

"""What must happen by a certain time if nothing else does first: the deadlines still pending."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.deadlines import Deadline, deadline
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
    }
)
"""Facts after which the deadline of their stream has nothing left to do."""


class Deadlines(msgspec.Struct, frozen=True):
    """At most one deadline for each stream, by the stream's name (``kind:id``)."""

    pending: dict[str, Deadline] = {}


def due(view: Deadlines, now: datetime) -> list[Deadline]:
    """Deadlines at or before `now`, the earliest first."""
    reached = [each for each in view.pending.values() if each.at <= now]
    return sorted(reached, key=lambda each: (each.at, each.cause))


def next_at(view: Deadlines) -> datetime | None:
    """When the earliest deadline falls, None where none is pending."""
    return min((each.at for each in view.pending.values()), default=None)


def _apply(view: Deadlines, recorded: Recorded[Any]) -> Deadlines:
    set_now = deadline(recorded)
    if set_now is not None:
        return replace(view, pending={**view.pending, str(recorded.stream): set_now})
    if type(recorded.fact) not in MOVED_PAST:
        return view
    name = str(recorded.stream)
    if name not in view.pending:
        return view
    return replace(view, pending={key: each for key, each in view.pending.items() if key != name})


DEADLINES: Projection[Deadlines] = Projection(
    name="deadlines", version=2, initial=Deadlines(), apply=_apply, view_type=Deadlines
)

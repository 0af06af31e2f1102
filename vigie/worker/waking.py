"""Which facts change what there is to solve, and how long they may wait to be solved with others."""

from collections.abc import Mapping
from typing import Any

from domain.envelope import Recorded
from domain.mission import KIND as MISSION
from domain.mission import facts as m
from domain.mobile_team import facts as t
from domain.standing_order import facts as s
from domain.vocabulary import Priority
from projections.open_missions import OpenMissions, waiting

CHANGES: frozenset[type[Any]] = frozenset(
    {
        m.MissionRequested,
        m.MissionRevised,
        m.MissionOrdered,
        m.TeamDeclined,
        m.AlertExpired,
        m.TeamWithdrawn,
        m.TeamForced,
        m.TeamForbidden,
        m.TeamHeld,
        m.ConstraintLifted,
        m.TeamArrived,
        m.MissionClosed,
        m.MissionCancelled,
        t.TeamEngaged,
        t.TeamReleased,
        t.TeamRedirected,
        t.ShiftStarted,
        t.CrewChanged,
        t.EquipmentChecked,
        t.TeamBecameUnavailable,
        t.TeamBecameAvailable,
        t.ShiftEnded,
        s.StandingOrderSigned,
        s.StandingOrderRevoked,
    }
)
"""Facts after which the problem, or what may be done with its answer, is another one."""

QUIET: frozenset[type[Any]] = frozenset(
    {
        m.TeamsProposed,  # what the loop itself has said
        m.ReassignmentProposed,
        m.ReassignmentDropped,
        m.MissionEscalated,
        m.ProposalSetAside,  # a person wants to be left alone for now: the slow tick comes back to it
        m.TeamAlerted,
        m.TeamAcknowledged,
        m.TeamDeparted,
        m.CareStarted,
        m.BilanSent,
        m.DestinationAssigned,
        m.TeleconsultationConsented,
        m.TeleconsultationRefused,
        m.TransportStarted,
        m.TransitReached,
        m.TransportResumed,
        m.DestinationReached,
        m.PatientHandedOver,
        m.TeamLeft,
        m.TeamReturning,
        t.NoticeRead,
        t.TabletLost,
        t.TabletRecovered,
        t.HelpRequested,
        t.HelpSettled,
        s.StandingOrderUsed,
    }
)
"""The other facts of the same streams, said so that a forgotten one can be told from them."""


def window(recorded: Recorded[Any], view: OpenMissions, windows: Mapping[Priority, float]) -> float:
    """Seconds that a fact of CHANGES may wait: the shortest of the mission that it is about and of those
    that wait. `view` may not show the fact yet: a mission that waits again counts as waiting."""
    own = view.missions.get(recorded.stream.id) if recorded.stream.kind == MISSION else None
    waits = [row.task.priority for row in waiting(view)]
    if isinstance(recorded.fact, m.MissionRequested | m.MissionRevised) and recorded.fact.priority:
        waits.append(recorded.fact.priority)
    elif own is not None:
        waits.append(own.task.priority)
    return min((windows[priority] for priority in waits), default=max(windows.values()))

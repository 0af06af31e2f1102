"""How long everything took: the instants of each call and of each of its missions, in tables.

Instants are seconds since 1970 UTC, those of a tablet where it queued the step offline. The intervals
between them, with the reason where there is none, are made on reading: see `interval_queries`.
"""

from collections.abc import Callable
from typing import Any

from domain.envelope import Recorded
from domain.mission import facts as m
from domain.regulation_call import facts as c
from projections.table import Change, TableProjection, Value, Writer, by_type, insert, remake, seconds, update

DDL = (
    """CREATE TABLE IF NOT EXISTS interval_calls (
        call TEXT PRIMARY KEY, priority TEXT, imported BIGINT NOT NULL, rang_at DOUBLE PRECISION NOT NULL,
        received_at DOUBLE PRECISION NOT NULL, transferred_at DOUBLE PRECISION,
        regulated_at DOUBLE PRECISION, decided_at DOUBLE PRECISION, completed_at DOUBLE PRECISION,
        dismissed_at DOUBLE PRECISION
    )""",
    "CREATE INDEX IF NOT EXISTS interval_calls_by_time ON interval_calls (rang_at)",
    """CREATE TABLE IF NOT EXISTS interval_missions (
        mission TEXT PRIMARY KEY, call TEXT NOT NULL, priority TEXT NOT NULL,
        decided_at DOUBLE PRECISION NOT NULL, ordered_at DOUBLE PRECISION, alerted_at DOUBLE PRECISION,
        departed_at DOUBLE PRECISION, arrived_at DOUBLE PRECISION, handed_over_at DOUBLE PRECISION,
        closed_at DOUBLE PRECISION, cancelled_at DOUBLE PRECISION
    )""",
    "CREATE INDEX IF NOT EXISTS interval_missions_by_call ON interval_missions (call)",
)
REMAKE = remake(("interval_calls", "interval_missions"), DDL)

_REGULATED = "UPDATE interval_calls SET regulated_at = COALESCE(regulated_at, :at) WHERE call = :call"
_DECIDED = "UPDATE interval_calls SET decided_at = COALESCE(decided_at, :at) WHERE call = :call"


def _received(recorded: Recorded[c.CallReceived]) -> list[Change]:
    fact = recorded.fact
    row: dict[str, Value] = {
        "call": recorded.stream.id,
        "imported": int(fact.national_id is not None),
        "rang_at": seconds(fact.rang_at),
        "received_at": seconds(recorded.at),
    }
    return [insert("interval_calls", "call", row)]


def _priority(recorded: Recorded[c.PriorityAssigned | c.PriorityRevised]) -> list[Change]:
    return [_call(recorded, priority=recorded.fact.priority.value)]


def _transferred(recorded: Recorded[c.TransferredToRegulator]) -> list[Change]:
    return [_call(recorded, transferred_at=seconds(recorded.at))]


def _regulated(recorded: Recorded[c.RegulationStarted]) -> list[Change]:
    return [Change(_REGULATED, {"call": recorded.stream.id, "at": seconds(recorded.at)})]


def _decided(recorded: Recorded[Any]) -> list[Change]:
    return [Change(_DECIDED, {"call": recorded.stream.id, "at": seconds(recorded.at)})]


def _intervention(recorded: Recorded[c.InterventionDecided]) -> list[Change]:
    fact = recorded.fact
    row: dict[str, Value] = {
        "mission": fact.mission,
        "call": recorded.stream.id,
        "priority": fact.priority.value,
        "decided_at": seconds(recorded.at),
    }
    return [*_decided(recorded), insert("interval_missions", "mission", row)]


def _completed(recorded: Recorded[c.CallCompleted]) -> list[Change]:
    return [_call(recorded, completed_at=seconds(recorded.at))]


def _reopened(recorded: Recorded[c.CallReopened]) -> list[Change]:
    return [_call(recorded, completed_at=None)]


def _dismissed(recorded: Recorded[c.CallDismissed | c.DuplicateLinked]) -> list[Change]:
    return [_call(recorded, dismissed_at=seconds(recorded.at))]


def _revised(recorded: Recorded[m.MissionRevised]) -> list[Change]:
    priority = recorded.fact.priority
    return [_mission(recorded, priority=priority.value)] if priority else []


def _lost(recorded: Recorded[m.TeamDeclined | m.AlertExpired | m.TeamWithdrawn]) -> list[Change]:
    """The mission waits again: what counts is the order of the team that goes."""
    return [_mission(recorded, ordered_at=None, alerted_at=None, departed_at=None)]


def _reached(column: str) -> Callable[[Recorded[Any]], list[Change]]:
    def write(recorded: Recorded[Any]) -> list[Change]:
        happened_at = recorded.device_at or recorded.at
        return [_mission(recorded, **{column: seconds(happened_at)})]

    return write


def _call(recorded: Recorded[Any], **columns: Value) -> Change:
    return update("interval_calls", "call", recorded.stream.id, columns)


def _mission(recorded: Recorded[Any], **columns: Value) -> Change:
    return update("interval_missions", "mission", recorded.stream.id, columns)


WRITERS: dict[type[Any], Writer] = {
    c.CallReceived: _received,
    c.PriorityAssigned: _priority,
    c.PriorityRevised: _priority,
    c.TransferredToRegulator: _transferred,
    c.RegulationStarted: _regulated,
    c.AdviceGiven: _decided,
    c.PrescriptionGivenByPhone: _decided,
    c.PatientOriented: _decided,
    c.NoFurtherDecisionNeeded: _decided,
    c.InterventionDecided: _intervention,
    c.CallCompleted: _completed,
    c.CallReopened: _reopened,
    c.CallDismissed: _dismissed,
    c.DuplicateLinked: _dismissed,
    m.MissionRevised: _revised,
    m.MissionOrdered: _reached("ordered_at"),
    m.TeamAlerted: _reached("alerted_at"),
    m.TeamDeclined: _lost,
    m.AlertExpired: _lost,
    m.TeamWithdrawn: _lost,
    m.TeamDeparted: _reached("departed_at"),
    m.TeamArrived: _reached("arrived_at"),
    m.PatientHandedOver: _reached("handed_over_at"),
    m.MissionClosed: _reached("closed_at"),
    m.MissionCancelled: _reached("cancelled_at"),
}


INTERVALS = TableProjection(name="intervals", version=2, remake=REMAKE, changes=by_type(WRITERS))

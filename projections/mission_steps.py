"""The national steps of a mission, as every view shows them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from domain.envelope import Recorded
from domain.mission import facts as f
from domain.vocabulary import VectorStatus

_ORDER = {status: rank for rank, status in enumerate(VectorStatus)}


class MissionStage(StrEnum):
    """Where a mission is, by the names of the domain's states."""

    REQUESTED = "requested"
    ORDERED = "ordered"
    ALERTED = "alerted"
    EN_ROUTE = "en-route"
    ON_SCENE = "on-scene"
    IN_CARE = "in-care"
    TRANSPORTING = "transporting"
    IN_TRANSIT = "in-transit"
    AT_DESTINATION = "at-destination"
    HANDED_OVER = "handed-over"
    LEFT = "left"
    RETURNING = "returning"


STAGES: dict[type[Any], MissionStage] = {
    f.MissionOrdered: MissionStage.ORDERED,
    f.TeamAlerted: MissionStage.ALERTED,
    f.TeamDeparted: MissionStage.EN_ROUTE,
    f.TeamArrived: MissionStage.ON_SCENE,
    f.CareStarted: MissionStage.IN_CARE,
    f.TransportStarted: MissionStage.TRANSPORTING,
    f.TransitReached: MissionStage.IN_TRANSIT,
    f.TransportResumed: MissionStage.TRANSPORTING,
    f.DestinationReached: MissionStage.AT_DESTINATION,
    f.PatientHandedOver: MissionStage.HANDED_OVER,
    f.TeamLeft: MissionStage.LEFT,
    f.TeamReturning: MissionStage.RETURNING,
}


class Step(msgspec.Struct, frozen=True, gc=False):
    """One national step. `device_at` is what the tablet said, where it queued the step offline."""

    status: VectorStatus
    at: datetime
    by: str
    device_at: datetime | None = None


def with_step(steps: tuple[Step, ...], recorded: Recorded[f.MissionFact]) -> tuple[Step, ...]:
    """`steps` with the one that a fact reaches. A step reached again keeps its first time."""
    status = f.vector_status(recorded.fact)
    if status is None or any(step.status is status for step in steps):
        return steps
    return (*steps, Step(status, recorded.at, recorded.by.id, recorded.device_at))


def furthest(was: VectorStatus | None, fact: f.MissionFact) -> VectorStatus | None:
    """The national status after `fact`: the order of the list holds, a late bilan goes not back."""
    reached = f.vector_status(fact)
    if reached is None or was is None:
        return reached or was
    return reached if _ORDER[reached] > _ORDER[was] else was

"""The mission on a team's sheet: its steps, its bilan, what was agreed to."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.mission import facts as mission
from domain.scores import Score
from domain.vocabulary import OrientationType, Place, Priority, TeamNeeds
from domain.vocabulary import VectorStatus as Status
from projections.mission_row import Revised, revision
from projections.mission_steps import STAGES, MissionStage, Step, furthest, with_step
from projections.rows import RowFold


class Bilan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All pieces together: the last value of each parameter and of each score, the last words.

    `at` and `by` are of the last piece.
    """

    at: datetime
    by: str
    vitals: tuple[mission.VitalSign, ...]
    text: str | None
    scores: tuple[Score, ...] = ()


class Teleconsultation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What was last said of a teleconsultation: who agreed (None: refused), told by which version."""

    given_by: mission.Agreement | None
    told_version: int
    reason: str | None = None
    at: datetime
    by: str


class MissionPart(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The mission as its crew needs it. `steps` as on the board; `bilan` is what has been sent so far.

    `ordered_by` is who ordered it, or who signed the `standing_order` under which the machine did;
    `acknowledge_by` is until when the crew may answer. `revised` is what the call corrected since the order,
    until they arrive.
    """

    id: str
    call: str
    priority: Priority
    place: Place
    needs: TeamNeeds
    state: MissionStage = MissionStage.REQUESTED
    status: Status | None = None
    team: str | None = None
    ordered_at: datetime | None = None
    ordered_by: str | None = None
    standing_order: str | None = None
    acknowledge_by: datetime | None = None
    acknowledged_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    bilan: Bilan | None = None
    revised: Revised | None = None
    orientation: OrientationType | None = None
    destination: str | None = None
    outcome: mission.Outcome | None = None
    teleconsultation: Teleconsultation | None = None


MISSIONS: RowFold[MissionPart] = RowFold()
MISSIONS.drops(mission.MissionClosed, mission.MissionCancelled)
MISSIONS.ignores(
    mission.TeamsProposed,
    mission.ProposalSetAside,
    mission.ReassignmentProposed,
    mission.ReassignmentDropped,
    mission.MissionEscalated,
    mission.TeamForced,
    mission.TeamForbidden,
    mission.TeamHeld,
    mission.ConstraintLifted,
)


@MISSIONS.opens(mission.MissionRequested)
def requested(recorded: Recorded[mission.MissionRequested]) -> MissionPart:
    fact = recorded.fact
    return MissionPart(
        id=recorded.stream.id, call=fact.call, priority=fact.priority, place=fact.place, needs=fact.needs
    )


@MISSIONS.changes(mission.MissionRevised)
def revised(row: MissionPart, recorded: Recorded[mission.MissionRevised]) -> MissionPart:
    fact = recorded.fact
    return replace(
        row,
        priority=fact.priority or row.priority,
        place=fact.place or row.place,
        revised=revision(row.revised, recorded, row.priority, row.place.label),
    )


@MISSIONS.changes(mission.MissionOrdered)
def ordered(row: MissionPart, recorded: Recorded[mission.MissionOrdered]) -> MissionPart:
    return replace(
        _stepped(row, recorded),
        revised=None,
        team=recorded.fact.team,
        ordered_at=recorded.at,
        ordered_by=recorded.fact.signed_by or recorded.by.id,
        standing_order=recorded.fact.standing_order,
        acknowledge_by=recorded.fact.acknowledge_by,
    )


@MISSIONS.changes(mission.TeamDeclined, mission.AlertExpired, mission.TeamWithdrawn)
def gone(
    row: MissionPart, recorded: Recorded[mission.TeamDeclined | mission.AlertExpired | mission.TeamWithdrawn]
) -> MissionPart:
    return MissionPart(id=row.id, call=row.call, priority=row.priority, place=row.place, needs=row.needs)


@MISSIONS.changes(mission.TeamAcknowledged)
def acknowledged(row: MissionPart, recorded: Recorded[mission.TeamAcknowledged]) -> MissionPart:
    return replace(row, acknowledged_at=recorded.at, acknowledge_by=None)


@MISSIONS.changes(mission.BilanSent)
def bilan(row: MissionPart, recorded: Recorded[mission.BilanSent]) -> MissionPart:
    fact, before = recorded.fact, row.bilan
    vitals = {each.parameter: each for each in (*(before.vitals if before else ()), *fact.vitals)}
    scores = {type(each): each for each in (*(before.scores if before else ()), *fact.scores)}
    sent = Bilan(
        at=recorded.device_at or recorded.at,
        by=recorded.by.id,
        vitals=tuple(vitals.values()),
        text=fact.text or (before.text if before else None),
        scores=tuple(scores.values()),
    )
    return replace(_stepped(row, recorded), bilan=sent)


@MISSIONS.changes(mission.DestinationAssigned)
def assigned(row: MissionPart, recorded: Recorded[mission.DestinationAssigned]) -> MissionPart:
    fact = recorded.fact
    return replace(_stepped(row, recorded), orientation=fact.orientation, destination=fact.destination)


@MISSIONS.changes(mission.TeleconsultationConsented, mission.TeleconsultationRefused)
def teleconsultation(
    row: MissionPart, recorded: Recorded[mission.TeleconsultationConsented | mission.TeleconsultationRefused]
) -> MissionPart:
    fact = recorded.fact
    agreed = isinstance(fact, mission.TeleconsultationConsented)
    said = Teleconsultation(
        given_by=fact.given_by if agreed else None,
        told_version=fact.told_version,
        reason=fact.reason if agreed else None,
        at=recorded.device_at or recorded.at,
        by=recorded.by.id,
    )
    return replace(row, teleconsultation=said)


@MISSIONS.changes(mission.PatientHandedOver)
def handed_over(row: MissionPart, recorded: Recorded[mission.PatientHandedOver]) -> MissionPart:
    return replace(_stepped(row, recorded), outcome=recorded.fact.outcome)


@MISSIONS.changes(mission.TeamArrived)
def arrived(row: MissionPart, recorded: Recorded[mission.TeamArrived]) -> MissionPart:
    return replace(_stepped(row, recorded), revised=None)


@MISSIONS.changes(
    mission.TeamAlerted,
    mission.TeamDeparted,
    mission.CareStarted,
    mission.TransportStarted,
    mission.TransitReached,
    mission.TransportResumed,
    mission.DestinationReached,
    mission.TeamLeft,
    mission.TeamReturning,
)
def step(row: MissionPart, recorded: Recorded[Any]) -> MissionPart:
    return _stepped(row, recorded)


def _stepped(row: MissionPart, recorded: Recorded[Any]) -> MissionPart:
    return replace(
        row,
        state=_stage(recorded.fact, row.state),
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
    )


def _stage(fact: mission.MissionFact, was: MissionStage) -> MissionStage:
    return STAGES.get(type(fact), was)

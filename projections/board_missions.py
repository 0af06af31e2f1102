"""The missions of the regulator's board: from the request to the release of the team."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.mission import facts as f
from domain.proposal import Candidate, Proposal
from domain.vocabulary import OrientationType, Position, Priority, TeamNeeds, VectorStatus
from projections.mission_steps import STAGES, MissionStage, Step, furthest, with_step
from projections.rows import RowFold


class Declined(msgspec.Struct, frozen=True, gc=False):
    """A team that could not go."""

    team: str
    why: str
    at: datetime


class MissionRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mission. `status` is the furthest national status, `steps` the first time of each.

    `proposal` is what the machine proposes while nobody is sent, or None; `set_aside` is why a person
    wanted none of it. `reason` is why another team than the proposed one was ordered. `eta` (seconds, from
    the order) is the journey that was shown for the team; `estimated` where no road was known.
    """

    id: str
    call: str
    state: MissionStage
    status: VectorStatus | None = None
    priority: Priority
    place: str
    insee: str | None = None
    position: Position | None = None
    needs: TeamNeeds
    requested_at: datetime
    proposal: Proposal | None = None
    proposed_at: datetime | None = None
    set_aside: str | None = None
    declined: tuple[Declined, ...] = ()
    team: str | None = None
    ordered_by: str | None = None
    reason: str | None = None
    eta: float | None = None
    estimated: bool = False
    acknowledged_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    bilans: int = 0
    bilan_at: datetime | None = None
    orientation: OrientationType | None = None
    destination: str | None = None
    outcome: f.Outcome | None = None


MISSIONS: RowFold[MissionRow] = RowFold()
MISSIONS.drops(f.MissionClosed, f.MissionCancelled)


@MISSIONS.opens(f.MissionRequested)
def requested(recorded: Recorded[f.MissionRequested]) -> MissionRow:
    """A call waits for a team."""
    fact = recorded.fact
    return MissionRow(
        id=recorded.stream.id,
        call=fact.call,
        state=MissionStage.REQUESTED,
        priority=fact.priority,
        place=fact.place.label,
        insee=fact.place.insee,
        position=fact.place.position,
        needs=fact.needs,
        requested_at=recorded.at,
    )


@MISSIONS.changes(f.TeamsProposed)
def proposed(row: MissionRow, recorded: Recorded[f.TeamsProposed]) -> MissionRow:
    return replace(row, proposal=recorded.fact.proposal, proposed_at=recorded.at, set_aside=None)


@MISSIONS.changes(f.ProposalSetAside)
def set_aside(row: MissionRow, recorded: Recorded[f.ProposalSetAside]) -> MissionRow:
    return replace(row, proposal=None, proposed_at=None, set_aside=recorded.fact.why)


@MISSIONS.changes(f.MissionOrdered)
def ordered(row: MissionRow, recorded: Recorded[f.MissionOrdered]) -> MissionRow:
    shown = _shown(row, recorded.fact.team)
    return replace(
        row,
        state=MissionStage.ORDERED,
        status=VectorStatus.DECIDED,
        team=recorded.fact.team,
        ordered_by=recorded.by.id,
        reason=recorded.fact.reason,
        eta=shown.eta if shown else None,
        estimated=shown.estimated if shown else False,
        proposal=None,
        proposed_at=None,
        set_aside=None,
        steps=with_step((), recorded),
    )


def _shown(row: MissionRow, team: str) -> Candidate | None:
    """What the proposal on the screen said of a team."""
    ranked = row.proposal.ranked if row.proposal else ()
    return next((each for each in ranked if each.team == team), None)


@MISSIONS.changes(f.TeamAcknowledged)
def acknowledged(row: MissionRow, recorded: Recorded[f.TeamAcknowledged]) -> MissionRow:
    return replace(row, acknowledged_at=recorded.at)


@MISSIONS.changes(f.TeamDeclined)
def declined(row: MissionRow, recorded: Recorded[f.TeamDeclined]) -> MissionRow:
    """The mission waits again, as on its first minute but for who said no."""
    said = Declined(recorded.fact.team, recorded.fact.why, recorded.at)
    return replace(
        row,
        state=MissionStage.REQUESTED,
        status=None,
        team=None,
        ordered_by=None,
        reason=None,
        eta=None,
        estimated=False,
        acknowledged_at=None,
        steps=(),
        declined=(*row.declined, said),
    )


@MISSIONS.changes(f.BilanSent)
def bilan(row: MissionRow, recorded: Recorded[f.BilanSent]) -> MissionRow:
    return replace(
        row,
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
        bilans=row.bilans + 1,
        bilan_at=recorded.at,
    )


@MISSIONS.changes(f.DestinationAssigned)
def destination(row: MissionRow, recorded: Recorded[f.DestinationAssigned]) -> MissionRow:
    return replace(
        row,
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
        orientation=recorded.fact.orientation,
        destination=recorded.fact.destination,
    )


_Stepping = (
    f.TeamAlerted
    | f.TeamDeparted
    | f.TeamArrived
    | f.CareStarted
    | f.TransportStarted
    | f.TransitReached
    | f.TransportResumed
    | f.DestinationReached
    | f.TeamLeft
    | f.TeamReturning
)


@MISSIONS.changes(
    f.TeamAlerted,
    f.TeamDeparted,
    f.TeamArrived,
    f.CareStarted,
    f.TransportStarted,
    f.TransitReached,
    f.TransportResumed,
    f.DestinationReached,
    f.TeamLeft,
    f.TeamReturning,
)
def step(row: MissionRow, recorded: Recorded[_Stepping]) -> MissionRow:
    return _stepped(row, recorded)


@MISSIONS.changes(f.PatientHandedOver)
def handed_over(row: MissionRow, recorded: Recorded[f.PatientHandedOver]) -> MissionRow:
    return replace(_stepped(row, recorded), outcome=recorded.fact.outcome)


def _stepped(row: MissionRow, recorded: Recorded[_Stepping | f.PatientHandedOver]) -> MissionRow:
    return replace(
        row,
        state=STAGES[type(recorded.fact)],
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
    )

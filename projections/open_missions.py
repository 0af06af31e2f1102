"""The missions that wait for an order, as dispatch needs them."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain import mission
from domain.envelope import Recorded
from domain.mission import facts as f
from domain.vocabulary import Position, Priority, TeamNeeds
from projections.projection import Projection
from projections.rows import RowFold, Section, by_rows


class OpenMission(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mission until its team departs: it waits while `team` is None, as it may again if they decline.

    `position` is None where the place is known by its label only. `declined_by` are teams that said no;
    `solve_id`, `proposed` and `ranked` are those of the proposal on the screen, if any.
    """

    id: str
    call: str
    position: Position | None
    priority: Priority
    waiting_since: datetime
    needs: TeamNeeds
    team: str | None = None
    declined_by: frozenset[str] = frozenset()
    solve_id: str | None = None
    proposed: str | None = None
    ranked: tuple[str, ...] = ()


class OpenMissions(msgspec.Struct, frozen=True):
    missions: dict[str, OpenMission] = {}


_MISSIONS: RowFold[OpenMission] = RowFold()
_MISSIONS.drops(f.TeamDeparted, f.MissionClosed, f.MissionCancelled)
_MISSIONS.ignores(
    f.TeamAlerted,
    f.TeamAcknowledged,
    f.TeamArrived,
    f.CareStarted,
    f.BilanSent,
    f.DestinationAssigned,
    f.TransportStarted,
    f.TransitReached,
    f.TransportResumed,
    f.DestinationReached,
    f.PatientHandedOver,
    f.TeamLeft,
    f.TeamReturning,
)


@_MISSIONS.opens(f.MissionRequested)
def requested(recorded: Recorded[f.MissionRequested]) -> OpenMission:
    fact = recorded.fact
    return OpenMission(
        id=recorded.stream.id,
        call=fact.call,
        position=fact.place.position,
        priority=fact.priority,
        waiting_since=recorded.at,
        needs=fact.needs,
    )


@_MISSIONS.changes(f.TeamsProposed)
def proposed(row: OpenMission, recorded: Recorded[f.TeamsProposed]) -> OpenMission:
    proposal = recorded.fact.proposal
    ranked = tuple(candidate.team for candidate in proposal.ranked)
    return replace(row, solve_id=proposal.solve_id, proposed=proposal.chosen, ranked=ranked)


@_MISSIONS.changes(f.ProposalSetAside)
def set_aside(row: OpenMission, recorded: Recorded[f.ProposalSetAside]) -> OpenMission:
    return replace(row, solve_id=None, proposed=None, ranked=())


@_MISSIONS.changes(f.MissionOrdered)
def ordered(row: OpenMission, recorded: Recorded[f.MissionOrdered]) -> OpenMission:
    return replace(row, team=recorded.fact.team, solve_id=None, proposed=None, ranked=())


@_MISSIONS.changes(f.TeamDeclined)
def declined(row: OpenMission, recorded: Recorded[f.TeamDeclined]) -> OpenMission:
    return replace(row, team=None, declined_by=row.declined_by | {recorded.fact.team})


def waiting(view: OpenMissions) -> list[OpenMission]:
    """The missions nobody was ordered for, in order of request."""
    return [row for row in view.missions.values() if row.team is None]


SECTIONS = {mission.KIND: Section("missions", _MISSIONS)}

OPEN_MISSIONS: Projection[OpenMissions] = Projection(
    name="open-missions",
    version=1,
    initial=OpenMissions(),
    apply=by_rows(SECTIONS),
    view_type=OpenMissions,
)

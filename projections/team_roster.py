"""The teams on shift, as dispatch needs them."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain import mobile_team
from domain.envelope import Recorded
from domain.mobile_team import facts as f
from domain.vocabulary import CareType, Equipment, Place, Skill
from projections.projection import Projection
from projections.rows import RowFold, Section, by_rows
from projections.teams import Availability


class TeamOnDuty(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What can be sent, and until when. Where the team is now is telemetry; `base` is where it waits."""

    id: str
    availability: Availability = Availability.AVAILABLE
    mission: str | None = None
    skills: frozenset[Skill]
    equipment: frozenset[Equipment]
    care_type: CareType
    shift_ends_at: datetime
    base: Place


class TeamRoster(msgspec.Struct, frozen=True):
    teams: dict[str, TeamOnDuty] = {}


_TEAMS: RowFold[TeamOnDuty] = RowFold()
_TEAMS.drops(f.ShiftEnded)
_TEAMS.ignores(f.TabletLost, f.TabletRecovered, f.NoticeRead, f.HelpRequested, f.HelpSettled)


@_TEAMS.opens(f.ShiftStarted)
def started(recorded: Recorded[f.ShiftStarted]) -> TeamOnDuty:
    fact = recorded.fact
    return TeamOnDuty(
        id=recorded.stream.id,
        skills=fact.skills,
        equipment=fact.equipment,
        care_type=fact.care_type,
        shift_ends_at=fact.ends_at,
        base=fact.base,
    )


@_TEAMS.changes(f.CrewChanged)
def crew(row: TeamOnDuty, recorded: Recorded[f.CrewChanged]) -> TeamOnDuty:
    return replace(row, skills=recorded.fact.skills, care_type=recorded.fact.care_type)


@_TEAMS.changes(f.EquipmentChecked)
def checked(row: TeamOnDuty, recorded: Recorded[f.EquipmentChecked]) -> TeamOnDuty:
    return replace(row, equipment=recorded.fact.equipment)


@_TEAMS.changes(f.TeamBecameUnavailable)
def unavailable(row: TeamOnDuty, recorded: Recorded[f.TeamBecameUnavailable]) -> TeamOnDuty:
    return replace(row, availability=Availability.OUT_OF_SERVICE)


@_TEAMS.changes(f.TeamBecameAvailable, f.TeamReleased)
def available(row: TeamOnDuty, recorded: Recorded[f.TeamBecameAvailable | f.TeamReleased]) -> TeamOnDuty:
    return replace(row, availability=Availability.AVAILABLE, mission=None)


@_TEAMS.changes(f.TeamEngaged, f.TeamRedirected)
def engaged(row: TeamOnDuty, recorded: Recorded[f.TeamEngaged | f.TeamRedirected]) -> TeamOnDuty:
    return replace(row, availability=Availability.ENGAGED, mission=recorded.fact.mission)


SECTIONS = {mobile_team.KIND: Section("teams", _TEAMS)}

TEAM_ROSTER: Projection[TeamRoster] = Projection(
    name="team-roster",
    version=2,
    initial=TeamRoster(),
    apply=by_rows(SECTIONS),
    view_type=TeamRoster,
)

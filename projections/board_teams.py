"""The teams of the regulator's board: those on shift."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.mobile_team import facts as f
from domain.vocabulary import CareType, Equipment, Position, Skill
from projections.rows import RowFold
from projections.teams import Availability


class TeamNotice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a crew must know: `mission` was taken back, why, and where they go instead; None: nowhere."""

    why: f.TakenBack
    mission: str
    to: str | None
    by: str
    at: datetime
    words: str | None


class TeamRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One team on shift. `since` is when its availability last changed, `why` the reason given for
    being out of service; skills and devices are in alphabetical order of their codes. `checks`: how each
    device was found last, none for one that nobody looked at. `notice` is about a
    mission that was taken back, until the crew says that they know, or their mission ends as usual.
    `help_at`: the crew called for help, and nobody has made sure since that they are safe."""

    id: str
    availability: Availability
    since: datetime
    why: str | None = None
    mission: str | None = None
    vehicle: str
    crew: tuple[f.CrewMember, ...]
    skills: tuple[Skill, ...]
    equipment: tuple[Equipment, ...]
    care_type: CareType
    base: str
    base_position: Position | None = None
    shift_started_at: datetime
    shift_ends_at: datetime
    equipment_checked_at: datetime | None = None
    checks: tuple[f.DeviceCheck, ...] = ()
    tablet_lost: bool = False
    tablet_since: datetime | None = None
    notice: TeamNotice | None = None
    help_at: datetime | None = None


TEAMS: RowFold[TeamRow] = RowFold()
TEAMS.drops(f.ShiftEnded)


@TEAMS.opens(f.ShiftStarted)
def started(recorded: Recorded[f.ShiftStarted]) -> TeamRow:
    """The crew is on duty and free."""
    fact = recorded.fact
    return TeamRow(
        id=recorded.stream.id,
        availability=Availability.AVAILABLE,
        since=recorded.at,
        vehicle=fact.vehicle,
        crew=fact.crew,
        skills=tuple(sorted(fact.skills)),
        equipment=tuple(sorted(fact.equipment)),
        care_type=fact.care_type,
        base=fact.base.label,
        base_position=fact.base.position,
        shift_started_at=recorded.at,
        shift_ends_at=fact.ends_at,
    )


@TEAMS.changes(f.CrewChanged)
def crew(row: TeamRow, recorded: Recorded[f.CrewChanged]) -> TeamRow:
    fact = recorded.fact
    return replace(row, crew=fact.crew, skills=tuple(sorted(fact.skills)), care_type=fact.care_type)


@TEAMS.changes(f.EquipmentChecked)
def checked(row: TeamRow, recorded: Recorded[f.EquipmentChecked]) -> TeamRow:
    equipment = tuple(sorted(recorded.fact.equipment))
    checks = recorded.fact.items
    return replace(row, equipment=equipment, equipment_checked_at=recorded.at, checks=checks)


@TEAMS.changes(f.TeamBecameUnavailable)
def unavailable(row: TeamRow, recorded: Recorded[f.TeamBecameUnavailable]) -> TeamRow:
    return replace(row, availability=Availability.OUT_OF_SERVICE, since=recorded.at, why=recorded.fact.why)


@TEAMS.changes(f.TeamBecameAvailable)
def available(row: TeamRow, recorded: Recorded[f.TeamBecameAvailable]) -> TeamRow:
    return replace(row, availability=Availability.AVAILABLE, since=recorded.at, why=None)


@TEAMS.changes(f.TeamReleased)
def released(row: TeamRow, recorded: Recorded[f.TeamReleased]) -> TeamRow:
    fact, notice = recorded.fact, None
    if fact.taken_back is not None:
        notice = TeamNotice(
            why=fact.taken_back,
            mission=fact.mission,
            to=None,
            by=recorded.by.id,
            at=recorded.at,
            words=fact.words,
        )
    return replace(
        row, availability=Availability.AVAILABLE, since=recorded.at, why=None, mission=None, notice=notice
    )


@TEAMS.changes(f.TeamRedirected)
def redirected(row: TeamRow, recorded: Recorded[f.TeamRedirected]) -> TeamRow:
    fact = recorded.fact
    notice = TeamNotice(
        why=f.TakenBack.WITHDRAWN,
        mission=fact.from_mission,
        to=fact.mission,
        by=recorded.by.id,
        at=recorded.at,
        words=fact.words,
    )
    return replace(row, mission=fact.mission, notice=notice)


@TEAMS.changes(f.NoticeRead)
def notice_read(row: TeamRow, recorded: Recorded[f.NoticeRead]) -> TeamRow:
    return replace(row, notice=None)


@TEAMS.changes(f.TeamEngaged)
def engaged(row: TeamRow, recorded: Recorded[f.TeamEngaged]) -> TeamRow:
    return replace(row, availability=Availability.ENGAGED, since=recorded.at, mission=recorded.fact.mission)


@TEAMS.changes(f.TabletLost, f.TabletRecovered)
def tablet(row: TeamRow, recorded: Recorded[f.TabletLost | f.TabletRecovered]) -> TeamRow:
    return replace(row, tablet_lost=isinstance(recorded.fact, f.TabletLost), tablet_since=recorded.at)


@TEAMS.changes(f.HelpRequested, f.HelpSettled)
def help_wanted(row: TeamRow, recorded: Recorded[f.HelpRequested | f.HelpSettled]) -> TeamRow:
    return replace(row, help_at=recorded.at if isinstance(recorded.fact, f.HelpRequested) else None)

"""What the tablet of one team shows, whole, so that it can be read again without a network."""

import msgspec

from domain import crew_safety, mission, mobile_team, regulation_call, visio_session
from projections import sheet_calls, sheet_parts
from projections.board_safety import SAFETY, SafetyRow
from projections.board_teams import TEAMS, TeamNotice, TeamRow
from projections.board_visios import VISIOS, VisioRow
from projections.board_visios import bounded as last_over
from projections.mission_steps import MissionStage
from projections.projection import Projection
from projections.rows import Section, by_rows
from projections.sheet_calls import CallPart
from projections.sheet_parts import MissionPart


class TeamSheets(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of every team's sheet, by id."""

    teams: dict[str, TeamRow] = {}
    missions: dict[str, MissionPart] = {}
    calls: dict[str, CallPart] = {}
    visios: dict[str, VisioRow] = {}
    safety: dict[str, SafetyRow] = {}


class TeamSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One team's sheet. `mission` is None while the team is free; `call` and `visios` are those of the
    mission. `notice`: a mission was taken back, until the crew acts: reads it, or answers the mission that
    they have instead. Holds patients' names: for that crew, and for the room."""

    shift: TeamRow
    notice: TeamNotice | None = None
    mission: MissionPart | None = None
    call: CallPart | None = None
    visios: tuple[VisioRow, ...] = ()
    safety: SafetyRow | None = None


SECTIONS = {
    mobile_team.KIND: Section("teams", TEAMS),
    mission.KIND: Section("missions", sheet_parts.MISSIONS),
    regulation_call.KIND: Section("calls", sheet_calls.CALLS, sheet_calls.bounded),
    visio_session.KIND: Section("visios", VISIOS, last_over),
    crew_safety.KIND: Section("safety", SAFETY),
}

TEAM_SHEETS: Projection[TeamSheets] = Projection(
    name="team-sheets",
    version=6,
    initial=TeamSheets(),
    apply=by_rows(SECTIONS),
    view_type=TeamSheets,
)


_GONE = frozenset(MissionStage) - {MissionStage.REQUESTED, MissionStage.ORDERED, MissionStage.ALERTED}
"""A crew that goes has answered."""


def sheet(view: TeamSheets, team: str) -> TeamSheet | None:
    """The sheet of one team, None where it is off duty."""
    shift = view.teams.get(team)
    if shift is None:
        return None
    part = view.missions.get(shift.mission) if shift.mission is not None else None
    if part is None or part.team != team:
        return TeamSheet(shift=shift, notice=shift.notice)
    answered = part.acknowledged_at is not None or part.state in _GONE
    return TeamSheet(
        shift=shift,
        notice=None if answered else shift.notice,
        mission=part,
        call=view.calls.get(part.call),
        visios=tuple(row for row in view.visios.values() if row.mission == part.id),
        safety=view.safety.get(part.id),
    )

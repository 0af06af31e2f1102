"""The problem of dispatch as the views and the telemetry of this process know it."""

from dispatch.problem import Availability, Demand, Problem, TeamState
from domain.ports import Clock
from projections.live import Live
from projections.open_missions import OpenMission, OpenMissions, waiting
from projections.team_roster import TeamOnDuty, TeamRoster
from vigie.positions import Positions


class LiveWorld:
    """Reads two live views and the last positions. A team never heard of has no position."""

    def __init__(
        self, clock: Clock, roster: Live[TeamRoster], missions: Live[OpenMissions], positions: Positions
    ) -> None:
        self._clock = clock
        self._roster = roster
        self._missions = missions
        self._positions = positions

    def problem(self) -> Problem:
        """All teams on duty and all missions without a team, now."""
        return Problem(
            now=self._clock.now(),
            teams=tuple(self._team(team) for team in self._roster.view.teams.values()),
            demands=tuple(_demand(mission) for mission in waiting(self._missions.view)),
        )

    def _team(self, team: TeamOnDuty) -> TeamState:
        position, at = self._positions.last(team.id) or (None, None)
        return TeamState(
            id=team.id,
            position=position,
            position_at=at,
            skills=team.skills,
            equipment=team.equipment,
            care_type=team.care_type,
            availability=Availability(team.availability.value),
            shift_ends_at=team.shift_ends_at,
        )


def _demand(mission: OpenMission) -> Demand:
    return Demand(
        mission=mission.id,
        call=mission.call,
        position=mission.position,
        priority=mission.priority,
        waiting_since=mission.waiting_since,
        needs=mission.needs,
        declined_by=mission.declined_by,
    )

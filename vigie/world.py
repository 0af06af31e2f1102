"""The problem of dispatch as the views and the telemetry of this process know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from domain.ports import Clock
from domain.vocabulary import Position
from projections.live import Change, Live
from projections.open_missions import OpenMission, OpenMissions
from projections.service_times import ServiceTimes
from projections.team_roster import TeamOnDuty, TeamRoster
from projections.teams import Availability as OnDuty
from vigie.positions import Positions
from vigie.worker.dispatcher import Situation


@dataclass(frozen=True)
class Sources:
    """The live views that dispatch reads. One reader of the log feeds them all."""

    roster: Live[TeamRoster]
    missions: Live[OpenMissions]
    services: Live[ServiceTimes]


class LiveWorld:
    """Reads live views and the last positions. A team never heard of has no position."""

    def __init__(self, clock: Clock, sources: Sources, positions: Positions, policy: Policy) -> None:
        self._clock = clock
        self._views = sources
        self._positions = positions
        self._policy = policy
        self._last_at: datetime | None = None
        sources.missions.subscribe(self._note)

    def situation(self) -> Situation:
        """All teams on duty and all missions that no team has reached, now."""
        now = self._clock.now()
        teams = self._views.roster.view.teams
        rows = [row for row in self._views.missions.view.missions.values() if _agreed(row, teams)]
        locks = _locks(rows)
        problem = Problem(
            now=now,
            teams=tuple(self._team(team, now) for team in teams.values()),
            demands=tuple(_demand(row, locks, teams) for row in rows),
        )
        return Situation(
            problem=problem,
            shown={row.id: row.shown for row in rows},
            set_aside=frozenset(row.id for row in rows if row.task.set_aside),
            basis=self._views.missions.position,
            basis_at=self._last_at or now,
        )

    def _note(self, change: Change[Any]) -> None:
        self._last_at = change.recorded.at

    def _team(self, team: TeamOnDuty, now: datetime) -> TeamState:
        position, at = self._positions.last(team.id) or (None, None)
        availability = self._availability(team)
        free_at, free_position = None, None
        if availability is Availability.ENGAGED:
            free_at, free_position = self._free(team, now, position)
        return TeamState(
            id=team.id,
            position=position,
            position_at=at,
            skills=team.skills,
            equipment=team.equipment,
            care_type=team.care_type,
            availability=availability,
            shift_ends_at=team.shift_ends_at,
            mission=team.mission,
            free_at=free_at,
            free_position=free_position,
        )

    def _availability(self, team: TeamOnDuty) -> Availability:
        """A team is on its way as long as its mission is not reached."""
        if team.availability is OnDuty.ENGAGED:
            row = self._views.missions.view.missions.get(team.mission or "")
            on_its_way = row is not None and row.team == team.id
            return Availability.EN_ROUTE if on_its_way else Availability.ENGAGED
        return Availability(team.availability.value)

    def _free(
        self, team: TeamOnDuty, now: datetime, position: Position | None
    ) -> tuple[datetime | None, Position | None]:
        """When and where a team at a patient's is expected to be free; nothing where it cannot be said."""
        services = self._views.services.view
        service = services.under_way.get(team.mission or "")
        place = (service.position if service else None) or position
        if service is None or service.arrived_at is None or place is None:
            return None, None
        lasts = services.expected(team.mission or "")
        over = service.arrived_at + timedelta(seconds=self._policy.service if lasts is None else lasts)
        return max(over, now + timedelta(seconds=self._policy.look_ahead_floor)), place


def _agreed(row: OpenMission, teams: Mapping[str, TeamOnDuty]) -> bool:
    """Whether both views know who is on a mission: between two facts of one append, one of them does."""
    team = teams.get(row.team) if row.team is not None else None
    return row.team is None or (team is not None and team.mission == row.id)


def _locks(rows: list[OpenMission]) -> dict[str, str]:
    """The mission that each team is forced on. Where persons forced one team on several, that on which it is
    has it, else the oldest: the others wait, since nobody else may go."""
    locks: dict[str, str] = {}
    for row in sorted(rows, key=lambda each: (each.team != each.task.forced, each.since, each.id)):
        if row.task.forced is not None:
            locks.setdefault(row.task.forced, row.id)
    return locks


def _demand(row: OpenMission, locks: Mapping[str, str], teams: Mapping[str, TeamOnDuty]) -> Demand:
    task = row.task
    forced, forbidden = task.forced, task.forbidden
    if forced is not None and locks[forced] != row.id:
        forced, forbidden = None, frozenset(teams) | forbidden
    return Demand(
        mission=row.id,
        call=task.call,
        position=task.place.position,
        priority=task.priority,
        waiting_since=row.since,
        needs=task.needs,
        declined_by=task.declined_by,
        forbidden=forbidden,
        locked_to=forced,
        team=row.team,
        moved=task.moved,
        unanswered=task.unanswered,
        held=row.team is not None and task.held == row.team,
    )

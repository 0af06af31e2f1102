"""A past period from the facts alone: which missions, who was on duty, what became of each.

Positions of teams are no facts: a crew begins each duty at its base.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded
from domain.mission import KIND as MISSION
from domain.mission import dispatch_facts as d
from domain.mission import facts as m
from domain.mobile_team import facts as t
from domain.vocabulary import CareType, Equipment, Identifier, Position, Priority, Skill, TeamNeeds


@dataclass(slots=True, kw_only=True)
class PastMission:
    """One mission as it went, its priority and place the last said before the team arrived.

    `moved` counts how often a crew was taken off it before arriving.
    """

    id: Identifier
    asked: datetime
    priority: Priority
    needs: TeamNeeds
    position: Position | None
    refused_by: set[Identifier] = field(default_factory=set[Identifier])
    team: Identifier | None = None
    moved: int = 0
    arrived: datetime | None = None
    closed: datetime | None = None
    cancelled: bool = False


@dataclass(slots=True, kw_only=True)
class PastShift:
    """One shift of a team. `off` are the spans in which it could not be sent, the last may be open."""

    team: Identifier
    since: datetime
    until: datetime
    base: Position | None
    skills: frozenset[Skill]
    equipment: frozenset[Equipment]
    care_type: CareType
    ended: bool = False
    off: list[tuple[datetime, datetime | None]] = field(
        default_factory=list[tuple[datetime, datetime | None]]
    )


@dataclass(slots=True)
class Past:
    """What the facts taken in so far say, missions by id and shifts in order.

    `solved` is the last solve recorded before `until`, of the whole log where that is None.
    """

    until: datetime | None = None
    solved: SolveRecorded | None = None
    missions: dict[Identifier, PastMission] = field(default_factory=dict[Identifier, PastMission])
    shifts: list[PastShift] = field(default_factory=list[PastShift])
    _on_duty: dict[Identifier, PastShift] = field(default_factory=dict[Identifier, PastShift])

    def take(self, recorded: Recorded[Any]) -> None:
        """Take in the next fact of the log."""
        if isinstance(recorded.fact, SolveRecorded):
            if recorded.fact.inputs and (self.until is None or recorded.at < self.until):
                self.solved = recorded.fact
        elif isinstance(recorded.fact, t.ShiftStarted):
            self._begins(recorded, recorded.fact)
        elif isinstance(recorded.fact, m.MissionRequested):
            self._asked(recorded, recorded.fact)
        elif recorded.stream.kind == MISSION:
            mission = self.missions.get(recorded.stream.id)
            if mission is not None:
                _happened(mission, recorded)
        elif recorded.stream.kind == t.KIND:
            shift = self._on_duty.get(recorded.stream.id)
            if shift is not None:
                _changed(shift, recorded)

    def period(self, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
        """What is wanted; from the first request to just after the last where not said.

        Raises ValueError where it ends before it begins, or the log has no mission.
        """
        if not self.missions:
            raise ValueError("no mission in the log")
        asked = [mission.asked for mission in self.missions.values()]
        if since is not None and until is not None and until <= since:
            raise ValueError(f"the period ends ({until}) before it begins ({since})")
        return since or min(asked), until or max(*asked, since or min(asked)) + timedelta(seconds=1)

    def _asked(self, recorded: Recorded[Any], fact: m.MissionRequested) -> None:
        self.missions[recorded.stream.id] = PastMission(
            id=recorded.stream.id,
            asked=recorded.at,
            priority=fact.priority,
            needs=fact.needs,
            position=fact.place.position,
        )

    def _begins(self, recorded: Recorded[Any], fact: t.ShiftStarted) -> None:
        shift = PastShift(
            team=recorded.stream.id,
            since=recorded.at,
            until=fact.ends_at,
            base=fact.base.position,
            skills=fact.skills,
            equipment=fact.equipment,
            care_type=fact.care_type,
        )
        self.shifts.append(shift)
        self._on_duty[recorded.stream.id] = shift


def _happened(mission: PastMission, recorded: Recorded[Any]) -> None:
    """The device's word comes first where it has one: a tablet without network tells later."""
    at = recorded.device_at or recorded.at
    match recorded.fact:
        case m.MissionRevised(priority=priority, place=place):
            mission.priority = priority or mission.priority
            mission.position = place.position if place else mission.position
        case d.MissionOrdered(team=team):
            mission.team = team
        case d.TeamDeclined(team=team) | d.AlertExpired(team=team):
            mission.refused_by.add(team)
            mission.team = None
        case d.TeamWithdrawn():
            mission.moved += 1
            mission.team = None
        case m.TeamArrived():
            mission.arrived = at
        case m.MissionClosed():
            mission.closed = at
        case m.MissionCancelled():
            mission.cancelled = True
        case _:
            pass


def _changed(shift: PastShift, recorded: Recorded[Any]) -> None:
    match recorded.fact:
        case t.CrewChanged(skills=skills, care_type=care_type):
            shift.skills, shift.care_type = skills, care_type
        case t.EquipmentChecked(equipment=equipment):
            shift.equipment = equipment
        case t.TeamBecameUnavailable():
            shift.off.append((recorded.at, None))
        case t.TeamBecameAvailable():
            if shift.off and shift.off[-1][1] is None:
                shift.off[-1] = (shift.off[-1][0], recorded.at)
        case t.ShiftEnded():
            shift.until, shift.ended = recorded.at, True
        case _:
            pass

"""What a solve is given: the teams, the open demands, and the instant.

All instants are timezone-aware; positions are WGS84 degrees. The structs are checked when built and
when decoded: a bad value raises ValueError (msgspec.ValidationError, its subclass, when decoded).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.vocabulary import CareType, Equipment, Identifier, Position, Priority, Skill, TeamNeeds

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Availability(StrEnum):
    """Whether a team can be sent now.

    EN_ROUTE: ordered, alerted or on the road to a mission, not arrived: it may still be redirected.
    ENGAGED: on scene or after: it may be waited for where `free_at` is known.
    """

    AVAILABLE = "available"
    EN_ROUTE = "en-route"
    ENGAGED = "engaged"
    OUT_OF_SERVICE = "out-of-service"


class TeamState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One team as known at the instant of the solve.

    `position_at` is when the position was measured; both are None where none is known.
    `shift_ends_at` is None where the end of the shift is not known: no filter on it then.
    `mission` is what the team is on; a team EN_ROUTE always has one. `free_at` and `free_position` say
    when and where an ENGAGED team is expected to be free; without both it is not waited for.
    """

    id: Identifier
    position: Position | None = None
    position_at: Instant | None = None
    skills: frozenset[Skill] = frozenset()
    equipment: frozenset[Equipment] = frozenset()
    care_type: CareType = CareType.NONE
    availability: Availability = Availability.AVAILABLE
    shift_ends_at: Instant | None = None
    mission: Identifier | None = None
    free_at: Instant | None = None
    free_position: Position | None = None

    def __post_init__(self) -> None:
        if (self.position is None) != (self.position_at is None):
            raise ValueError(f"team {self.id}: a position and its instant go together")
        if self.availability is Availability.EN_ROUTE and self.mission is None:
            raise ValueError(f"team {self.id}: on its way to no mission")
        _aware(f"team {self.id}", self.position_at, self.shift_ends_at, self.free_at)


class Demand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One mission that waits for a team, or whose team has not arrived.

    `position` is None where the place is known by its label only: no team can be timed then.
    `waiting_since` is the instant the mission was asked for. `declined_by` are teams that said no.
    `forbidden` and `locked_to` are a person's constraints: never chosen, the only one chosen.
    `team` is who is on its way now, `moved` how often the mission changed hands, `held` that a person
    wants no change of `team`. `unanswered` are teams that did not acknowledge in time.
    """

    mission: Identifier
    call: Identifier
    position: Position | None
    priority: Priority
    waiting_since: Instant
    needs: TeamNeeds = TeamNeeds()
    declined_by: frozenset[Identifier] = frozenset()
    forbidden: frozenset[Identifier] = frozenset()
    locked_to: Identifier | None = None
    team: Identifier | None = None
    moved: Annotated[int, msgspec.Meta(ge=0)] = 0
    unanswered: frozenset[Identifier] = frozenset()
    held: bool = False

    def __post_init__(self) -> None:
        _aware(f"mission {self.mission}", self.waiting_since)
        if self.locked_to in self.forbidden:
            raise ValueError(f"mission {self.mission}: team {self.locked_to} locked and forbidden")


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One solve: all teams of the centre, all its missions not yet reached by a team, now.

    A demand's `team` is in the problem and EN_ROUTE to it. A team EN_ROUTE to a mission that is not in
    the problem stays where it goes.
    """

    now: Instant
    teams: tuple[TeamState, ...]
    demands: tuple[Demand, ...]

    def __post_init__(self) -> None:
        _aware("now", self.now)
        _once("team", (team.id for team in self.teams))
        _once("mission", (demand.mission for demand in self.demands))
        locks = (demand.locked_to for demand in self.demands)
        _once("lock to team", (team for team in locks if team is not None))
        on_its_way = {t.id: t.mission for t in self.teams if t.availability is Availability.EN_ROUTE}
        for demand in self.demands:
            if demand.team is not None and on_its_way.get(demand.team) != demand.mission:
                raise ValueError(f"mission {demand.mission}: team {demand.team} is not on its way to it")

    def in_order(self) -> "Problem":
        """The same problem in the one order that every solve uses, whatever the order received.

        Teams by id; demands by priority, then longest wait, then id. Ties are broken in this order.
        """
        teams = tuple(sorted(self.teams, key=lambda team: team.id))
        demands = tuple(sorted(self.demands, key=_queue_key))
        if teams == self.teams and demands == self.demands:
            return self
        return Problem(now=self.now, teams=teams, demands=demands)


_QUEUE = (Priority.P0, Priority.P1, Priority.P2, Priority.NOT_REGULATED, Priority.P3)


def _queue_key(demand: Demand) -> tuple[int, datetime, str]:
    return _QUEUE.index(demand.priority), demand.waiting_since, demand.mission


def _aware(whose: str, *instants: datetime | None) -> None:
    for instant in instants:
        if instant is not None and instant.utcoffset() is None:
            raise ValueError(f"{whose}: an instant has no time zone")


def _once(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} {name} appears twice")
        seen.add(name)

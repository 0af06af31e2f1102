"""The simulated centre as a rule sees it: crews, missions, and the instant."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from dispatch.eligibility import CARE_LADDER
from dispatch.trial.ground import Ground, Spot
from dispatch.trial.scenario import Call, Crew, Scenario


class Doing(Enum):
    """What a crew is doing. A crew off duty that is still on a mission ends it first."""

    OFF = "off"
    IDLE = "idle"
    ON_THE_WAY = "on-the-way"
    ON_SITE = "on-site"


@dataclass(slots=True, eq=False)
class Team:
    """A crew in play. `spot` is where it was at `since`; instants are seconds of the trial.

    `journeys` counts its departures, so that the end of one that was given up is known as such.
    """

    crew: Crew
    spot: Spot
    since: float = 0.0
    doing: Doing = Doing.OFF
    off_at: float = 0.0
    mission: "Mission | None" = None
    departed: float = 0.0
    arrives: float = 0.0
    journeys: int = 0


@dataclass(slots=True, eq=False)
class Mission:
    """A call in play. `moved` counts how often it changed hands after a team was sent."""

    call: Call
    team: Team | None = None
    moved: int = 0
    arrived: float | None = None


class Order(NamedTuple):
    """From now on this team goes to this mission; None: nobody does."""

    mission: Mission
    team: Team | None


@dataclass(slots=True)
class Centre:
    """Everything in play at `now`, in seconds of the trial. `open` are missions that nobody has reached."""

    scenario: Scenario
    ground: Ground
    teams: list[Team]
    open: dict[str, Mission] = field(default_factory=dict[str, Mission])
    now: float = 0.0

    def instant(self, seconds: float) -> datetime:
        """An instant of the trial as the model speaks of it."""
        return self.scenario.starts_at + timedelta(seconds=seconds)

    def advance(self) -> None:
        """Move the crews on their way to where they are now."""
        for team in self.teams:
            if team.doing is Doing.ON_THE_WAY and team.mission is not None and team.since < self.now:
                place, left = team.mission.call.place, team.arrives - team.since
                team.spot = self.ground.along(team.spot, place, self.now - team.since, left)
                team.since = self.now


def fits(crew: Crew, call: Call) -> bool:
    """Whether the crew has all that the call asks for, and never said no to it."""
    needs = call.needs
    return (
        needs.equipment <= crew.equipment
        and needs.skills <= crew.skills
        and CARE_LADDER.index(needs.care_type) <= CARE_LADDER.index(crew.care_type)
        and crew.id not in call.forbidden
    )

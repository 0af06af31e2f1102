"""The simulated centre as a rule sees it: crews, missions, and the instant."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from dispatch.eligibility import CARE_LADDER
from dispatch.moveup import MoveUp
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

    `journeys` counts its departures, so that the end of one that was given up is known as such. `heading` is
    the place where an idle crew was told to wait, while it drives there. `driven` (to missions), `worked` and
    `repositioned` (to wait elsewhere) are the seconds of what has ended, `told` how often it was sent to
    wait elsewhere.
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
    heading: int | None = None
    driven: float = 0.0
    worked: float = 0.0
    repositioned: float = 0.0
    told: int = 0

    def engaged(self, now: float) -> float:
        """Seconds spent on missions until now, the way there included."""
        on_the_way = now - self.departed if self.doing is Doing.ON_THE_WAY else 0.0
        on_site = now - self.since if self.doing is Doing.ON_SITE else 0.0
        return self.driven + self.worked + on_the_way + on_site

    def on_duty(self, now: float) -> float:
        """Seconds of its duties until now."""
        return sum(max(0.0, min(duty.until, now) - duty.since) for duty in self.crew.duties)


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
    """Everything in play at `now`, in seconds of the trial. `open` are missions that nobody has reached,
    `shown` the suggestions on the board."""

    scenario: Scenario
    ground: Ground
    teams: list[Team]
    shown: tuple[MoveUp, ...] = ()
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
            elif team.heading is not None and team.since < self.now:
                self._reposition(team, team.heading)

    def _reposition(self, team: Team, place: int) -> None:
        """Move an idle crew on its way to where it is to wait."""
        elapsed, left = self.now - team.since, float(self.ground.seconds([team.spot], [place])[0, 0])
        team.repositioned += min(elapsed, left)
        if elapsed >= left:
            team.heading, team.spot = None, self.ground.spot(place)
        else:
            team.spot = self.ground.along(team.spot, place, elapsed, left)
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

"""The missions that no team has reached, as dispatch needs them: each as the domain itself knows it."""

from datetime import datetime
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from domain import mission
from domain.envelope import Recorded
from domain.mission import facts as f
from domain.mission.states import NotRequested, Requested, Shown, Task, Waiting
from projections.projection import Projection
from projections.rows import RowFold, Section, by_rows


class OpenMission(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mission until its team arrives. `since` is when it was asked for."""

    id: str
    since: datetime
    state: Waiting

    @property
    def task(self) -> Task:
        """What is asked, what persons want, and what has become of it."""
        return self.state.task

    @property
    def team(self) -> str | None:
        """Who was ordered and has not arrived; None while it waits, as it may again if they decline."""
        return None if isinstance(self.state, Requested) else self.state.team

    @property
    def shown(self) -> Shown | None:
        """The proposal on the screen, if any: of a team, or of a change of teams."""
        return self.state.shown


class OpenMissions(msgspec.Struct, frozen=True):
    missions: dict[str, OpenMission] = {}


_MISSIONS: RowFold[OpenMission] = RowFold()
_OVER = (f.TeamArrived, f.MissionClosed, f.MissionCancelled)
_ON_THE_SPOT = (
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
    f.TeleconsultationConsented,
    f.TeleconsultationRefused,
)
_MISSIONS.drops(*_OVER)
_MISSIONS.ignores(*_ON_THE_SPOT)
_BEFORE_ARRIVAL: set[type[Any]] = set(get_args(f.MissionFact)) - {f.MissionRequested, *_OVER, *_ON_THE_SPOT}


@_MISSIONS.opens(f.MissionRequested)
def requested(recorded: Recorded[f.MissionRequested]) -> OpenMission:
    state = mission.evolve(NotRequested(), recorded.fact)
    return OpenMission(id=recorded.stream.id, since=recorded.at, state=_waiting(state))


@_MISSIONS.changes(*_BEFORE_ARRIVAL)
def moved(row: OpenMission, recorded: Recorded[Any]) -> OpenMission:
    state = mission.evolve(row.state, recorded.fact)
    return row if state is row.state else replace(row, state=_waiting(state))


def _waiting(state: mission.MissionState) -> Waiting:
    if not isinstance(state, Waiting):
        raise TypeError(f"{type(state).__name__} is not before the arrival of a team")
    return state


def waiting(view: OpenMissions) -> list[OpenMission]:
    """The missions nobody is on, in order of request."""
    return [row for row in view.missions.values() if row.team is None]


def forcing(view: OpenMissions, team: str) -> tuple[str, ...]:
    """The missions on which persons force this team, in order of request."""
    return tuple(row.id for row in view.missions.values() if row.task.forced == team)


SECTIONS = {mission.KIND: Section("missions", _MISSIONS)}

OPEN_MISSIONS: Projection[OpenMissions] = Projection(
    name="open-missions",
    version=3,
    initial=OpenMissions(),
    apply=by_rows(SECTIONS),
    view_type=OpenMissions,
)

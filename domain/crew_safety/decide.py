"""What the safety watch of a crew answers to each command."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, assert_never

from domain.crew_safety import commands as c
from domain.crew_safety import facts as f
from domain.crew_safety.states import CrewSafetyState, NotWatched, Overdue, Watched
from domain.fact import Act, Refusal
from domain.mission.refusals import MissionOver, NotThisTeam
from domain.mission.states import Cancelled, Closed, HandedOver, InCare, MissionState, NotRequested, OnScene
from domain.mobile_team.states import MobileTeamState, OffDuty
from domain.refusals import NotFound

EVERY: Final[Mapping[f.Context, int]] = {
    f.Context.ON_SCENE: 20 * 60,
    f.Context.IN_CARE: 30 * 60,
    f.Context.AFTER_CARE: 20 * 60,
}
"""Seconds between two words, unless the room has set something else for the mission: shorter where the
crew may still be looking for the patient, or be kept from leaving. Vigie's own rule: no text gives a span."""
OLDEST_WORD: Final = timedelta(hours=12)
"""A tablet keeps a word for a shift at most; an older one was dated by a wrong clock."""

Facts = Sequence[f.CrewSafetyFact]


class NobodyOnScene(Refusal):
    """The crew is not on scene: no word is awaited."""

    field = "mission"


class CheckInStillDue(Refusal):
    """There is still time for a word."""


def decide(command: c.CheckIn, state: CrewSafetyState, act: Act) -> Facts:
    """The crew says that all is, or was, well. Raises a Refusal where nobody waits for that."""
    match state:
        case NotWatched():
            raise NobodyOnScene(f"mission {command.mission} has no crew on scene")
        case Watched() | Overdue():
            if state.team != command.team:
                raise NotThisTeam(f"team {command.team} is not on mission {command.mission}")
    said_at = min(act.at, max(command.said_at or act.at, act.at - OLDEST_WORD))
    said = f.CheckedIn(said_at=said_at)
    every = state.wanted or state.every
    due_at = said_at + timedelta(seconds=every)
    # Words from a queue may be old news: they prove the past, and neither end a silence nor shorten a wait.
    if due_at <= max(act.at, state.due_at if isinstance(state, Watched) else act.at):
        return [said]
    return [said, f.CheckInDue(team=state.team, context=state.context, every=every, due_at=due_at)]


def adapt(state: CrewSafetyState, mission: MissionState, act: Act) -> Facts:
    """The watch after a step of the mission: begun, begun again in another context, or ended."""
    match mission:
        case OnScene(team=team):
            return _watch(state, team, f.Context.ON_SCENE, act)
        case InCare(team=team):
            return _watch(state, team, f.Context.IN_CARE, act)
        case HandedOver(team=team):
            return _watch(state, team, f.Context.AFTER_CARE, act)
        case _:
            return [] if isinstance(state, NotWatched) else [f.WatchEnded(team=state.team)]


def _watch(state: CrewSafetyState, team: str, context: f.Context, act: Act) -> Facts:
    if not isinstance(state, NotWatched) and (state.team, state.context) == (team, context):
        return []
    every = state.wanted or EVERY[context]
    return [f.CheckInDue(team=team, context=context, every=every, due_at=act.at + timedelta(seconds=every))]


def set_pace(command: c.SetCheckIn, state: CrewSafetyState, mission: MissionState, act: Act) -> Facts:
    """The room wants a word more or less often. Raises NotFound, MissionOver."""
    if isinstance(mission, NotRequested):
        raise NotFound(f"no mission {command.mission}")
    if isinstance(mission, Closed | Cancelled):
        raise MissionOver(f"mission {command.mission} is over")
    every = command.minutes * 60
    if every == state.wanted:
        return []
    wanted = f.CheckInSet(every=every)
    match state:
        case NotWatched() | Overdue():
            return [wanted]
        case Watched(team=team, context=context):
            due_at = act.at + timedelta(seconds=every)
            return [wanted, f.CheckInDue(team=team, context=context, every=every, due_at=due_at)]
        case _:
            assert_never(state)


def miss(command: c.MissCheckIn, state: CrewSafetyState, team: MobileTeamState, act: Act) -> Facts:
    """No word came in time: nothing where one did meanwhile. Raises CheckInStillDue."""
    match state:
        case NotWatched() | Overdue():
            return []
        case Watched(due_at=due_at):
            if act.at < due_at:
                raise CheckInStillDue(f"mission {command.mission}: until {due_at:%H:%M:%S} UTC")
            lost = not isinstance(team, OffDuty) and team.shift.tablet_lost
            return [f.CheckInMissed(team=state.team, due_at=due_at, contact_lost=lost)]
        case _:
            assert_never(state)

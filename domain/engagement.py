"""What a mission and its team decide together: order, decline, expire, close, cancel.

Two streams, one decision: both get their facts in one append, or neither does. That is how no team is
ever on two missions, whatever the schedule of requests.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, assert_never

from domain.fact import Act
from domain.mission import commands as c
from domain.mission import constraints
from domain.mission import facts as f
from domain.mission.decide import name, not_on_it
from domain.mission.refusals import (
    AlertStillValid,
    AlreadyOrdered,
    ForcedElsewhere,
    MissionOver,
    NotThisTeam,
    OrderedByNobody,
    OverrideReasonMissing,
    PatientStillInCare,
    ProposalOutdated,
    TeamAlreadyEngaged,
    TeamNotAvailable,
    TeamNotOnShift,
    TooLateToCancel,
)
from domain.mission.states import (
    SILENCES,
    Alerted,
    AtDestination,
    Cancelled,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    InTransit,
    Left,
    MissionState,
    NotRequested,
    OnScene,
    Ordered,
    Requested,
    Returning,
    Task,
    Transporting,
    Waiting,
)
from domain.mobile_team.facts import MobileTeamFact, TakenBack, TeamEngaged, TeamReleased
from domain.mobile_team.states import Available, Engaged, MobileTeamState, OffDuty, Unavailable
from domain.refusals import NotFound, OutOfOrder
from domain.rules import acknowledgement
from domain.rules.acknowledgement import DEFAULT, Within
from domain.vocabulary import Role

NOWHERE: Final[Mapping[str, MissionState]] = MappingProxyType({})

Both = tuple[Sequence[f.MissionFact], Sequence[MobileTeamFact]]


def decide(command: c.JointCommand, mission: MissionState, team: MobileTeamState, act: Act) -> Both:
    """The facts of the mission and those of its team. Raises a Refusal where a rule says no."""
    match command:
        case c.DeclineMission():
            return decline(command, mission)
        case c.ExpireAlert():
            return expire(command, mission, act)
        case c.CloseMission():
            return close(command, mission)
        case c.CancelMission():
            return cancel(command, mission)
        case _:
            assert_never(command)


def order(
    command: c.OrderMission,
    mission: MissionState,
    team: MobileTeamState,
    act: Act,
    times: Within = DEFAULT,
    elsewhere: Mapping[str, MissionState] = NOWHERE,
) -> Both:
    """A named person sends one free team to one waiting mission. `elsewhere` are missions that may want this
    team: against those that do, the person says why."""
    if act.by.role is Role.SYSTEM:
        raise OrderedByNobody("a machine proposes, a person orders")
    waiting = waiting_for_a_team(command.mission, mission)
    check_available(command.team, team)
    constraints.check(waiting.task, command.team, command.mission)
    said = bool((command.reason or "").strip())
    if not said:
        check_not_forced(command.team, elsewhere)
    shown = waiting.shown
    if command.solve_id is not None and (shown is None or command.solve_id != shown.solve_id):
        raise ProposalOutdated("a newer proposal was made since")
    if shown is not None and shown.chosen != command.team and not said:
        raise OverrideReasonMissing(f"{shown.chosen or 'no team'} was proposed: say why {command.team}")
    ordered = f.MissionOrdered(
        team=command.team,
        solve_id=command.solve_id,
        reason=command.reason,
        acknowledge_by=acknowledge_by(waiting.task, act, times),
        acknowledge_within=times[waiting.task.priority],
    )
    return [ordered], [TeamEngaged(mission=command.mission)]


def acknowledge_by(task: Task, act: Act, times: Within) -> datetime:
    """Until when the crew ordered now may answer."""
    return act.at + acknowledgement.within(task.priority, times)


def check_not_forced(team: str, elsewhere: Mapping[str, MissionState]) -> None:
    """Raise ForcedElsewhere where one of these missions, not reached yet, is to have this team."""
    for mission, state in elsewhere.items():
        if isinstance(state, Waiting) and state.task.forced == team:
            raise ForcedElsewhere(f"team {team} is forced on mission {mission}: say why it goes elsewhere")


def check_on_shift(name: str, team: MobileTeamState) -> None:
    """Raise TeamNotOnShift where no such team is on shift: a name misread, or a crew gone home."""
    if isinstance(team, OffDuty):
        raise TeamNotOnShift(f"no team {name} is on shift")


def check_available(name: str, team: MobileTeamState) -> None:
    """Raise TeamAlreadyEngaged or TeamNotAvailable where this team cannot be sent."""
    match team:
        case Available():
            pass
        case Engaged(mission=elsewhere):
            raise TeamAlreadyEngaged(f"team {name} is on mission {elsewhere}")
        case OffDuty() | Unavailable():
            raise TeamNotAvailable(f"team {name} cannot be sent")
        case _:
            assert_never(team)


def waiting_for_a_team(mission: str, state: MissionState) -> Requested:
    """The state of a mission that waits. Raises NotFound, MissionOver, AlreadyOrdered."""
    match state:
        case Requested():
            return state
        case NotRequested():
            raise NotFound(f"no mission {mission}")
        case Closed() | Cancelled():
            raise MissionOver(f"mission {mission} is over")
        case _:
            raise AlreadyOrdered(f"team {state.team} is on mission {mission}")


def decline(command: c.DeclineMission, mission: MissionState) -> Both:
    """The crew cannot go: the mission waits again, the team is free again."""
    match mission:
        case Requested(task=task) if command.team in task.unanswered | task.withdrawn:
            raise not_on_it(command.mission, command.team, task)
        case Ordered(team=team) | Alerted(team=team):
            _same_team(command.team, team, command.mission)
            declined = f.TeamDeclined(team=command.team, why=command.why)
            return [declined, *_missed(mission.task, command.team)], [TeamReleased(mission=command.mission)]
        case _:
            raise _not_now(command.mission, mission)


def expire(command: c.ExpireAlert, mission: MissionState, act: Act) -> Both:
    """The crew has not answered: the mission waits again, the team is free again. Nothing follows where it
    has answered, or left the mission."""
    match mission:
        case Ordered(team=command.team) | Alerted(team=command.team, acknowledged=False):
            pass
        case _:
            return [], []
    if mission.acknowledge_by is None:
        return [], []
    if act.at < mission.acknowledge_by:
        raise AlertStillValid(f"team {command.team} has until {mission.acknowledge_by:%H:%M:%S} UTC")
    given = mission.acknowledge_within
    if given is None:  # ordered by an earlier release
        given = acknowledgement.DEFAULT[mission.task.priority]
    facts: list[f.MissionFact] = [f.AlertExpired(team=command.team, after_seconds=given)]
    if mission.task.silences + 1 >= SILENCES:
        facts.append(f.MissionEscalated(why=f.Escalation.NO_ANSWER))
    else:
        facts.extend(_missed(mission.task, command.team))
    return facts, [TeamReleased(mission=command.mission, taken_back=TakenBack.NO_ANSWER)]


def _missed(task: Task, team: str) -> Sequence[f.MissionFact]:
    """A team that persons forced does not come: nobody else is proposed until one of them says so."""
    return [f.MissionEscalated(why=f.Escalation.FORCED_TEAM)] if task.forced == team else []


def close(command: c.CloseMission, mission: MissionState) -> Both:
    """The care is over and the team is free again, at its base or on the road."""
    match mission:
        case HandedOver(task=task, team=team) | Left(task=task, team=team) | Returning(task=task, team=team):
            _same_team(command.team, team, command.mission)
            closed = f.MissionClosed(call=task.call, team=command.team)
            return [closed], [TeamReleased(mission=command.mission)]
        case OnScene() | InCare() | Transporting() | InTransit() | AtDestination():
            raise PatientStillInCare(f"mission {command.mission} is {name(mission)}")
        case _:
            raise _not_now(command.mission, mission)


def cancel(command: c.CancelMission, mission: MissionState) -> Both:
    """ANNULE: before arrival only. A mission without team is cancelled alone."""
    match mission:
        case Requested(task=task):
            if command.team is not None:
                raise NotThisTeam(f"no team is on mission {command.mission}")
            return [f.MissionCancelled(call=task.call, why=command.why)], []
        case Ordered(task=task, team=team) | Alerted(task=task, team=team) | EnRoute(task=task, team=team):
            _same_team(command.team, team, command.mission)
            cancelled = f.MissionCancelled(call=task.call, why=command.why, team=team)
            return [cancelled], [TeamReleased(mission=command.mission)]
        case NotRequested() | Closed() | Cancelled():
            raise _not_now(command.mission, mission)
        case _:
            raise TooLateToCancel(f"team {mission.team} has arrived")


def _same_team(said: str | None, engaged: str, mission: str) -> None:
    if said != engaged:
        raise NotThisTeam(f"team {engaged} is on mission {mission}")


def _not_now(mission: str, state: MissionState) -> NotFound | MissionOver | OutOfOrder:
    match state:
        case NotRequested():
            return NotFound(f"no mission {mission}")
        case Closed() | Cancelled():
            return MissionOver(f"mission {mission} is over")
        case _:
            return OutOfOrder(f"mission {mission} is {name(state)}")

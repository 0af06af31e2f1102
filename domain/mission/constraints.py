"""What persons want of a mission's team: forced, forbidden, held. Only a person lifts it."""

from collections.abc import Sequence
from typing import assert_never

from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import AgainstConstraint, NobodyToHold, TooLateToMove
from domain.mission.states import Alerted, Begun, EnRoute, Ordered, Requested, Task, Waiting

Facts = Sequence[f.MissionFact]


def check(task: Task, team: str | None, mission: str) -> None:
    """Raise AgainstConstraint where persons want another team on this mission, or anybody but `team`."""
    if team is not None and team in task.forbidden:
        raise AgainstConstraint(f"team {team} is forbidden on mission {mission}: lift that first")
    if team is not None and task.forced not in (None, team):
        raise AgainstConstraint(f"team {task.forced} is forced on mission {mission}: lift that first")


def check_moving(task: Task, team: str, mission: str) -> None:
    """Raise AgainstConstraint where this team is held on this mission."""
    if task.held == team:
        raise AgainstConstraint(f"team {team} is held on mission {mission}: lift that first")


def constrain(command: c.Constraining, state: Begun) -> Facts:
    """The facts of a constraint set or lifted. Said again, it changes nothing."""
    match state:
        case Requested() | Ordered() | Alerted() | EnRoute():
            pass
        case _:
            raise TooLateToMove(f"the team of mission {command.mission} has arrived")
    match command:
        case c.ForceTeam():
            return _force(command, state)
        case c.ForbidTeam():
            return _forbid(command, state)
        case c.HoldTeam():
            return _hold(command, state)
        case c.LiftConstraint():
            return _lift(command, state.task)
        case _:
            assert_never(command)


def _force(command: c.ForceTeam, state: Waiting) -> Facts:
    task, team = state.task, command.team
    check(task, team, command.mission)
    on_it = _on_it(state)
    if on_it not in (None, team):
        check_moving(task, on_it, command.mission)
    return [] if team in (task.forced, on_it) else [f.TeamForced(team=team, reason=command.reason)]


def _forbid(command: c.ForbidTeam, state: Waiting) -> Facts:
    task, team = state.task, command.team
    if task.forced == team:
        raise AgainstConstraint(f"team {team} is forced on mission {command.mission}: lift that first")
    if _on_it(state) == team:
        raise AgainstConstraint(f"team {team} is on mission {command.mission}: reassign or cancel it")
    return [] if team in task.forbidden else [f.TeamForbidden(team=team, reason=command.reason)]


def _hold(command: c.HoldTeam, state: Waiting) -> Facts:
    on_it, forced = _on_it(state), state.task.forced
    if on_it is None:
        raise NobodyToHold(f"mission {command.mission} has no team")
    if forced not in (None, on_it):
        raise AgainstConstraint(f"team {forced} is forced on mission {command.mission}: lift that first")
    return [] if state.task.held == on_it else [f.TeamHeld(team=on_it, reason=command.reason)]


def _lift(command: c.LiftConstraint, task: Task) -> Facts:
    team = command.team
    stands = task.held is not None if team is None else team == task.forced or team in task.forbidden
    return [f.ConstraintLifted(team=team, reason=command.reason)] if stands else []


def _on_it(state: Waiting) -> str | None:
    return None if isinstance(state, Requested) else state.team

"""What a mobile team answers to each command."""

from collections.abc import Sequence
from typing import assert_never

from domain.fact import Act, Refusal
from domain.mobile_team import commands as c
from domain.mobile_team import facts as f
from domain.mobile_team.states import (
    Available,
    Engaged,
    MobileTeamState,
    OffDuty,
    OnDuty,
    Unavailable,
)

Facts = Sequence[f.MobileTeamFact]


class TeamOffDuty(Refusal):
    """The team has no crew on shift."""

    field = "team"


class ShiftRunning(Refusal):
    """The team's shift has started already."""

    field = "team"


class ShiftEndsInThePast(Refusal):
    """A shift ends after it starts."""

    field = "ends_at"


class CrewMissing(Refusal):
    """A team has at least one crew member, each named once."""

    field = "crew"


class EquipmentDisagrees(Refusal):
    """The list names each device once, and those it finds working are the equipment."""

    field = "items"


class TeamOnMission(Refusal):
    """The team is engaged: its mission must end first."""

    field = "team"


class HelpStands(Refusal):
    """The crew called for help: the room first makes sure that it is safe."""

    field = "team"


def decide(command: c.MobileTeamCommand, state: MobileTeamState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    if isinstance(command, c.StartShift):
        return _start(command, state, act)
    match state:
        case OffDuty():
            raise TeamOffDuty(f"team {command.team} is off duty")
        case _:
            return _on_duty(command, state)


def _start(command: c.StartShift, state: MobileTeamState, act: Act) -> Facts:
    if not isinstance(state, OffDuty):
        raise ShiftRunning(f"team {command.team} is on shift")
    if command.ends_at <= act.at:
        raise ShiftEndsInThePast(f"ends at {command.ends_at:%Y-%m-%d %H:%M} UTC")
    _check_crew(command.crew)
    return [
        f.ShiftStarted(
            crew=command.crew,
            vehicle=command.vehicle,
            skills=command.skills,
            equipment=command.equipment,
            care_type=command.care_type,
            base=command.base,
            ends_at=command.ends_at,
        )
    ]


def _check_crew(crew: tuple[f.CrewMember, ...]) -> None:
    if not crew or len({member.id for member in crew}) != len(crew):
        raise CrewMissing("name each crew member once, at least one")


def _check_items(command: c.CheckEquipment) -> None:
    working = frozenset(each.device for each in command.items if each.state is f.DeviceState.WORKING)
    if len({each.device for each in command.items}) != len(command.items):
        raise EquipmentDisagrees("name each device once")
    if command.items and working != command.equipment:
        raise EquipmentDisagrees("the equipment is what the list finds working")


def _on_duty(command: c.MobileTeamCommand, state: OnDuty) -> Facts:
    match command:
        case c.ChangeCrew(crew=crew, skills=skills, care_type=care_type):
            _check_crew(crew)
            return [f.CrewChanged(crew=crew, skills=skills, care_type=care_type)]
        case c.CheckEquipment(equipment=equipment, items=items):
            _check_items(command)
            return [f.EquipmentChecked(equipment=equipment, items=items)]
        case c.LoseTablet():
            return [] if state.shift.tablet_lost else [f.TabletLost()]
        case c.RecoverTablet():
            return [f.TabletRecovered()] if state.shift.tablet_lost else []
        case c.ReadNotice():
            return [f.NoticeRead()] if state.shift.notice else []
        case c.RequestHelp():
            mission = state.mission if isinstance(state, Engaged) else None
            return [] if state.shift.help else [f.HelpRequested(mission=mission)]
        case c.SettleHelp(how=how):
            return [f.HelpSettled(how=how)] if state.shift.help else []
        case c.MakeTeamUnavailable() | c.MakeTeamAvailable() | c.EndShift():
            return _availability(command, state)
        case c.StartShift():
            raise ShiftRunning(f"team {command.team} is on shift")
        case _:
            assert_never(command)


def _availability(command: c.MakeTeamUnavailable | c.MakeTeamAvailable | c.EndShift, state: OnDuty) -> Facts:
    match command, state:
        case _, Engaged(mission=mission):
            raise TeamOnMission(f"team {command.team} is on mission {mission}")
        case c.MakeTeamUnavailable(why=why), Available():
            return [f.TeamBecameUnavailable(why=why)]
        case c.MakeTeamUnavailable(why=why), Unavailable():
            return [] if why == state.why else [f.TeamBecameUnavailable(why=why)]
        case c.MakeTeamAvailable(), Unavailable():
            return [f.TeamBecameAvailable()]
        case c.MakeTeamAvailable(), Available():
            return []
        case c.EndShift(), _ if state.shift.help:
            raise HelpStands(f"team {command.team} called for help")
        case c.EndShift(), Available() | Unavailable():
            return [f.ShiftEnded()]
        case _:
            raise AssertionError(f"{command} in {state}")

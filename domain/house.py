"""The table of contents of the system: which streams each command reads and writes, and who decides."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from domain import (
    alarm,
    alarming,
    delegation,
    dispatch_solve,
    dmp_access,
    document,
    engagement,
    erasure,
    file_reading,
    intervention,
    log_verification,
    mission,
    mobile_team,
    reassignment,
    regulation_call,
    standing_order,
    visio_session,
)
from domain.alarm import commands as alarm_commands
from domain.decider import Decider, Plan
from domain.dmp_access import commands as dmp_commands
from domain.dmp_access import request as dmp_request
from domain.envelope import StreamId
from domain.erasure import commands as erasure_commands
from domain.fact import Act, Fact
from domain.mission import commands as mission_commands
from domain.mobile_team.commands import MobileTeamCommand
from domain.regulation_call import commands as call_commands
from domain.regulation_call.commands import RegulationCallCommand
from domain.rules import permissions
from domain.standing_order.commands import StandingOrderCommand
from domain.surroundings import USUAL, Surroundings
from domain.visio_session.commands import VisioSessionCommand

DECIDERS: dict[str, Decider[Any]] = {
    decider.kind: decider
    for decider in (
        regulation_call.DECIDER,
        visio_session.DECIDER,
        mobile_team.DECIDER,
        mission.DECIDER,
        dmp_access.DECIDER,
        file_reading.DECIDER,
        standing_order.DECIDER,
        dispatch_solve.DECIDER,
        log_verification.DECIDER,
        erasure.DECIDER,
        alarm.DECIDER,
        document.DECIDER,
    )
}

AnyFact = (
    regulation_call.RegulationCallFact
    | visio_session.VisioSessionFact
    | mobile_team.MobileTeamFact
    | mission.MissionFact
    | dmp_access.DmpAccessFact
    | file_reading.FileReadingFact
    | standing_order.StandingOrderFact
    | dispatch_solve.DispatchSolveFact
    | log_verification.LogVerified
    | erasure.ErasureFact
    | alarm.AlarmFact
    | document.DocumentFact
)
AnyCommand = (
    RegulationCallCommand
    | VisioSessionCommand
    | MobileTeamCommand
    | mission_commands.MissionCommand
    | dmp_commands.DmpAccessCommand
    | file_reading.FileReadingCommand
    | StandingOrderCommand
    | dispatch_solve.RecordSolve
    | log_verification.RecordVerification
    | erasure_commands.ErasureCommand
    | alarm_commands.AlarmCommand
    | document.AddDocument
)

_Decide = Callable[[Any, Any, Act], Sequence[Fact]]


def plan(command: AnyCommand, around: Surroundings = USUAL) -> Plan:
    """How `command` is decided. The plan's `decide` raises RoleNotAllowed and every other Refusal."""
    match command:
        case mission_commands.OrderMission():
            return _order(command, around)
        case mission_commands.ForceTeam() | mission_commands.ForbidTeam():
            return _about_a_team(command)
        case (
            mission_commands.DeclineMission()
            | mission_commands.CloseMission()
            | mission_commands.ExpireAlert()
        ):
            return _joint(command, command.team)
        case mission_commands.CancelMission():
            return _joint(command, command.team) if command.team else _cancel_alone(command)
        case mission_commands.ReassignTeams():
            return _reassign(command, around)
        case mission_commands.OrderUnderStandingOrder():
            return _order_alone(command, around)
        case call_commands.DecideIntervention():
            return _decide_intervention(command)
        case dmp_commands.RequestAccess() | dmp_commands.ContinueAccess():
            return _for_a_call(command)
        case erasure_commands.EraseSubject():
            return _erase(command)
        case alarm_commands.RaiseAlarm() | alarm_commands.RecheckAlarm():
            return _on_its_cause(command)
        case document.AddDocument():
            return _add_document(command)
        case _:
            return _alone(command)


def _alone(command: Any) -> Plan:
    stream, decide = _handler(command)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [decide(command, states[0], act)]

    return Plan(writes=(stream,), decide=decided)


def _handler(command: Any) -> tuple[StreamId, _Decide]:
    kind, decide = _OWNERS[type(command)]
    return StreamId(kind, getattr(command, _NAMED_BY[kind])), decide


def _order(command: mission_commands.OrderMission, around: Surroundings) -> Plan:
    elsewhere = _elsewhere(command.mission, around)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        forced_on = dict(zip(elsewhere, states[2:], strict=True))
        return engagement.order(command, states[0], states[1], act, around.acknowledge, forced_on)

    return Plan(
        writes=(StreamId(mission.KIND, command.mission), StreamId(mobile_team.KIND, command.team)),
        reads=tuple(StreamId(mission.KIND, name) for name in elsewhere),
        decide=decided,
    )


def _elsewhere(name: str, around: Surroundings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in around.forced_on if each != name))


def _about_a_team(command: mission_commands.ForceTeam | mission_commands.ForbidTeam) -> Plan:
    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        facts = mission.decide(command, states[0], act)
        if facts:
            engagement.check_on_shift(command.team, states[1])
        return [facts]

    return Plan(
        writes=(StreamId(mission.KIND, command.mission),),
        reads=(StreamId(mobile_team.KIND, command.team),),
        decide=decided,
    )


def _joint(command: mission_commands.JointCommand, team: str) -> Plan:
    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return engagement.decide(command, states[0], states[1], act)

    return Plan(
        writes=(StreamId(mission.KIND, command.mission), StreamId(mobile_team.KIND, team)), decide=decided
    )


def _cancel_alone(command: mission_commands.CancelMission) -> Plan:
    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [engagement.cancel(command, states[0])[0]]

    return Plan(writes=(StreamId(mission.KIND, command.mission),), decide=decided)


def _reassign(command: mission_commands.ReassignTeams, around: Surroundings) -> Plan:
    missions, teams = reassignment.missions_of(command), reassignment.teams_of(command)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        among = len(missions)
        by_mission = dict(zip(missions, states[:among], strict=True))
        by_team = dict(zip(teams, states[among:], strict=True))
        return reassignment.decide(command, by_mission, by_team, act, around.acknowledge)

    return Plan(
        writes=(
            *(StreamId(mission.KIND, name) for name in missions),
            *(StreamId(mobile_team.KIND, name) for name in teams),
        ),
        decide=decided,
    )


def _order_alone(command: mission_commands.OrderUnderStandingOrder, around: Surroundings) -> Plan:
    elsewhere = _elsewhere(command.mission, around)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        engagement.check_not_forced(command.team, dict(zip(elsewhere, states[4:], strict=True)))
        return delegation.decide(command, states[0], states[1], states[2], states[3], act, around.acknowledge)

    return Plan(
        writes=(
            StreamId(mission.KIND, command.mission),
            StreamId(mobile_team.KIND, command.team),
            StreamId(standing_order.KIND, command.standing_order),
        ),
        reads=(
            StreamId(regulation_call.KIND, command.call),
            *(StreamId(mission.KIND, name) for name in elsewhere),
        ),
        decide=decided,
    )


def _decide_intervention(command: call_commands.DecideIntervention) -> Plan:
    """The call asks, the mission begins: together, so that no two calls ever name the same mission."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return intervention.decide(command, states[0], states[1], act)

    return Plan(
        writes=(StreamId(regulation_call.KIND, command.call), StreamId(mission.KIND, command.mission)),
        decide=decided,
    )


def _for_a_call(command: dmp_commands.RequestAccess | dmp_commands.ContinueAccess) -> Plan:
    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [dmp_request.decide(command, states[0], states[1], act)]

    return Plan(
        writes=(StreamId(dmp_access.KIND, command.access),),
        reads=(StreamId(regulation_call.KIND, command.call),),
        decide=decided,
    )


def _erase(command: erasure_commands.EraseSubject) -> Plan:
    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [erasure.request(command, states[0], states[1:], act)]

    return Plan(
        writes=(StreamId(erasure.KIND, command.erasure),),
        reads=tuple(StreamId(regulation_call.KIND, file) for file in command.files),
        decide=decided,
    )


def _on_its_cause(command: alarm_commands.OnItsCause) -> Plan:
    cause = alarming.cause(command)
    reads = (StreamId(cause, command.subject),) if cause else ()

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [alarming.decide(command, states[0], states[1:], act)]

    return Plan(writes=(StreamId(alarm.KIND, command.alarm),), reads=reads, decide=decided)


def _add_document(command: document.AddDocument) -> Plan:
    mission_or_session = (
        StreamId(mission.KIND, command.mission)
        if command.mission is not None
        else StreamId(visio_session.KIND, command.session or "")
    )

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [document.decide(command, states[0], states[1], act)]

    return Plan(
        writes=(StreamId(document.KIND, command.document),),
        reads=(mission_or_session,),
        decide=decided,
    )


_NAMED_BY = {
    regulation_call.KIND: "call",
    visio_session.KIND: "session",
    mobile_team.KIND: "team",
    mission.KIND: "mission",
    dmp_access.KIND: "access",
    file_reading.KIND: "reading",
    standing_order.KIND: "order",
    dispatch_solve.KIND: "solve",
    log_verification.KIND: "log",
    erasure.KIND: "erasure",
    alarm.KIND: "alarm",
}


def _owners() -> dict[type, tuple[str, _Decide]]:
    unions: list[tuple[str, Any, _Decide]] = [
        (regulation_call.KIND, RegulationCallCommand, regulation_call.decide),
        (visio_session.KIND, VisioSessionCommand, visio_session.decide),
        (mobile_team.KIND, MobileTeamCommand, mobile_team.decide),
        (mission.KIND, mission_commands.MissionOnly, mission.decide),
        (dmp_access.KIND, dmp_commands.AfterRequest, dmp_access.decide),
        (standing_order.KIND, StandingOrderCommand, standing_order.decide),
        (file_reading.KIND, file_reading.FileReadingCommand, file_reading.decide),
        (erasure.KIND, erasure_commands.AfterErasureRequest, erasure.decide),
        (alarm.KIND, alarm_commands.AlarmOnly, alarm.decide),
    ]
    owners = {command: (kind, decide) for kind, union, decide in unions for command in get_args(union)}
    return {
        **owners,
        dispatch_solve.RecordSolve: (dispatch_solve.KIND, dispatch_solve.decide),
        log_verification.RecordVerification: (log_verification.KIND, log_verification.decide),
    }


_OWNERS = _owners()

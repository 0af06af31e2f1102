"""The table of contents of the system: which streams each command reads and writes, and who decides."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from domain import (
    alarm,
    crew_safety,
    dispatch_solve,
    dmp_access,
    document,
    erasure,
    file_reading,
    joint,
    log_verification,
    mission,
    mobile_team,
    regulation_call,
    standing_order,
    teleconsultation,
    visio_door,
    visio_session,
)
from domain.alarm import commands as alarm_commands
from domain.crew_safety import commands as safety_commands
from domain.crew_safety import plans as safety_plans
from domain.decider import Decider, Plan
from domain.dmp_access import commands as dmp_commands
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
from domain.teleconsultation import commands as teleconsultation_commands
from domain.teleconsultation import plans as teleconsultation_plans
from domain.visio_session.commands import RequestVisio, VisioSessionCommand

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
        crew_safety.DECIDER,
        visio_door.DECIDER,
        teleconsultation.DECIDER,
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
    | crew_safety.CrewSafetyFact
    | visio_door.ForgedLinksCounted
    | teleconsultation.TeleconsultationFact
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
    | safety_commands.CrewSafetyCommand
    | visio_door.CountForgedLinks
    | teleconsultation_commands.TeleconsultationCommand
)

_Decide = Callable[[Any, Any, Act], Sequence[Fact]]


def plan(command: AnyCommand, around: Surroundings = USUAL) -> Plan:
    """How `command` is decided. The plan's `decide` raises RoleNotAllowed and every other Refusal."""
    match command:
        case mission_commands.OrderMission():
            return joint.order(command, around)
        case mission_commands.ForceTeam() | mission_commands.ForbidTeam():
            return joint.about_a_team(command)
        case (
            mission_commands.DeclineMission()
            | mission_commands.CloseMission()
            | mission_commands.ExpireAlert()
        ):
            return joint.with_team(command, command.team)
        case mission_commands.CancelMission():
            return joint.with_team(command, command.team) if command.team else joint.cancel_alone(command)
        case mission_commands.ReassignTeams():
            return joint.reassign(command, around)
        case mission_commands.OrderUnderStandingOrder():
            return joint.order_alone(command, around)
        case call_commands.DecideIntervention():
            return joint.decide_intervention(command)
        case dmp_commands.RequestAccess() | dmp_commands.ContinueAccess():
            return joint.for_a_call(command)
        case erasure_commands.EraseSubject():
            return joint.erase(command)
        case alarm_commands.RaiseAlarm() | alarm_commands.RecheckAlarm():
            return joint.on_its_cause(command)
        case RequestVisio(mission=name):
            return joint.request_visio(command, name)
        case document.AddDocument():
            return joint.add_document(command)
        case safety_commands.AdaptWatch() | safety_commands.SetCheckIn() | safety_commands.MissCheckIn():
            return safety_plans.plan(command)
        case (
            teleconsultation_commands.OpenTeleconsultation()
            | teleconsultation_commands.LinkMission()
            | teleconsultation_commands.LinkRecordAccess()
            | teleconsultation_commands.LinkSession()
            | teleconsultation_commands.AnswerQuestionnaire(session=str())
            | teleconsultation_commands.DeclineQuestionnaire(session=str())
        ):
            return teleconsultation_plans.plan(command)
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
    crew_safety.KIND: "mission",
    visio_door.KIND: "door",
    teleconsultation.KIND: "teleconsultation",
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
        (teleconsultation.KIND, teleconsultation_commands.Alone, teleconsultation.decide),
    ]
    owners = {command: (kind, decide) for kind, union, decide in unions for command in get_args(union)}
    return {
        **owners,
        dispatch_solve.RecordSolve: (dispatch_solve.KIND, dispatch_solve.decide),
        log_verification.RecordVerification: (log_verification.KIND, log_verification.decide),
        safety_commands.CheckIn: (crew_safety.KIND, crew_safety.decide),
        visio_door.CountForgedLinks: (visio_door.KIND, visio_door.decide),
    }


_OWNERS = _owners()

"""What a mission alone answers to each command. What it decides with its team is in `domain.engagement`."""

from collections.abc import Sequence

from domain.fact import Act
from domain.mission import commands as c
from domain.mission import constraints, proposals
from domain.mission import facts as f
from domain.mission.refusals import (
    AnsweredTooLate,
    BilanEmpty,
    MissionOver,
    MissionWithdrawn,
    NotThisTeam,
    TooManyTransits,
)
from domain.mission.states import (
    Alerted,
    AtDestination,
    Begun,
    BySide,
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
    Task,
    Transporting,
)
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, ReasonMissing
from domain.scores import check_totals

Facts = Sequence[f.MissionFact]


def decide(command: c.MissionOnly, state: MissionState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    if isinstance(command, c.RequestMission):
        return _request(command, state)
    match state:
        case NotRequested():
            raise NotFound(f"no mission {command.mission}")
        case Closed() | Cancelled():
            raise MissionOver(f"mission {command.mission} is over")
        case _:
            return _decide(command, state)


def _decide(command: c.MissionOnly, state: Begun) -> Facts:
    match command:
        case c.ProposeTeams() | c.DropReassignment() | c.SetProposalAside():
            return proposals.decide(command, state)
        case c.ForceTeam() | c.ForbidTeam() | c.HoldTeam() | c.LiftConstraint():
            return constraints.constrain(command, state)
        case c.ReviseMission():
            return _revise(command, state)
        case c.AssignDestination():
            return _assign(command, state)
        case c.RequestMission():
            raise AlreadyExists(f"mission {command.mission} was requested already")
        case _:
            return _step(command, state)


def _request(command: c.RequestMission, state: MissionState) -> Facts:
    if not isinstance(state, NotRequested):
        raise AlreadyExists(f"mission {command.mission} was requested already")
    return [
        f.MissionRequested(
            call=command.call, priority=command.priority, place=command.place, needs=command.needs
        )
    ]


def _revise(command: c.ReviseMission, state: Begun) -> Facts:
    """What the call says now, while it can still change who goes and where."""
    match state:
        case Requested() | Ordered() | Alerted() | EnRoute():
            pass
        case _:
            return []
    priority = None if command.priority is state.task.priority else command.priority
    place = None if command.place == state.task.place else command.place
    return [f.MissionRevised(priority=priority, place=place)] if priority or place else []


def _assign(command: c.AssignDestination, state: Begun) -> Facts:
    match state:
        case OnScene() | InCare() | Transporting() | InTransit():
            return [f.DestinationAssigned(orientation=command.orientation, destination=command.destination)]
        case _:
            raise OutOfOrder(f"no patient in the care of mission {command.mission} now")


def _step(command: c.AlertTeam | c.CrewStep, state: Begun) -> Facts:
    if isinstance(state, Requested | Closed | Cancelled) or state.team != command.team:
        raise not_on_it(command.mission, command.team, state.task)
    match command, state:
        case c.AlertTeam(), Ordered():
            return [f.TeamAlerted()]
        case c.AcknowledgeMission(), Alerted():
            return [] if state.acknowledged else [f.TeamAcknowledged()]
        case c.ReportDeparture(), Alerted():
            return [f.TeamDeparted()]
        case c.ReportArrival(), EnRoute():
            return [f.TeamArrived()]
        case c.StartCare(), OnScene():
            return [f.CareStarted()]
        case c.SendBilan(), InCare() | Transporting() | InTransit() | AtDestination():
            return [_bilan(command)]
        case ((c.ConsentTeleconsultation() | c.RefuseTeleconsultation()), _) if isinstance(state, BySide):
            return _teleconsultation(command, state.task)
        case c.StartTransport(), InCare():
            return [f.TransportStarted()]
        case c.ReportTransit() | c.ResumeTransport() | c.ReportDestination(), _:
            return _transport(command, state)
        case c.HandOverPatient(outcome=outcome), OnScene() | InCare() | AtDestination():
            return [f.PatientHandedOver(outcome=outcome)]
        case c.LeaveScene(), HandedOver():
            return [f.TeamLeft()]
        case c.ReturnToBase(), Left():
            return [f.TeamReturning()]
        case _:
            raise OutOfOrder(f"mission {command.mission} is {name(state)}")


def _bilan(command: c.SendBilan) -> f.BilanSent:
    if not command.vitals and not command.scores and command.text is None:
        raise BilanEmpty("give vital signs, a score or words")
    check_totals(command.scores)
    return f.BilanSent(vitals=command.vitals, text=command.text, scores=command.scores)


def _teleconsultation(command: c.ConsentTeleconsultation | c.RefuseTeleconsultation, task: Task) -> Facts:
    """Who agreed, or that they refuse. The same agreement said again changes nothing."""
    if isinstance(command, c.RefuseTeleconsultation):
        return [f.TeleconsultationRefused(told_version=command.told_version)]
    if command.given_by is f.Agreement.EMERGENCY and command.reason is None:
        raise ReasonMissing("say why nobody could agree")
    if command.given_by is task.agreed:
        return []
    return [
        f.TeleconsultationConsented(
            given_by=command.given_by, told_version=command.told_version, reason=command.reason
        )
    ]


def not_on_it(mission: str, team: str, task: Task) -> NotThisTeam:
    """Why this team is not on this mission, or no longer, in words that a crew may act upon."""
    if team in task.withdrawn:
        return MissionWithdrawn(f"mission {mission} was taken from team {team}: look at your sheet")
    if team in task.unanswered:
        return AnsweredTooLate(f"team {team} did not answer in time: mission {mission} was taken back")
    return NotThisTeam(f"team {team} is not on mission {mission}")


def _transport(command: c.ReportTransit | c.ResumeTransport | c.ReportDestination, state: Begun) -> Facts:
    match command, state:
        case c.ReportTransit(), Transporting(leg=1):
            return [f.TransitReached(stop=1)]
        case c.ReportTransit(), Transporting(leg=2):
            return [f.TransitReached(stop=2)]
        case c.ReportTransit(), Transporting():
            raise TooManyTransits("two transit stops at most")
        case c.ResumeTransport(), InTransit(stop=stop):
            return [f.TransportResumed(leg=2 if stop == 1 else 3)]
        case c.ReportDestination(), Transporting():
            return [f.DestinationReached()]
        case _:
            raise OutOfOrder(f"mission {command.mission} is {name(state)}")


def name(state: MissionState) -> str:
    """The tag of a state, for messages."""
    return str(state.__struct_config__.tag)

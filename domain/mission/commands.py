"""What may be asked of a mission. `mission` names it; the crew's commands also name their team."""

from typing import Annotated

import msgspec

from domain.fact import Command
from domain.mission.facts import Agreement, Outcome, VitalSign
from domain.mission.teleconsultation import ToldVersion
from domain.proposal import Move, Proposal
from domain.scores import Score
from domain.vocabulary import (
    Identifier,
    LongText,
    OrientationType,
    Place,
    Priority,
    ShortText,
    TeamNeeds,
)


class RequestMission(Command, frozen=True, kw_only=True, tag="request-mission"):
    """Decided together with InterventionDecided (`domain.intervention`)."""

    mission: Identifier
    call: Identifier
    priority: Priority
    place: Place
    needs: TeamNeeds


class ReviseMission(Command, frozen=True, kw_only=True, tag="revise-mission"):
    """Issued by a reaction: the call says another priority or place than when the mission was asked for.
    None: not said."""

    mission: Identifier
    priority: Priority | None = None
    place: Place | None = None


class ProposeTeams(Command, frozen=True, kw_only=True, tag="propose-teams"):
    """Issued by the dispatch worker."""

    mission: Identifier
    proposal: Proposal


class DropReassignment(Command, frozen=True, kw_only=True, tag="drop-reassignment"):
    """Issued by the dispatch worker: the reassignment proposed under `solve_id` is no longer worth it."""

    mission: Identifier
    solve_id: Identifier


class SetProposalAside(Command, frozen=True, kw_only=True, tag="set-proposal-aside"):
    mission: Identifier
    why: ShortText


class OrderMission(Command, frozen=True, kw_only=True, tag="order-mission"):
    """Send `team`. `solve_id` is the proposal on the screen; `reason` is needed against it."""

    mission: Identifier
    team: Identifier
    solve_id: Identifier | None = None
    reason: ShortText | None = None


class OrderUnderStandingOrder(Command, frozen=True, kw_only=True, tag="order-under-standing-order"):
    """Issued by the dispatch worker: send the proposed team, by a rule that a doctor signed.

    `call` is the mission's own: its priority may have been revised since the mission was asked for.
    """

    mission: Identifier
    call: Identifier
    team: Identifier
    standing_order: Identifier
    solve_id: Identifier


class ReassignTeams(Command, frozen=True, kw_only=True, tag="reassign-teams"):
    """Change who does which mission, all moves together or none. `solve_id` is the proposal on the screen;
    `reason` is needed where these are not its moves. A mission whose `after` is None waits again."""

    moves: Annotated[tuple[Move, ...], msgspec.Meta(min_length=1, max_length=8)]
    solve_id: Identifier | None = None
    reason: ShortText | None = None


class ForceTeam(Command, frozen=True, kw_only=True, tag="force-team"):
    """This team and no other."""

    mission: Identifier
    team: Identifier
    reason: ShortText


class ForbidTeam(Command, frozen=True, kw_only=True, tag="forbid-team"):
    """Anybody but this team."""

    mission: Identifier
    team: Identifier
    reason: ShortText


class HoldTeam(Command, frozen=True, kw_only=True, tag="hold-team"):
    """The team on this mission may not be moved."""

    mission: Identifier
    reason: ShortText


class LiftConstraint(Command, frozen=True, kw_only=True, tag="lift-constraint"):
    """What was said of `team`, forced or forbidden, no longer holds; None: its team is no longer held."""

    mission: Identifier
    team: Identifier | None = None
    reason: ShortText


class ExpireAlert(Command, frozen=True, kw_only=True, tag="expire-alert"):
    """Issued by a deadline: the crew has not answered in time."""

    mission: Identifier
    team: Identifier


class AlertTeam(Command, frozen=True, kw_only=True, tag="alert-team"):
    """Issued by a reaction to MissionOrdered."""

    mission: Identifier
    team: Identifier


class AcknowledgeMission(Command, frozen=True, kw_only=True, tag="acknowledge-mission"):
    mission: Identifier
    team: Identifier


class DeclineMission(Command, frozen=True, kw_only=True, tag="decline-mission"):
    mission: Identifier
    team: Identifier
    why: ShortText


class ReportDeparture(Command, frozen=True, kw_only=True, tag="report-departure"):
    mission: Identifier
    team: Identifier


class ReportArrival(Command, frozen=True, kw_only=True, tag="report-arrival"):
    mission: Identifier
    team: Identifier


class StartCare(Command, frozen=True, kw_only=True, tag="start-care"):
    mission: Identifier
    team: Identifier


class SendBilan(Command, frozen=True, kw_only=True, tag="send-bilan"):
    mission: Identifier
    team: Identifier
    vitals: tuple[VitalSign, ...] = ()
    text: LongText | None = None
    scores: tuple[Score, ...] = ()


class ConsentTeleconsultation(Command, frozen=True, kw_only=True, tag="consent-teleconsultation"):
    """`reason` is needed where nobody could agree."""

    mission: Identifier
    team: Identifier
    given_by: Agreement
    told_version: ToldVersion
    reason: ShortText | None = None


class RefuseTeleconsultation(Command, frozen=True, kw_only=True, tag="refuse-teleconsultation"):
    mission: Identifier
    team: Identifier
    told_version: ToldVersion


class AssignDestination(Command, frozen=True, kw_only=True, tag="assign-destination"):
    """The doctor's orientation, for the team on the spot."""

    mission: Identifier
    orientation: OrientationType
    destination: ShortText | None = None


class StartTransport(Command, frozen=True, kw_only=True, tag="start-transport"):
    mission: Identifier
    team: Identifier


class ReportTransit(Command, frozen=True, kw_only=True, tag="report-transit"):
    mission: Identifier
    team: Identifier


class ResumeTransport(Command, frozen=True, kw_only=True, tag="resume-transport"):
    mission: Identifier
    team: Identifier


class ReportDestination(Command, frozen=True, kw_only=True, tag="report-destination"):
    mission: Identifier
    team: Identifier


class HandOverPatient(Command, frozen=True, kw_only=True, tag="hand-over-patient"):
    mission: Identifier
    team: Identifier
    outcome: Outcome


class LeaveScene(Command, frozen=True, kw_only=True, tag="leave-scene"):
    mission: Identifier
    team: Identifier


class ReturnToBase(Command, frozen=True, kw_only=True, tag="return-to-base"):
    mission: Identifier
    team: Identifier


class CloseMission(Command, frozen=True, kw_only=True, tag="close-mission"):
    """The team is available again, at its base or on the road."""

    mission: Identifier
    team: Identifier


class CancelMission(Command, frozen=True, kw_only=True, tag="cancel-mission"):
    """`team` is the team engaged, None where none is: said so that nobody is released by mistake."""

    mission: Identifier
    why: ShortText
    team: Identifier | None = None


CrewStep = (
    AcknowledgeMission
    | ReportDeparture
    | ReportArrival
    | StartCare
    | SendBilan
    | ConsentTeleconsultation
    | RefuseTeleconsultation
    | StartTransport
    | ReportTransit
    | ResumeTransport
    | ReportDestination
    | HandOverPatient
    | LeaveScene
    | ReturnToBase
)
Constraining = ForceTeam | ForbidTeam | HoldTeam | LiftConstraint
Proposing = ProposeTeams | DropReassignment | SetProposalAside
Asking = RequestMission | ReviseMission
MissionOnly = Asking | Proposing | Constraining | AlertTeam | AssignDestination | CrewStep
JointCommand = DeclineMission | CloseMission | CancelMission | ExpireAlert
MissionCommand = MissionOnly | JointCommand | OrderMission | OrderUnderStandingOrder | ReassignTeams

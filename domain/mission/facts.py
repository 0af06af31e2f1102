"""What can happen to a mission. Each step names the national status it reaches (HubSante.statutVecteur)."""

from enum import StrEnum
from typing import Literal

from domain.fact import Fact
from domain.mission.bilan import BilanSent, VitalSign, VitalSource
from domain.mission.dispatch_facts import (
    AlertExpired,
    ConstraintLifted,
    Escalation,
    MissionEscalated,
    MissionOrdered,
    ProposalSetAside,
    ReassignmentDropped,
    ReassignmentProposed,
    TeamDeclined,
    TeamForbidden,
    TeamForced,
    TeamHeld,
    TeamsProposed,
    TeamWithdrawn,
)
from domain.mission.teleconsultation import (
    Agreement,
    TeleconsultationConsented,
    TeleconsultationRefused,
)
from domain.vocabulary import (
    Identifier,
    OrientationType,
    Place,
    Priority,
    ShortText,
    TeamNeeds,
    VectorStatus,
)

__all__ = [
    "KIND",
    "Agreement",
    "AlertExpired",
    "BilanSent",
    "CareStarted",
    "ConstraintLifted",
    "DestinationAssigned",
    "DestinationReached",
    "Escalation",
    "MissionCancelled",
    "MissionClosed",
    "MissionEscalated",
    "MissionFact",
    "MissionOrdered",
    "MissionRequested",
    "MissionRevised",
    "Outcome",
    "PatientHandedOver",
    "ProposalSetAside",
    "ReassignmentDropped",
    "ReassignmentProposed",
    "TeamAcknowledged",
    "TeamAlerted",
    "TeamArrived",
    "TeamDeclined",
    "TeamDeparted",
    "TeamForbidden",
    "TeamForced",
    "TeamHeld",
    "TeamLeft",
    "TeamReturning",
    "TeamWithdrawn",
    "TeamsProposed",
    "TeleconsultationConsented",
    "TeleconsultationRefused",
    "TransitReached",
    "TransportResumed",
    "TransportStarted",
    "VitalSign",
    "VitalSource",
    "vector_status",
]

KIND = "mission"


class Outcome(StrEnum):
    """How a patient is left by the team. Vigie's own list, after the telemedicine guides."""

    LEFT_AT_HOME = "left-at-home"
    HANDED_OVER = "handed-over"
    NO_PATIENT = "no-patient"


class MissionRequested(Fact, frozen=True, kw_only=True, tag="mission.requested"):
    """A call needs a team. Nobody is sent yet."""

    call: Identifier
    priority: Priority
    place: Place
    needs: TeamNeeds


class MissionRevised(Fact, frozen=True, kw_only=True, tag="mission.revised"):
    """The call was corrected before the team arrived: what is None stays. What was proposed until then no
    longer counts."""

    priority: Priority | None = None
    place: Place | None = None


class TeamAlerted(Fact, frozen=True, kw_only=True, tag="mission.team-alerted"):
    """DECLENCHE."""


class TeamAcknowledged(Fact, frozen=True, kw_only=True, tag="mission.team-acknowledged"):
    """The crew has read the mission and goes."""


class TeamDeparted(Fact, frozen=True, kw_only=True, tag="mission.team-departed"):
    """DEPART."""


class TeamArrived(Fact, frozen=True, kw_only=True, tag="mission.team-arrived"):
    """ARRIVEE."""


class CareStarted(Fact, frozen=True, kw_only=True, tag="mission.care-started"):
    """PEC."""


class DestinationAssigned(Fact, frozen=True, kw_only=True, tag="mission.destination-assigned"):
    """ORIENTAT. The doctor says where the patient goes, home included."""

    orientation: OrientationType
    destination: ShortText | None = None


class TransportStarted(Fact, frozen=True, kw_only=True, tag="mission.transport-started"):
    """TRANSP."""


class TransitReached(Fact, frozen=True, kw_only=True, tag="mission.transit-reached"):
    """ETAPE1 or ETAPE2."""

    stop: Literal[1, 2]


class TransportResumed(Fact, frozen=True, kw_only=True, tag="mission.transport-resumed"):
    """TRANSP2 or TRANSP3: `leg` is 2 or 3."""

    leg: Literal[2, 3]


class DestinationReached(Fact, frozen=True, kw_only=True, tag="mission.destination-reached"):
    """DESTIN."""


class PatientHandedOver(Fact, frozen=True, kw_only=True, tag="mission.patient-handed-over"):
    """FINPEC. The team's care ends: at home, or with whoever takes over."""

    outcome: Outcome


class TeamLeft(Fact, frozen=True, kw_only=True, tag="mission.team-left"):
    """RETOUR."""


class TeamReturning(Fact, frozen=True, kw_only=True, tag="mission.team-returning"):
    """RET-BASE."""


class MissionClosed(Fact, frozen=True, kw_only=True, tag="mission.closed"):
    """REN-BASE, or available again on the road. Appended together with TeamReleased."""

    call: Identifier
    team: Identifier


class MissionCancelled(Fact, frozen=True, kw_only=True, tag="mission.cancelled"):
    """ANNULE, only before arrival. Appended together with TeamReleased where a team was engaged."""

    call: Identifier
    why: ShortText
    team: Identifier | None = None


MissionFact = (
    MissionRequested
    | TeamsProposed
    | ProposalSetAside
    | MissionOrdered
    | TeamAlerted
    | TeamAcknowledged
    | TeamDeclined
    | TeamDeparted
    | TeamArrived
    | CareStarted
    | BilanSent
    | DestinationAssigned
    | TransportStarted
    | TransitReached
    | TransportResumed
    | DestinationReached
    | PatientHandedOver
    | TeamLeft
    | TeamReturning
    | MissionClosed
    | MissionCancelled
    | MissionRevised
    | ReassignmentProposed
    | ReassignmentDropped
    | TeamWithdrawn
    | AlertExpired
    | MissionEscalated
    | TeamForced
    | TeamForbidden
    | TeamHeld
    | ConstraintLifted
    | TeleconsultationConsented
    | TeleconsultationRefused
)

_STATUS: dict[type[Fact], VectorStatus] = {
    MissionOrdered: VectorStatus.DECIDED,
    TeamAlerted: VectorStatus.ALERTED,
    TeamDeparted: VectorStatus.DEPARTED,
    TeamArrived: VectorStatus.ON_SCENE,
    CareStarted: VectorStatus.IN_CARE,
    BilanSent: VectorStatus.BILAN_SENT,
    DestinationAssigned: VectorStatus.ORIENTED,
    TransportStarted: VectorStatus.TRANSPORTING,
    DestinationReached: VectorStatus.AT_DESTINATION,
    PatientHandedOver: VectorStatus.CARE_ENDED,
    TeamLeft: VectorStatus.LEFT,
    TeamReturning: VectorStatus.RETURNING,
    MissionClosed: VectorStatus.AT_BASE,
    MissionCancelled: VectorStatus.CANCELLED,
}


def vector_status(fact: MissionFact) -> VectorStatus | None:
    """The national status that this fact reaches, None where it reaches none (a proposal, say)."""
    match fact:
        case TransitReached(stop=stop):
            return VectorStatus.TRANSIT_1 if stop == 1 else VectorStatus.TRANSIT_2
        case TransportResumed(leg=leg):
            return VectorStatus.TRANSPORTING_2 if leg == 2 else VectorStatus.TRANSPORTING_3
        case _:
            return _STATUS.get(type(fact))

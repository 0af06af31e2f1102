"""What can happen to a regulation file. Tags never move; a new need is a new field with a default."""

from datetime import datetime

from domain.fact import Fact
from domain.vocabulary import (
    Caller,
    CallOrigin,
    CareLevel,
    Channel,
    DismissalCode,
    Identifier,
    Ins,
    InsStatus,
    LongText,
    OrientationType,
    Person,
    Place,
    Priority,
    ShortText,
    TeamNeeds,
)

KIND = "regulation-call"


class CallReceived(Fact, frozen=True, kw_only=True, tag="regulation-call.received"):
    """An ARM picked up. `rang_at` (UTC) is when the call reached the centre, for the pick-up delay.

    `national_id` is the caseId of a file shared by another centre (RS-EDA).
    """

    origin: CallOrigin
    rang_at: datetime
    caller: Caller = Caller()
    national_id: ShortText | None = None


class CallerDescribed(Fact, frozen=True, kw_only=True, tag="regulation-call.caller-described"):
    caller: Caller


class CallLocated(Fact, frozen=True, kw_only=True, tag="regulation-call.located"):
    """`missions` are those still out: their team has to know."""

    place: Place
    missions: tuple[Identifier, ...] = ()


class MotiveStated(Fact, frozen=True, kw_only=True, tag="regulation-call.motive-stated"):
    """What happens, in the caller's words; `code` is a national Mxx.xx recourse code."""

    motive: ShortText
    code: ShortText | None = None


class CallerLost(Fact, frozen=True, kw_only=True, tag="regulation-call.caller-lost"):
    """The line dropped before the file was finished."""


class CalledBack(Fact, frozen=True, kw_only=True, tag="regulation-call.called-back"):
    reached: bool


class PriorityAssigned(Fact, frozen=True, kw_only=True, tag="regulation-call.priority-assigned"):
    priority: Priority


class PriorityRevised(Fact, frozen=True, kw_only=True, tag="regulation-call.priority-revised"):
    """`missions` are those still out: who goes there first may be another question now."""

    priority: Priority
    was: Priority
    missions: tuple[Identifier, ...] = ()


class PatientIdentified(Fact, frozen=True, kw_only=True, tag="regulation-call.patient-identified"):
    """What is known of a patient, with the INS status of that identity. No INS below QUAL leaves."""

    patient: Identifier
    person: Person
    status: InsStatus = InsStatus.PROVISIONAL
    ins: Ins | None = None


class PatientIdentityQualified(
    Fact, frozen=True, kw_only=True, tag="regulation-call.patient-identity-qualified"
):
    patient: Identifier
    ins: Ins


class TransferredToRegulator(Fact, frozen=True, kw_only=True, tag="regulation-call.transferred-to-regulator"):
    channel: Channel


class RegulationStarted(Fact, frozen=True, kw_only=True, tag="regulation-call.regulation-started"):
    regulator: Identifier


class RegulationTakenOver(Fact, frozen=True, kw_only=True, tag="regulation-call.regulation-taken-over"):
    regulator: Identifier
    was: Identifier


class ObservationNoted(Fact, frozen=True, kw_only=True, tag="regulation-call.observation-noted"):
    text: LongText
    patient: Identifier | None = None


class CareLevelAssessed(Fact, frozen=True, kw_only=True, tag="regulation-call.care-level-assessed"):
    level: CareLevel


class AdviceGiven(Fact, frozen=True, kw_only=True, tag="regulation-call.advice-given"):
    """CONSEIL."""

    text: LongText


class PrescriptionGivenByPhone(
    Fact, frozen=True, kw_only=True, tag="regulation-call.prescription-given-by-phone"
):
    """PMT."""

    text: LongText


class InterventionDecided(Fact, frozen=True, kw_only=True, tag="regulation-call.intervention-decided"):
    """INTER: one mobile team is needed. `mission` names the mission that will carry it.

    `priority` and `place` are those of the file at that moment, so that the mission
    needs nothing else to be proposed.
    """

    mission: Identifier
    needs: TeamNeeds
    priority: Priority
    place: Place


class InterventionConcluded(Fact, frozen=True, kw_only=True, tag="regulation-call.intervention-concluded"):
    """The mission of an intervention ended, closed or cancelled."""

    mission: Identifier
    cancelled: bool = False


class PatientOriented(Fact, frozen=True, kw_only=True, tag="regulation-call.patient-oriented"):
    """ORIENT."""

    orientation: OrientationType
    destination: ShortText | None = None
    patient: Identifier | None = None


class NoFurtherDecisionNeeded(
    Fact, frozen=True, kw_only=True, tag="regulation-call.no-further-decision-needed"
):
    """PASPLUS."""

    reason: ShortText


class DuplicateLinked(Fact, frozen=True, kw_only=True, tag="regulation-call.duplicate-linked"):
    original: Identifier


class CallDismissed(Fact, frozen=True, kw_only=True, tag="regulation-call.dismissed"):
    code: DismissalCode


class CallCompleted(Fact, frozen=True, kw_only=True, tag="regulation-call.completed"):
    """ACHEVE."""


class CallReopened(Fact, frozen=True, kw_only=True, tag="regulation-call.reopened"):
    """ACTIF again, from `active_at` (UTC) on: a completed or validated file needs a new decision."""

    reason: ShortText
    active_at: datetime


class CallValidated(Fact, frozen=True, kw_only=True, tag="regulation-call.validated"):
    """VALIDE. `closes_at` (UTC) is when it becomes CLOTURE: 24 h after it became active (HubSante.etat)."""

    closes_at: datetime


class CallClosed(Fact, frozen=True, kw_only=True, tag="regulation-call.closed"):
    """CLOTURE."""


RegulationCallFact = (
    CallReceived
    | CallerDescribed
    | CallLocated
    | MotiveStated
    | CallerLost
    | CalledBack
    | PriorityAssigned
    | PriorityRevised
    | PatientIdentified
    | PatientIdentityQualified
    | TransferredToRegulator
    | RegulationStarted
    | RegulationTakenOver
    | ObservationNoted
    | CareLevelAssessed
    | AdviceGiven
    | PrescriptionGivenByPhone
    | InterventionDecided
    | InterventionConcluded
    | PatientOriented
    | NoFurtherDecisionNeeded
    | DuplicateLinked
    | CallDismissed
    | CallCompleted
    | CallReopened
    | CallValidated
    | CallClosed
)

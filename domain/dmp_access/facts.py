"""What can happen to an access to a shared medical record (DMP). Refused attempts are facts too."""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.fact import Actor, Fact
from domain.vocabulary import Confidentiality, DmpMode, Identifier, Ins, ShortText

KIND = "dmp-access"


class RefusedBecause(StrEnum):
    """Why an access was refused. Public health code L1111-17 I, R1111-46, R1111-48."""

    ROLE_NOT_ALLOWED = "role-not-allowed"
    CALL_NOT_OPEN = "call-not-open"
    PATIENT_UNKNOWN = "patient-unknown"
    IDENTITY_NOT_QUALIFIED = "identity-not-qualified"
    CONDITIONS_NOT_ATTESTED = "conditions-not-attested"
    REASON_MISSING = "reason-missing"
    CONSENT_NOT_ATTESTED = "consent-not-attested"
    PATIENT_OPPOSED = "patient-opposed"
    PROFESSIONAL_BLOCKED = "professional-blocked"
    NO_RECORD = "no-record"
    DMP_UNAVAILABLE = "dmp-unavailable"


class Verdict(StrEnum):
    """What a reviewer says of a break-glass access."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"
    TO_CLARIFY = "to-clarify"


class Recipient(StrEnum):
    """Who is told of an access after it (R1111-48)."""

    HOLDER = "holder"
    ATTENDING_DOCTOR = "attending-doctor"


class Attestation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the practitioner attests in one gesture.

    Break-glass (L1111-17 I, first case) needs both legal conditions: the person cannot express their
    will, and their health is at immediate risk. The normal mode needs the person's agreement.
    """

    cannot_express_will: bool = False
    immediate_risk: bool = False
    patient_agrees: bool = False


class AccessRequested(Fact, frozen=True, kw_only=True, tag="dmp-access.requested"):
    """The rules of the house allow the attempt: the DMP is asked. `ins` is qualified."""

    call: Identifier
    patient: Identifier
    mode: DmpMode
    practitioner: Actor
    ins: Ins
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class AccessGranted(Fact, frozen=True, kw_only=True, tag="dmp-access.granted"):
    """Opened in the normal or regulation-centre mode, until `expires_at` (UTC)."""

    call: Identifier
    patient: Identifier
    mode: DmpMode
    expires_at: datetime


class BreakGlassInvoked(Fact, frozen=True, kw_only=True, tag="dmp-access.break-glass-invoked"):
    """Opened by break-glass, until `expires_at` (UTC). From here no path avoids a review."""

    call: Identifier
    patient: Identifier
    reason: ShortText
    expires_at: datetime


class AccessRefused(Fact, frozen=True, kw_only=True, tag="dmp-access.refused"):
    """An attempt that did not open anything: by a rule of the house, or by the DMP's answer.

    `reason` and `attestation` are what was claimed.
    """

    call: Identifier
    patient: Identifier
    mode: DmpMode
    practitioner: Actor
    why: RefusedBecause
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class DocumentConsulted(Fact, frozen=True, kw_only=True, tag="dmp-access.document-consulted"):
    """One document was shown. `title` is its kind, never its content."""

    document: Identifier
    title: ShortText
    confidentiality: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})


class AccessClosed(Fact, frozen=True, kw_only=True, tag="dmp-access.closed"):
    """The practitioner has finished."""


class AccessExpired(Fact, frozen=True, kw_only=True, tag="dmp-access.expired"):
    """Time is up."""


class AccessRevoked(Fact, frozen=True, kw_only=True, tag="dmp-access.revoked"):
    """Somebody with the right to do so ended it."""

    why: ShortText


class PatientInformed(Fact, frozen=True, kw_only=True, tag="dmp-access.patient-informed"):
    """The notice of R1111-48 was handed over. `proof` is the receipt of whoever carries it."""

    recipient: Recipient
    proof: ShortText


class NoticeFailed(Fact, frozen=True, kw_only=True, tag="dmp-access.notice-failed"):
    """The notice could not be handed over: still due."""

    recipient: Recipient
    why: ShortText


class BreakGlassReviewed(Fact, frozen=True, kw_only=True, tag="dmp-access.break-glass-reviewed"):
    verdict: Verdict
    comment: ShortText


DmpAccessFact = (
    AccessRequested
    | AccessGranted
    | BreakGlassInvoked
    | AccessRefused
    | DocumentConsulted
    | AccessClosed
    | AccessExpired
    | AccessRevoked
    | PatientInformed
    | NoticeFailed
    | BreakGlassReviewed
)

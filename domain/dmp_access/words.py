"""The words of an access: why refused, what is attested, who is told, what a reader says, what is unusual."""

from enum import StrEnum

import msgspec


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


class DocumentRefusedBecause(StrEnum):
    """Why a document was not shown in an open access."""

    MASKED = "masked"


class UnusualRule(StrEnum):
    """Rules of unusual accesses, of any mode. Vigie's own list, after what privacy monitors look for."""

    NO_LINKED_CALL = "no-linked-call"
    CALL_CLOSED_BEFORE = "call-closed-before"
    OFF_SHIFT = "off-shift"
    SAME_FAMILY_NAME = "same-family-name"
    SAME_HOUSEHOLD = "same-household"
    COLLEAGUE = "colleague"
    WELL_KNOWN_PERSON = "well-known-person"
    SELF = "self"
    VOLUME = "volume"
    REPEATED_BREAK_GLASS = "repeated-break-glass"
    REPEATED_REFUSALS = "repeated-refusals"
    SAME_PATIENT_AGAIN = "same-patient-again"
    OUTSIDE_ROLE_HABITS = "outside-role-habits"
    MANY_DOCUMENTS = "many-documents"


class Flag(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule that an access met: what was counted and the threshold, where the rule counts. No name."""

    rule: UnusualRule
    seen: float | None = None
    threshold: float | None = None

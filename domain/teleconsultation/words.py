"""The words of a teleconsultation: its forms, what each asks first, and the lists that people choose from."""

from enum import StrEnum


class Form(StrEnum):
    """The eight forms of préconisation 8 (« Préconisations Télésanté », 2024), in its order."""

    TREATING_DOCTOR = "treating-doctor"
    ACCOMPANIED = "accompanied"
    CITIZEN = "citizen"
    EMERGENCY = "emergency"
    REGULATION = "regulation"
    GERIATRIC = "geriatric"
    SPECIALIST = "specialist"
    PREVENTION = "prevention"


class Precondition(StrEnum):
    """What a form asks before the doctor begins. Vigie's own codes."""

    AGREEMENT = "agreement"
    FOLLOW_UP = "follow-up"
    RECORD_ACCESS = "record-access"
    COMPANION = "companion"
    EXPERTISE = "expertise"
    MOBILE_TEAM = "mobile-team"
    FACILITY = "facility"
    PATHWAY = "pathway"
    TOPIC = "topic"
    SESSION = "session"


class CompanionRole(StrEnum):
    """Who stands beside the patient. Vigie's own codes."""

    NURSE = "nurse"
    PHARMACIST = "pharmacist"
    DOCTOR = "doctor"
    MIDWIFE = "midwife"
    PHYSIOTHERAPIST = "physiotherapist"
    CARE_ASSISTANT = "care-assistant"
    OTHER = "other"


class Pathway(StrEnum):
    """Whether the specialist is seen within the coordinated pathway. Vigie's own codes."""

    COORDINATED = "coordinated"
    OUTSIDE = "outside"


class Speciality(StrEnum):
    """Of specialists: the five that préconisation 8 names as hard to reach, and any other. Vigie's codes."""

    OPHTHALMOLOGY = "ophthalmology"
    PSYCHIATRY = "psychiatry"
    GYNAECOLOGY = "gynaecology"
    OBSTETRICS = "obstetrics"
    DERMATOLOGY = "dermatology"
    OTHER = "other"


HARD_TO_REACH = frozenset(Speciality) - {Speciality.OTHER}
"""Specialities that préconisation 8 lets be seen outside the coordinated pathway."""


class GivenUpBecause(StrEnum):
    """Why there was no teleconsultation after all. Vigie's own codes."""

    PATIENT_ABSENT = "patient-absent"
    TECHNICAL = "technical"
    IN_PERSON = "in-person"
    EMERGENCY = "emergency"
    OTHER = "other"


FRAMED_BY_LAW = frozenset({Form.EMERGENCY, Form.REGULATION})
"""Forms where the record opens as for any regulated call (centre 15, or by breaking the glass) and where an
emergency may stand for an agreement."""

ALWAYS: dict[Form, tuple[Precondition, ...]] = {
    Form.TREATING_DOCTOR: (Precondition.FOLLOW_UP,),
    Form.ACCOMPANIED: (Precondition.COMPANION,),
    Form.CITIZEN: (Precondition.RECORD_ACCESS,),
    Form.EMERGENCY: (Precondition.MOBILE_TEAM,),
    Form.REGULATION: (),
    Form.GERIATRIC: (Precondition.COMPANION, Precondition.FACILITY),
    Form.SPECIALIST: (Precondition.PATHWAY,),
    Form.PREVENTION: (Precondition.TOPIC,),
}
"""What each form asks beside the agreement, which comes first, and the video session, which comes last."""

HELPFUL: dict[Form, tuple[Precondition, ...]] = {Form.ACCOMPANIED: (Precondition.EXPERTISE,)}
"""What is offered and recorded where it helps, and never asked."""

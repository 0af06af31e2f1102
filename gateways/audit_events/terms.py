"""Codes of FHIR R4, DICOM, HL7 v3 and the ANS that the renderings share."""

from typing import Any

from domain.vocabulary import Confidentiality, DmpMode, Role

Json = dict[str, Any]

DCM = "http://dicom.nema.org/resources/ontology/DCM"
EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
INTERACTION = "http://hl7.org/fhir/restful-interaction"
ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ACCESS_MODE = "https://mos.esante.gouv.fr/NOS/TRE_R248-ModeAcces/FHIR/TRE-R248-ModeAcces"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
VISIBILITY = (
    "https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument"
)
IDENTIFIER_TYPE = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203"
FINESS = "https://finess.esante.gouv.fr"

REST = {"system": EVENT_TYPE, "code": "rest", "display": "RESTful Operation"}
READ = {"system": INTERACTION, "code": "read", "display": "read"}
SEARCH = {"system": INTERACTION, "code": "search-type", "display": "search-type"}
RECORD = {"system": DCM, "code": "110110", "display": "Patient Record"}
ALERT = {"system": DCM, "code": "110113", "display": "Security Alert"}
OVERRIDE_STARTED = {"system": DCM, "code": "110127", "display": "Emergency Override Started"}
OVERRIDE_STOPPED = {"system": DCM, "code": "110138", "display": "Emergency Override Stopped"}
SOURCE_ROLE = {"system": DCM, "code": "110153", "display": "Source Role ID"}
DESTINATION_ROLE = {"system": DCM, "code": "110152", "display": "Destination Role ID"}
RECIPIENT = {"system": PARTICIPATION, "code": "IRCP", "display": "information recipient"}
PERSON = {"system": ENTITY_TYPE, "code": "1", "display": "Person"}
THING = {"system": ENTITY_TYPE, "code": "2", "display": "System Object"}
PATIENT_ROLE = {"system": OBJECT_ROLE, "code": "1", "display": "Patient"}
RESOURCE_ROLE = {"system": OBJECT_ROLE, "code": "4", "display": "Domain Resource"}
QUERY_ROLE = {"system": OBJECT_ROLE, "code": "24", "display": "Query"}

_REASONS = {
    DmpMode.NORMAL: ("TREAT", "treatment"),
    DmpMode.REGULATION_CENTRE: ("ETREAT", "Emergency Treatment"),
    DmpMode.BREAK_GLASS: ("BTG", "break the glass"),
}
_MODES = {
    DmpMode.NORMAL: "Accès normal",
    DmpMode.REGULATION_CENTRE: "Accès par un centre de régulation médicale",
    DmpMode.BREAK_GLASS: "Accès en bris de glace",
}
_LEVELS = {
    Confidentiality.NORMAL: "normal",
    Confidentiality.RESTRICTED: "restricted",
    Confidentiality.VERY_RESTRICTED: "very restricted",
}
_ROLES = {
    Role.REGULATOR: "médecin régulateur",
    Role.NURSE: "infirmier d'équipe mobile",
    Role.ARM: "assistant de régulation médicale",
    Role.AMBULANCE_CREW: "ambulancier d'équipe mobile",
}
_INS_TYPES = {
    "1.2.250.1.213.1.4.8": "INS-NIR",
    "1.2.250.1.213.1.4.9": "INS-NIA",
    "1.2.250.1.213.1.4.10": "INS-NIR-TEST",
    "1.2.250.1.213.1.4.11": "INS-NIR-DEMO",
}


def purposes(mode: DmpMode) -> list[Json]:
    """Why: the purpose of HL7 v3 (BTG, ETREAT, TREAT), then the national mode of access."""
    code, display = _REASONS[mode]
    return [
        {"coding": [{"system": ACT_REASON, "code": code, "display": display}]},
        {"coding": [{"system": ACCESS_MODE, "code": mode.value, "display": _MODES[mode]}]},
    ]


def labels(codes: frozenset[Confidentiality]) -> list[Json]:
    """Security labels of a document, levels first."""
    levels = [
        {"system": CONFIDENTIALITY, "code": code.value, "display": word}
        for code, word in _LEVELS.items()
        if code in codes
    ]
    hidden = sorted(code.value for code in codes if code not in _LEVELS)
    return levels + [{"system": VISIBILITY, "code": code} for code in hidden]


def role_words(role: Role) -> str:
    """A role in words, for a reader outside."""
    return _ROLES.get(role, role.value)


def ins_identifier(number: str, oid: str) -> Json:
    """The patient's INS as FR Core writes it."""
    kind = {"coding": [{"system": IDENTIFIER_TYPE, "code": _INS_TYPES[oid]}]}
    return {"type": kind, "system": f"urn:oid:{oid}", "value": number}

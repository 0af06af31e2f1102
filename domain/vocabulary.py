"""Codes and small values shared by every aggregate. English names, national codes as values.

Code lists: HubSante nomenclatures (SAMU-Hub-Modeles 26.07.29), TRE_R248-ModeAcces, FR Core INS status.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
LongText = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Identifier = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")]
PhoneNumber = Annotated[str, msgspec.Meta(pattern=r"\A\+[0-9]{5,18}\Z")]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Role(StrEnum):
    """Who acts. The first five are HubSante.role codes; the others are Vigie's own."""

    ARM = "ARM"
    REGULATOR = "MEDECIN"
    NURSE = "INFIRMIER"
    AMBULANCE_CREW = "AMBULANCIER"
    OTHER = "AUTRE"
    AUDITOR = "AUDITEUR"
    ADMIN = "ADMINISTRATEUR"
    CALLER = "APPELANT"
    SYSTEM = "VIGIE"


CREW_ROLES = frozenset({Role.NURSE, Role.AMBULANCE_CREW})


class Priority(StrEnum):
    """HubSante.priorite: regulation priority given at pick-up. P2 is the national default."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    NOT_REGULATED = "NR"


class CareLevel(StrEnum):
    """HubSante.niveauSoin: care level decided by the regulating doctor."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"


class DecisionType(StrEnum):
    """HubSante.typeDecision."""

    ADVICE = "CONSEIL"
    PHONE_PRESCRIPTION = "PMT"
    INTERVENTION = "INTER"
    ORIENTATION = "ORIENT"
    NO_FURTHER_DECISION = "PASPLUS"


class CaseStatus(StrEnum):
    """HubSante.etat: life cycle of a regulation file."""

    SCHEDULED = "PROGRAM"
    ACTIVE = "ACTIF"
    COMPLETED = "ACHEVE"
    VALIDATED = "VALIDE"
    CLOSED = "CLOTURE"
    FILED = "CLASSE"
    ARCHIVED = "ARCHIVE"


class VectorStatus(StrEnum):
    """HubSante.statutVecteur: the 18 ordered steps of a vehicle's mission."""

    DECIDED = "DECISION"
    ALERTED = "DECLENCHE"
    DEPARTED = "DEPART"
    CANCELLED = "ANNULE"
    ON_SCENE = "ARRIVEE"
    IN_CARE = "PEC"
    BILAN_SENT = "BILAN"
    ORIENTED = "ORIENTAT"
    TRANSPORTING = "TRANSP"
    TRANSIT_1 = "ETAPE1"
    TRANSPORTING_2 = "TRANSP2"
    TRANSIT_2 = "ETAPE2"
    TRANSPORTING_3 = "TRANSP3"
    AT_DESTINATION = "DESTIN"
    CARE_ENDED = "FINPEC"
    LEFT = "RETOUR"
    RETURNING = "RET-BASE"
    AT_BASE = "REN-BASE"


class DmpMode(StrEnum):
    """TRE_R248-ModeAcces: the three legal modes of access to a shared medical record."""

    NORMAL = "normal"
    BREAK_GLASS = "bris_de_glace"
    REGULATION_CENTRE = "centre_15"


class InsStatus(StrEnum):
    """Reliability of an identity (fr-core-vs-identity-reliability-ins-status)."""

    PROVISIONAL = "PROV"
    RETRIEVED = "RECUP"
    VALIDATED = "VALI"
    QUALIFIED = "QUAL"


class CareType(StrEnum):
    """HubSante.typePEC: what care a crew can give."""

    MEDICAL = "MED"
    PARAMEDICAL = "PARAMED"
    FIRST_AID = "SECOURS"
    NONE = "SANS"


class Channel(StrEnum):
    """HubSante.filiere: the channel a call is regulated in."""

    EMERGENCY = "AMU"
    NEONATAL = "NEONAT"
    PSYCHIATRY = "PSY"
    UNSCHEDULED_CARE = "SNP"


class CallOrigin(StrEnum):
    """HubSante.origine: the line by which the caller reached the centre."""

    LINE_15 = "15"
    LINE_116117 = "116117"
    HOSPITAL_LINE = "AUTOCOM"
    LINE_112 = "112"
    LINE_115 = "115"
    CRRA = "CRRA"
    OTHER_CRRA = "AUTREC15"
    FIRE_CONFERENCE = "CTA-CONF"
    FIRE_INFORMATION = "CTA-PI"
    OTHER_FIRE = "AUTRECTA"
    LINE_114 = "CNR"
    POLICE = "FDO"
    LINE_119 = "SNATED"
    OUT_OF_HOURS_ASSOCIATION = "PDSSOS"
    TELE_ASSISTANCE = "TELASSIST"
    MARITIME = "CROSS"
    OTHER_PUBLIC_CENTRE = "PUBLIC"
    DATA = "DATA"
    OTHER = "AUTRE"


class CallerType(StrEnum):
    """HubSante.typeAppelant, first level, with the sub-codes that a mobile telemedicine service meets."""

    PATIENT = "SUJET"
    FAMILY = "FAMILLE"
    BYSTANDER = "TIERS"
    FIREFIGHTER = "POMPIER"
    AMBULANCE_CREW = "AMBULANC"
    FIRST_AIDER = "SECOUR"
    DOCTOR = "MED"
    OTHER_CARER = "SANTE"
    NURSE = "SANTE.INF"
    CARE_ASSISTANT = "SANTE.AIDESOIN"
    PHARMACIST = "SANTE.PHARMA"
    POLICE_OR_MILITARY = "FDO-MILI"
    AUTHORITY = "ADM-TUTL"
    VIP = "VIP"
    CONNECTED_OBJECT = "OBJCONNC"
    OTHER = "AUTRE"
    UNKNOWN = "INCONNU"


class OrientationType(StrEnum):
    """HubSante.typeOrientation: where a patient is sent."""

    EMERGENCY_DEPARTMENT = "URGENCES"
    INTENSIVE_CARE = "REA-USI"
    HEALTH_FACILITY = "SANTE"
    SURGERY = "CABINET"
    HOME = "DOMICILE"
    NURSING_HOME = "EPHAD"
    OTHER = "AUTRE"


class Sex(StrEnum):
    """HubSante.sexe."""

    MALE = "M"
    FEMALE = "F"
    OTHER = "O"
    UNKNOWN = "UN"


class Skill(StrEnum):
    """What a crew knows how to do. Vigie's own list: no national list of telemedicine skills exists."""

    NURSE = "nurse"
    PAEDIATRIC = "paediatric"
    GERIATRIC = "geriatric"
    ULTRASOUND = "ultrasound"


class Equipment(StrEnum):
    """Connected devices of the mobile telemedicine guides (2020, 2024). Vigie's own codes."""

    OXIMETER = "oximeter"
    BLOOD_PRESSURE = "blood_pressure"
    THERMOMETER = "thermometer"
    GLUCOMETER = "glucometer"
    ECG = "ecg"
    STETHOSCOPE = "stethoscope"
    OTOSCOPE = "otoscope"
    DERMATOSCOPE = "dermatoscope"
    ULTRASOUND = "ultrasound"
    SPIROMETER = "spirometer"


class Confidentiality(StrEnum):
    """JDV_J58-ConfidentialityCode-DMP."""

    NORMAL = "N"
    RESTRICTED = "R"
    VERY_RESTRICTED = "V"
    HIDDEN_FROM_PATIENT = "INVISIBLE_PATIENT"
    HIDDEN_FROM_GUARDIANS = "INVISIBLE_REPRESENTANTS_LEGAUX"
    MASKED_FROM_PROFESSIONALS = "MASQUE_PS"


class Position(msgspec.Struct, frozen=True):
    """A point on the ground, WGS84 degrees."""

    lat: Latitude
    lon: Longitude


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the patient is. `insee` is the commune's INSEE code (5 characters, 2A/2B in Corsica)."""

    label: ShortText
    position: Position | None = None
    insee: Annotated[str, msgspec.Meta(pattern=r"\A[0-9][0-9AB][0-9]{3}\Z")] | None = None
    access: ShortText | None = None


class Ins(msgspec.Struct, frozen=True, kw_only=True):
    """An INS number (13 characters and a 2-digit key) under the OID of its authority."""

    number: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{5}[0-9AB][0-9]{9}\Z")]
    oid: Annotated[str, msgspec.Meta(pattern=r"\A1\.2\.250\.1\.213\.1\.4\.(8|9|10|11)\Z")]


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a patient. Every field may be missing: most callers are strangers."""

    last_name: ShortText | None = None
    first_name: ShortText | None = None
    birth_date: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")] | None = None
    age: Annotated[str, msgspec.Meta(pattern=r"\AP[0-9]{1,3}[YMWD]\Z")] | None = None
    sex: Sex = Sex.UNKNOWN



"""National code lists as enumerations: English names, national codes as values.

HubSante nomenclatures (SAMU-Hub-Modeles 26.07.29), TRE_R248-ModeAcces, FR Core INS status, JDV_J58. Lists of
Vigie's own say so.
"""

from enum import StrEnum


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
    """HubSante.typeAppelant, both levels."""

    PATIENT = "SUJET"
    FAMILY = "FAMILLE"
    BYSTANDER = "TIERS"
    FIREFIGHTER = "POMPIER"
    AMBULANCE_CREW = "AMBULANC"
    RESCUE_ASSOCIATION = "AMBULANC.AASC"
    OTHER_RESCUER = "AMBULANC.AUTRESEC"
    FIRST_AIDER = "SECOUR"
    DOCTOR = "MED"
    DOCTOR_ON_CALL_SERVICE = "MED.MEDSOS"
    REGULATING_GP = "MED.MRL"
    VISITING_GP = "MED.EFFML"
    OTHER_CARER = "SANTE"
    NURSE = "SANTE.INF"
    CARE_ASSISTANT = "SANTE.AIDESOIN"
    MIDWIFE = "SANTE.SF"
    HOME_HELP = "SANTE.AIDEDOM"
    PHARMACIST = "SANTE.PHARMA"
    DENTIST = "SANTE.DENTISTE"
    LABORATORY = "SANTE.LABO"
    POLICE_OR_MILITARY = "FDO-MILI"
    POLICE = "FDO-MILI.POL"
    GENDARME = "FDO-MILI.GENDARM"
    MILITARY = "FDO-MILI.MILI"
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
    DOPPLER = "doppler"
    CAMERA = "camera"
    TYMPANOMETER = "tympanometer"
    AUDIOMETER = "audiometer"
    VISION_TEST = "vision_test"


class Confidentiality(StrEnum):
    """JDV_J58-ConfidentialityCode-DMP."""

    NORMAL = "N"
    RESTRICTED = "R"
    VERY_RESTRICTED = "V"
    HIDDEN_FROM_PATIENT = "INVISIBLE_PATIENT"
    HIDDEN_FROM_GUARDIANS = "INVISIBLE_REPRESENTANTS_LEGAUX"
    MASKED_FROM_PROFESSIONALS = "MASQUE_PS"


class DismissalCode(StrEnum):
    """HubSante.attribution: the codes that end a file without medical regulation (D and DR)."""

    WRONG_NUMBER = "D.D-MALV.ERR"
    HUNG_UP = "D.D-MALV.NRP"
    MALICIOUS = "D.D-MALV.MALV"
    FAX = "D.D-MALV.FAX"
    REPEATED_CALL = "D.D-MALV.ITERATIF"
    ADMINISTRATIVE = "D.D-IDENT.ADMIN"
    PERSONAL = "D.D-IDENT.PERSO"
    HANDLED_BY_ARM = "DR.DREG.DRARM"
    DOCTOR_INFORMATION = "DR.DREG.DRMED"
    PHARMACY_INFORMATION = "DR.DREG.DRPHARMA"
    DENTIST_INFORMATION = "DR.DREG.DRDENT"
    GENERAL_INFORMATION = "DR.DREG.DRINFO"
    FIRE_SERVICE = "DR.DREG.DOS-SIS"
    POLICE = "DR.DREG.DOS-FDO"


class VitalParameter(StrEnum):
    """RS-BPV evaluation.parameter.type: the vital signs of a national bilan."""

    HEART_RATE = "FREQUENCE_CARDIAQUE"
    BLOOD_PRESSURE = "PRESSION_ARTERIELLE"
    OXYGEN_SATURATION = "SATURATION_OXYGENE"
    RESPIRATORY_RATE = "FREQUENCE_RESPIRATOIRE"
    TEMPERATURE = "TEMPERATURE"
    GLUCOSE = "HEMOGLOCOTEST"
    GLASGOW = "GLASGOW"

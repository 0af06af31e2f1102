"""RS-EDA and RS-EDA-MAJ as structs: every member of the national schemas 26.07.29, closed as they are.

Codes that Vigie keeps are its enumerations; the others are checked by shape only. No pattern here takes
more than linear time, which the national pattern of `caseId` does.
"""

from typing import Annotated

import msgspec

from domain.vocabulary import (
    CallOrigin,
    CareLevel,
    CaseStatus,
    Channel,
    DecisionType,
    OrientationType,
    Priority,
)
from gateways.hub_sante.envelope import Closed, Stamp
from gateways.hub_sante.parts import (
    DetailedName,
    ExternalInfo,
    ExternalLocation,
    FactCode,
    HealthCode,
    Labelled,
    Location,
    Operator,
    PlaceCode,
    RiskCode,
    SharedPatient,
)


class HealthMotive(Labelled, frozen=True, kw_only=True):
    code: HealthCode


class WhatsHappen(Labelled, frozen=True, kw_only=True):
    code: FactCode


class LocationKind(Labelled, frozen=True, kw_only=True):
    code: PlaceCode


class Risk(Labelled, frozen=True, kw_only=True):
    code: RiskCode


class Details(Closed, frozen=True, kw_only=True):
    status: CaseStatus | None = None
    attribution: str | None = None
    priority: Priority | None = None
    care_level: CareLevel | None = None


class Qualification(Closed, frozen=True, kw_only=True):
    origin: CallOrigin | None = None
    risk_threat: tuple[Risk, ...] = ()
    whats_happen: WhatsHappen | None = None
    location_kind: LocationKind | None = None
    health_motive: HealthMotive | None = None
    details: Details = Details()


class UpdatedDetails(Closed, frozen=True, kw_only=True):
    status: CaseStatus | None = None
    priority: Priority | None = None
    care_level: CareLevel | None = None


class UpdatedQualification(Closed, frozen=True, kw_only=True):
    risk_threat: tuple[Risk, ...] = ()
    details: UpdatedDetails = UpdatedDetails()


class UpdatedLocation(Closed, frozen=True, kw_only=True):
    external_info: tuple[ExternalInfo, ...] = ()


class AlertNote(Closed, frozen=True, kw_only=True):
    creation: Stamp | None = None
    freetext: str | None = None


class Contact(Closed, frozen=True, kw_only=True):
    channel: str
    type: str
    detail: str


class AlertCaller(Closed, frozen=True, kw_only=True):
    caller_contact: Contact
    callback_contact: Contact | None = None
    language: str | None = None
    type: str | None = None
    communication: str | None = None
    freetext: str | None = None
    detailed_name: DetailedName | None = None


class Alert(Closed, frozen=True, kw_only=True):
    reception: Stamp
    notes: tuple[AlertNote, ...] = ()
    caller: AlertCaller


class UpdatedAlert(Closed, frozen=True, kw_only=True):
    notes: tuple[AlertNote, ...] = ()


class MedicalNote(Closed, frozen=True, kw_only=True):
    patient_id: str | None = None
    operator: Operator
    medical_note_id: str
    creation: Stamp | None = None
    freetext: str


class Destination(Closed, frozen=True, kw_only=True):
    external_location_id: tuple[ExternalLocation, ...] = ()
    freetext: str | None = None


class SharedDecision(Closed, frozen=True, kw_only=True):
    patient_id: str | None = None
    creation: Stamp
    operator: Operator
    decision_type: DecisionType
    resource_type: str | None = None
    medical_transport: bool | None = None
    orientation_type: OrientationType | None = None
    destination: Destination | None = None


class Custom(Closed, frozen=True, kw_only=True):
    key: str
    label: str | None = None
    value: str
    freetext: str | None = None


class AdditionalInformation(Closed, frozen=True, kw_only=True):
    custom_map: Annotated[tuple[Custom, ...], msgspec.Meta(max_length=3)] = ()


class _Common(Closed, frozen=True, kw_only=True):
    """The members that a file and its update share."""

    case_id: str
    sender_case_id: str | None = None
    perimeter: Channel | None = None
    patient: tuple[SharedPatient, ...] = ()
    medical_note: tuple[MedicalNote, ...] = ()
    decision: tuple[SharedDecision, ...] = ()
    additional_information: AdditionalInformation | None = None


class CaseHealth(_Common, frozen=True, kw_only=True):
    """RS-EDA, `createCaseHealth`."""

    creation: Stamp
    intervention_type: str | None = None
    qualification: Qualification
    location: Location
    initial_alert: Alert | None = None
    owner: str


class CaseHealthUpdate(_Common, frozen=True, kw_only=True):
    """RS-EDA-MAJ, `createCaseHealthUpdate`."""

    qualification: UpdatedQualification = UpdatedQualification()
    location: UpdatedLocation | None = None
    initial_alert: UpdatedAlert | None = None
    owner: str | None = None
    freetext: str | None = None

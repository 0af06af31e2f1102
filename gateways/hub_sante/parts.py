"""The parts of a shared file that stand on their own: codes, places, people."""

from typing import Annotated, Any

import msgspec

from domain.vocabulary import CareLevel, Sex
from gateways.hub_sante.envelope import Closed, Stamp


def _code(pattern: str) -> Any:
    return msgspec.Meta(pattern=rf"\A{pattern}\Z")


HealthCode = Annotated[str, _code(r"M\d{2}\.\d{2}(\.\d{2})?")]
FactCode = Annotated[str, _code(r"C\d{2}\.\d{2}\.\d{2}")]
PlaceCode = Annotated[str, _code(r"L\d{2}\.\d{2}\.\d{2}")]
RiskCode = Annotated[str, _code(r"R\d{2}")]
DiagnosisCode = Annotated[str, _code(r"[A-Z]\d{2}(\.[\d+-]{1,3})?")]
Phone = Annotated[str, _code(r"\+\d{5,18}")]
# The national pattern is five digits, which no commune of Corsica has: theirs are let in.
Insee = Annotated[str, _code(r"\d[\dAB]\d{3}")]
Age = Annotated[str, _code(r"P[0-9]{1,3}[YMWD]")]
Day = Annotated[str, _code(r"\d{4}-\d{2}-\d{2}")]
Facility = Annotated[str, _code(r"([0-9A-Z]{2}0\d{6}|\d{9}|\d{14}|\d{4}[A-Za-z])")]


class Labelled(Closed, frozen=True, kw_only=True):
    code: str
    label: str


class Diagnosis(Labelled, frozen=True, kw_only=True):
    code: DiagnosisCode


class Highway(Closed, frozen=True, kw_only=True):
    name: str | None = None
    pk: str | None = None
    direction: str | None = None


class WayName(Closed, frozen=True, kw_only=True):
    complete: str
    type: str | None = None
    name: str | None = None


class Address(Closed, frozen=True, kw_only=True):
    complete: str
    highway: Highway | None = None
    number: str | None = None
    way_name: WayName | None = None


class City(Closed, frozen=True, kw_only=True):
    name: str | None = None
    insee_code: Insee | None = None


class Access(Closed, frozen=True, kw_only=True):
    floor: str | None = None
    room_number: str | None = None
    interphone: str | None = None
    access_code: tuple[str, ...] = ()
    elevator: str | None = None
    building_name: str | None = None
    entrance: str | None = None
    entity: str | None = None
    phone_number: Phone | None = None


class Coordinates(Closed, frozen=True, kw_only=True):
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    height: float | None = None
    precision: str


class Point(Closed, frozen=True, kw_only=True):
    coord: Coordinates
    is_aml: bool | None = None


class Geometry(Closed, frozen=True, kw_only=True):
    datetime: Stamp
    point: Point | None = None


class ExternalInfo(Closed, frozen=True, kw_only=True):
    freetext: str
    type: str | None = None
    uri: str


class ExternalLocation(Closed, frozen=True, kw_only=True):
    source: str
    value: Facility


class Location(Closed, frozen=True, kw_only=True):
    name: str | None = None
    external_location_id: tuple[ExternalLocation, ...] = ()
    detailed_address: Address | None = None
    city: City = City()
    access: Access = Access()
    geometry: Geometry | None = None
    external_info: tuple[ExternalInfo, ...] = ()
    freetext: str | None = None


class DetailedName(Closed, frozen=True, kw_only=True):
    complete: str
    last_name: str | None = None
    first_name: str | None = None


class ExternalId(Closed, frozen=True, kw_only=True):
    source: str
    value: str


class DoctorContact(Closed, frozen=True, kw_only=True):
    type: str
    detail: str


class GeneralPractitioner(Closed, frozen=True, kw_only=True):
    detailed_name: DetailedName
    rpps_id: str | None = None
    contact: tuple[DoctorContact, ...] = ()


class AdministrativeFile(Closed, frozen=True, kw_only=True):
    external_id: tuple[ExternalId, ...] = ()
    general_practitioner: GeneralPractitioner | None = None


class StrictFeatures(Closed, frozen=True, kw_only=True):
    birth_name: str | None = None
    birth_date: Day | None = None
    sex: Sex | None = None


class Identity(Closed, frozen=True, kw_only=True):
    strict_features: StrictFeatures = StrictFeatures()
    non_strict_features: DetailedName | None = None


class PatientDetail(Closed, frozen=True, kw_only=True):
    weight: float | None = None
    height: float | None = None
    age: Age | None = None
    care_level: CareLevel | None = None
    medical_history: str | None = None
    treatment: str | None = None


class Hypothesis(Closed, frozen=True, kw_only=True):
    main_diagnosis: Diagnosis | None = None
    other_diagnosis: tuple[Diagnosis, ...] = ()


class SharedPatient(Closed, frozen=True, kw_only=True):
    patient_id: str
    administrative_file: AdministrativeFile | None = None
    identity: Identity = Identity()
    detail: PatientDetail = PatientDetail()
    hypothesis: Hypothesis = Hypothesis()


class Operator(Closed, frozen=True, kw_only=True):
    label: str | None = None
    role: str

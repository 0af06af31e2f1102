"""The words every aggregate shares: the national codes and small checked values."""

from typing import Annotated

import msgspec

from domain.codes import (
    CREW_ROLES,
    CallerType,
    CallOrigin,
    CareLevel,
    CareType,
    CaseStatus,
    Channel,
    Confidentiality,
    DecisionType,
    DismissalCode,
    DmpMode,
    Equipment,
    InsStatus,
    OrientationType,
    Priority,
    Role,
    Sex,
    Skill,
    VectorStatus,
    VitalParameter,
)

__all__ = [
    "CREW_ROLES",
    "CallOrigin",
    "Caller",
    "CallerType",
    "CareLevel",
    "CareType",
    "CaseStatus",
    "Channel",
    "Confidentiality",
    "DecisionType",
    "DismissalCode",
    "DmpMode",
    "EmailAddress",
    "Equipment",
    "Identifier",
    "Ins",
    "InsStatus",
    "Latitude",
    "LongText",
    "Longitude",
    "OrientationType",
    "Person",
    "PhoneNumber",
    "Place",
    "Position",
    "Priority",
    "Role",
    "Sex",
    "Sha256",
    "ShortText",
    "Skill",
    "TeamNeeds",
    "VectorStatus",
    "VitalParameter",
]

ShortText = Annotated[
    str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\A *[^\x00-\x20\x7f][^\x00-\x1f\x7f]*\Z")
]
"""One line with at least one word: no control character, which a database or a screen may choke on."""
LongText = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=4000,
        pattern=r"\A[ \t\n\r]*[^\x00-\x20\x7f][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z",
    ),
]
"""Some lines with at least one word; tabs and line ends are the only control characters."""
Identifier = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")]
PhoneNumber = Annotated[str, msgspec.Meta(pattern=r"\A\+[0-9]{5,18}\Z")]
EmailAddress = Annotated[
    str, msgspec.Meta(max_length=200, pattern=r"\A[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{1,120}\Z")
]
"""One address and no more: nothing that could end a line of a message's head."""
Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]


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
    """An INS number (13 characters and a 2-digit key) under the OID of its authority.

    Sex, year, month, department (seventh character A or B in Corsica), commune, rank, key.
    """

    number: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{5}([0-9]{2}|2[AB])[0-9]{8}\Z")]
    oid: Annotated[str, msgspec.Meta(pattern=r"\A1\.2\.250\.1\.213\.1\.4\.(8|9|10|11)\Z")]


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a patient. Every field may be missing: most callers are strangers."""

    last_name: ShortText | None = None
    first_name: ShortText | None = None
    birth_date: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")] | None = None
    age: Annotated[str, msgspec.Meta(pattern=r"\AP[0-9]{1,3}[YMWD]\Z")] | None = None
    sex: Sex = Sex.UNKNOWN


class Caller(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who calls, and where to call back."""

    type: CallerType = CallerType.UNKNOWN
    name: ShortText | None = None
    phone: PhoneNumber | None = None


class TeamNeeds(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a mission asks of a team."""

    skills: frozenset[Skill] = frozenset()
    equipment: frozenset[Equipment] = frozenset()
    care_type: CareType = CareType.PARAMEDICAL

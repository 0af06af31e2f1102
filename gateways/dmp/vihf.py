"""What identifies an access towards the DMP: the attributes of a VIHF 4.0, made in this one place.

The drafts of PDSm for the DMP leave the way of the access mode to the authorisation layer. Until the target
is known the attributes travel as JSON in one header, ``VIHF: <base64url>``; whoever signs them for a real
target (SAML assertion, IUA token) replaces `as_header`, and nothing else (docs/adr/0023).
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from domain.asks import OpenRecord
from domain.vocabulary import DmpMode, Role

MODE_OIDS: Final = ("1.2.250.1.213.1.1.4.248", "1.2.250.1.213.1.1.4.336")
"""TRE_R248-ModeAcces has two: deployed VIHF tokens carry the first, the terminology now says the second."""

_PROFESSIONS_OID: Final = "1.2.250.1.71.1.2.7"
PROFESSIONS: Final[Mapping[Role, str]] = {Role.REGULATOR: "10", Role.NURSE: "60"}
"""TRE_G15-ProfessionSante. A role that is not here is no professional of the DMP."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks, of this site. `structure` is the establishment's identifier (FINESS), `mode_oid` one of
    MODE_OIDS: what the target expects."""

    structure: str
    mode_oid: str = MODE_OIDS[0]
    software: str = "Vigie"
    version: str = "1"

    def __post_init__(self) -> None:
        """Raise ValueError, by name, on a setting that no DMP accepts."""
        if self.mode_oid not in MODE_OIDS:
            raise ValueError(
                f"the OID of access modes is {MODE_OIDS[0]} or {MODE_OIDS[1]}: {self.mode_oid!r}"
            )
        if not self.structure.strip():
            raise ValueError("the structure that asks the DMP has no identifier")


class Coded(msgspec.Struct, frozen=True, rename="camel"):
    code: str
    code_system: str


class Vihf(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The attributes, by their own names. `Acces_Regulation_Medicale` is VRAI or FAUX."""

    version: str = msgspec.field(name="VIHF_Version")
    structure: str = msgspec.field(name="Identifiant_Structure")
    professional: str = msgspec.field(name="NameID")
    role: Coded
    patient: str = msgspec.field(name="resource-id")
    resource: str = msgspec.field(name="Ressource_URN")
    mode: Coded = msgspec.field(name="purposeofuse")
    regulation: str = msgspec.field(name="Acces_Regulation_Medicale")
    authentication: str = msgspec.field(name="Authentification_Mode")
    software: str = msgspec.field(name="LPS_Nom")
    software_version: str = msgspec.field(name="LPS_Version")
    reason: str = msgspec.field(name="Mode_Acces_Raison", default="")


def vihf(opened: OpenRecord, caller: Caller) -> Vihf:
    """The attributes of one access. Raises KeyError for a role that is not in PROFESSIONS."""
    return Vihf(
        version="4.0",
        structure=caller.structure,
        professional=opened.practitioner.id,
        role=Coded(PROFESSIONS[opened.practitioner.role], _PROFESSIONS_OID),
        patient=f"{opened.ins.number}^^^&{opened.ins.oid}&ISO^NH",
        resource="urn:dmp",
        mode=Coded(opened.mode, caller.mode_oid),
        regulation="VRAI" if opened.mode is DmpMode.REGULATION_CENTRE else "FAUX",
        authentication="INDIRECTE",
        software=caller.software,
        software_version=caller.version,
        reason=opened.reason or "",
    )


def as_header(attributes: Vihf) -> dict[str, str]:
    """The attributes as the header of a request."""
    return {"VIHF": urlsafe_b64encode(msgspec.json.encode(attributes)).decode()}

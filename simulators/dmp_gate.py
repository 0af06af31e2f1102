"""The door of the stand-in DMP: who asks, in which mode, about whom. As strict as the real one is."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final

import msgspec
from litestar.exceptions import HTTPException, NotAuthorizedException, PermissionDeniedException

from domain.vocabulary import DmpMode
from simulators.records import DmpRecord

_MODE_OIDS: Final = {"1.2.250.1.213.1.1.4.248", "1.2.250.1.213.1.1.4.336"}
_DOCTOR: Final = "10"
_PROFESSIONS: Final = {_DOCTOR, "60"}
_PATIENT: Final = re.compile(r"\A(?P<number>[0-9AB]{15})\^\^\^&(?P<oid>[0-9.]+)&ISO\^NH\Z")


class Coded(msgspec.Struct, frozen=True, rename="camel"):
    code: str
    code_system: str


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """The attributes of a VIHF 4.0 that decide."""

    version: str = msgspec.field(name="VIHF_Version")
    structure: str = msgspec.field(name="Identifiant_Structure")
    professional: str = msgspec.field(name="NameID")
    role: Coded
    patient: str = msgspec.field(name="resource-id")
    resource: str = msgspec.field(name="Ressource_URN")
    mode: Coded = msgspec.field(name="purposeofuse")
    regulation: str = msgspec.field(name="Acces_Regulation_Medicale")
    reason: str = msgspec.field(name="Mode_Acces_Raison", default="")

    @property
    def token(self) -> str | None:
        """The patient of the attributes as a FHIR search token; None where it is no INS."""
        found = _PATIENT.match(self.patient)
        return f"urn:oid:{found['oid']}|{found['number']}" if found else None


def claims_of(header: str) -> Claims:
    """The attributes of a request. Raises 401 where they are missing, unreadable or of no known form."""
    try:
        claims = msgspec.json.decode(base64.b64decode(header, altchars=b"-_", validate=True), type=Claims)
    except (binascii.Error, ValueError):
        raise NotAuthorizedException("no VIHF, or one that cannot be read") from None
    known = claims.version == "4.0" and claims.resource == "urn:dmp"
    if not known or claims.mode.code_system not in _MODE_OIDS or claims.mode.code not in set(DmpMode):
        raise NotAuthorizedException("the VIHF is of another version, resource or list of modes")
    return claims


def admit(claims: Claims, token: str) -> DmpMode:
    """The mode of an admitted request about the patient `token`. Raises 403."""
    mode = DmpMode(claims.mode.code)
    centre = mode is DmpMode.REGULATION_CENTRE
    refusals = {
        "the VIHF is about another patient": claims.token != token,
        "no structure": not claims.structure.strip(),
        "no professional": not claims.professional.strip(),
        "no profession of the DMP": claims.role.code not in _PROFESSIONS,
        "centre_15 is for doctors": centre and claims.role.code != _DOCTOR,
        "the mode and the regulation flag disagree": claims.regulation != ("VRAI" if centre else "FAUX"),
        "break-glass without a reason": mode is DmpMode.BREAK_GLASS and not claims.reason.strip(),
    }
    for why, holds in refusals.items():
        if holds:
            raise PermissionDeniedException(why)
    return mode


def let_read(claims: Claims, mode: DmpMode, record: DmpRecord) -> None:
    """Raise 403 where the patient refuses this mode or this professional: asking is free, reading is not."""
    opposed: Mapping[DmpMode, bool] = {
        DmpMode.NORMAL: False,
        DmpMode.REGULATION_CENTRE: record.opposed_to_regulation_centre,
        DmpMode.BREAK_GLASS: record.opposed_to_break_glass,
    }
    if claims.professional in record.blocked or opposed[mode]:
        raise PermissionDeniedException("the patient refuses")


def known(records: Mapping[str, DmpRecord], token: str) -> DmpRecord:
    """The record of a patient. Raises 404."""
    if token not in records:
        raise HTTPException("no record for this patient", status_code=404)
    return records[token]

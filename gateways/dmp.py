"""The shared medical record (DMP): may this record be opened, in this mode, by this professional?

A FHIR search of the patient's refusals, sent by POST so that no INS number stands in an address:
``POST fhir/Consent/_search`` with ``patient.identifier=urn:oid:<OID>|<INS>``, and the mode in the
``purpose-of-use`` header (TRE_R248), answers a Bundle. A Consent that denies with an actor blocks that
professional; one that denies with purposes is an opposition to these modes. 404 is a patient without a
record. Documents (ITI-67, ITI-68) will be other methods here.
"""

import httpx
import msgspec

from domain.asks import OpenRecord
from domain.dmp_access.commands import DmpAnswer
from domain.dmp_access.facts import RefusedBecause
from domain.vocabulary import DmpMode, Ins
from gateways.exchange import Unanswered, post

_NOT_FOUND = 404


class Coding(msgspec.Struct, frozen=True):
    code: str


class Identified(msgspec.Struct, frozen=True):
    value: str


class Reference(msgspec.Struct, frozen=True):
    identifier: Identified


class ConsentActor(msgspec.Struct, frozen=True):
    reference: Reference


class Provision(msgspec.Struct, frozen=True):
    type: str
    purpose: tuple[Coding, ...] = ()
    actor: tuple[ConsentActor, ...] = ()


class Consent(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str
    status: str
    provision: Provision


class Entry(msgspec.Struct, frozen=True):
    resource: Consent


class Bundle(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str
    entry: tuple[Entry, ...] = ()


def token(ins: Ins) -> str:
    """The FHIR search token of an INS number."""
    return f"urn:oid:{ins.oid}|{ins.number}"


class HttpDmp:
    """DmpGateway over HTTP. `client` has the DMP's base address."""

    def __init__(self, client: httpx.AsyncClient, within: float = 5.0) -> None:
        self._client = client
        self._within = within

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        """Ask for the oppositions and blocks of a record. A failure is an answer, not an exception."""
        try:
            found = await post(
                self._client,
                "fhir/Consent/_search",
                Bundle,
                self._within,
                form={"patient.identifier": token(ask.ins), "status": "active"},
                headers={"purpose-of-use": ask.mode, "practitioner": ask.practitioner.id},
            )
        except Unanswered as error:
            unknown = error.status == _NOT_FOUND
            why = RefusedBecause.NO_RECORD if unknown else RefusedBecause.DMP_UNAVAILABLE
            return DmpAnswer(access=ask.access, failed=why)
        return _answer(ask, [entry.resource for entry in found.entry])


def _answer(ask: OpenRecord, consents: list[Consent]) -> DmpAnswer:
    denials = [consent.provision for consent in consents if _denies(consent)]
    blocked = {actor.reference.identifier.value for denial in denials for actor in denial.actor}
    opposed = {coding.code for denial in denials if not denial.actor for coding in denial.purpose}
    return DmpAnswer(
        access=ask.access,
        opposed_to_regulation_centre=DmpMode.REGULATION_CENTRE in opposed,
        opposed_to_break_glass=DmpMode.BREAK_GLASS in opposed,
        professional_blocked=ask.practitioner.id in blocked,
    )


def _denies(consent: Consent) -> bool:
    return consent.status == "active" and consent.provision.type == "deny"

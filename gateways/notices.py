"""Notices of access to a record, to its holder and to their attending doctor (R1111-48).

``POST notices`` {"reference", "access", "call", "patient", "mode", "recipient"} → {"proof"}. Whoever carries
the notice knows the patient by our identifiers only. The reference makes a repeated notice the same one.
"""

import httpx
import msgspec

from domain.asks import SendNotice
from domain.dmp_access.commands import FailNotice, RecordNotice
from gateways.exchange import Unanswered, post


class HandedOver(msgspec.Struct, frozen=True):
    """The carrier took the notice."""

    proof: str


class HttpNotices:
    """NoticeGateway over HTTP. `client` has the carrier's base address."""

    def __init__(self, client: httpx.AsyncClient, within: float = 5.0) -> None:
        self._client = client
        self._within = within

    async def notify(self, ask: SendNotice) -> RecordNotice | FailNotice:
        """Hand over one notice. A failure is an answer, not an exception."""
        body = {
            "reference": f"{ask.access}.{ask.recipient}",
            "access": ask.access,
            "call": ask.call,
            "patient": ask.patient,
            "mode": ask.mode,
            "recipient": ask.recipient,
        }
        try:
            handed = await post(self._client, "notices", HandedOver, self._within, json=body)
        except Unanswered as error:
            return FailNotice(access=ask.access, recipient=ask.recipient, why=error.why)
        proof = handed.proof[:200] or "without a number"
        return RecordNotice(access=ask.access, recipient=ask.recipient, proof=proof)

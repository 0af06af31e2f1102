"""Short messages to callers, by the HTTP interface of an operator.

``POST messages`` {"reference", "to", "text"} → {"receipt"}. The reference is the session: an operator that
sees it twice sends once, so that asking again after a lost answer rings nobody's phone twice.
"""

import httpx
import msgspec

from domain.asks import SendInvitation
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from gateways.exchange import Unanswered, post

TEXT = "SAMU : un médecin souhaite vous voir. Ouvrez ce lien : {link}"


class Accepted(msgspec.Struct, frozen=True):
    """The operator took the message."""

    receipt: str


class HttpSms:
    """SmsGateway over HTTP. `client` has the operator's base address, `links` the patient pages' own."""

    def __init__(self, client: httpx.AsyncClient, links: str, within: float = 5.0) -> None:
        self._client = client
        self._links = links.rstrip("/")
        self._within = within

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """Send the link of a video session. A failure is an answer, not an exception."""
        text = TEXT.format(link=f"{self._links}/{ask.session}")
        body = {"reference": ask.session, "to": ask.phone, "text": text}
        try:
            accepted = await post(self._client, "messages", Accepted, self._within, json=body)
        except Unanswered as error:
            return FailInvitation(session=ask.session, why=error.why)
        return ConfirmInvitation(session=ask.session, receipt=accepted.receipt[:200] or "without a number")

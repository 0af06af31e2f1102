"""Short messages to callers, by the HTTP interface of an operator.

``POST messages`` {"reference", "to", "text"} → {"receipt"}. The reference names the link: an operator that
sees it twice sends once, so that asking again after a lost answer rings nobody's phone twice. What became of
the message the operator tells later, by the same reference, at ``/v/delivery``.
"""

import httpx
import msgspec

from domain.asks import SendInvitation
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from gateways.exchange import Unanswered, post
from gateways.invitations import Letters, failed, link_of


class Accepted(msgspec.Struct, frozen=True):
    """The operator took the message."""

    receipt: str


class HttpSms:
    """SmsGateway over HTTP. `client` has the operator's base address."""

    def __init__(self, client: httpx.AsyncClient, letters: Letters, within: float = 5.0) -> None:
        self._client = client
        self._letters = letters
        self._within = within

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """Send the link of a video session. A failure is an answer, not an exception."""
        if ask.phone is None:
            return failed(ask, "no telephone number")
        body = {"reference": link_of(ask).name, "to": ask.phone, "text": self._letters.text(ask)}
        try:
            accepted = await post(self._client, "messages", Accepted, self._within, json=body)
        except Unanswered as error:
            return failed(ask, error.why)
        return self._letters.sent(ask, accepted.receipt)

"""Stand-in of a short-message operator: keeps what it was given to send."""

import msgspec
from litestar import Litestar, get, post
from litestar.params import JSONBody

from simulators.outbox import Outbox


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message; the same reference again is the same message."""

    reference: str
    to: str
    text: str


class Sent(msgspec.Struct, frozen=True):
    receipt: str


def sms_app(seed: str = "sms", hold: float = 60.0) -> Litestar:
    """``POST /messages``, ``GET /messages`` (those sent, in order), ``POST /faults``."""
    outbox = Outbox[Message](seed, hold)

    @post("/messages", status_code=202)
    async def send(data: JSONBody[Message]) -> Sent:
        await outbox.carry(data)
        return Sent(receipt=f"sms {data.reference}")

    @get("/messages")
    async def messages() -> list[Message]:
        return outbox.carried

    return outbox.app([send, messages])

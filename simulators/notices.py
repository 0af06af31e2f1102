"""Stand-in of whoever carries notices of access to patients and doctors."""

import msgspec
from litestar import Litestar, get, post
from litestar.params import JSONBody

from domain.dmp_access.facts import Recipient
from domain.vocabulary import DmpMode
from simulators.outbox import Outbox


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One notice; the same reference again is the same notice."""

    reference: str
    access: str
    call: str
    patient: str
    mode: DmpMode
    recipient: Recipient


class Carried(msgspec.Struct, frozen=True):
    proof: str


def notices_app(seed: str = "notices", hold: float = 60.0) -> Litestar:
    """``POST /notices``, ``GET /notices`` (those carried, in order), ``POST /faults``."""
    outbox = Outbox[Notice](seed, hold)

    @post("/notices", status_code=202)
    async def carry(data: JSONBody[Notice]) -> Carried:
        await outbox.carry(data)
        return Carried(proof=f"notice {data.reference}")

    @get("/notices")
    async def notices() -> list[Notice]:
        return outbox.carried

    return outbox.app([carry, notices])

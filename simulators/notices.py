"""Stand-in of whoever carries notices of access to patients and doctors."""

import msgspec
from litestar import Litestar, get, post
from litestar.params import JSONBody

from domain.dmp_access.facts import Recipient
from domain.vocabulary import DmpMode
from simulators.faults import Faults, faults_door


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
    faults = Faults(seed, hold)
    carried: dict[str, Notice] = {}

    @post("/notices", status_code=202)
    async def carry(data: JSONBody[Notice]) -> Carried:
        await faults.meet(data.reference)
        carried.setdefault(data.reference, data)
        return Carried(proof=f"notice {data.reference}")

    @get("/notices")
    async def notices() -> list[Notice]:
        return list(carried.values())

    return Litestar([carry, notices, faults_door(faults)], openapi_config=None, logging_config=None)

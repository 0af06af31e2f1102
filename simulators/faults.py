"""Faults on request, the same for the same seed whatever the order of the requests."""

import asyncio
import random
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from litestar import Litestar, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

Kind = Literal["timeout", "refused", "500"]


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which share of the requests meets which fault. A rate of 0 is none."""

    rate: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    kind: Kind = "500"


class Faults:
    """The faults of one stand-in. A request is named by its reference; asked again, it is drawn again.

    `hold` is how long (s) a request that times out is kept, longer than anyone waits.
    """

    def __init__(self, seed: str, hold: float = 60.0) -> None:
        self.setting = Setting()
        self._seed = seed
        self._hold = hold
        self._asked: dict[str, int] = {}

    async def meet(self, reference: str) -> None:
        """Return where nothing happens. Raises HTTPException, at once or after `hold` seconds."""
        self._asked[reference] = attempt = self._asked.get(reference, 0) + 1
        drawn = random.Random(f"{self._seed}:{reference}:{attempt}").random()  # noqa: S311  # the same for the same seed
        if drawn >= self.setting.rate:
            return
        match self.setting.kind:
            case "timeout":
                await asyncio.sleep(self._hold)
                raise HTTPException("too late", status_code=504)
            case "refused":
                raise HTTPException("refused on request", status_code=422)
            case "500":
                raise HTTPException("broken on request", status_code=500)


def stand_in(handlers: Sequence[HTTPRouteHandler], faults: Faults) -> Litestar:
    """An application of `handlers` that meets `faults`, which ``POST /faults`` sets."""
    return Litestar([*handlers, _faults_door(faults)], openapi_config=None, logging_config=None)


def _faults_door(faults: Faults) -> HTTPRouteHandler:
    """``POST /faults`` {"rate", "kind"}: from now on, for this stand-in."""

    @post("/faults", status_code=200)
    async def set_faults(data: JSONBody[Setting]) -> Setting:
        faults.setting = data
        return data

    return set_faults

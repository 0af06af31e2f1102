"""What those stand-ins share that carry words to people: each reference once, past the faults."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from simulators.faults import Faults, stand_in


class Referenced(Protocol):
    """What is known by its reference: the same one again is the same thing."""

    @property
    def reference(self) -> str: ...


M = TypeVar("M", bound=Referenced)


class Outbox(Generic[M]):
    """Keeps what it was given to carry, in order. `seed` and `hold` (s) are those of its faults."""

    def __init__(self, seed: str, hold: float) -> None:
        self._faults = Faults(seed, hold)
        self._carried: dict[str, M] = {}

    @property
    def carried(self) -> list[M]:
        return list(self._carried.values())

    async def carry(self, given: M) -> None:
        """Keep `given`, unless it is kept already. Raises HTTPException where a fault is met."""
        await self._faults.meet(given.reference)
        self._carried.setdefault(given.reference, given)

    def app(self, handlers: Sequence[HTTPRouteHandler]) -> Litestar:
        """The stand-in that answers by `handlers`, with the door to its faults."""
        return stand_in(handlers, self._faults)

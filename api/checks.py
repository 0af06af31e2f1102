"""What the health page says of each thing that must be well, and since when a reader stands still."""

import time
from collections.abc import Callable

import msgspec

STILL_SECONDS = 10.0
"""How long (real time) a reader of the log may be behind without moving and still count as well."""


class Check(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that must be well. `lag` is in facts; `poison` names the events a view could not take in
    (``stream at position: why``), which do not stop it; `count` says how many there are of something."""

    name: str
    ok: bool
    detail: str = ""
    position: int | None = None
    lag: int | None = None
    poison: tuple[str, ...] = ()
    count: int | None = None


class Stillness:
    """Since when each reader of the log has been behind at the same position, as far as it was asked.

    It is as fine as the health page is asked often: a reader first seen behind counts from then.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives real seconds."""
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}

    def why(self, name: str, position: int, lag: int) -> str:
        """Why a reader that is `lag` facts behind at `position` is not well; empty where it is."""
        if lag <= 0:
            self._seen.pop(name, None)
            return ""
        at, since = self._seen.get(name, (-1, 0.0))
        now = self._clock()
        if at != position:
            self._seen[name] = (position, now)
            return ""
        still = now - since
        return f"behind the log and still for {still:.0f} s" if still > STILL_SECONDS else ""

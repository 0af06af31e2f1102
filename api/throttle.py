"""Slowing down who guesses passwords."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MOST_KEYS = 10_000


class Throttle:
    """Counts failures by key within a window; in memory, bounded.

    The clock is the process's own: a simulated night must not open the door faster.
    """

    def __init__(
        self, most: int, window: float = 900.0, *, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        """At most `most` failures of one key within `window` seconds."""
        self._most = most
        self._window = window
        self._elapsed = elapsed
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Seconds before this key may try again; 0 where it may now."""
        failures = self._failures.get(key)
        if failures is None:
            return 0
        now = self._elapsed()
        while failures and failures[0] <= now - self._window:
            failures.popleft()
        if len(failures) < self._most:
            return 0
        return max(1, round(failures[0] + self._window - now))

    def failed(self, key: str) -> None:
        """One more failure."""
        self._failures.setdefault(key, deque(maxlen=self._most)).append(self._elapsed())
        self._failures.move_to_end(key)
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def forget(self, key: str) -> None:
        """A success clears the key."""
        self._failures.pop(key, None)

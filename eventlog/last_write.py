"""How the last write to the log went: what the health page and the guard of the server ask."""

import time
from collections.abc import Callable

from eventlog.journal import LogError, LogFull, LogUnavailable

FORGOTTEN_SECONDS = 30.0
"""A failure that nobody repeats counts this long: a house that gets no more work could not heal."""


class LastWrite:
    """The outcome of the last append of this process. One event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives real seconds."""
        self._clock = clock
        self._failure: LogError | None = None
        self._known_at = 0.0
        self._since = self._last = 0.0

    @property
    def why(self) -> str:
        """Why the last write failed; empty where it did not, or where that is long ago."""
        old = self._clock() - self._known_at > FORGOTTEN_SECONDS
        return "" if self._failure is None or old else str(self._failure)

    @property
    def failed(self) -> bool:
        """Whether the last write failed, however long ago."""
        return self._failure is not None

    @property
    def silent_seconds(self) -> float:
        """For how long all writes have failed, from the first to the last of them, where the last got
        no answer; 0 otherwise."""
        return self._last - self._since if isinstance(self._failure, LogUnavailable) else 0.0

    def note(self, error: LogError | None) -> None:
        """A write was stored (None) or failed. Errors that blame the entries say nothing of the log."""
        if error is None:
            self.forget()
        elif isinstance(error, (LogFull, LogUnavailable)):
            now = self._clock()
            self._since = now if self._failure is None else self._since
            self._failure, self._last = error, now
            self.hold()

    def hold(self) -> None:
        """The reason of the last failure is known to last."""
        self._known_at = self._clock()

    def forget(self) -> None:
        """What made writes fail is over: the connection or the server is another one."""
        self._failure = None

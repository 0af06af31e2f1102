"""Whether the embedded server must start again: once its disk was full, its stream stays in error."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from eventlog.last_write import LastWrite

RESERVE_BYTES: Final = 16 * 1024 * 1024
"""Free room below which a failed write is put down to the disk."""

_SILENT_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 10.0


class Room:
    """Watches the disk of a running server, and how writes to it go.

    nats-server (2.15 at least) answers no write any more after one that the disk refused ("Critical
    write error"), even with room made since: only a restart ends it.
    """

    def __init__(self, folder: Path, writes: LastWrite, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives real seconds."""
        self._folder = folder
        self._writes = writes
        self._clock = clock
        self._was_short = False
        self._not_before = 0.0

    def must_restart(self) -> bool:
        """Whether writes fail on a server that runs, and the disk has room (again)."""
        if not self._writes.failed:
            self._was_short = False
        if self._free() < RESERVE_BYTES:
            self._was_short = True
            if self._writes.failed:
                self._writes.hold()
            return False
        by_disk = self._writes.failed and self._was_short
        if not by_disk and self._writes.silent_seconds < _SILENT_SECONDS:
            return False
        return self._clock() >= self._not_before

    def restarted(self) -> None:
        """The server has been started again: it gets its time before the next."""
        self._not_before = self._clock() + _PAUSE_SECONDS
        self._was_short = False
        self._writes.forget()

    def _free(self) -> int:
        try:
            disk = os.statvfs(self._folder)
        except OSError:
            return 0
        return disk.f_bavail * disk.f_frsize

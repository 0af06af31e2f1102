"""The live feed: each change encoded once, kept for those who come back, sent to everyone who watches.

A client holds no queue: it reads the common ring from where it stands. One that is merely late gets
everything at once, or the whole board again; one whose socket takes nothing is dropped.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import msgspec

from api.metrics import DROPPED, WATCHING
from domain.ports import Clock
from projections.live import Change, Live
from projections.regulator_board import Patch, RegulatorBoard, patch

RING: Final = 5000
"""Patches kept for clients that come back."""
BACKLOG: Final = 256
"""Patches that a client which takes nothing may leave waiting."""
_STUCK_SECONDS: Final = 2.0
_HOPELESS_SECONDS: Final = 30.0
_WATCH_SECONDS: Final = 0.5

StillAllowed = Callable[[], Awaitable[bool]]


class BoardSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The whole board as of `position`; `at` is the server's time (UTC), which passes `pace` times as fast
    as life: 1 but in a demonstration."""

    position: int
    at: datetime
    pace: float
    board: RegulatorBoard


class BoardPatch(Patch, frozen=True, kw_only=True):
    """Rows that the fact at `position` changed, None for those gone. `at` is when it was recorded."""

    position: int
    at: datetime


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """The server's time, so that a page knows the age of what it shows."""

    at: datetime


def frame(event: str, data: Any, id_: int | None = None) -> bytes:
    """One server-sent event."""
    name = b"id: %d\n" % id_ if id_ is not None else b""
    return b"event: %s\n%sdata: %s\n\n" % (event.encode(), name, msgspec.json.encode(data))


class Watcher:
    """One connection: `seq` of the last patch it has (None: it needs the whole board), and since when its
    socket has not taken what it was given."""

    def __init__(self, seq: int | None) -> None:
        self.seq = seq
        self.telemetry = 0
        self.beat = 0
        self.news = asyncio.Event()
        self.sending_since: float | None = None
        self.task: asyncio.Task[Any] | None = None


class Feed:
    """The room's feed. One event loop; `start` it once the board runs, `close` it first of all."""

    def __init__(
        self,
        board: Live[RegulatorBoard],
        clock: Clock,
        *,
        ring: int = RING,
        backlog: int = BACKLOG,
        beat_seconds: float = 15.0,
        pace: float = 1.0,
    ) -> None:
        self._board = board
        self._clock = clock
        self._backlog = backlog
        self._beat_seconds = beat_seconds
        self._pace = pace
        self._ring: deque[tuple[int, bytes]] = deque(maxlen=ring)
        self._first_seq = 1
        self._floor = board.position
        self._positions: dict[str, tuple[int, bytes]] = {}
        self._telemetry_seq = 0
        self._beat_seq = 0
        self._beat = b""
        self._snapshot: tuple[int, bytes] | None = None
        self._watchers: set[Watcher] = set()
        self._closed = False
        self._stop = board.subscribe(self._changed)

    @property
    def stuck(self) -> float:
        """Longest time, in seconds, that a socket has taken nothing; 0 where none waits."""
        now = time.monotonic()
        return max((now - each.sending_since for each in self._watchers if each.sending_since), default=0.0)

    @property
    def watchers(self) -> int:
        """Connections now."""
        return len(self._watchers)

    def snapshot(self) -> BoardSnapshot:
        """The board now."""
        standing = self._board.standing
        return BoardSnapshot(
            position=standing.position, at=self._clock.now(), pace=self._pace, board=standing.view
        )

    def moved(self, team: str, position: Any) -> None:
        """A team's new position: sent once, kept as the last known, never resumed."""
        self._telemetry_seq += 1
        self._positions[team] = (self._telemetry_seq, frame("position", position))
        self._wake()

    async def watch(self) -> None:
        """Beats, and drops who is stuck, for ever."""
        due = time.monotonic() + self._beat_seconds
        while True:
            await asyncio.sleep(min(_WATCH_SECONDS, self._beat_seconds))
            now = time.monotonic()
            self._sweep(now)
            if now >= due:
                due = now + self._beat_seconds
                self.beat()

    def beat(self) -> None:
        """A beat now: each connection says the hour, and looks again at whether it is still allowed."""
        at = self._clock.now()
        self._beat_seq += 1
        self._beat = b": beat %s\n" % at.isoformat().encode() + frame("beat", Beat(at=at))
        self._wake()

    def close(self) -> None:
        """End every stream at its next chance, and take no more."""
        self._closed = True
        self._stop()
        self._wake()

    async def frames(
        self, last_event_id: int | None, still_allowed: StillAllowed
    ) -> AsyncGenerator[bytes, None]:
        """What one client receives: what it lacks if that is still known, the whole board if not. Ends at
        `close`, when `still_allowed` says no at a beat, and by cancellation of its task."""
        watcher = Watcher(self._resume(last_event_id))
        watcher.beat = self._beat_seq
        watcher.task = asyncio.current_task()
        self._watchers.add(watcher)
        WATCHING.inc()
        try:
            while not self._closed:
                watcher.news.clear()
                beat = watcher.beat
                if chunk := self._next(watcher):
                    watcher.sending_since = time.monotonic()
                    yield chunk
                    watcher.sending_since = None
                    if beat != watcher.beat and not await still_allowed():
                        return
                else:
                    await watcher.news.wait()
        finally:
            self._leave(watcher)

    def _leave(self, watcher: Watcher) -> None:
        if watcher in self._watchers:
            self._watchers.discard(watcher)
            WATCHING.dec()

    def _changed(self, change: Change[RegulatorBoard]) -> None:
        changed = patch(change.before, change.after)
        if not changed:
            return
        recorded = change.recorded
        whole = BoardPatch(
            position=recorded.position,
            at=recorded.at,
            **{name: getattr(changed, name) for name in changed.__struct_fields__},
        )
        if len(self._ring) == self._ring.maxlen:
            self._floor = self._ring[0][0]
            self._first_seq += 1
        self._ring.append((recorded.position, frame("patch", whole, recorded.position)))
        self._wake()

    def _resume(self, last_event_id: int | None) -> int | None:
        if last_event_id is None or not self._floor <= last_event_id <= self._board.position:
            return None
        missing = 0
        for position, _ in reversed(self._ring):
            if position <= last_event_id:
                break
            missing += 1
        return self._last_seq - missing

    @property
    def _last_seq(self) -> int:
        return self._first_seq + len(self._ring) - 1

    def _next(self, watcher: Watcher) -> bytes:
        if watcher.seq is None or watcher.seq + 1 < self._first_seq:
            parts = [self._whole()]
        else:
            start = watcher.seq + 1 - self._first_seq
            parts = [self._ring[index][1] for index in range(start, len(self._ring))]
        watcher.seq = self._last_seq
        return self._and_passing(watcher, parts)

    def _and_passing(self, watcher: Watcher, parts: list[bytes]) -> bytes:
        if watcher.telemetry < self._telemetry_seq:
            parts += [each for seq, each in self._positions.values() if seq > watcher.telemetry]
            watcher.telemetry = self._telemetry_seq
        if watcher.beat < self._beat_seq:
            parts.append(self._beat)
            watcher.beat = self._beat_seq
        return b"".join(parts)

    def _whole(self) -> bytes:
        position = self._board.position
        if self._snapshot is None or self._snapshot[0] != position:
            self._snapshot = (position, frame("snapshot", self.snapshot(), position))
        return self._snapshot[1]

    def _sweep(self, now: float) -> None:
        for watcher in tuple(self._watchers):
            if watcher.task is None or watcher.task.done():
                # Cut while its socket was being written: nobody resumes the generator to end it.
                self._leave(watcher)
            elif watcher.sending_since is not None and self._is_stuck(watcher, now - watcher.sending_since):
                DROPPED.inc()
                self._leave(watcher)
                watcher.task.cancel()

    def _is_stuck(self, watcher: Watcher, waited: float) -> bool:
        behind = self._last_seq - (watcher.seq or 0)
        return waited > _HOPELESS_SECONDS or (waited > _STUCK_SECONDS and behind > self._backlog)

    def _wake(self) -> None:
        for watcher in self._watchers:
            watcher.news.set()

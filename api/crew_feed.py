"""The crews' feed: to each crew the sheet of their own team, whole, as soon as it changes.

The sheet is small and always sent whole, so nothing piles up for a tablet that is late: it gets the last one.
A socket that takes nothing is dropped.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from hashlib import blake2b
from typing import Final

import msgspec

from api.feed import StillAllowed, Watcher, frame
from api.metrics import DROPPED, WATCHING
from domain.ports import Clock
from projections.live import Change, Live
from projections.team_sheet import TeamSheet, TeamSheets, sheet

STUCK_SECONDS: Final = 30.0
_WATCH_SECONDS: Final = 0.5
LOST_SECONDS: Final = 90.0
"""A tablet that says nothing for so long is lost from sight: it asks for its sheet every half minute."""

Opened = Callable[[TeamSheet | None], Awaitable[None]]
"""Called before a sheet goes out: its reading is recorded, or it is not sent."""


def tag_of(shown: TeamSheet | None) -> str:
    """The ETag of a sheet: the same for the same content."""
    return f'"{blake2b(msgspec.json.encode(shown), digest_size=12).hexdigest()}"'


class SheetEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A team's sheet as of `position`, None while it is off duty; `at` is the server's time (UTC).
    Whoever comes back with its `etag` is not sent it again."""

    position: int
    at: datetime
    etag: str
    sheet: TeamSheet | None


class SheetBeat(msgspec.Struct, frozen=True, kw_only=True):
    """The server's time (UTC). What the tablet has is current as of `position`."""

    position: int
    at: datetime


class CrewFeed:
    """The feed of every crew of this process. One event loop; `close` it first of all."""

    def __init__(self, sheets: Live[TeamSheets], clock: Clock, *, beat_seconds: float = 15.0) -> None:
        self._sheets = sheets
        self._clock = clock
        self._beat_seconds = beat_seconds
        self._watchers: dict[str, set[Watcher]] = defaultdict(set)
        self._told: dict[str, tuple[int, str]] = {}
        self._heard: dict[str, float] = {}
        self._beat_seq = 0
        self._closed = False
        self._stop = sheets.subscribe(self._changed)

    def watchers(self, team: str) -> int:
        """How many tablets of `team` are connected now."""
        return len(self._watchers[team]) if team in self._watchers else 0

    def heard(self, team: str) -> None:
        """The tablet of `team` has just asked for something; counted once it has opened the feed here."""
        if team in self._heard:
            self._heard[team] = time.monotonic()

    def lost(self, now: float) -> list[str]:
        """The teams whose tablets opened the feed here and have said nothing for too long; each once."""
        silent = [team for team, at in self._heard.items() if now - at > LOST_SECONDS]
        for team in silent:
            del self._heard[team]
        return silent

    @property
    def in_sight(self) -> frozenset[str]:
        """The teams whose tablets are heard here."""
        return frozenset(self._heard)

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
        """A beat now: each tablet hears the hour, each connection looks again at whether it is allowed."""
        self._beat_seq += 1
        self._wake(*self._watchers)

    def close(self) -> None:
        """End every stream at its next chance, and take no more."""
        self._closed = True
        self._stop()
        self._wake(*self._watchers)

    async def frames(
        self, team: str, has: tuple[int | None, str | None], opened: Opened, still_allowed: StillAllowed
    ) -> AsyncGenerator[bytes, None]:
        """What one tablet receives: the sheet unless it `has` that one (the last position it heard, the tag
        of the sheet it keeps), then each change, and beats. Ends at `close`, when `still_allowed` says no at
        a beat, where a reading cannot be recorded (LogError), and by cancellation of its task."""
        watcher = Watcher(None)
        watcher.task = asyncio.current_task()
        watcher.beat = self._beat_seq - 1  # the first word comes at once, even where nothing is new
        self._watchers[team].add(watcher)
        self._heard[team] = time.monotonic()
        WATCHING.inc()
        known = self._resumed(team, *has)
        try:
            while not self._closed:
                watcher.news.clear()
                if watcher.beat < self._beat_seq and not await still_allowed():
                    return
                standing = self._sheets.standing
                shown = sheet(standing.view, team)
                tag = tag_of(shown)
                at = self._clock.now()
                if tag != known:
                    await opened(shown)
                    known = tag
                    self._told[team] = (standing.position, tag)
                    event = SheetEvent(position=standing.position, at=at, sheet=shown, etag=tag)
                    chunk = frame("sheet", event, standing.position)
                elif watcher.beat < self._beat_seq:
                    chunk = frame("beat", SheetBeat(position=standing.position, at=at), standing.position)
                else:
                    await watcher.news.wait()
                    continue
                watcher.beat = self._beat_seq
                watcher.sending_since = time.monotonic()
                yield b": %s\n%s" % (at.isoformat().encode(), chunk)
                watcher.sending_since = None
        finally:
            self._leave(team, watcher)

    def _resumed(self, team: str, last_position: int | None, tag: str | None) -> str | None:
        """The tag of the sheet that a tablet has: the one that it names, or the last one told to its team
        where it has heard that far."""
        position, told = self._told.get(team, (0, None))
        heard = last_position is not None and position <= last_position <= self._sheets.position
        return told if heard and told is not None else tag

    def _changed(self, change: Change[TeamSheets]) -> None:
        if change.before is change.after:
            return
        moved = [each for each in self._watchers if sheet(change.before, each) != sheet(change.after, each)]
        self._wake(*moved)

    def _leave(self, team: str, watcher: Watcher) -> None:
        watchers = self._watchers.get(team, set())
        if watcher in watchers:
            watchers.discard(watcher)
            WATCHING.dec()
        if not watchers:
            self._watchers.pop(team, None)

    def _sweep(self, now: float) -> None:
        for team, watchers in tuple(self._watchers.items()):
            for watcher in tuple(watchers):
                if watcher.task is None or watcher.task.done():
                    self._leave(team, watcher)
                elif watcher.sending_since is not None and now - watcher.sending_since > STUCK_SECONDS:
                    DROPPED.inc()
                    self._leave(team, watcher)
                    watcher.task.cancel()

    def _wake(self, *teams: str) -> None:
        for team in teams:
            for watcher in self._watchers.get(team, ()):
                watcher.news.set()

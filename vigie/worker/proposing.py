"""When to solve: after each change, urgent or gathered, and now and then while missions are open."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from api.checks import Check
from dispatch.policy import Policy
from domain.envelope import Recorded
from domain.ports import Timeline
from domain.vocabulary import Position
from eventlog.journal import LogError
from eventlog.log import EventLog
from projections.live import Live, LiveViews, ViewBehind
from projections.open_missions import OpenMissions
from vigie.worker import waking
from vigie.worker.delegating import Delegating
from vigie.worker.dispatcher import TICK_SECONDS, Dispatcher
from vigie.worker.movements import Movements

log = structlog.get_logger(__name__)

NAME = "dispatch"
"""Name of the durable consumer that wakes the workers, and of their check."""

TICK = timedelta(seconds=TICK_SECONDS)
"""Missions age, busy teams come nearer to their end: open missions are solved again this often."""

GATHER_SECONDS = 0.05
"""Facts that come together (a mission closed, its team released) are solved once."""

RETRY_SECONDS = 1.0
FAILED_SECONDS = 10.0
BEHIND_SECONDS = 10.0

FIRST_SECONDS = 0.5
"""The last positions of the teams come just after a start: a solve before them would find nobody."""

LONG_SECONDS = 60.0
"""A solve that lasts longer than this is said on the health page."""


class Wakes(Protocol):
    """Facts received and not yet acknowledged."""

    async def release(self, position: int) -> None:
        """Acknowledge what was received up to `position`."""
        ...


class Proposing:
    """Knows when the next solve is due, and makes it: by itself (`run`) or when told (`solve_if_changed`)."""

    def __init__(
        self,
        event_log: EventLog,
        dispatcher: Dispatcher,
        delegating: Delegating,
        timeline: Timeline,
        views: LiveViews,
        missions: Live[OpenMissions],
        policy: Policy,
        *,
        stepwise: bool = False,
    ) -> None:
        """`stepwise`: what was heard is looked at by `solve_if_changed` only, when all is at rest."""
        self.wakes: Wakes | None = None
        self._log = event_log
        self._dispatcher = dispatcher
        self._delegating = delegating
        self._timeline = timeline
        self._views = views
        self._missions = missions
        self._windows = policy.windows
        self._movements = Movements(policy.position_stale_after)
        self._stepwise = stepwise
        self._facts: list[Recorded[Any]] = []
        self._reports: list[tuple[str, Position, datetime]] = []
        self._due: datetime | None = None
        self._ripe = asyncio.Event()
        self._failing = ""
        if missions.view.missions:  # the worker before this one may have stopped before its proposal
            self.call()

    def receive(self, recorded: Recorded[Any]) -> bool:
        """Take in one fact; whether it changes the problem, and must be kept until that is solved."""
        if type(recorded.fact) not in waking.CHANGES:
            return False
        self._facts.append(recorded)
        if not self._stepwise:
            self._take_in()
        return True

    def moved(self, team: str, position: Position, at: datetime) -> None:
        """Take in where a team says that it is."""
        if self._missions.view.missions:
            self._reports.append((team, position, at))
            if not self._stepwise:
                self._take_in()

    def _take_in(self) -> None:
        """Ask for a solve as soon as the most urgent of what was heard wants it."""
        wanted = [waking.window(fact, self._missions.view, self._windows) for fact in self._facts]
        for team, position, at in self._reports:
            if self._movements.appeared(team, at):
                wanted.append(0.0)
            elif self._movements.jumped(team, position):
                wanted.append(max(self._windows.values()))
        self._facts.clear()
        self._reports.clear()
        if wanted:
            self.call(min(wanted))

    def call(self, seconds: float = 0.0) -> None:
        """Ask for a solve within so many seconds; at once where nothing is said."""
        at = self._timeline.now() + timedelta(seconds=seconds)
        if self._due is not None and self._due <= at:
            return
        self._due = at
        if seconds > 0:
            self._timeline.spawn("dispatch window", self._ripen(at))
        else:
            self._ripe.set()

    async def run(self) -> None:
        """Solve after each change, for ever. A log away is waited for; a solve that fails is said on the
        health page and made again, so that one bad problem never ends all proposals."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            await self._ripe.wait()
            await asyncio.sleep(GATHER_SECONDS)
            await asyncio.sleep(await self._turn())

    async def tick(self) -> None:
        """Ask for a new solve every TICK while missions are open, for ever."""
        while True:
            await self._timeline.sleep_until(self._timeline.now() + TICK)
            if self._missions.view.missions:
                self.call()

    async def solve_if_changed(self) -> int:
        """Solve once if a solve is due; return how many facts that led to.

        Raises what a solve raises; it is then due again.
        """
        self._take_in()
        if self._due is None or self._due > self._timeline.now():
            return 0
        self._due = None
        self._ripe.clear()
        try:
            return await self._solve()
        except BaseException:
            self.call()
            raise

    def check(self) -> Check:
        """Whether proposals are made."""
        since = self._dispatcher.since
        lasts = time.monotonic() - since if since is not None else 0.0
        why = f"the solve under way has lasted {lasts:.0f} s" if lasts > LONG_SECONDS else self._failing
        lost = self._dispatcher.too_large
        flag = f"{lost} solves too large to be kept cannot be replayed" if lost else ""
        return Check(name=NAME, ok=not why, detail=why or flag)

    async def _ripen(self, at: datetime) -> None:
        await self._timeline.sleep_until(at)
        if self._due is not None and self._due <= at:
            self._ripe.set()

    async def _turn(self) -> float:
        """One solve; how many seconds to rest after it."""
        try:
            await self.solve_if_changed()
        except (LogError, ViewBehind) as error:
            log.warning("proposals wait for the log", why=str(error))
            return RETRY_SECONDS
        except Exception as error:
            # Its kind only: the text of an error may quote a patient, and the health page is open.
            self._failing = f"no proposals: the solve failed ({type(error).__name__})"
            log.exception("no proposals: the solve failed")
            return FAILED_SECONDS
        return 0.0

    async def _solve(self) -> int:
        # All facts of one append, and those of a rival's solve, or none.
        await self._views.wait(await self._log.last_position(), BEHIND_SECONDS)
        solved = await self._dispatcher.solve()
        self._movements.solved(solved.teams)
        if solved.outdated:
            self.call()
            return solved.recorded
        if solved.recorded:  # a standing order is about what the screens show
            await self._views.wait(await self._log.last_position(), BEHIND_SECONDS)
        ordered = await self._delegating.order()
        self._failing = ""
        if self.wakes is not None:
            await self.wakes.release(solved.basis)
        return solved.recorded + ordered

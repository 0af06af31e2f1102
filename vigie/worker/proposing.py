"""When to solve: whenever a fact changed the problem, and now and then while missions wait."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog

from domain.ports import Timeline
from eventlog.journal import LogError
from projections.live import Change, Live
from projections.open_missions import OpenMissions, waiting
from projections.team_roster import TeamRoster
from vigie.worker.dispatcher import Dispatcher

log = structlog.get_logger(__name__)

TICK = timedelta(seconds=60)
"""Journeys age and teams move: waiting missions are solved again this often."""

GATHER_SECONDS = 0.05
"""Facts that come together (a mission closed, its team released) are solved once."""

RETRY_SECONDS = 1.0

FAILED_SECONDS = 10.0

FIRST_SECONDS = 0.5
"""The last positions of the teams come just after a start: a solve before them would find nobody."""


class Proposing:
    """Marks the problem as changed, and solves it: by itself (`run`) or when told (`solve_if_changed`)."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        timeline: Timeline,
        roster: Live[TeamRoster],
        missions: Live[OpenMissions],
    ) -> None:
        self._dispatcher = dispatcher
        self._timeline = timeline
        self._missions = missions
        self._changed = asyncio.Event()
        roster.subscribe(self._notice)
        missions.subscribe(self._notice)
        if waiting(missions.view):  # the worker before this one may have stopped before its proposal
            self._changed.set()

    async def run(self) -> None:
        """Solve after each change, for ever. A log away is waited for; a solve that fails is logged and
        made again, so that one bad problem never ends all proposals."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            await self._changed.wait()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self.solve_if_changed()
            except LogError as error:
                log.warning("proposals wait for the log", why=str(error))
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                log.exception("no proposals: the solve failed")
                await asyncio.sleep(FAILED_SECONDS)

    async def tick(self) -> None:
        """Ask for a new solve every TICK while missions wait, for ever."""
        while True:
            await self._timeline.sleep_until(self._timeline.now() + TICK)
            if waiting(self._missions.view):
                self._changed.set()

    async def solve_if_changed(self) -> int:
        """Solve once if anything changed since the last solve; return how many proposals were recorded."""
        if not self._changed.is_set():
            return 0
        self._changed.clear()
        try:
            return await self._dispatcher.solve()
        except BaseException:
            self._changed.set()
            raise

    def changed(self) -> None:
        """Say that something outside the log changed the problem: a team heard of for the first time, say."""
        self._changed.set()

    def _notice(self, change: Change[Any]) -> None:
        if change.before is not change.after:
            self._changed.set()

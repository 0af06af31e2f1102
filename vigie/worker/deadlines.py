"""Fires what is due: each pending deadline sleeps until its hour, then issues its command."""

from datetime import timedelta
from typing import Any

import structlog

from domain.deadlines import Deadline, deadline
from domain.envelope import Recorded
from domain.fact import Act, Actor, Refusal
from domain.house import plan
from domain.ports import Timeline
from domain.vocabulary import Role
from eventlog.journal import LogError
from eventlog.log import EventLog
from vigie.ids import derived_id

log = structlog.get_logger(__name__)

DEADLINES = Actor(Role.SYSTEM, "deadlines")
RETRY = timedelta(seconds=5)


class DeadlineRunner:
    """Spawns one sleeper for each deadline. A deadline fired twice, or too late, does no harm."""

    def __init__(self, event_log: EventLog, timeline: Timeline) -> None:
        self._log = event_log
        self._timeline = timeline

    def notice(self, recorded: Recorded[Any]) -> None:
        """Take in one fact: what it makes due will be fired."""
        due = deadline(recorded)
        if due is not None:
            self.schedule(due)

    def schedule(self, due: Deadline) -> None:
        """Fire `due` at its hour, or at once where that has passed."""
        self._timeline.spawn(f"deadline {due.cause}", self._fire(due))

    async def _fire(self, due: Deadline) -> None:
        await self._timeline.sleep_until(due.at)
        while not await self._issued(due):
            await self._timeline.sleep_until(self._timeline.now() + RETRY)

    async def _issued(self, due: Deadline) -> bool:
        act = Act(
            at=self._timeline.now(),
            by=DEADLINES,
            command_id=derived_id(due.cause, "due"),
            cause=due.cause,
            correlation=due.correlation,
        )
        try:
            await self._log.execute(plan(due.command), act)
        except Refusal as refusal:
            log.info("deadline refused", cause=due.cause, reason=refusal.reason)
        except LogError as error:
            log.warning("deadline waits for the log", cause=due.cause, why=str(error))
            return False
        return True

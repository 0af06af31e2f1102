"""What the command line needs of a log to audit it: opened, its tables up to date, each reading recorded."""

import getpass
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from api.auditing import Progress
from domain.fact import Act, Actor
from domain.file_reading import KIND, OpenFile, What
from domain.house import plan
from domain.vocabulary import Role
from eventlog.log import EventLog
from eventlog.tables import TableStore
from projections.audit_trail import AUDIT_TRAIL
from projections.live import Item
from projections.table_runner import TableRunner
from vigie.auditing import Proofs
from vigie.clock import RealClock
from vigie.doors import Doors, open_log
from vigie.ids import random_ids
from vigie.running import open_store
from vigie.settings import Settings
from vigie.views import refuse_ahead

_PAGE: Final = 1000


@dataclass(frozen=True)
class AuditDesk:
    """An auditor at the command line. `by` is the account of this machine."""

    doors: Doors
    store: TableStore
    proofs: Proofs
    by: Actor

    async def record(self, what: What, of: str, asked: str | None) -> None:
        """Record this reading. Raises LogErrors: no read without its trace."""
        reading = random_ids()()
        act = Act(at=RealClock().now(), by=self.by, command_id=f"{KIND}:{reading}")
        await self.doors.log.execute(plan(OpenFile(reading=reading, what=what, of=of, asked=asked)), act)


@asynccontextmanager
async def audit_desk(settings: Settings, progress: Progress) -> AsyncGenerator[AuditDesk]:
    """The log of `settings`, running or not, its audit trail read to its end. Raises LogErrors."""
    async with open_log(settings) as doors:
        store = await open_store(settings)
        try:
            await _catch_up(doors, store, progress)
            by = Actor(Role.AUDITOR, f"cli-{getpass.getuser()}")
            yield AuditDesk(doors, store, Proofs(doors, store, RealClock()), by)
        finally:
            await store.close()


async def _catch_up(doors: Doors, store: TableStore, progress: Progress) -> None:
    """Bring the audit trail to the end of the log; another process may be doing so as well."""
    rows = TableRunner(store, (AUDIT_TRAIL,))
    await rows.prepare()
    await refuse_ahead(rows, doors.log)
    await rows.feed(_tail(doors.log, rows.position, progress))


async def _tail(log: EventLog, after: int, progress: Progress) -> AsyncIterator[Item]:
    last = await log.last_position()
    while after < last:
        page = await log.scan(after=after, limit=_PAGE)
        if not page:
            return
        for item in page:
            yield item
        after = page[-1].position
        progress(after, last)

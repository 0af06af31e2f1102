"""The whole log, read."""

from typing import Any, TypeVar

from domain.envelope import Recorded
from domain.fact import Fact
from eventlog.codec import PoisonEvent
from eventlog.log import EventLog

F = TypeVar("F", bound=Fact)


async def all_facts(log: EventLog) -> list[Recorded[Any]]:
    """Every fact of the log, in order. Nothing in it may be unreadable."""
    found: list[Recorded[Any]] = []
    while page := await log.scan(after=found[-1].position if found else 0):
        for item in page:
            assert not isinstance(item, PoisonEvent)
            found.append(item)
    return found


async def told(log: EventLog, kind: type[F]) -> list[Recorded[F]]:
    """The facts of one type, in order."""
    return [each for each in await all_facts(log) if isinstance(each.fact, kind)]

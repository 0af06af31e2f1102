"""What a demo came to: counted from the log, compared with what the people counted and the views show."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec

from domain.envelope import Recorded
from eventlog.codec import PoisonEvent
from simulators.settings import Night
from simulators.tally import Tally
from vigie.inquiry import Inquiry, inquire
from vigie.rebuilding import rebuild
from vigie.running import Parts

PAGE = 1000
_PATIENCE = 60.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One night. Counts come from the log, `refusals` and `lost_commands` from those who acted.

    `lost_commands`: accepted commands whose facts the log does not hold. `events_projected` is what
    every live view and table has taken in. `rebuild_equal`: views made anew from the log equal the
    live ones. `facts_digest` is the same for the same facts.
    """

    seed: int
    simulated_hours: float
    calls_received: int
    calls_regulated: int
    visio_sessions: int
    teleconsultations: int
    missions_ordered: int
    missions_closed: int
    dmp_accesses: int
    break_glass: int
    double_bookings: int
    refusals: dict[str, int]
    events_appended: int
    events_projected: int
    rebuild_equal: bool
    lost_commands: int
    commands_accepted: int
    commands_repeated: int
    dead_letters: int
    unreadable_events: int
    facts_digest: str
    seconds: float
    simulated_hours_per_second: float

    def broken(self) -> list[str]:
        """The promises this night broke, by name."""
        promises = {
            "double_bookings": self.double_bookings == 0,
            "lost_commands": self.lost_commands == 0,
            "events_projected": self.events_appended == self.events_projected,
            "rebuild_equal": self.rebuild_equal,
            "dead_letters": self.dead_letters == 0,
            "unreadable_events": self.unreadable_events == 0,
        }
        return [name for name, kept in promises.items() if not kept]

    @property
    def sound(self) -> bool:
        """Whether every promise was kept."""
        return not self.broken()

    def in_words(self) -> str:
        """A few lines for a person."""
        kept = "every promise kept" if self.sound else "BROKEN: " + ", ".join(self.broken())
        return (
            f"{self.calls_received} calls, {self.calls_regulated} regulated, "
            f"{self.visio_sessions} video sessions, {self.teleconsultations} teleconsultations, "
            f"{self.missions_ordered} missions ordered, {self.missions_closed} closed, "
            f"{self.dmp_accesses} DMP accesses of which {self.break_glass} by break-glass\n"
            f"{self.events_appended} facts in {self.seconds:.1f} s "
            f"({self.simulated_hours_per_second:.2f} simulated hours a second); {kept}"
        )


async def report_on(parts: Parts, tally: Tally, night: Night, now: datetime, seconds: float) -> Report:
    """Read the whole log again, and hold everything against it. `now` is when the night ended."""
    held: dict[str, set[int]] = {}
    inquiry = await inquire(_held(_everything(parts), held))
    await parts.views.wait(inquiry.last_position, _PATIENCE)
    await parts.tables.wait(inquiry.last_position, _PATIENCE)
    projections = tuple(view.projection for view in parts.views.views)
    fresh = await rebuild(_everything(parts), projections, None)
    equal = all(new.standing == live.standing for new, live in zip(fresh, parts.views.views, strict=True))
    hours = (now - night.starts_at).total_seconds() / 3600
    return Report(
        seed=night.seed,
        simulated_hours=round(hours, 2),
        refusals=dict(sorted(tally.refusals.items())),
        events_appended=inquiry.events,
        events_projected=min(parts.views.position, parts.tables.position)
        - (inquiry.last_position - inquiry.events),
        rebuild_equal=equal,
        lost_commands=tally.lost_commands + tally.missing_from(held),
        commands_accepted=len(tally.accepted),
        commands_repeated=tally.repeated,
        dead_letters=len(await parts.doors.dead_letters.list()),
        unreadable_events=inquiry.unreadable,
        facts_digest=inquiry.digest,
        seconds=round(seconds, 2),
        simulated_hours_per_second=round(hours / seconds, 3),
        **_counts(inquiry),
    )


def _counts(inquiry: Inquiry) -> dict[str, int]:
    return {
        name: getattr(inquiry, name)
        for name in (
            "calls_received",
            "calls_regulated",
            "visio_sessions",
            "teleconsultations",
            "missions_ordered",
            "missions_closed",
            "dmp_accesses",
            "break_glass",
            "double_bookings",
        )
    }


async def _everything(parts: Parts) -> AsyncIterator[Recorded[Any] | PoisonEvent]:
    position = 0
    while page := await parts.doors.log.scan(after=position, limit=PAGE):
        for item in page:
            yield item
        position = page[-1].position


async def _held(
    facts: AsyncIterator[Recorded[Any] | PoisonEvent], held: dict[str, set[int]]
) -> AsyncIterator[Recorded[Any] | PoisonEvent]:
    async for item in facts:
        if not isinstance(item, PoisonEvent):
            held.setdefault(item.command_id, set()).add(item.position)
        yield item

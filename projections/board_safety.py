"""The safety watch of each crew on scene: by when its next word is due, or how long it has been silent."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.crew_safety import facts as f
from domain.envelope import Recorded
from projections.rows import RowFold


class SafetyRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The watch over the crew of mission `id`. `missed_at`: no word came by then, nor since; with
    `contact_lost`, nothing at all came from the tablet. `said_at` is the last word."""

    id: str
    team: str
    context: f.Context
    every: int
    due_at: datetime
    said_at: datetime | None = None
    missed_at: datetime | None = None
    contact_lost: bool = False


SAFETY: RowFold[SafetyRow] = RowFold()
SAFETY.drops(f.WatchEnded)


@SAFETY.opens(f.CheckInDue)
def begun(recorded: Recorded[f.CheckInDue]) -> SafetyRow:
    return _due(recorded, None)


@SAFETY.changes(f.CheckInDue)
def due(row: SafetyRow, recorded: Recorded[f.CheckInDue]) -> SafetyRow:
    return _due(recorded, row.said_at)


@SAFETY.changes(f.CheckInSet)
def paced(row: SafetyRow, recorded: Recorded[f.CheckInSet]) -> SafetyRow:
    return replace(row, every=recorded.fact.every)


@SAFETY.changes(f.CheckedIn)
def said(row: SafetyRow, recorded: Recorded[f.CheckedIn]) -> SafetyRow:
    return replace(row, said_at=recorded.fact.said_at)


@SAFETY.changes(f.CheckInMissed)
def missed(row: SafetyRow, recorded: Recorded[f.CheckInMissed]) -> SafetyRow:
    return replace(row, missed_at=recorded.at, contact_lost=recorded.fact.contact_lost)


def _due(recorded: Recorded[f.CheckInDue], said_at: datetime | None) -> SafetyRow:
    fact = recorded.fact
    return SafetyRow(
        id=recorded.stream.id,
        team=fact.team,
        context=fact.context,
        every=fact.every,
        due_at=fact.due_at,
        said_at=said_at,
    )

"""The standing orders on the regulator's board: those that may still hold, and what was done under them."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.standing_order import facts as f
from domain.vocabulary import Priority
from projections.rows import RowFold


class StandingOrderRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One rule until it is revoked, or over when another fact tells so. `max_eta` in seconds; `used` counts
    the missions ordered under it, `last_mission` is the last of them."""

    id: str
    signed_by: str
    signed_at: datetime
    priorities: tuple[Priority, ...]
    max_eta: float
    estimated_allowed: bool
    valid_from: datetime
    valid_until: datetime
    window: f.Window | None = None
    words: str
    used: int = 0
    last_used_at: datetime | None = None
    last_mission: str | None = None


STANDING_ORDERS: RowFold[StandingOrderRow] = RowFold()
STANDING_ORDERS.drops(f.StandingOrderRevoked)


@STANDING_ORDERS.opens(f.StandingOrderSigned)
def signed(recorded: Recorded[f.StandingOrderSigned]) -> StandingOrderRow:
    fact = recorded.fact
    return StandingOrderRow(
        id=recorded.stream.id,
        signed_by=fact.signed_by,
        signed_at=recorded.at,
        priorities=tuple(sorted(fact.priorities)),
        max_eta=fact.max_eta,
        estimated_allowed=fact.estimated_allowed,
        valid_from=fact.valid_from,
        valid_until=fact.valid_until,
        window=fact.window,
        words=fact.words,
    )


@STANDING_ORDERS.changes(f.StandingOrderUsed)
def used(row: StandingOrderRow, recorded: Recorded[f.StandingOrderUsed]) -> StandingOrderRow:
    mission = recorded.fact.mission
    return replace(row, used=row.used + 1, last_used_at=recorded.at, last_mission=mission)


def bounded(rows: dict[str, StandingOrderRow], recorded: Recorded[Any]) -> dict[str, StandingOrderRow]:
    """Rules that are over leave, so that memory stays bounded where nobody revokes any."""
    return {name: row for name, row in rows.items() if row.valid_until > recorded.at}

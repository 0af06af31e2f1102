"""Standing orders: signing and revoking one, and those that may hold."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from api.access import WATCHERS, allow, by_people, may_issue
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Beside, CommandOutcome
from api.live import WAIT_SECONDS, After
from domain.rules.standing_orders import holds
from domain.standing_order.commands import StandingOrderCommand
from domain.standing_order.facts import StandingOrderSigned
from projections.board_standing_orders import StandingOrderRow

if TYPE_CHECKING:
    OrderCommand = StandingOrderCommand
else:
    OrderCommand = by_people(StandingOrderCommand)


class StandingOrderNow(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that nobody has revoked and that is not over. `holds`: its dates, days and hours say now."""

    order: StandingOrderRow
    holds: bool


class StandingOrdersAt(msgspec.Struct, frozen=True, kw_only=True):
    """The rules as of `position`, the first to end first; `at` is the server's time (UTC)."""

    position: int
    at: datetime
    orders: tuple[StandingOrderNow, ...]


@post(
    "/api/standing-orders",
    operation_id="commandStandingOrder",
    status_code=200,
    guards=[allow(may_issue(StandingOrderCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["standing-orders"],
)
async def command_standing_order(
    data: JSONBody[OrderCommand], desk: AtDesk, envelope: Beside
) -> CommandOutcome:
    """Sign a standing order, or revoke one. Who signs is who is signed in."""
    return await desk.issue(data, envelope)


@get(
    "/api/standing-orders",
    operation_id="readStandingOrders",
    guards=[allow(WATCHERS)],
    responses=PROBLEMS,
    tags=["standing-orders"],
)
async def read_standing_orders(desk: AtDesk, after: After = None) -> StandingOrdersAt:
    """What the machine may order alone, by whom that was signed, until when, and how often it was used."""
    board = desk.house.board
    if after is not None:
        await board.wait(after, timeout=WAIT_SECONDS)
    standing, now = board.standing, desk.house.clock.now()
    rows = [row for row in standing.view.standing_orders.values() if row.valid_until > now]
    rows.sort(key=lambda row: (row.valid_until, row.id))
    orders = tuple(StandingOrderNow(order=row, holds=holds(_rule(row), now)) for row in rows)
    return StandingOrdersAt(position=standing.position, at=now, orders=orders)


def _rule(row: StandingOrderRow) -> StandingOrderSigned:
    return StandingOrderSigned(
        signed_by=row.signed_by,
        priorities=frozenset(row.priorities),
        max_eta=row.max_eta,
        estimated_allowed=row.estimated_allowed,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        words=row.words,
        window=row.window,
    )

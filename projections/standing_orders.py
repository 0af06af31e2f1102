"""The standing orders that nobody has revoked."""

import msgspec

from domain import standing_order
from domain.envelope import Recorded
from domain.standing_order import facts as f
from projections.projection import Projection
from projections.rows import RowFold, Section, by_rows


class StandingOrders(msgspec.Struct, frozen=True):
    """Rules as they were signed, by their names; those whose dates have passed included."""

    rules: dict[str, f.StandingOrderSigned] = {}


_RULES: RowFold[f.StandingOrderSigned] = RowFold()
_RULES.drops(f.StandingOrderRevoked)
_RULES.ignores(f.StandingOrderUsed)


@_RULES.opens(f.StandingOrderSigned)
def signed(recorded: Recorded[f.StandingOrderSigned]) -> f.StandingOrderSigned:
    return recorded.fact


SECTIONS = {standing_order.KIND: Section("rules", _RULES)}

STANDING_ORDERS: Projection[StandingOrders] = Projection(
    name="standing-orders",
    version=1,
    initial=StandingOrders(),
    apply=by_rows(SECTIONS),
    view_type=StandingOrders,
)

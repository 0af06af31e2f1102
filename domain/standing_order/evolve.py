"""How each fact moves a standing order."""

from typing import assert_never

from domain.standing_order import facts as f
from domain.standing_order.states import Revoked, Signed, StandingOrderState


def evolve(state: StandingOrderState, fact: f.StandingOrderFact) -> StandingOrderState:
    """The state after one more fact."""
    match fact:
        case f.StandingOrderSigned():
            return Signed(fact)
        case f.StandingOrderUsed():
            return state
        case f.StandingOrderRevoked():
            return Revoked()
        case _:
            assert_never(fact)

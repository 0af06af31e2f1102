"""StandingOrder: a rule under which the machine may order P2 and P3 missions, signed by a named doctor."""

from domain.decider import Decider
from domain.standing_order.decide import decide
from domain.standing_order.evolve import evolve
from domain.standing_order.facts import KIND, StandingOrderFact
from domain.standing_order.states import NotSigned, StandingOrderState

DECIDER: Decider[StandingOrderState] = Decider(
    kind=KIND, initial=NotSigned(), evolve=evolve, facts=StandingOrderFact, states=StandingOrderState
)

__all__ = ["DECIDER", "KIND", "StandingOrderFact", "StandingOrderState", "decide", "evolve"]

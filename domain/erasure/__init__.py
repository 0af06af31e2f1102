"""Erasure: regulation files made unreadable for good, asked by one person and approved by another."""

from domain.decider import Decider
from domain.erasure.decide import decide, request
from domain.erasure.evolve import evolve
from domain.erasure.facts import KIND, ErasureFact
from domain.erasure.states import ErasureState, NotRequested

DECIDER: Decider[ErasureState] = Decider(
    kind=KIND, initial=NotRequested(), evolve=evolve, facts=ErasureFact, states=ErasureState
)

__all__ = ["DECIDER", "KIND", "ErasureFact", "ErasureState", "decide", "evolve", "request"]

"""VisioSession: one video consultation with a caller or a crew: invitation, consent, ladder, end."""

from domain.decider import Decider
from domain.visio_session.decide import decide
from domain.visio_session.evolve import evolve
from domain.visio_session.facts import KIND, VisioSessionFact
from domain.visio_session.states import NotRequested, VisioSessionState

DECIDER: Decider[VisioSessionState] = Decider(
    kind=KIND,
    initial=NotRequested(),
    evolve=evolve,
    facts=VisioSessionFact,
    states=VisioSessionState,
)

__all__ = ["DECIDER", "KIND", "VisioSessionFact", "VisioSessionState", "decide", "evolve"]

"""DmpAccess: one practitioner, one shared medical record, one reason, one call, one of three modes."""

from domain.decider import Decider
from domain.dmp_access.decide import decide
from domain.dmp_access.evolve import evolve
from domain.dmp_access.facts import KIND, DmpAccessFact
from domain.dmp_access.states import DmpAccessState, NotRequested

DECIDER: Decider[DmpAccessState] = Decider(
    kind=KIND, initial=NotRequested(), evolve=evolve, facts=DmpAccessFact, states=DmpAccessState
)

__all__ = ["DECIDER", "KIND", "DmpAccessFact", "DmpAccessState", "decide", "evolve"]

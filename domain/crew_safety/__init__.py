"""CrewSafety: during one mission, the crew on scene says now and then that all is well; silence is told."""

from domain.crew_safety.decide import decide
from domain.crew_safety.evolve import evolve
from domain.crew_safety.facts import KIND, CrewSafetyFact
from domain.crew_safety.states import CrewSafetyState, NotWatched
from domain.decider import Decider

DECIDER: Decider[CrewSafetyState] = Decider(
    kind=KIND, initial=NotWatched(), evolve=evolve, facts=CrewSafetyFact, states=CrewSafetyState
)

__all__ = ["DECIDER", "KIND", "CrewSafetyFact", "CrewSafetyState", "decide", "evolve"]

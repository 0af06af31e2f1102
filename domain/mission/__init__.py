"""Mission: one team sent to one call; its steps are the national vector statuses."""

from domain.decider import Decider
from domain.mission.decide import decide
from domain.mission.evolve import evolve
from domain.mission.facts import KIND, MissionFact
from domain.mission.states import MissionState, NotRequested

DECIDER: Decider[MissionState] = Decider(
    kind=KIND, initial=NotRequested(), evolve=evolve, facts=MissionFact, states=MissionState
)

__all__ = ["DECIDER", "KIND", "MissionFact", "MissionState", "decide", "evolve"]

"""MobileTeam: a crew on shift: skills, equipment, vehicle, tablet, availability."""

from domain.decider import Decider
from domain.mobile_team.decide import decide
from domain.mobile_team.evolve import evolve
from domain.mobile_team.facts import KIND, MobileTeamFact
from domain.mobile_team.states import MobileTeamState, OffDuty

DECIDER: Decider[MobileTeamState] = Decider(
    kind=KIND, initial=OffDuty(), evolve=evolve, facts=MobileTeamFact, states=MobileTeamState
)

__all__ = ["DECIDER", "KIND", "MobileTeamFact", "MobileTeamState", "decide", "evolve"]

"""RegulationCall: the regulation file (dossier de régulation médicale), from pick-up to closure."""

from domain.decider import Decider
from domain.regulation_call.decide import decide
from domain.regulation_call.evolve import evolve
from domain.regulation_call.facts import KIND, RegulationCallFact
from domain.regulation_call.states import RegulationCallState, Unknown

DECIDER: Decider[RegulationCallState] = Decider(
    kind=KIND,
    initial=Unknown(),
    evolve=evolve,
    facts=RegulationCallFact,
    states=RegulationCallState,
)

__all__ = ["DECIDER", "KIND", "RegulationCallFact", "RegulationCallState", "decide", "evolve"]

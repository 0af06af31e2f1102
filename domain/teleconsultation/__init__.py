"""Teleconsultation: the remote act itself, in each of the eight forms of the Think Tank's préconisation 8."""

from domain.decider import Decider
from domain.teleconsultation.decide import decide
from domain.teleconsultation.evolve import evolve
from domain.teleconsultation.facts import KIND, TeleconsultationFact
from domain.teleconsultation.states import NotOpened, TeleconsultationState

DECIDER: Decider[TeleconsultationState] = Decider(
    kind=KIND,
    initial=NotOpened(),
    evolve=evolve,
    facts=TeleconsultationFact,
    states=TeleconsultationState,
)

__all__ = ["DECIDER", "KIND", "TeleconsultationFact", "TeleconsultationState", "decide", "evolve"]

"""Alarm: something that a person must see now, until one has seen it and until its cause is over."""

from domain.alarm.decide import decide
from domain.alarm.evolve import evolve
from domain.alarm.facts import KIND, AlarmFact
from domain.alarm.states import AlarmState, NotRaised
from domain.decider import Decider

DECIDER: Decider[AlarmState] = Decider(
    kind=KIND, initial=NotRaised(), evolve=evolve, facts=AlarmFact, states=AlarmState
)

__all__ = ["DECIDER", "KIND", "AlarmFact", "AlarmState", "decide", "evolve"]

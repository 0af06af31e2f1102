"""How each fact moves an alarm."""

from typing import assert_never

from domain.alarm import facts as f
from domain.alarm.states import About, Acknowledged, AlarmState, Cleared, NotRaised, Raised


def evolve(state: AlarmState, fact: f.AlarmFact) -> AlarmState:
    """The state after one more fact."""
    if isinstance(fact, f.AlarmRaised):
        about = About(kind=fact.kind, subject=fact.subject, call=fact.call)
        return Raised(about, fact.rank, 0, fact.acknowledge_by)
    if isinstance(state, NotRaised):
        return state
    match fact:
        case f.AlarmAcknowledged(by=by):
            return Acknowledged(state.subject, by)
        case f.AlarmEscalated(rank=rank, step=step, acknowledge_by=at):
            return Raised(state.subject, rank, step, at)
        case f.AlarmCleared():
            return Cleared(state.subject)
        case _:
            assert_never(fact)

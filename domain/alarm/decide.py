"""What an alarm that was raised answers to each command. Raising one is in `domain.alarming`."""

from collections.abc import Sequence
from typing import assert_never

from domain.alarm import commands as c
from domain.alarm import facts as f
from domain.alarm.states import Acknowledged, AlarmState, Cleared, NotRaised, Raised
from domain.fact import Act, Refusal
from domain.refusals import NotFound
from domain.rules.alarms import ACKNOWLEDGE_WITHIN, MOST_STEPS, RULES

Facts = Sequence[f.AlarmFact]


class NotYourAlarm(Refusal):
    """Alarms of the room are acknowledged by the room, those of auditors by auditors."""


class AlarmNotDueYet(Refusal):
    """There is still time to acknowledge it."""


def decide(command: c.AlarmOnly, state: AlarmState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises NotFound, NotYourAlarm, AlarmNotDueYet."""
    if isinstance(state, NotRaised):
        if isinstance(command, c.ClearAlarm):
            return []
        raise NotFound(f"no alarm {command.alarm}")
    match command:
        case c.AcknowledgeAlarm():
            return _acknowledge(state, act)
        case c.EscalateAlarm():
            return _escalate(state, act)
        case c.ClearAlarm():
            return [] if isinstance(state, Cleared) else [f.AlarmCleared()]
        case _:
            assert_never(command)


def _acknowledge(state: Raised | Acknowledged | Cleared, act: Act) -> Facts:
    if act.by.role not in RULES[state.subject.kind].heard_by:
        raise NotYourAlarm(f"{state.subject.kind} is not for {act.by.role}")
    return [f.AlarmAcknowledged(by=act.by.id)] if isinstance(state, Raised) else []


def _escalate(state: Raised | Acknowledged | Cleared, act: Act) -> Facts:
    if not isinstance(state, Raised) or state.acknowledge_by is None:
        return []
    if act.at < state.acknowledge_by:
        raise AlarmNotDueYet(f"until {state.acknowledge_by:%H:%M:%S} UTC")
    step = state.step + 1
    again = act.at + ACKNOWLEDGE_WITHIN[f.Rank.HIGH] if step < MOST_STEPS else None
    return [f.AlarmEscalated(rank=f.Rank.HIGH, step=step, acknowledge_by=again)]

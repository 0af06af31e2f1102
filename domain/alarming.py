"""Raising an alarm on what another story says now: decided on both, so that no alarm outlives its cause."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, assert_never

from domain import dmp_access, mission, mobile_team, regulation_call
from domain.alarm import commands as c
from domain.alarm import facts as f
from domain.alarm.states import Acknowledged, AlarmState, Cleared, NotRaised, Raised
from domain.dmp_access.states import InReview
from domain.fact import Act, Refusal
from domain.mission.states import Requested
from domain.mobile_team.states import Engaged, OffDuty
from domain.regulation_call.states import Received, Waiting
from domain.rules.alarms import ACKNOWLEDGE_WITHIN, RULES

Facts = Sequence[f.AlarmFact]


class MisnamedAlarm(Refusal):
    """An alarm has the one name that its kind and its subject make."""

    field = "alarm"


class Said(NamedTuple):
    """What the cause says of the alarm."""

    call: str | None = None
    team: str | None = None
    detail: str | None = None


def _call_waits(command: c.OnItsCause, state: Any) -> Said | None:
    """Still at the priority that was waited for (`detail`), and no doctor has it."""
    if not isinstance(state, Received | Waiting) or state.file.priority != command.detail:
        return None
    return Said(call=command.subject, detail=command.detail)


def _mission_waits(command: c.OnItsCause, state: Any) -> Said | None:
    if not isinstance(state, Requested):
        return None
    return Said(call=state.task.call, detail=command.detail or state.task.priority.value)


def _tablet_is_lost(command: c.OnItsCause, state: Any) -> Said | None:
    if not isinstance(state, Engaged) or not state.shift.tablet_lost:
        return None
    return Said(team=command.subject, detail=state.mission)


def _crew_wants_help(command: c.OnItsCause, state: Any) -> Said | None:
    if isinstance(state, OffDuty) or not state.shift.help:
        return None
    return Said(team=command.subject, detail=state.mission if isinstance(state, Engaged) else None)


def _review_is_overdue(command: c.OnItsCause, state: Any) -> Said | None:
    if not isinstance(state, InReview) or not state.review.overdue:
        return None
    return Said(call=state.subject.call)


_Lasts = Callable[[c.OnItsCause, Any], Said | None]
CAUSES: Final[Mapping[f.AlarmKind, tuple[str, _Lasts]]] = {
    f.AlarmKind.CALL_WAITING: (regulation_call.KIND, _call_waits),
    f.AlarmKind.MISSION_WAITING: (mission.KIND, _mission_waits),
    f.AlarmKind.MISSION_ESCALATED: (mission.KIND, _mission_waits),
    f.AlarmKind.TABLET_LOST: (mobile_team.KIND, _tablet_is_lost),
    f.AlarmKind.CREW_HELP: (mobile_team.KIND, _crew_wants_help),
    f.AlarmKind.REVIEW_OVERDUE: (dmp_access.KIND, _review_is_overdue),
}
"""By kind: the stream to look at, and what it says while the cause lasts. The other kinds are raised and
cleared on the word of whoever does it."""


def cause(command: c.OnItsCause) -> str | None:
    """The kind of the stream of its subject, which says whether its cause lasts; None where none does."""
    known = CAUSES.get(command.kind)
    return known[0] if known else None


def raising(kind: f.AlarmKind, subject: str, **about: str | None) -> c.RaiseAlarm:
    """The command that raises the one alarm of `kind` about `subject`; `about`: call, team, detail."""
    return c.RaiseAlarm(alarm=c.alarm_id(kind, subject), kind=kind, subject=subject, **about)


def clearing(kind: f.AlarmKind, subject: str) -> c.ClearAlarm:
    """The command that clears it."""
    return c.ClearAlarm(alarm=c.alarm_id(kind, subject))


def decide(command: c.OnItsCause, state: AlarmState, states: Sequence[Any], act: Act) -> Facts:
    """`states`: that of its subject where `cause(command)` names its kind, or none.

    A cause that is over raises nothing.

    Raises MisnamedAlarm.
    """
    if command.alarm != c.alarm_id(command.kind, command.subject):
        raise MisnamedAlarm(f"expected {c.alarm_id(command.kind, command.subject)}")
    said = _said(command, states)
    match command:
        case c.RaiseAlarm():
            return _raise(command, state, said, act)
        case c.RecheckAlarm():
            over = said is None and isinstance(state, Raised | Acknowledged)
            return [f.AlarmCleared()] if over else []
        case _:
            assert_never(command)


def _said(command: c.OnItsCause, states: Sequence[Any]) -> Said | None:
    known = CAUSES.get(command.kind)
    if known is not None:
        return known[1](command, states[0])
    if isinstance(command, c.RaiseAlarm):
        return Said(command.call, command.team, command.detail)
    return Said()


def _raise(command: c.RaiseAlarm, state: AlarmState, said: Said | None, act: Act) -> Facts:
    if said is None:
        return []
    match state:
        case Raised() | Acknowledged():
            return []
        case NotRaised() | Cleared():
            rank = RULES[command.kind].rank
            return [
                f.AlarmRaised(
                    kind=command.kind,
                    subject=command.subject,
                    rank=rank,
                    acknowledge_by=act.at + ACKNOWLEDGE_WITHIN[rank],
                    call=said.call,
                    team=said.team,
                    detail=said.detail,
                )
            ]
        case _:
            assert_never(state)

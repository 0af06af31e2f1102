"""At least one example of every command on alarms, by the names of the streams that they are about."""

from domain.alarm import commands as alarm
from domain.alarm.facts import AlarmKind
from domain.alarming import raising
from domain.house import AnyCommand
from domain.vocabulary import Priority


def alarm_commands(*, call: str, mission: str, team: str, access: str) -> list[AnyCommand]:
    """What may be asked of the alarms about one of each."""
    waiting, silent = AlarmKind.CALL_WAITING, AlarmKind.CREW_SILENT
    name = alarm.alarm_id(waiting, call)
    return [
        raising(silent, team, team=team, call=call),
        raising(waiting, call, detail=Priority.P1.value),
        raising(AlarmKind.MISSION_ESCALATED, mission),
        raising(AlarmKind.MISSION_WAITING, mission),
        raising(AlarmKind.TABLET_LOST, team),
        raising(AlarmKind.REVIEW_OVERDUE, access),
        alarm.RecheckAlarm(alarm=name, kind=waiting, subject=call, detail=Priority.P1.value),
        alarm.AcknowledgeAlarm(alarm=name),
        alarm.EscalateAlarm(alarm=name),
        alarm.ClearAlarm(alarm=name),
    ]

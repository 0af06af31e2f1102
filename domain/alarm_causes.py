"""Which facts raise an alarm, which clear it, and which will raise one if nothing else happens: pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.alarm import facts as alarm
from domain.alarm.commands import AlarmCommand, EscalateAlarm, RecheckAlarm
from domain.alarm.facts import AlarmKind
from domain.alarming import CAUSES, clearing, raising
from domain.crew_safety import facts as safety
from domain.dmp_access import facts as dmp
from domain.envelope import Recorded
from domain.fact import Fact
from domain.mission import facts as mission
from domain.mobile_team import facts as team
from domain.regulation_call import facts as call
from domain.rules.alarms import CALL_WAITS, MISSION_WAITS, MISSION_WAITS_AGAIN
from domain.vocabulary import Priority

WAITS: Final = "waits"
"""The topic of deadlines about calls and missions that wait too long."""

SILENT: Final = "silent"
CONTACT_LOST: Final = "contact-lost"
"""What the alarm of a silent crew says more: nothing was said, or nothing at all was heard of the tablet."""


def alarms(recorded: Recorded[Fact]) -> Sequence[AlarmCommand]:
    """What one recorded fact raises or clears at once."""
    name = recorded.stream.id
    match recorded.fact:
        case mission.MissionEscalated(why=why):
            return [raising(AlarmKind.MISSION_ESCALATED, name, detail=why.value)]
        case mission.MissionOrdered() | mission.MissionCancelled():
            return [clearing(AlarmKind.MISSION_ESCALATED, name), clearing(AlarmKind.MISSION_WAITING, name)]
        case (
            mission.ProposalSetAside()
            | mission.TeamForced()
            | mission.TeamForbidden()
            | mission.TeamHeld()
            | mission.ConstraintLifted()
        ):
            return [clearing(AlarmKind.MISSION_ESCALATED, name)]  # somebody has looked
        case team.TabletLost() | team.TeamEngaged():
            return [raising(AlarmKind.TABLET_LOST, name)]
        case team.TabletRecovered() | team.TeamReleased():
            return [clearing(AlarmKind.TABLET_LOST, name)]
        case team.HelpRequested():
            return [raising(AlarmKind.CREW_HELP, name)]
        case team.HelpSettled():
            return [clearing(AlarmKind.CREW_HELP, name)]
        case safety.CheckInMissed(team=crew, contact_lost=lost):
            said = CONTACT_LOST if lost else SILENT
            return [raising(AlarmKind.CREW_SILENT, crew, team=crew, detail=said)]
        case safety.CheckInDue(team=crew) | safety.WatchEnded(team=crew):
            return [clearing(AlarmKind.CREW_SILENT, crew)]
        case call.RegulationStarted() | call.CallDismissed() | call.DuplicateLinked():
            return [clearing(AlarmKind.CALL_WAITING, name)]
        case call.PriorityRevised(priority=priority) if priority not in CALL_WAITS:
            return [clearing(AlarmKind.CALL_WAITING, name)]
        case dmp.ReviewOverdue():
            return [raising(AlarmKind.REVIEW_OVERDUE, name)]
        case dmp.ReviewConcluded():
            return [clearing(AlarmKind.REVIEW_OVERDUE, name)]
        case alarm.AlarmRaised(kind=kind, subject=subject, detail=detail) if kind in CAUSES:
            return [RecheckAlarm(alarm=name, kind=kind, subject=subject, detail=detail)]
        case _:
            return []


def overdue(recorded: Recorded[Fact]) -> tuple[datetime, AlarmCommand, str] | None:
    """When an alarm will be due because of one recorded fact, the command that is due then, its topic."""
    name = recorded.stream.id
    match recorded.fact:
        case call.PriorityAssigned(priority=priority) | call.PriorityRevised(priority=priority) if (
            priority in CALL_WAITS
        ):
            due = raising(AlarmKind.CALL_WAITING, name, detail=priority.value)
            return recorded.at + CALL_WAITS[priority], due, WAITS
        case (
            mission.MissionRequested(priority=priority)
            | mission.MissionRevised(priority=Priority() as priority)
        ):
            return recorded.at + MISSION_WAITS[priority], raising(AlarmKind.MISSION_WAITING, name), WAITS
        case mission.TeamDeclined() | mission.AlertExpired() | mission.TeamWithdrawn():
            return recorded.at + MISSION_WAITS_AGAIN, raising(AlarmKind.MISSION_WAITING, name), WAITS
        case alarm.AlarmRaised(acknowledge_by=datetime() as at):
            return at, EscalateAlarm(alarm=name), ""
        case alarm.AlarmEscalated(acknowledge_by=datetime() as at):
            return at, EscalateAlarm(alarm=name), ""
        case _:
            return None

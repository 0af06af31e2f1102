"""When this fact, issue that command or ask that gateway: pure, and the only link between aggregates."""

from collections.abc import Sequence

from domain.alarm_causes import alarms
from domain.asks import Ask, AssessAccess, OpenRecord, SendInvitation, SendNotice
from domain.crew_safety.commands import AdaptWatch
from domain.dmp_access.facts import (
    AccessClosed,
    AccessExpired,
    AccessGranted,
    AccessRefused,
    AccessRequested,
    AccessRevoked,
    BreakGlassInvoked,
    ContinuationRequested,
    NoticeRetried,
    Recipient,
)
from domain.envelope import Recorded
from domain.fact import Fact
from domain.house import AnyCommand
from domain.mission.commands import AlertTeam, ReviseMission
from domain.mission.facts import (
    CareStarted,
    MissionCancelled,
    MissionClosed,
    MissionOrdered,
    PatientHandedOver,
    TeamArrived,
    TeamLeft,
    TransportStarted,
)
from domain.regulation_call.commands import ConcludeIntervention
from domain.regulation_call.facts import CallLocated, PriorityRevised
from domain.visio_session.commands import ConfirmInvitation
from domain.visio_session.facts import GuestInvited, InvitationRenewed, VisioRequested
from domain.vocabulary import DmpMode

Reaction = AnyCommand | Ask


def react(recorded: Recorded[Fact]) -> Sequence[Reaction]:
    """What follows from one recorded fact, in order: alarms come last. Nothing follows from most."""
    return [*_follows(recorded), *alarms(recorded)]


def _follows(recorded: Recorded[Fact]) -> Sequence[Reaction]:
    name, fact = recorded.stream.id, recorded.fact
    match fact:
        case MissionOrdered(team=team):
            return [AlertTeam(mission=name, team=team)]
        case PriorityRevised(priority=priority, missions=missions):
            return [ReviseMission(mission=each, priority=priority) for each in missions]
        case CallLocated(place=place, missions=missions):
            return [ReviseMission(mission=each, place=place) for each in missions]
        case TeamArrived() | CareStarted() | TransportStarted() | PatientHandedOver() | TeamLeft():
            return [AdaptWatch(mission=name)]
        case MissionClosed(call=call):
            return [ConcludeIntervention(call=call, mission=name), AdaptWatch(mission=name)]
        case MissionCancelled(call=call):
            return [ConcludeIntervention(call=call, mission=name, cancelled=True)]
        case VisioRequested(mission=str(mission)):
            return [ConfirmInvitation(session=name, receipt=f"tablet of mission {mission}")]
        case VisioRequested(way=way, phone=phone, email=email, want=want):
            return [SendInvitation(session=name, way=way, phone=phone, email=email, want=want)]
        case InvitationRenewed(way=way, phone=phone, email=email, generation=generation, want=want):
            again = SendInvitation(
                session=name, way=way, phone=phone, email=email, generation=generation, want=want
            )
            return [again]
        case GuestInvited(way=way, phone=phone, email=email, guest=guest):
            return [SendInvitation(session=name, way=way, phone=phone, email=email, guest=guest)]
        case (
            AccessRequested(ins=ins, mode=mode, practitioner=practitioner, reason=reason)
            | ContinuationRequested(ins=ins, mode=mode, practitioner=practitioner, reason=reason)
        ):
            return [OpenRecord(access=name, ins=ins, mode=mode, practitioner=practitioner, reason=reason)]
        case AccessGranted(mode=DmpMode.REGULATION_CENTRE):
            return _notices(name, fact.call, fact.patient, fact.mode)
        case BreakGlassInvoked(call=call, patient=patient):
            return _notices(name, call, patient, DmpMode.BREAK_GLASS)
        case AccessClosed() | AccessExpired() | AccessRevoked() | AccessRefused():
            return [AssessAccess(access=name)]
        case NoticeRetried(call=call, patient=patient, mode=mode, recipient=recipient):
            return [SendNotice(access=name, call=call, patient=patient, mode=mode, recipient=recipient)]
        case _:
            return []


def _notices(access: str, call: str, patient: str, mode: DmpMode) -> Sequence[Reaction]:
    return [
        SendNotice(access=access, call=call, patient=patient, mode=mode, recipient=recipient)
        for recipient in Recipient
    ]

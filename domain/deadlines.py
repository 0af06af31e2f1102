"""What must happen by a certain time if nothing else does: pure, from facts to commands due later.

A deadline that comes when its command no longer applies is refused or leads to nothing: no harm.
"""

from datetime import datetime

import msgspec

from domain.alarm_causes import overdue
from domain.crew_safety.commands import MissCheckIn
from domain.crew_safety.facts import CheckInDue
from domain.dmp_access import facts as dmp
from domain.dmp_access.commands import ExpireAccess, MarkReviewOverdue, RetryNotice
from domain.envelope import Recorded
from domain.fact import Fact
from domain.house import AnyCommand
from domain.mission.commands import ExpireAlert
from domain.mission.facts import MissionOrdered
from domain.regulation_call.commands import CloseCall
from domain.regulation_call.facts import CallValidated
from domain.visio_session.commands import ExpireInvitation
from domain.visio_session.facts import InvitationSent

REVIEW = "review"


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """`command` is due at `at` (UTC), because of the fact `cause`. One stream has one deadline at most on
    each `topic`: a new one takes the place of the former. `correlation` is that of the fact."""

    at: datetime
    command: AnyCommand
    cause: str
    topic: str = ""
    correlation: str | None = None


def deadline(recorded: Recorded[Fact]) -> Deadline | None:
    """The deadline that one recorded fact sets, if any."""
    name, topic = recorded.stream.id, ""
    match recorded.fact:
        case InvitationSent(expires_at=at):
            command: AnyCommand = ExpireInvitation(session=name)
        case (
            dmp.AccessGranted(expires_at=at)
            | dmp.BreakGlassInvoked(expires_at=at)
            | dmp.AccessContinued(expires_at=at)
        ):
            command = ExpireAccess(access=name)
        case (
            dmp.AccessClosed(review_due_at=datetime() as at)
            | dmp.AccessExpired(review_due_at=datetime() as at)
            | dmp.AccessRevoked(review_due_at=datetime() as at)
            | dmp.AccessAssessed(review_due_at=datetime() as at)
        ):
            command, topic = MarkReviewOverdue(access=name), REVIEW
        case dmp.NoticeFailed(recipient=recipient, retry_at=datetime() as at):
            command, topic = RetryNotice(access=name, recipient=recipient), recipient.value
        case CallValidated(closes_at=at):
            command = CloseCall(call=name)
        case MissionOrdered(team=team, acknowledge_by=datetime() as at):
            command = ExpireAlert(mission=name, team=team)
        case CheckInDue(team=team, due_at=at):
            command = MissCheckIn(mission=name, team=team)
        case _:
            if (late := overdue(recorded)) is None:
                return None
            at, command, topic = late
    return Deadline(
        at=at, command=command, cause=recorded.event_id, topic=topic, correlation=recorded.correlation
    )

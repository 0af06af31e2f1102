"""What must happen by a certain time if nothing else does: pure, from facts to commands due later.

A deadline that comes when its command no longer applies is refused or leads to nothing: no harm.
"""

from datetime import datetime

import msgspec

from domain.dmp_access.commands import ExpireAccess
from domain.dmp_access.facts import AccessGranted, BreakGlassInvoked
from domain.envelope import Recorded
from domain.fact import Fact
from domain.house import AnyCommand
from domain.mission.commands import ExpireAlert
from domain.mission.facts import MissionOrdered
from domain.regulation_call.commands import CloseCall
from domain.regulation_call.facts import CallValidated
from domain.visio_session.commands import ExpireInvitation
from domain.visio_session.facts import InvitationSent


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """`command` is due at `at` (UTC), because of the fact `cause`."""

    at: datetime
    command: AnyCommand
    cause: str


def deadline(recorded: Recorded[Fact]) -> Deadline | None:
    """The deadline that one recorded fact sets, if any."""
    name = recorded.stream.id
    match recorded.fact:
        case InvitationSent(expires_at=at):
            command: AnyCommand = ExpireInvitation(session=name)
        case AccessGranted(expires_at=at) | BreakGlassInvoked(expires_at=at):
            command = ExpireAccess(access=name)
        case CallValidated(closes_at=at):
            command = CloseCall(call=name)
        case MissionOrdered(team=team, acknowledge_by=datetime() as at):
            command = ExpireAlert(mission=name, team=team)
        case _:
            return None
    return Deadline(at=at, command=command, cause=recorded.event_id)

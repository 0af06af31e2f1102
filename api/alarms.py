"""Alarms: acknowledging one, and those that stand for whoever asks."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from api.access import allow, by_people, may_issue
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Beside, CommandOutcome
from api.live import WAIT_SECONDS, After
from domain.alarm.commands import AlarmCommand
from domain.rules.permissions import AUDITOR
from projections.board_alarms import AlarmRow

if TYPE_CHECKING:
    PeopleCommand = AlarmCommand
else:
    PeopleCommand = by_people(AlarmCommand)


class AlarmsAt(msgspec.Struct, frozen=True, kw_only=True):
    """Alarms as of `position`, the oldest first; `at` is the server's time (UTC)."""

    position: int
    at: datetime
    alarms: tuple[AlarmRow, ...]


@post(
    "/api/alarms",
    operation_id="commandAlarm",
    status_code=200,
    guards=[allow(may_issue(AlarmCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["alarms"],
)
async def command_alarm(data: JSONBody[PeopleCommand], desk: AtDesk, envelope: Beside) -> CommandOutcome:
    """Acknowledge an alarm. Who acknowledges is who is signed in."""
    return await desk.issue(data, envelope)


@get(
    "/api/alarms",
    operation_id="readAlarms",
    guards=[allow(AUDITOR)],
    responses=PROBLEMS,
    tags=["alarms"],
)
async def read_alarms(desk: AtDesk, after: After = None) -> AlarmsAt:
    """The alarms of auditors: reviews that are overdue. Those of the room are on its board."""
    view = desk.house.audit_alarms
    if after is not None:
        await view.wait(after, timeout=WAIT_SECONDS)
    standing, now = view.standing, desk.house.clock.now()
    rows = sorted(standing.view.alarms.values(), key=lambda row: (row.raised_at, row.id))
    return AlarmsAt(position=standing.position, at=now, alarms=tuple(rows))

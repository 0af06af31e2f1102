"""The alarms of auditors: reviews that are overdue, until they are done."""

import msgspec

from domain import alarm
from domain.alarm import facts as f
from domain.envelope import Recorded
from domain.rules.alarms import RULES
from domain.rules.permissions import AUDITOR
from projections.board_alarms import AlarmRow, alarm_fold, alarm_row
from projections.projection import Projection
from projections.rows import Section, by_rows


class AuditAlarms(msgspec.Struct, frozen=True, gc=False):
    """Rows by id, in the order in which they were raised."""

    alarms: dict[str, AlarmRow] = {}


_ALARMS = alarm_fold()


@_ALARMS.opens(f.AlarmRaised)
def raised(recorded: Recorded[f.AlarmRaised]) -> AlarmRow | None:
    return alarm_row(recorded) if RULES[recorded.fact.kind].heard_by & AUDITOR else None


SECTIONS = {alarm.KIND: Section("alarms", _ALARMS)}

AUDIT_ALARMS: Projection[AuditAlarms] = Projection(
    name="audit-alarms", version=1, initial=AuditAlarms(), apply=by_rows(SECTIONS), view_type=AuditAlarms
)

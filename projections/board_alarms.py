"""The alarms of the regulator's board: raised and not yet over, those of the room."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.alarm import facts as f
from domain.envelope import Recorded
from domain.rules.alarms import RULES
from domain.rules.permissions import ROOM
from projections.rows import RowFold


class AlarmRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One alarm until its cause is over. `subject` is what `kind` is about; `step` counts its escalations;
    `acknowledge_by` is when the next one comes; `acknowledged_by` is who takes care of it."""

    id: str
    kind: f.AlarmKind
    subject: str
    rank: f.Rank
    raised_at: datetime
    call: str | None = None
    team: str | None = None
    detail: str | None = None
    step: int = 0
    acknowledge_by: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None


def alarm_fold() -> RowFold[AlarmRow]:
    """What happens to the row of an alarm, but for its opening: who sees which differs."""
    fold: RowFold[AlarmRow] = RowFold()
    fold.drops(f.AlarmCleared)

    @fold.changes(f.AlarmAcknowledged)
    def _(row: AlarmRow, recorded: Recorded[f.AlarmAcknowledged]) -> AlarmRow:
        by = recorded.fact.by
        return replace(row, acknowledge_by=None, acknowledged_by=by, acknowledged_at=recorded.at)

    @fold.changes(f.AlarmEscalated)
    def _(row: AlarmRow, recorded: Recorded[f.AlarmEscalated]) -> AlarmRow:
        fact = recorded.fact
        return replace(row, rank=fact.rank, step=fact.step, acknowledge_by=fact.acknowledge_by)

    return fold


def alarm_row(recorded: Recorded[f.AlarmRaised]) -> AlarmRow:
    """An alarm as it is raised."""
    fact = recorded.fact
    return AlarmRow(
        id=recorded.stream.id,
        kind=fact.kind,
        subject=fact.subject,
        rank=fact.rank,
        raised_at=recorded.at,
        call=fact.call,
        team=fact.team,
        detail=fact.detail,
        acknowledge_by=fact.acknowledge_by,
    )


ALARMS = alarm_fold()


@ALARMS.opens(f.AlarmRaised)
def raised(recorded: Recorded[f.AlarmRaised]) -> AlarmRow | None:
    """Those that auditors alone acknowledge are not for the room."""
    return alarm_row(recorded) if RULES[recorded.fact.kind].heard_by & ROOM else None

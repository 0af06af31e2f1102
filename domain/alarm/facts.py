"""What can happen to an alarm: raised, acknowledged, escalated, cleared, and raised again."""

from datetime import datetime
from enum import StrEnum

from domain.fact import Fact
from domain.vocabulary import Identifier

KIND = "alarm"


class AlarmKind(StrEnum):
    """What an alarm is about. Vigie's own list, short on purpose."""

    CALL_WAITING = "call-waiting"
    MISSION_ESCALATED = "mission-escalated"
    CREW_SILENT = "crew-silent"
    CREW_HELP = "crew-help"
    MISSION_WAITING = "mission-waiting"
    TABLET_LOST = "tablet-lost"
    REVIEW_OVERDUE = "review-overdue"


class Rank(StrEnum):
    """How soon a person must act: high at once, medium soon (after IEC 60601-1-8, clause 6.1.2)."""

    HIGH = "high"
    MEDIUM = "medium"


class AlarmRaised(Fact, frozen=True, kw_only=True, tag="alarm.raised"):
    """`subject` names what it is about: a call, a mission, a team or an access, by `kind`.

    `call` and `team` are those concerned, where there are any; `detail` is a code that says more (a
    priority, a mission). `acknowledge_by` (UTC) is when it escalates if nobody has acknowledged it.
    """

    kind: AlarmKind
    subject: Identifier
    rank: Rank
    acknowledge_by: datetime
    call: Identifier | None = None
    team: Identifier | None = None
    detail: Identifier | None = None


class AlarmAcknowledged(Fact, frozen=True, kw_only=True, tag="alarm.acknowledged"):
    """A named person has seen it and takes care of it: it sounds no more, and stays until it is cleared."""

    by: Identifier


class AlarmEscalated(Fact, frozen=True, kw_only=True, tag="alarm.escalated"):
    """Nobody acknowledged it in time. `step` counts from 1; `acknowledge_by` is None after the last step."""

    rank: Rank
    step: int
    acknowledge_by: datetime | None = None


class AlarmCleared(Fact, frozen=True, kw_only=True, tag="alarm.cleared"):
    """Its cause is over, whoever had seen it."""


AlarmFact = AlarmRaised | AlarmAcknowledged | AlarmEscalated | AlarmCleared

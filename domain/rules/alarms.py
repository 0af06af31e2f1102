"""The one table of alarms: how urgent each kind is, who hears it, and how long things may wait.

All of it is Vigie's own choice, to be tuned here with the centre's doctors, but for two sources: the two
ranks and their meaning are those of IEC 60601-1-8 (high: prompt response; medium: soon), and P0 and P1 are
the priorities that the national format gives to calls a doctor must answer at once or first (RS-EDA,
`qualification.priority`). What nobody has acknowledged in time is said again, as high, twice at most: an
alarm that repeats for ever is one that is switched off.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from domain.alarm.facts import AlarmKind, Rank
from domain.vocabulary import Priority, Role

_ROOM: Final = frozenset({Role.ARM, Role.REGULATOR})
_AUDIT: Final = frozenset({Role.AUDITOR})


class AlarmRule(NamedTuple):
    """The rank at which a kind of alarm is raised, and the roles that see and acknowledge it."""

    rank: Rank
    heard_by: frozenset[Role]


RULES: Final[Mapping[AlarmKind, AlarmRule]] = {
    AlarmKind.CALL_WAITING: AlarmRule(Rank.HIGH, _ROOM),
    AlarmKind.MISSION_ESCALATED: AlarmRule(Rank.HIGH, _ROOM),
    AlarmKind.CREW_SILENT: AlarmRule(Rank.HIGH, _ROOM),
    AlarmKind.CREW_HELP: AlarmRule(Rank.HIGH, _ROOM),
    AlarmKind.MISSION_WAITING: AlarmRule(Rank.MEDIUM, _ROOM),
    AlarmKind.TABLET_LOST: AlarmRule(Rank.MEDIUM, _ROOM),
    AlarmKind.REVIEW_OVERDUE: AlarmRule(Rank.MEDIUM, _AUDIT),
}

ACKNOWLEDGE_WITHIN: Final[Mapping[Rank, timedelta]] = {
    Rank.HIGH: timedelta(minutes=1),
    Rank.MEDIUM: timedelta(minutes=5),
}
"""Before it escalates."""

MOST_STEPS: Final = 2
"""How often an alarm escalates."""

CALL_WAITS: Final[Mapping[Priority, timedelta]] = {
    Priority.P0: timedelta(minutes=1),
    Priority.P1: timedelta(minutes=5),
}
"""From the priority to a doctor. Calls of the other priorities raise no alarm: the queue shows them late."""

MISSION_WAITS: Final[Mapping[Priority, timedelta]] = {
    Priority.P0: timedelta(minutes=2),
    Priority.P1: timedelta(minutes=5),
    Priority.P2: timedelta(minutes=30),
    Priority.P3: timedelta(hours=2),
    Priority.NOT_REGULATED: timedelta(hours=2),
}
"""From the request to the order of a team."""

MISSION_WAITS_AGAIN: Final = timedelta(minutes=5)
"""From the loss of its team to another order, whatever the priority: somebody was told that a team comes."""

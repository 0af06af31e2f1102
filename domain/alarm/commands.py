"""What may be asked of an alarm. Its name is made of its kind and its subject: raised twice, it is one."""

from hashlib import blake2s

from domain.alarm.facts import AlarmKind
from domain.fact import Command
from domain.vocabulary import Identifier

_LONGEST = 80


def alarm_id(kind: AlarmKind, subject: str) -> str:
    """The one name of the alarm of `kind` about `subject`."""
    name = f"{kind.value}.{subject}"
    if len(name) <= _LONGEST:
        return name
    return f"{kind.value}.{blake2s(subject.encode(), digest_size=16).hexdigest()}"


class RaiseAlarm(Command, frozen=True, kw_only=True, tag="raise-alarm"):
    """`call`, `team` and `detail` are taken from the cause itself where `domain.alarming` knows it."""

    alarm: Identifier
    kind: AlarmKind
    subject: Identifier
    call: Identifier | None = None
    team: Identifier | None = None
    detail: Identifier | None = None


class RecheckAlarm(Command, frozen=True, kw_only=True, tag="recheck-alarm"):
    """Clear it if its cause is over: the cause may have ended while the alarm was being raised."""

    alarm: Identifier
    kind: AlarmKind
    subject: Identifier
    detail: Identifier | None = None


class AcknowledgeAlarm(Command, frozen=True, kw_only=True, tag="acknowledge-alarm"):
    """Who acknowledges is who issues the command."""

    alarm: Identifier


class EscalateAlarm(Command, frozen=True, kw_only=True, tag="escalate-alarm"):
    """Its time to be acknowledged has passed."""

    alarm: Identifier


class ClearAlarm(Command, frozen=True, kw_only=True, tag="clear-alarm"):
    """Its cause is over."""

    alarm: Identifier


OnItsCause = RaiseAlarm | RecheckAlarm
AlarmOnly = AcknowledgeAlarm | EscalateAlarm | ClearAlarm
AlarmCommand = OnItsCause | AlarmOnly

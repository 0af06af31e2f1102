"""The states of an alarm. One that is cleared may be raised again, under the same name."""

from datetime import datetime

import msgspec

from domain.alarm.facts import AlarmKind, Rank
from domain.vocabulary import Identifier


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the alarm is about. `call` also tells the log which story its facts belong to."""

    kind: AlarmKind
    subject: Identifier
    call: Identifier | None = None


class NotRaised(msgspec.Struct, frozen=True, tag="not-raised"):
    """Nothing has happened yet."""


class Raised(msgspec.Struct, frozen=True, tag="raised"):
    """Nobody has acknowledged it. `step` counts its escalations; `acknowledge_by`: None after the last."""

    subject: About
    rank: Rank
    step: int
    acknowledge_by: datetime | None


class Acknowledged(msgspec.Struct, frozen=True, tag="acknowledged"):
    """Somebody takes care of it, and its cause lasts."""

    subject: About
    by: Identifier


class Cleared(msgspec.Struct, frozen=True, tag="cleared"):
    """Its cause is over."""

    subject: About


Standing = Raised | Acknowledged
AlarmState = NotRaised | Raised | Acknowledged | Cleared

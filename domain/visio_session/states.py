"""The states of a video session. `present` is who is in it now."""

from datetime import datetime

import msgspec

from domain.visio_session.facts import Participant
from domain.vocabulary import Identifier

Present = frozenset[Participant]


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class Requested(msgspec.Struct, frozen=True, tag="requested"):
    call: Identifier
    mission: Identifier | None


class Invited(msgspec.Struct, frozen=True, tag="invited"):
    call: Identifier
    expires_at: datetime
    opened: bool = False


class Consented(msgspec.Struct, frozen=True, tag="consented"):
    """Consent is recorded; not both sides are there."""

    call: Identifier
    present: Present = frozenset()


class Live(msgspec.Struct, frozen=True, tag="live"):
    call: Identifier
    present: Present


class Degraded(msgspec.Struct, frozen=True, tag="degraded"):
    call: Identifier
    present: Present


class AudioOnly(msgspec.Struct, frozen=True, tag="audio-only"):
    call: Identifier
    present: Present


class Over(msgspec.Struct, frozen=True, tag="over"):
    """Ended, failed, refused or expired: `how` is the tag of the fact that ended it."""

    call: Identifier
    how: str


Connected = Live | Degraded | AudioOnly
VisioSessionState = NotRequested | Requested | Invited | Consented | Live | Degraded | AudioOnly | Over

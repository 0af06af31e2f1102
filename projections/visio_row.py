"""The row of a video session on the regulator's board and on a team's sheet."""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.visio_session import facts as f
from domain.vocabulary import Position


class VisioStage(StrEnum):
    """Where a session is, by the names of the domain's states."""

    REQUESTED = "requested"
    INVITED = "invited"
    CONSENTED = "consented"
    LIVE = "live"
    DEGRADED = "degraded"
    AUDIO_ONLY = "audio-only"
    PHOTOS = "photos"
    BY_PHONE = "by-phone"
    OVER = "over"


class VisioEnd(StrEnum):
    """How a session was over."""

    ENDED = "ended"
    FAILED = "failed"
    NOT_SENT = "not-sent"
    EXPIRED = "expired"
    REFUSED = "refused"
    REVOKED = "revoked"


class GuestRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A third party. `sent`: None until the operator answered; `why` says why it did not send."""

    id: str
    kind: f.GuestKind
    way: f.Way = f.Way.SMS
    sent: bool | None = None
    opened: bool = False
    here: bool = False
    revoked: bool = False
    why: str | None = None


class VisioRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One session: by a link to the caller, or through the tablet of `mission`. `findings`: how many
    the doctor noted. `how` and `ended_at` are None until it is over; `why` is in words, where it was said.
    `snapshots`, `location`: what the patient agreed to; `trouble`: the last thing that went wrong on the
    telephone; `position` as it was given."""

    id: str
    call: str
    mission: str | None = None
    state: VisioStage
    want: f.Want = f.Want.VIDEO
    way: f.Way = f.Way.SMS
    generation: int = 1
    delivery: f.Delivery | None = None
    snapshots: bool = False
    location: bool = False
    position: Position | None = None
    trouble: f.TroubleKind | None = None
    guests: tuple[GuestRow, ...] = ()
    present: tuple[f.Participant, ...] = ()
    requested_at: datetime
    requested_by: str
    invited_at: datetime | None = None
    expires_at: datetime | None = None
    opened_at: datetime | None = None
    consented_at: datetime | None = None
    findings: int = 0
    how: VisioEnd | None = None
    ended_at: datetime | None = None
    why: str | None = None

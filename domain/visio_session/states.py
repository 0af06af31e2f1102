"""The states of a video session. `present` is who is in it now, guests aside: they are in the subject."""

from datetime import datetime

import msgspec

from domain.visio_session.words import (
    Delivery,
    GuestKind,
    LadderStep,
    LinkReason,
    Participant,
    ToldVersion,
    Want,
    Way,
)
from domain.vocabulary import EmailAddress, Identifier, PhoneNumber, Sha256

Present = frozenset[Participant]


class Guest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A third party and their own link, which is bound to the first device that opens it."""

    id: Identifier
    kind: GuestKind
    expires_at: datetime
    way: Way = Way.SMS
    device: Sha256 | None = None
    opened: bool = False
    agreed: bool = False
    revoked: bool = False
    here: bool = False
    delivery: Delivery | None = None


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What the patient agreed to beside being seen and heard, told by the text `told_version`."""

    location: bool = False
    snapshots: bool = False
    told_version: ToldVersion | None = None


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How much of what may come without end has been kept: `refused` holds each refused link's reason."""

    troubles: int = 0
    reconnections: int = 0
    steps: int = 0
    joins: int = 0
    locations: int = 0
    agreements: int = 0
    refused: tuple[LinkReason, ...] = ()


class Subject(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a session in any state. `device` is the digest of the one device that its link opens
    on; `generation` that of the one link that opens."""

    call: Identifier
    mission: Identifier | None = None
    want: Want = Want.VIDEO
    way: Way = Way.SMS
    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    requested_at: datetime | None = None
    generation: int = 1
    opened_at: datetime | None = None
    opened: bool = False
    device: Sha256 | None = None
    delivery: Delivery | None = None
    agreed: Agreed | None = None
    pictured: bool = False
    seen: Present = frozenset()
    guests: tuple[Guest, ...] = ()
    tally: Tally = Tally()

    def guest(self, name: str | None) -> Guest | None:
        """The guest of this name."""
        return next((each for each in self.guests if each.id == name), None)


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class _Begun(msgspec.Struct, frozen=True):
    subject: Subject

    @property
    def call(self) -> Identifier:
        """The file that it belongs to."""
        return self.subject.call


class Requested(_Begun, frozen=True, tag="requested"):
    """A link is on its way: the first, or one sent again."""


class Invited(_Begun, frozen=True, tag="invited"):
    expires_at: datetime

    @property
    def opened(self) -> bool:
        """Whether somebody tapped the link."""
        return self.subject.opened


class Consented(_Begun, frozen=True, tag="consented"):
    """Consent is recorded; not both sides are there."""

    present: Present = frozenset()


class Live(_Begun, frozen=True, tag="live"):
    present: Present


class Degraded(_Begun, frozen=True, tag="degraded"):
    present: Present


class AudioOnly(_Begun, frozen=True, tag="audio-only"):
    present: Present


class Photos(_Begun, frozen=True, tag="photos"):
    """Still pictures, one by one."""

    present: Present


class ByPhone(_Begun, frozen=True, tag="by-phone"):
    """The telephone alone."""

    present: Present


class Over(_Begun, frozen=True, tag="over"):
    """Ended, failed, refused, revoked or expired: `how` is the tag of the fact that ended it."""

    how: str


Connected = Live | Degraded | AudioOnly | Photos | ByPhone
AfterConsent = Consented | Connected
BeforeConsent = Requested | Invited
Begun = BeforeConsent | AfterConsent | Over
VisioSessionState = NotRequested | Begun

RUNGS: dict[LadderStep, type[Connected]] = {
    LadderStep.VIDEO: Live,
    LadderStep.LOW: Degraded,
    LadderStep.AUDIO: AudioOnly,
    LadderStep.PHOTOS: Photos,
    LadderStep.PHONE: ByPhone,
}
"""The state that stands for each rung."""

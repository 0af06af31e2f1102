"""What can happen to a video session. Nothing is recorded: no fact holds an image or a sound."""

from datetime import datetime

from domain.fact import Fact
from domain.visio_session.guest_facts import (
    GuestAgreed,
    GuestInvitationFailed,
    GuestInvitationSent,
    GuestInvited,
    GuestRevoked,
)
from domain.visio_session.live_facts import (
    FellBackToAudio,
    FellBackToPhone,
    FellBackToPhotos,
    ParticipantJoined,
    ParticipantLeft,
    PictureSeen,
    QualityDegraded,
    QualityRecovered,
    Reconnected,
)
from domain.visio_session.shared_facts import LocationGiven, PhotoReceived, SnapshotTaken, TroubleReported
from domain.visio_session.words import (
    KIND,
    PATIENT_SIDE,
    Delivery,
    Generation,
    GuestKind,
    LadderStep,
    Language,
    LinkReason,
    Participant,
    PhoneModel,
    ToldVersion,
    TroubleKind,
    VisioResult,
    Want,
    Way,
)
from domain.vocabulary import EmailAddress, Identifier, LongText, PhoneNumber, Sha256, ShortText

__all__ = [
    "KIND",
    "PATIENT_SIDE",
    "ConsentGiven",
    "ConsentRefused",
    "Delivery",
    "DeliveryReported",
    "FellBackToAudio",
    "FellBackToPhone",
    "FellBackToPhotos",
    "FindingNoted",
    "GuestAgreed",
    "GuestInvitationFailed",
    "GuestInvitationSent",
    "GuestInvited",
    "GuestKind",
    "GuestRevoked",
    "InvitationExpired",
    "InvitationFailed",
    "InvitationOpened",
    "InvitationRenewed",
    "InvitationRevoked",
    "InvitationSent",
    "LadderStep",
    "LinkReason",
    "LinkRefused",
    "LocationGiven",
    "Participant",
    "ParticipantJoined",
    "ParticipantLeft",
    "PhotoReceived",
    "PictureSeen",
    "QualityDegraded",
    "QualityRecovered",
    "Reconnected",
    "SnapshotTaken",
    "TroubleKind",
    "TroubleReported",
    "VisioEnded",
    "VisioFailed",
    "VisioRequested",
    "VisioResult",
    "VisioSessionFact",
    "Want",
    "Way",
]


class VisioRequested(Fact, frozen=True, kw_only=True, tag="visio-session.requested"):
    """The regulator asks to see the patient: by a link sent to `phone` or `email` or read aloud, or by the
    tablet of `mission`, where `way` says nothing. `requested_at`: when, for what is counted from there."""

    call: Identifier
    phone: PhoneNumber | None = None
    mission: Identifier | None = None
    want: Want = Want.VIDEO
    way: Way = Way.SMS
    email: EmailAddress | None = None
    requested_at: datetime | None = None


class InvitationSent(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-sent"):
    """The operator took the message. `receipt` is its own reference; of the link, its digest only."""

    receipt: ShortText
    expires_at: datetime
    generation: Generation = 1
    link_sha256: Sha256 | None = None
    way: Way = Way.SMS


class InvitationFailed(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-failed"):
    why: ShortText


class InvitationRenewed(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-renewed"):
    """A lost link is sent again, as a new one: the one before opens nothing from here on."""

    generation: Generation
    way: Way = Way.SMS
    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    want: Want = Want.VIDEO


class InvitationRevoked(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-revoked"):
    """The link opens nothing from here on, and the session is over."""

    why: ShortText


class DeliveryReported(Fact, frozen=True, kw_only=True, tag="visio-session.delivery-reported"):
    """What the operator says later of a message it took; that of `guest`, where there is one."""

    state: Delivery
    why: ShortText | None = None
    generation: Generation = 1
    guest: Identifier | None = None


class InvitationOpened(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-opened"):
    """Somebody tapped the link. From here on it opens on that device only (`device_sha256`)."""

    device_sha256: Sha256 | None = None
    phone: PhoneModel | None = None
    guest: Identifier | None = None
    opened_at: datetime | None = None


class LinkRefused(Fact, frozen=True, kw_only=True, tag="visio-session.link-refused"):
    """A true link did not open. A few are kept of each reason, not all."""

    reason: LinkReason
    guest: Identifier | None = None


class InvitationExpired(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-expired"):
    """Nobody consented in time."""


class ConsentGiven(Fact, frozen=True, kw_only=True, tag="visio-session.consent-given"):
    """`spoken` where the consent was said to a crew member, who attests it. Told by the text `told_version`
    in `language`; `location` and `snapshots` say whether they agreed to these too. The last one counts."""

    spoken: bool = False
    told_version: ToldVersion | None = None
    language: Language | None = None
    location: bool = False
    snapshots: bool = False


class ConsentRefused(Fact, frozen=True, kw_only=True, tag="visio-session.consent-refused"):
    why: ShortText | None = None


class FindingNoted(Fact, frozen=True, kw_only=True, tag="visio-session.finding-noted"):
    """What the doctor saw, in words."""

    text: LongText


class VisioEnded(Fact, frozen=True, kw_only=True, tag="visio-session.ended"):
    result: VisioResult | None = None


class VisioFailed(Fact, frozen=True, kw_only=True, tag="visio-session.failed"):
    why: ShortText


VisioSessionFact = (
    VisioRequested
    | InvitationSent
    | InvitationFailed
    | InvitationRenewed
    | InvitationRevoked
    | DeliveryReported
    | InvitationOpened
    | LinkRefused
    | InvitationExpired
    | ConsentGiven
    | ConsentRefused
    | GuestInvited
    | GuestInvitationSent
    | GuestInvitationFailed
    | GuestAgreed
    | GuestRevoked
    | ParticipantJoined
    | ParticipantLeft
    | PictureSeen
    | Reconnected
    | QualityDegraded
    | QualityRecovered
    | FellBackToAudio
    | FellBackToPhotos
    | FellBackToPhone
    | TroubleReported
    | LocationGiven
    | PhotoReceived
    | SnapshotTaken
    | FindingNoted
    | VisioEnded
    | VisioFailed
)

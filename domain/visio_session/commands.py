"""What may be asked of a video session. `session` names it."""

from domain.fact import Command
from domain.visio_session.guest_commands import AgreeAsGuest, GuestCommand, InviteGuest, RevokeGuest
from domain.visio_session.live_commands import (
    FallBackToAudio,
    GiveLocation,
    JoinVisio,
    LeaveVisio,
    LiveCommand,
    MoveOnLadder,
    ReportDegradation,
    ReportPicture,
    ReportReconnection,
    ReportRecovery,
    ReportTrouble,
)
from domain.visio_session.words import (
    Delivery,
    Generation,
    Language,
    PhoneModel,
    ToldVersion,
    VisioResult,
    Want,
    Way,
)
from domain.vocabulary import EmailAddress, Identifier, LongText, PhoneNumber, Sha256, ShortText

__all__ = [
    "AgreeAsGuest",
    "ConfirmInvitation",
    "EndVisio",
    "ExpireInvitation",
    "FailInvitation",
    "FailVisio",
    "FallBackToAudio",
    "GiveConsent",
    "GiveLocation",
    "GuestCommand",
    "InvitationCommand",
    "InviteGuest",
    "JoinVisio",
    "LeaveVisio",
    "LiveCommand",
    "MoveOnLadder",
    "NoteFinding",
    "OpenInvitation",
    "RefuseConsent",
    "RenewInvitation",
    "ReportDegradation",
    "ReportDelivery",
    "ReportPicture",
    "ReportReconnection",
    "ReportRecovery",
    "ReportTrouble",
    "RequestVisio",
    "RevokeGuest",
    "RevokeInvitation",
    "VisioSessionCommand",
]


class RequestVisio(Command, frozen=True, kw_only=True, tag="request-visio"):
    """Invite by a message to `phone` or to `email`, by a link read aloud, or through the tablet of `mission`:
    one of them. A telephone number may stand beside a link read aloud: it is where it is read."""

    session: Identifier
    call: Identifier
    phone: PhoneNumber | None = None
    mission: Identifier | None = None
    want: Want = Want.VIDEO
    way: Way = Way.SMS
    email: EmailAddress | None = None


class ConfirmInvitation(Command, frozen=True, kw_only=True, tag="confirm-invitation"):
    """The gateway's answer: the operator took the message, with the link of that digest."""

    session: Identifier
    receipt: ShortText
    generation: Generation = 1
    guest: Identifier | None = None
    link_sha256: Sha256 | None = None


class FailInvitation(Command, frozen=True, kw_only=True, tag="fail-invitation"):
    """The gateway's answer: the message could not be sent."""

    session: Identifier
    why: ShortText
    generation: Generation = 1
    guest: Identifier | None = None


class ReportDelivery(Command, frozen=True, kw_only=True, tag="report-delivery"):
    """What the operator says of a message later on."""

    session: Identifier
    state: Delivery
    why: ShortText | None = None
    generation: Generation = 1
    guest: Identifier | None = None


class RenewInvitation(Command, frozen=True, kw_only=True, tag="renew-invitation"):
    """Send a link again, where nobody knows what became of it: by the same way, or by another one."""

    session: Identifier
    way: Way | None = None
    phone: PhoneNumber | None = None
    email: EmailAddress | None = None


class RevokeInvitation(Command, frozen=True, kw_only=True, tag="revoke-invitation"):
    """The link went to the wrong person."""

    session: Identifier
    why: ShortText


class OpenInvitation(Command, frozen=True, kw_only=True, tag="open-invitation"):
    """The link was tapped. `generation` is that of the link, `device_sha256` of the cookie that the device
    got; a crew that opens on its tablet gives neither."""

    session: Identifier
    generation: Generation | None = None
    guest: Identifier | None = None
    device_sha256: Sha256 | None = None
    phone: PhoneModel | None = None


class ExpireInvitation(Command, frozen=True, kw_only=True, tag="expire-invitation"):
    """Issued by the deadline of the newest invitation."""

    session: Identifier


class GiveConsent(Command, frozen=True, kw_only=True, tag="give-consent"):
    session: Identifier
    spoken: bool = False
    told_version: ToldVersion | None = None
    language: Language | None = None
    location: bool = False
    snapshots: bool = False


class RefuseConsent(Command, frozen=True, kw_only=True, tag="refuse-consent"):
    session: Identifier
    why: ShortText | None = None


class NoteFinding(Command, frozen=True, kw_only=True, tag="note-finding"):
    session: Identifier
    text: LongText


class EndVisio(Command, frozen=True, kw_only=True, tag="end-visio"):
    session: Identifier
    result: VisioResult | None = None


class FailVisio(Command, frozen=True, kw_only=True, tag="fail-visio"):
    session: Identifier
    why: ShortText


InvitationCommand = (
    ConfirmInvitation
    | FailInvitation
    | ReportDelivery
    | RenewInvitation
    | RevokeInvitation
    | OpenInvitation
    | ExpireInvitation
)
ConsentCommand = GiveConsent | RefuseConsent
EndCommand = NoteFinding | EndVisio | FailVisio
VisioSessionCommand = (
    RequestVisio | InvitationCommand | ConsentCommand | GuestCommand | LiveCommand | EndCommand
)

"""What can happen to a third party of a video session: an interpreter, a specialist, a crew, the family."""

from datetime import datetime

from domain.fact import Fact
from domain.visio_session.words import GuestKind, Language, ToldVersion, Way
from domain.vocabulary import EmailAddress, Identifier, PhoneNumber, Sha256, ShortText


class GuestInvited(Fact, frozen=True, kw_only=True, tag="visio-session.guest-invited"):
    """The room asks `guest` to join, by a link of their own that opens until `expires_at`."""

    guest: Identifier
    kind: GuestKind
    way: Way = Way.SMS
    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    expires_at: datetime


class GuestInvitationSent(Fact, frozen=True, kw_only=True, tag="visio-session.guest-invitation-sent"):
    """The operator took the message. Of the link, its digest only."""

    guest: Identifier
    receipt: ShortText
    link_sha256: Sha256 | None = None


class GuestInvitationFailed(Fact, frozen=True, kw_only=True, tag="visio-session.guest-invitation-failed"):
    guest: Identifier
    why: ShortText


class GuestAgreed(Fact, frozen=True, kw_only=True, tag="visio-session.guest-agreed"):
    """The guest was told what happens, by the text of `told_version`, and agreed to be seen and heard: before
    their camera is asked for. The patient's own consent is another fact."""

    guest: Identifier
    told_version: ToldVersion | None = None
    language: Language | None = None


class GuestRevoked(Fact, frozen=True, kw_only=True, tag="visio-session.guest-revoked"):
    """Their link opens nothing from here on, and they are no longer there."""

    guest: Identifier
    why: ShortText | None = None

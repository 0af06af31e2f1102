"""What may be asked about third parties of a video session."""

from domain.fact import Command
from domain.visio_session.words import GuestKind, Language, ToldVersion, Way
from domain.vocabulary import EmailAddress, Identifier, PhoneNumber, ShortText


class InviteGuest(Command, frozen=True, kw_only=True, tag="invite-guest"):
    """Ask somebody to join, by a link of their own: `guest` names them in this session."""

    session: Identifier
    guest: Identifier
    kind: GuestKind
    way: Way = Way.SMS
    phone: PhoneNumber | None = None
    email: EmailAddress | None = None


class AgreeAsGuest(Command, frozen=True, kw_only=True, tag="agree-as-guest"):
    """The guest agrees to be seen and heard, as the text of `told_version` told them."""

    session: Identifier
    guest: Identifier
    told_version: ToldVersion | None = None
    language: Language | None = None


class RevokeGuest(Command, frozen=True, kw_only=True, tag="revoke-guest"):
    session: Identifier
    guest: Identifier
    why: ShortText | None = None


GuestCommand = InviteGuest | AgreeAsGuest | RevokeGuest

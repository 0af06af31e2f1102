"""Why a video session says no."""

from domain.fact import Refusal


class InvitationWithoutWay(Refusal):
    """One way to invite: a phone number, an address, a link read aloud, or the tablet of a mission."""

    field = "phone"


class ConsentMissing(Refusal):
    """No one joins before consent is recorded."""


class SessionOver(Refusal):
    """The session has ended, failed, expired or was refused."""


class InvitationStillValid(Refusal):
    """The invitation has not expired yet."""


class LinkNotUsable(Refusal):
    """A link expired, replaced, revoked, or opened on another device: a fact may say which."""


class NotPresent(Refusal):
    """This participant is not in the session."""

    field = "participant"


class NotInvited(Refusal):
    """No guest of this name holds a link that opens."""

    field = "guest"


class SessionFull(Refusal):
    """As many people are there as can be connected with each other."""


class TooManyReports(Refusal):
    """What may come without end is kept up to a bound."""


class LocationNotAgreed(Refusal):
    """The patient has not agreed to tell where they are."""


class SnapshotNotAgreed(Refusal):
    """The patient has not agreed to stills being kept."""

"""What can happen while people are there: presence, the first picture, the ladder of quality.

`automatic`: the page decided by what it measured, nobody by hand. `took_ms`: from what was measured, or from
the gesture, until the rung was reached.
"""

from domain.fact import Fact
from domain.visio_session.words import Milliseconds, Network, Participant
from domain.vocabulary import Identifier, ShortText


class ParticipantJoined(Fact, frozen=True, kw_only=True, tag="visio-session.participant-joined"):
    """`guest` where the participant is one."""

    participant: Participant
    guest: Identifier | None = None


class ParticipantLeft(Fact, frozen=True, kw_only=True, tag="visio-session.participant-left"):
    """`guest` where the participant is one."""

    participant: Participant
    guest: Identifier | None = None


class PictureSeen(Fact, frozen=True, kw_only=True, tag="visio-session.picture-seen"):
    """`participant` saw their first picture of the other side: so long after the link was opened, and after
    the session was asked for, both by the instants of the log. `relayed`: through the relay."""

    participant: Participant
    since_open_ms: Milliseconds | None = None
    since_request_ms: Milliseconds | None = None
    relayed: bool = False
    network: Network | None = None


class Reconnected(Fact, frozen=True, kw_only=True, tag="visio-session.reconnected"):
    """The network changed or went away; `participant` was back `took_ms` later."""

    participant: Participant
    took_ms: Milliseconds
    guest: Identifier | None = None


class QualityDegraded(Fact, frozen=True, kw_only=True, tag="visio-session.quality-degraded"):
    """A smaller picture, at a lower rate."""

    why: ShortText
    automatic: bool = False
    took_ms: Milliseconds | None = None


class QualityRecovered(Fact, frozen=True, kw_only=True, tag="visio-session.quality-recovered"):
    """Full picture again, from whatever rung."""

    automatic: bool = False
    took_ms: Milliseconds | None = None


class FellBackToAudio(Fact, frozen=True, kw_only=True, tag="visio-session.fell-back-to-audio"):
    """Sound without a picture."""

    why: ShortText | None = None
    automatic: bool = False
    took_ms: Milliseconds | None = None


class FellBackToPhotos(Fact, frozen=True, kw_only=True, tag="visio-session.fell-back-to-photos"):
    """Still pictures one by one; the voice goes on by telephone."""

    why: ShortText
    automatic: bool = False
    took_ms: Milliseconds | None = None


class FellBackToPhone(Fact, frozen=True, kw_only=True, tag="visio-session.fell-back-to-phone"):
    """The telephone alone."""

    why: ShortText
    automatic: bool = False
    took_ms: Milliseconds | None = None

"""What can happen to a video session. Nothing is recorded: no fact holds an image or a sound."""

from datetime import datetime
from enum import StrEnum

from domain.fact import Fact
from domain.vocabulary import Identifier, LongText, PhoneNumber, ShortText

KIND = "visio-session"


class Participant(StrEnum):
    """Who is in the session. The patient's side is the patient, a caller beside them, or the crew."""

    PATIENT = "patient"
    CREW = "crew"
    REGULATOR = "regulator"


PATIENT_SIDE = frozenset({Participant.PATIENT, Participant.CREW})


class VisioResult(StrEnum):
    """What the doctor says of it once, for evaluation."""

    DECISION_CHANGED = "decision-changed"
    DECISION_CONFIRMED = "decision-confirmed"
    NOT_USEFUL = "not-useful"


class VisioRequested(Fact, frozen=True, kw_only=True, tag="visio-session.requested"):
    """The regulator asks to see the patient: by a message to `phone`, or by the tablet of `mission`."""

    call: Identifier
    phone: PhoneNumber | None = None
    mission: Identifier | None = None


class InvitationSent(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-sent"):
    """The operator took the message. `receipt` is its own reference."""

    receipt: ShortText
    expires_at: datetime


class InvitationFailed(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-failed"):
    why: ShortText


class InvitationOpened(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-opened"):
    """Somebody tapped the link."""


class InvitationExpired(Fact, frozen=True, kw_only=True, tag="visio-session.invitation-expired"):
    """Nobody consented in time."""


class ConsentGiven(Fact, frozen=True, kw_only=True, tag="visio-session.consent-given"):
    """`spoken` where the consent was said to a crew member, who attests it."""

    spoken: bool = False


class ConsentRefused(Fact, frozen=True, kw_only=True, tag="visio-session.consent-refused"):
    why: ShortText | None = None


class ParticipantJoined(Fact, frozen=True, kw_only=True, tag="visio-session.participant-joined"):
    participant: Participant


class ParticipantLeft(Fact, frozen=True, kw_only=True, tag="visio-session.participant-left"):
    participant: Participant


class QualityDegraded(Fact, frozen=True, kw_only=True, tag="visio-session.quality-degraded"):
    why: ShortText


class QualityRecovered(Fact, frozen=True, kw_only=True, tag="visio-session.quality-recovered"):
    """Full picture again, from a degraded picture or from sound alone."""


class FellBackToAudio(Fact, frozen=True, kw_only=True, tag="visio-session.fell-back-to-audio"):
    """The picture was given up; the sound goes on."""


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
    | InvitationOpened
    | InvitationExpired
    | ConsentGiven
    | ConsentRefused
    | ParticipantJoined
    | ParticipantLeft
    | QualityDegraded
    | QualityRecovered
    | FellBackToAudio
    | FindingNoted
    | VisioEnded
    | VisioFailed
)

"""What the patient's telephone gives beside picture and sound, where they agreed; what went wrong on it."""

from domain.fact import Fact
from domain.visio_session.words import Metres, Participant, TroubleKind
from domain.vocabulary import Identifier, Position, Sha256, ShortText


class TroubleReported(Fact, frozen=True, kw_only=True, tag="visio-session.trouble-reported"):
    """Why a telephone could not show its holder. A few are kept of a session, not all."""

    kind: TroubleKind
    detail: ShortText | None = None
    participant: Participant = Participant.PATIENT
    guest: Identifier | None = None


class LocationGiven(Fact, frozen=True, kw_only=True, tag="visio-session.location-given"):
    """Where the telephone says it is, within `accuracy_m` metres."""

    position: Position
    accuracy_m: Metres


class PhotoReceived(Fact, frozen=True, kw_only=True, tag="visio-session.photo-received"):
    """The patient's side sent a photo: the document of that name; `sha256` of the content as it is kept."""

    document: Identifier
    sha256: Sha256


class SnapshotTaken(Fact, frozen=True, kw_only=True, tag="visio-session.snapshot-taken"):
    """A still of the picture was kept, as the patient had agreed: the document of that name."""

    document: Identifier
    sha256: Sha256

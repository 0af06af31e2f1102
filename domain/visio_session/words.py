"""The words of a video session: who, by which way, on which rung of the ladder, and why not."""

from enum import StrEnum
from typing import Annotated

import msgspec

KIND = "visio-session"


class Participant(StrEnum):
    """Who is in the session. The patient's side is the patient, a caller beside them, or the crew."""

    PATIENT = "patient"
    CREW = "crew"
    REGULATOR = "regulator"
    GUEST = "guest"


PATIENT_SIDE = frozenset({Participant.PATIENT, Participant.CREW})


class VisioResult(StrEnum):
    """What the doctor says of it once, for evaluation."""

    DECISION_CHANGED = "decision-changed"
    DECISION_CONFIRMED = "decision-confirmed"
    NOT_USEFUL = "not-useful"


class Want(StrEnum):
    """What the regulator asks of the patient. Vigie's own list."""

    VIDEO = "video"
    PHOTO = "photo"
    LOCATION = "location"


class Way(StrEnum):
    """How a link reaches the one invited. Read aloud: an address and a code, said on the telephone."""

    SMS = "sms"
    EMAIL = "email"
    READ_ALOUD = "read-aloud"


class LadderStep(StrEnum):
    """The rungs, from the best to the last. Vigie's own list."""

    VIDEO = "video"
    LOW = "low"
    AUDIO = "audio"
    PHOTOS = "photos"
    PHONE = "phone"


class Delivery(StrEnum):
    """What the operator says became of a message."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"


class LinkReason(StrEnum):
    """Why a true link does not open. The page never says which."""

    EXPIRED = "expired"
    REUSED = "reused"
    REVOKED = "revoked"
    RENEWED = "renewed"
    OVER = "over"


class TroubleKind(StrEnum):
    """What kept a telephone from showing its holder. Vigie's own list."""

    CAMERA_REFUSED = "camera-refused"
    CAMERA_MISSING = "camera-missing"
    CAMERA_BUSY = "camera-busy"
    MICROPHONE_REFUSED = "microphone-refused"
    IN_APP_BROWSER = "in-app-browser"
    BROWSER_TOO_OLD = "browser-too-old"
    SCRIPT_ERROR = "script-error"
    NO_CONNECTION = "no-connection"
    LOCATION_REFUSED = "location-refused"
    UPLOAD_FAILED = "upload-failed"
    OTHER = "other"


class GuestKind(StrEnum):
    """Who is asked to join a session beside the patient and the doctor. Vigie's own list."""

    CREW = "crew"
    INTERPRETER = "interpreter"
    SPECIALIST = "specialist"
    FAMILY = "family"


Generation = Annotated[int, msgspec.Meta(ge=1, le=1000)]
"""Which invitation of a session: a re-sent one is the next, and ends the one before."""
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=86_400_000)]
Language = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{2,3}\Z")]
"""ISO 639, as the page was shown."""
PhoneModel = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9 .,/()-]{1,60}\Z")]
"""Family of the system and of the browser with their first number ("Android 9, Chrome 80"): coarse enough to
be shared by thousands, never the words that a browser sends of itself."""
Network = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9-]{1,16}\Z")]
"""What the telephone says of its network ("4g", "wifi")."""
ToldVersion = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
"""Which version of the text on benefits and risks was shown."""
Metres = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]

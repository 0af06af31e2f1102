"""Whether a team can be sent, in the same words on every view."""

from enum import StrEnum


class Availability(StrEnum):
    """Same words as the dispatch room's: only AVAILABLE can be sent."""

    AVAILABLE = "available"
    ENGAGED = "engaged"
    OUT_OF_SERVICE = "out-of-service"

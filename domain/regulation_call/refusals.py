"""Why a regulation file says no."""

from domain.fact import Refusal


class CallEnded(Refusal):
    """The file is completed, validated, closed or dismissed."""


class CallNotRegulated(Refusal):
    """Only a file in regulation takes medical decisions."""


class NotYourCall(Refusal):
    """Another regulator holds this file: take it over first."""


class PlaceMissing(Refusal):
    """A team cannot be sent nowhere."""

    field = "place"


class PriorityMissing(Refusal):
    """The file has no priority yet."""

    field = "priority"


class CareLevelMissing(Refusal):
    """A regulated file needs its care level before it is validated."""

    field = "level"


class DecisionMissing(Refusal):
    """A regulated file is completed by at least one decision."""


class MissionStillOpen(Refusal):
    """A team is still out for this call."""

    field = "mission"


class MissionAlreadyNamed(Refusal):
    """This mission identifier is in use."""

    field = "mission"


class UnknownMission(Refusal):
    """This file never asked for that mission."""

    field = "mission"


class UnknownPatient(Refusal):
    """This file has no such patient."""

    field = "patient"


class InsKeyWrong(Refusal):
    """The key of the INS number is wrong: check the digits."""

    field = "ins"


class InsWithoutQualification(Refusal):
    """An INS number is kept only with an identity retrieved from or checked with INSi."""

    field = "status"


class DuplicateOfItself(Refusal):
    """A file cannot be the duplicate of itself."""

    field = "original"


class ClosingTooEarly(Refusal):
    """A validated file closes 24 hours after it became active."""


class RangInTheFuture(Refusal):
    """A call cannot be picked up before it rang."""

    field = "rang_at"

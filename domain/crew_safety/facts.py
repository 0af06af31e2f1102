"""What can happen to the safety watch of a crew. Its stream has the name of the mission."""

from datetime import datetime
from enum import StrEnum

from domain.fact import Fact
from domain.vocabulary import Identifier

KIND = "crew-safety"


class Context(StrEnum):
    """Where the crew is while it is watched over. Vigie's own list."""

    ON_SCENE = "on-scene"
    IN_CARE = "in-care"
    AFTER_CARE = "after-care"


class CheckInSet(Fact, frozen=True, kw_only=True, tag="crew-safety.check-in-set"):
    """For this mission the room wants a word every `every` seconds, whatever the context."""

    every: int


class CheckInDue(Fact, frozen=True, kw_only=True, tag="crew-safety.check-in-due"):
    """The crew says that all is well before `due_at` (UTC), and then every `every` seconds."""

    team: Identifier
    context: Context
    every: int
    due_at: datetime


class CheckedIn(Fact, frozen=True, kw_only=True, tag="crew-safety.checked-in"):
    """The crew said at `said_at` (UTC) that all was well. The envelope has when it was heard."""

    said_at: datetime


class CheckInMissed(Fact, frozen=True, kw_only=True, tag="crew-safety.check-in-missed"):
    """No word came by `due_at`. `contact_lost`: nothing at all came from the tablet either, so that silence
    says more of the network than of the crew."""

    team: Identifier
    due_at: datetime
    contact_lost: bool = False


class WatchEnded(Fact, frozen=True, kw_only=True, tag="crew-safety.watch-ended"):
    """The crew has left the scene, or is no longer on the mission."""

    team: Identifier


CrewSafetyFact = CheckInSet | CheckInDue | CheckedIn | CheckInMissed | WatchEnded

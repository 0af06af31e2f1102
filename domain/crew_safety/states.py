"""The states of the safety watch of a crew. `wanted` is what the room has set for the mission, in seconds."""

from datetime import datetime

import msgspec

from domain.crew_safety.facts import Context
from domain.vocabulary import Identifier


class NotWatched(msgspec.Struct, frozen=True, tag="not-watched"):
    """The crew is not on scene."""

    wanted: int | None = None


class Watched(msgspec.Struct, frozen=True, tag="watched"):
    team: Identifier
    context: Context
    every: int
    due_at: datetime
    wanted: int | None = None


class Overdue(msgspec.Struct, frozen=True, tag="overdue"):
    """A word was missed, and none has come since."""

    team: Identifier
    context: Context
    every: int
    due_at: datetime
    wanted: int | None = None


CrewSafetyState = NotWatched | Watched | Overdue

"""What may be asked of the safety watch of a crew."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.fact import Command
from domain.vocabulary import Identifier


class AdaptWatch(Command, frozen=True, kw_only=True, tag="adapt-watch"):
    """Issued by a reaction to each step of the mission: the watch follows where the crew is."""

    mission: Identifier


class SetCheckIn(Command, frozen=True, kw_only=True, tag="set-check-in"):
    """How often a word is wanted during this mission, in minutes. May be said before the crew arrives."""

    mission: Identifier
    minutes: Annotated[int, msgspec.Meta(ge=5, le=120)]


class CheckIn(Command, frozen=True, kw_only=True, tag="check-in"):
    """All is well. `said_at` is when the crew said so, by the server's clock as the tablet knows it; None
    where it does not know."""

    mission: Identifier
    team: Identifier
    said_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class MissCheckIn(Command, frozen=True, kw_only=True, tag="miss-check-in"):
    """Issued by a deadline: no word came in time."""

    mission: Identifier
    team: Identifier


CrewSafetyCommand = AdaptWatch | SetCheckIn | CheckIn | MissCheckIn

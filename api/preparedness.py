"""Coverage as it goes out, and the port that knows it."""

from datetime import datetime
from typing import Protocol

import msgspec

from domain.vocabulary import Position


class ZoneCover(msgspec.Struct, frozen=True, gc=False):
    """One zone: its stable number, its middle, its share of all demand, the probability that it is covered,
    and how many idle teams reach it in time. Counts only: no call, no address."""

    id: int
    centre: Position
    demand: float
    covered: float
    teams: int


class BusyTime(msgspec.Struct, frozen=True, kw_only=True):
    """The busy fraction in [0, 1), and the team-hours on duty that it was seen in. `assumed`: what was
    expected beforehand weighs more than what was seen."""

    fraction: float
    team_hours: float
    assumed: bool


class NamedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A point in words that the room knows: `metres` from the base `base`, towards `bearing` (degrees from
    north, clockwise). `base` is None where no team on duty has a base with a position."""

    position: Position
    base: str | None
    metres: float
    bearing: float


class MoveUpSuggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What an idle team might do, never an order: from where to where, seconds and metres of driving, and
    the expected journey to the next call before and after, in seconds; those of a second one with the first
    already followed."""

    team: str
    origin: NamedPlace
    to: NamedPlace
    seconds: float
    metres: float
    estimated: bool
    before: float
    after: float


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How ready the idle teams are. Shares are in [0, 1].

    `share` is of all demand; `journey` how long, in seconds, until a team is with the next call on average,
    `farthest` seconds where all are busy; `calls` how many calls of late the demand rests on (old ones count
    less);
    `teams` how many idle teams were counted; `target` the journey, in seconds, within which a team covers.
    `estimated`: some journey was not timed on roads.
    """

    computed_at: datetime
    share: float
    journey: float
    farthest: float
    calls: float
    busy: BusyTime
    teams: int
    target: float
    estimated: bool
    zones: tuple[ZoneCover, ...]
    suggestions: tuple[MoveUpSuggestion, ...]


class Preparedness(Protocol):
    """Who knows the coverage of the moment."""

    async def coverage(self) -> Coverage | None:
        """The coverage, a minute old at most; None where no call was ever located."""
        ...

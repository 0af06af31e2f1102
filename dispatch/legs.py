"""The journeys of one problem: asked of a travel source once, kept as columns, recorded as bytes."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol, runtime_checkable

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.problem import Availability, Problem, TeamState
from dispatch.travel import Journeys, TravelTimes
from domain.vocabulary import Identifier, Position

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

__all__ = ["Journeys", "Leg", "LegTable", "Reach", "legs_of", "start_of", "table"]

TENTHS = 10
"""Seconds are kept to a tenth, so that the last bit of a processor's sine never changes an answer."""

# Up to here every journey is asked for, so that a screen can say how far beyond the cap a team is.
_ALL_PAIRS = 250_000


class Leg(msgspec.Struct, frozen=True, gc=False):
    """One journey: seconds (infinite where there is no way), metres, whether it is an estimate."""

    seconds: float
    metres: float
    estimated: bool


@runtime_checkable
class Reach(Protocol):
    """A travel source that finds for itself who is near: without it, all pairs are asked for."""

    def within(
        self, origins: Sequence[Position], destinations: Sequence[Position], seconds: float
    ) -> Journeys:
        """The journeys of at most `seconds`."""
        ...


class LegTable(msgspec.Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """Journeys between `teams` and `missions` (ids, in the problem's order), as little-endian columns.

    `pairs` holds mission × number of teams + team, rising; `tenths` (of seconds) and `metres` are as
    long; all three 4 bytes each. `estimated` holds one bit each. A pair that is absent has no way, or
    none within every cap, or a position is not known.
    """

    teams: tuple[Identifier, ...]
    missions: tuple[Identifier, ...]
    pairs: bytes
    tenths: bytes
    metres: bytes
    estimated: bytes

    def __post_init__(self) -> None:
        count = len(self.pairs) // 4
        if not len(self.pairs) == len(self.tenths) == len(self.metres) == 4 * count:
            raise ValueError("legs: columns of unequal length")
        if len(self.estimated) != (count + 7) // 8:
            raise ValueError("legs: estimated has another length than pairs")
        pairs = np.frombuffer(self.pairs, "<u4")
        size = len(self.teams) * len(self.missions)
        if count and (int(pairs[-1]) >= size or bool(np.any(pairs[1:] <= pairs[:-1]))):
            raise ValueError("legs: pairs do not rise or name nobody")

    @cached_property
    def columns(self) -> Journeys:
        """The columns as arrays."""
        pairs = np.frombuffer(self.pairs, "<u4").astype(np.uint32)
        destination, origin = np.divmod(pairs, np.uint32(max(1, len(self.teams))))
        bits = np.unpackbits(np.frombuffer(self.estimated, np.uint8), count=len(pairs))
        return Journeys(
            origin,
            destination,
            np.frombuffer(self.tenths, "<u4").astype(np.uint32),
            np.frombuffer(self.metres, "<u4").astype(np.uint32),
            bits.astype(np.bool_),
        )

    def places(self, team: Ints, mission: Ints) -> Ints:
        """Where the journey of each pair of indices stands in the columns, -1 where it is absent."""
        known, wanted = np.frombuffer(self.pairs, "<u4"), (mission * len(self.teams) + team).astype(np.uint32)
        if not len(known):
            return np.full(len(wanted), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        return np.where(known[place] == wanted, place, -1)


def legs_of(problem: Problem, travel: TravelTimes, longest: float | None = None) -> LegTable:
    """The journeys of the teams that can go or be waited for, to the places that are known.

    Where there are more than 250,000 pairs, journeys longer than `longest` seconds may be left out.
    """
    problem = problem.in_order()
    starts = [start_of(team) for team in problem.teams]
    from_ = [(index, start) for index, start in enumerate(starts) if start is not None]
    to = [(index, d.position) for index, d in enumerate(problem.demands) if d.position is not None]
    journeys = _journeys([p for _, p in from_], [p for _, p in to], travel, longest)
    teams, missions = journeys.origin, journeys.destination
    if len(from_) < len(problem.teams):
        teams = np.array([index for index, _ in from_], dtype=np.int64)[teams]
    if len(to) < len(problem.demands):
        missions = np.array([index for index, _ in to], dtype=np.int64)[missions]
    return table(problem, journeys._replace(origin=teams, destination=missions))


def table(problem: Problem, journeys: Journeys) -> LegTable:
    """The table of a problem in order, from columns in any order."""
    keys = journeys.destination.astype("<u4", copy=False) * np.uint32(len(problem.teams))
    keys += journeys.origin.astype("<u4", copy=False)
    if bool(np.any(keys[1:] < keys[:-1])):
        order = np.argsort(keys, kind="stable")
        keys, journeys = keys[order], journeys.take(order)
    made = LegTable(
        teams=tuple(team.id for team in problem.teams),
        missions=tuple(demand.mission for demand in problem.demands),
        pairs=keys.tobytes(),
        tenths=journeys.tenths.astype("<u4", copy=False).tobytes(),
        metres=journeys.metres.astype("<u4", copy=False).tobytes(),
        estimated=np.packbits(journeys.estimated).tobytes(),
    )
    vars(made)["columns"] = journeys  # what the property would read back
    return made


def start_of(team: TeamState) -> Position | None:
    """Where a team's journey starts: where it is, or where it will be free; None where it cannot go."""
    match team.availability:
        case Availability.AVAILABLE | Availability.EN_ROUTE:
            return team.position
        case Availability.ENGAGED:
            return team.free_position if team.free_at is not None else None
        case Availability.OUT_OF_SERVICE:
            return None


def _journeys(
    from_: list[Position], to: list[Position], travel: TravelTimes, longest: float | None
) -> Journeys:
    if not from_ or not to:
        none = np.zeros(0, dtype=np.int64)
        whole = none.astype(np.uint32)
        return Journeys(none, none, whole, whole, none.astype(np.bool_))
    if longest is not None and len(from_) * len(to) > _ALL_PAIRS and isinstance(travel, Reach):
        return travel.within(from_, to, longest)
    found = travel.legs(from_, to)
    destination, origin = np.nonzero(np.isfinite(found.seconds.T))
    return Journeys(
        origin,
        destination,
        np.rint(found.seconds[origin, destination] * TENTHS).astype(np.uint32),
        np.rint(np.nan_to_num(found.metres[origin, destination])).astype(np.uint32),
        found.estimated[origin, destination],
    )

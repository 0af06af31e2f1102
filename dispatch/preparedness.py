"""How ready the idle teams are for the next calls: covered demand, by zone and in all.

MEXCLP (Daskin 1983) read at one instant, as DMEXCLP does (Jagtenberg et al. 2015): a zone that k idle teams
reach in time is covered with probability 1 - q^k, where q is the share of time that a team is busy. It
watches and suggests; it orders nobody. The formula and its limits are in `docs/preparedness.md`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.eligibility import CARE_LADDER
from dispatch.policy import Policy
from dispatch.problem import Availability, TeamState
from dispatch.travel import TravelTimes
from domain.vocabulary import Position, TeamNeeds

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

TENTHS = 1
"""Decimals of a second that count: the last bit of a processor's sine never changes an answer."""

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
HalfDay = Annotated[float, msgspec.Meta(gt=0, le=12 * 3600)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A centre's settings of preparedness.

    - `coverage_target` (s): the journey within which a team covers a zone. 30 min: the national aim for
      urgent care (Pacte territoire-santé, 2012). A target as long as that of a P2 (2 h) would call a whole
      department covered by any one team, and tell nothing.
    - `cell` (m): side of a zone. 4 km: what a team drives in 7 to 8 min, little beside the target, and
      a few hundred zones for a department.
    - `half_life` (days): after it a past call counts half. 8 weeks: each day of the week weighs the same
      within a few per cent, a season is forgotten in the next (assumption).
    - `busy_days`: how many days the busy fraction is taken from. Four weeks: each day of the week alike.
    - `busy_prior`, `busy_prior_hours`: the busy fraction expected before there is data, and how many
      team-hours of data it weighs (assumption; `docs/preparedness.md` says between which figures it lies).
    - `farthest` (s): a journey to a call counts this long at most, and so does a call when all teams are
      busy. One hour: the shortest cap of a journey, that of a P0.
    - `sooner` (s): how much sooner a suggestion must bring a team to the next call, on average; one shown
      stays while it brings half of it (assumption).
    - `longest_move` (s): the longest journey worth suggesting. `suggestions`: how many are shown at once.
    - `spots`: how many zones are tried as places to wait, those that would bring most by the straight line.
    """

    coverage_target: HalfDay = 1800.0
    cell: Annotated[int, msgspec.Meta(ge=1000, le=20_000)] = 4000
    half_life: Annotated[int, msgspec.Meta(ge=7, le=3650)] = 56
    busy_days: Annotated[int, msgspec.Meta(ge=1, le=92)] = 28
    busy_prior: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.4
    busy_prior_hours: Annotated[float, msgspec.Meta(gt=0, le=100_000)] = 24.0
    farthest: HalfDay = 3600.0
    sooner: HalfDay = 60.0
    longest_move: HalfDay = 2700.0
    suggestions: Annotated[int, msgspec.Meta(ge=0, le=5)] = 2
    spots: Annotated[int, msgspec.Meta(ge=0, le=500)] = 64


def load_settings(toml: str | bytes) -> Settings:
    """Read settings from TOML; what is left out keeps its default.

    Raises msgspec.DecodeError on bad TOML and msgspec.ValidationError (naming the path) on a bad value.
    """
    return msgspec.toml.decode(toml, type=Settings)


class Zone(msgspec.Struct, frozen=True, gc=False):
    """A place where calls come from: a stable number, its middle, and how much demand (any unit, ≥ 0)."""

    id: int
    centre: Position
    demand: float


class InReach(NamedTuple):
    """Who reaches what: `seconds` are the journeys, shaped (teams, zones), to a tenth; infinite where there
    is no way. `target` (s) is what is in time.

    Teams are those fit to go, by id; zones by number; `estimated` where any journey is.
    """

    teams: tuple[TeamState, ...]
    zones: tuple[Zone, ...]
    seconds: Floats
    target: float
    estimated: bool

    @property
    def within(self) -> Bools:
        """Which team reaches which zone in time."""
        return self.seconds <= self.target

    @property
    def share(self) -> Floats:
        """The share of all demand that each zone is, summing to 1; zeros where there is no demand."""
        demand = np.array([zone.demand for zone in self.zones], dtype=np.float64)
        total = float(demand.sum())
        return demand / total if total > 0 else np.zeros_like(demand)


def busy_fraction(engaged: float, on_duty: float, settings: Settings) -> float:
    """The busy fraction q in [0, 1): team-seconds seen on missions and on duty, and the prior's."""
    prior = settings.busy_prior_hours * 3600.0
    return (engaged + settings.busy_prior * prior) / (on_duty + prior)


def fit(team: TeamState, now: datetime, settings: Settings, policy: Policy) -> bool:
    """Whether a team could go to an ordinary call now: free, heard of lately, and not about to go home."""
    if team.availability is not Availability.AVAILABLE or team.position_at is None:
        return False
    if CARE_LADDER.index(team.care_type) < CARE_LADDER.index(TeamNeeds().care_type):
        return False
    if (now - team.position_at).total_seconds() > policy.position_stale_after:
        return False
    needed = settings.coverage_target + policy.service - policy.shift_tolerance
    return team.shift_ends_at is None or now + timedelta(seconds=needed) <= team.shift_ends_at


def in_reach(
    teams: Sequence[TeamState], zones: Sequence[Zone], travel: TravelTimes, target: float
) -> InReach:
    """How long each of `teams` (all with a position) takes to each zone; `target` (s) is in time."""
    ordered = tuple(sorted((t for t in teams if t.position is not None), key=lambda team: team.id))
    places = tuple(sorted(zones, key=lambda zone: zone.id))
    if not ordered or not places:
        return InReach(ordered, places, np.zeros((len(ordered), len(places))), target, False)
    legs = travel.legs([t.position for t in ordered if t.position], [zone.centre for zone in places])
    return InReach(ordered, places, legs.seconds.round(TENTHS), target, bool(legs.estimated.any()))


def all_busy(busy: float, teams: Ints) -> Floats:
    """The probability q^k that `teams` teams are all busy; 1 for none."""
    powers = np.power(busy, np.arange(int(teams.max(initial=0)) + 1))
    return powers[teams]


def covered(reach: InReach, busy: float) -> Floats:
    """The probability in [0, 1] that each zone is covered: 1 - q^k."""
    return 1.0 - all_busy(busy, reach.within.sum(axis=0))


def covered_share(reach: InReach, busy: float) -> float | None:
    """The share of all demand that is covered, None where there is no demand."""
    share = reach.share
    return float(share @ covered(reach, busy)) if share.any() else None


def marginal_cover(reach: InReach, busy: float) -> dict[str, float]:
    """What each team covers that the others do not: the covered share lost without it, in [0, 1].

    The weight of a coverage term: 0 for a team whose zones others reach as well, high for the last one.
    """
    within = reach.within
    others = within.sum(axis=0) - within
    lost = within * (1.0 - busy) * all_busy(busy, others) * reach.share
    return {team.id: float(weight) for team, weight in zip(reach.teams, lost.sum(axis=1), strict=True)}

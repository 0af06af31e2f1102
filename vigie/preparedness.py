"""Preparedness as the views and the telemetry of this process know it."""

import asyncio
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from api.preparedness import BusyTime, Coverage, MoveUpSuggestion, NamedPlace, ZoneCover
from dispatch.expected import expected_journey
from dispatch.moveup import MoveUp, Spot, options, spots_of, suggest
from dispatch.policy import Policy
from dispatch.preparedness import (
    InReach,
    Settings,
    Zone,
    busy_fraction,
    covered,
    covered_share,
    fit,
    in_reach,
    load_settings,
    marginal_cover,
)
from dispatch.problem import Availability, TeamState
from dispatch.travel import TravelTimes, great_circle
from domain.ports import Clock
from domain.vocabulary import Position
from projections.busy_fraction import BUSY_FRACTION, BusyFraction, Day, team_time
from projections.demand_zones import DemandZones, demand, demand_zones
from projections.grid import Grid
from projections.live import Live
from projections.projection import Projection
from projections.team_roster import TeamOnDuty, TeamRoster
from vigie.between import Between
from vigie.positions import Positions

TICK = timedelta(seconds=60)
"""Positions, demand and time are looked at again this often."""

GATHER = timedelta(seconds=5)
"""A team that leaves or comes back is taken in after this."""


class CoverageViews(NamedTuple):
    """The live views that preparedness reads."""

    roster: Live[TeamRoster]
    zones: Live[DemandZones]
    busy: Live[BusyFraction]


class _Asked(NamedTuple):
    """What one computation is given: none of it changes."""

    now: datetime
    teams: list[TeamState]
    zones: list[Zone]
    bases: list[Spot]
    time: Day
    shown: tuple[MoveUp, ...]


def coverage_projections(settings: Settings) -> tuple[Projection[DemandZones], Projection[BusyFraction]]:
    """The views of the log that preparedness adds."""
    return demand_zones(Grid(settings.cell), timedelta(days=settings.half_life)), BUSY_FRACTION


def read_settings(file: Path | None) -> Settings:
    """The settings of a TOML file, or the documented defaults. Raises ValueError in one line."""
    if file is None:
        return Settings()
    try:
        return load_settings(file.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot read the settings {file}: {error.strerror}") from error


class LivePreparedness:
    """Computes when asked, then remembers: for a minute, or until a team is ordered or free again."""

    def __init__(
        self,
        clock: Clock,
        views: CoverageViews,
        positions: Positions,
        settings: Settings,
        policy: Policy,
        travel: TravelTimes,
    ) -> None:
        self._clock = clock
        self._views = views
        self._positions = positions
        self._settings = settings
        self._policy = policy
        self._travel = travel
        self._grid = Grid(settings.cell)
        self._one_at_a_time = asyncio.Lock()
        self._last: Coverage | None = None
        self._roster: TeamRoster | None = None
        self._shown: tuple[MoveUp, ...] = ()
        self._between = Between()

    async def coverage(self) -> Coverage | None:
        """The coverage, a minute old at most; None where no call was ever located."""
        async with self._one_at_a_time:
            now, roster = self._clock.now(), self._views.roster.view
            if self._last is None or now - self._last.computed_at >= self._patience(roster):
                asked = _Asked(
                    now=now,
                    teams=self._teams(roster, now),
                    zones=self._zones(now),
                    bases=_bases(roster),
                    time=self._time(now),
                    shown=self._shown,
                )
                self._last, self._shown = await asyncio.to_thread(self._compute, asked)
                self._roster = roster
            return self._last

    def marginal(self, teams: Sequence[TeamState], now: datetime) -> dict[str, float]:
        """What each fit team of `teams` covers alone, in [0, 1]: for a coverage term of dispatch."""
        able = [team for team in teams if fit(team, now, self._settings, self._policy)]
        reach = in_reach(able, self._zones(now), self._travel, self._settings.coverage_target)
        return marginal_cover(reach, self.busy(now))

    def busy(self, now: datetime) -> float:
        """The busy fraction of late, in [0, 1)."""
        time = self._time(now)
        return busy_fraction(time.engaged, time.on_duty, self._settings)

    def _patience(self, roster: TeamRoster) -> timedelta:
        return TICK if roster is self._roster else GATHER

    def _time(self, now: datetime) -> Day:
        return team_time(self._views.busy.view, now, self._settings.busy_days)

    def _zones(self, now: datetime) -> list[Zone]:
        counted = demand(self._views.zones.view, now, timedelta(days=self._settings.half_life))
        return [Zone(cell, self._grid.centre(cell), calls) for cell, calls in counted.items()]

    def _teams(self, roster: TeamRoster, now: datetime) -> list[TeamState]:
        states = (self._team(team) for team in roster.teams.values())
        return [team for team in states if fit(team, now, self._settings, self._policy)]

    def _team(self, team: TeamOnDuty) -> TeamState:
        position, at = self._positions.last(team.id) or (None, None)
        free = team.availability.value == Availability.AVAILABLE.value
        return TeamState(
            id=team.id,
            position=position,
            position_at=at,
            care_type=team.care_type,
            availability=Availability.AVAILABLE if free else Availability.OUT_OF_SERVICE,
            shift_ends_at=team.shift_ends_at,
        )

    def _compute(self, asked: _Asked) -> tuple[Coverage | None, tuple[MoveUp, ...]]:
        """In a thread: reads nothing that changes, and changes nothing."""
        settings, time = self._settings, asked.time
        reach = in_reach(asked.teams, asked.zones, self._travel, settings.coverage_target)
        busy = busy_fraction(time.engaged, time.on_duty, settings)
        share, journey = covered_share(reach, busy), expected_journey(reach, busy, settings.farthest)
        if share is None or journey is None:
            return None, ()
        spots = spots_of(reach, self._between.of(reach.zones), asked.bases, settings, asked.shown)
        moves = suggest(reach, busy, options(reach, spots, self._travel, settings), settings, asked.shown)
        coverage = Coverage(
            computed_at=asked.now,
            share=share,
            journey=journey,
            farthest=settings.farthest,
            calls=sum(zone.demand for zone in asked.zones),
            busy=BusyTime(
                fraction=busy,
                team_hours=time.on_duty / 3600.0,
                assumed=time.on_duty < settings.busy_prior_hours * 3600.0,
            ),
            teams=len(reach.teams),
            target=settings.coverage_target,
            estimated=reach.estimated or any(move.estimated for move in moves),
            zones=_zone_covers(reach, busy),
            suggestions=tuple(_suggestion(move, asked.bases) for move in moves),
        )
        return coverage, moves


def _zone_covers(reach: InReach, busy: float) -> tuple[ZoneCover, ...]:
    columns = zip(
        reach.zones,
        reach.share.tolist(),
        covered(reach, busy).tolist(),
        reach.within.sum(axis=0).tolist(),
        strict=True,
    )
    return tuple(ZoneCover(zone.id, zone.centre, part, cover, count) for zone, part, cover, count in columns)


def _bases(roster: TeamRoster) -> list[Spot]:
    """The bases of the teams on duty whose position is known, each once, by name."""
    named = {team.base.label: team.base.position for team in roster.teams.values() if team.base.position}
    return [Spot(key=f"base:{label}", position=named[label], label=label) for label in sorted(named)]


def _suggestion(move: MoveUp, bases: Sequence[Spot]) -> MoveUpSuggestion:
    return MoveUpSuggestion(
        team=move.team,
        origin=_place(move.origin, bases),
        to=_place(move.spot.position, bases),
        seconds=move.seconds,
        metres=move.metres,
        estimated=move.estimated,
        before=move.before,
        after=move.after,
    )


def _place(position: Position, bases: Sequence[Spot]) -> NamedPlace:
    """A place in words that the room knows: how far from the nearest base, and which way."""
    if not bases:
        return NamedPlace(position=position, base=None, metres=0.0, bearing=0.0)
    metres = great_circle([base.position for base in bases], [position])[:, 0].tolist()
    nearest = min(range(len(bases)), key=metres.__getitem__)
    return NamedPlace(
        position=position,
        base=bases[nearest].label,
        metres=metres[nearest],
        bearing=_bearing(bases[nearest].position, position),
    )


def _bearing(start: Position, end: Position) -> float:
    """Degrees from north, clockwise, over a few tens of kilometres: the Earth is flat there."""
    east = (end.lon - start.lon) * math.cos(math.radians((start.lat + end.lat) / 2))
    return math.degrees(math.atan2(east, end.lat - start.lat)) % 360.0

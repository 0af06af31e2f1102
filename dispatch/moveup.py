"""Where an idle team might wait instead: suggestions, a few at a time, each with what it would win.

Never an order. Only teams that `preparedness.fit` lets through are given here, so never one on a mission.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from dispatch.expected import elsewhere, expected_journey
from dispatch.preparedness import TENTHS, Bools, Floats, InReach, Settings, Zone
from dispatch.travel import TravelTimes
from domain.vocabulary import Position

ALREADY_THERE = 120.0
"""Seconds: a place closer than this is where the team is."""


DECIMALS = 6
"""Of a second gained: two places that win the same are a tie, whatever the order of a sum."""


class Spot(msgspec.Struct, frozen=True, gc=False):
    """A place to wait: a base (`label` is its name) or the middle of a zone (`zone` is its number)."""

    key: str
    position: Position
    label: str | None = None
    zone: int | None = None


class MoveUp(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion. `seconds` and `metres` of driving; `before` and `after` are expected journeys to the
    next call, in seconds, those of a second suggestion with the first already followed."""

    team: str
    origin: Position
    spot: Spot
    seconds: float
    metres: float
    estimated: bool
    before: float
    after: float

    @property
    def pair(self) -> tuple[str, str]:
        """Who, and where to."""
        return self.team, self.spot.key


class Options(NamedTuple):
    """Every fit team (rows) to every spot (columns): seconds, metres, whether estimated. `there` are the
    journeys of a team at each spot (rows) to each zone (columns), in seconds."""

    spots: Sequence[Spot]
    seconds: Floats
    metres: Floats
    estimated: Bools
    there: Floats


def spots_of(
    reach: InReach, between: Floats, bases: Collection[Spot], settings: Settings, shown: Sequence[MoveUp]
) -> tuple[Spot, ...]:
    """Places worth trying: the bases, the zones where one more team would help most, those of suggestions
    shown.

    `between` are the journeys between the zones, in seconds; rough ones do.
    """
    nearest = np.minimum(reach.seconds.min(axis=0, initial=settings.farthest), settings.farthest)
    helped = np.maximum(0.0, nearest - between) @ reach.share
    most = np.lexsort((np.arange(len(helped)), -helped.round(DECIMALS)))[: settings.spots]
    zones = [_spot(reach.zones[int(index)]) for index in most]
    known = {zone.id for zone in reach.zones}
    kept = [move.spot for move in shown if move.spot.zone in known]
    every = {spot.key: spot for spot in (*bases, *zones, *kept)}
    return tuple(every[key] for key in sorted(every))


def options(reach: InReach, spots: Sequence[Spot], travel: TravelTimes, settings: Settings) -> Options:
    """The journeys of all moves there are."""
    places = [spot.position for spot in spots]
    to = travel.legs([team.position for team in reach.teams if team.position], places)
    there = travel.legs(places, [zone.centre for zone in reach.zones])
    return Options(spots, to.seconds.round(TENTHS), to.metres, to.estimated, there.seconds.round(TENTHS))


def suggest(
    reach: InReach, busy: float, options: Options, settings: Settings, shown: Sequence[MoveUp] = ()
) -> tuple[MoveUp, ...]:
    """The moves that bring a team to the next call soonest, the second given the first.

    A suggestion of `shown` stays while it gains half of `sooner`; a new one must gain all of it. Same
    question, same answer: ties go to the first team, then the first spot.
    """
    now = expected_journey(reach, busy, settings.farthest)
    spots = options.spots
    if now is None or not reach.teams or not spots:
        return ()
    before_them = {move.pair for move in shown}
    stays = np.array([[(t.id, s.key) in before_them for s in spots] for t in reach.teams], dtype=np.bool_)
    possible = (options.seconds > ALREADY_THERE) & (options.seconds <= settings.longest_move)
    moves, followed = list[MoveUp](), reach
    while len(moves) < settings.suggestions:
        gains = (now - elsewhere(followed, options.there, busy, settings.farthest)).round(DECIMALS)
        best = _best(gains, possible, stays, settings)
        if best is None:
            break
        team, spot = best
        moves.append(_move(reach, options, best, now, now - float(gains[best])))
        now = moves[-1].after
        seconds = followed.seconds.copy()
        seconds[team] = options.there[spot]
        followed = followed._replace(seconds=seconds)
        possible[team, :] = False
        possible[:, spot] = False
    return tuple(moves)


def _best(gains: Floats, possible: Bools, stays: Bools, settings: Settings) -> tuple[int, int] | None:
    """The pair that gains most among those that stay, else among those that may come."""
    kept = possible & stays & (gains >= settings.sooner / 2)
    new = possible & (gains >= settings.sooner)
    for candidates in (kept, new):
        if candidates.any():
            best = int(np.argmax(np.where(candidates, gains, -np.inf)))
            team, spot = divmod(best, gains.shape[1])
            return team, spot
    return None


def _move(reach: InReach, options: Options, pair: tuple[int, int], before: float, after: float) -> MoveUp:
    team, spot = pair
    state = reach.teams[team]
    if state.position is None:
        raise ValueError(f"team {state.id} has no position")
    return MoveUp(
        team=state.id,
        origin=state.position,
        spot=options.spots[spot],
        seconds=float(options.seconds[pair]),
        metres=float(options.metres[pair]),
        estimated=bool(options.estimated[pair]),
        before=before,
        after=after,
    )


def _spot(zone: Zone) -> Spot:
    return Spot(key=f"zone:{zone.id}", position=zone.centre, zone=zone.id)

"""Where an idle team might wait instead: suggestions, a few at a time, each with what it would win.

Never an order. Only teams that `preparedness.fit` lets through are given here, so never one on a mission.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from dispatch.preparedness import (
    TENTHS,
    Bools,
    Floats,
    InReach,
    Settings,
    Zone,
    all_busy,
    covered,
    covered_share,
)
from dispatch.travel import TravelTimes
from domain.vocabulary import Position

ALREADY_THERE = 120.0
"""Seconds: a place closer than this is where the team is."""


DECIMALS = 9
"""Of a gain: two places that win the same are a tie, whatever the order of a sum."""


class Spot(msgspec.Struct, frozen=True, gc=False):
    """A place to wait: a base (`label` is its name) or the middle of a zone (`zone` is its number)."""

    key: str
    position: Position
    label: str | None = None
    zone: int | None = None


class MoveUp(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion. `seconds` and `metres` of driving; `before` and `after` are covered shares, those of a
    second suggestion with the first already followed."""

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
    """Every fit team (rows) to every spot (columns): seconds, metres, whether estimated. `reaches` is 1 where
    a team at a spot (rows) would reach a zone (columns) in time, else 0."""

    spots: Sequence[Spot]
    seconds: Floats
    metres: Floats
    estimated: Bools
    reaches: Floats


def spots_of(
    reach: InReach, busy: float, bases: Collection[Spot], settings: Settings, shown: Sequence[MoveUp]
) -> tuple[Spot, ...]:
    """Places worth trying: the bases, the zones with most uncovered demand, those of suggestions shown."""
    bare = reach.share * (1.0 - covered(reach, busy))
    most = np.lexsort((np.arange(len(bare)), -bare))[: settings.spots]
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
    reaches = there.seconds.round(TENTHS) <= settings.coverage_target
    return Options(spots, to.seconds.round(TENTHS), to.metres, to.estimated, reaches.astype(np.float64))


def suggest(
    reach: InReach, busy: float, options: Options, settings: Settings, shown: Sequence[MoveUp] = ()
) -> tuple[MoveUp, ...]:
    """The moves that win most covered share per minute of driving, the second given the first.

    A suggestion of `shown` stays while it wins half of `min_gain`; a new one must win all of it. Same
    question, same answer: ties go to the first team, then the first spot.
    """
    now = covered_share(reach, busy)
    spots, share = options.spots, reach.share
    if now is None or not reach.teams or not spots:
        return ()
    before_them = {move.pair for move in shown}
    stays = np.array([[(t.id, s.key) in before_them for s in spots] for t in reach.teams], dtype=np.bool_)
    possible = (options.seconds > ALREADY_THERE) & (options.seconds <= settings.longest_move)
    within, moves = reach.within.copy(), list[MoveUp]()
    while len(moves) < settings.suggestions:
        gains = _gains(within, options.reaches, share, busy)
        best = _best(gains, options.seconds, possible, stays, settings)
        if best is None:
            break
        team, spot = best
        moves.append(_move(reach, options, best, now, now + float(gains[best])))
        now = moves[-1].after
        within[team] = options.reaches[spot] > 0
        possible[team, :] = False
        possible[:, spot] = False
    return tuple(moves)


def _gains(within: Bools, reaches: Floats, share: Floats, busy: float) -> Floats:
    """What the covered share gains where each team (rows) were at each spot (columns) instead."""
    worth = share * (1.0 - busy) * all_busy(busy, within.sum(axis=0) - within)
    gains = worth @ reaches.T - (worth * within).sum(axis=1)[:, None]
    return gains.round(DECIMALS)


def _best(
    gains: Floats, seconds: Floats, possible: Bools, stays: Bools, settings: Settings
) -> tuple[int, int] | None:
    """The pair that wins most a minute among those that stay, else among those that may come."""
    per_minute = gains / np.maximum(seconds, 1.0) * 60.0
    kept = possible & stays & (gains >= settings.min_gain / 2)
    new = possible & (gains >= settings.min_gain)
    for candidates in (kept, new):
        if candidates.any():
            best = int(np.argmax(np.where(candidates, per_minute, -np.inf)))
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

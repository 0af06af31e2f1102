"""A small country for the tests of preparedness: one road, two towns."""

from typing import Any

import numpy as np

from dispatch.preparedness import InReach, Settings, Zone, in_reach
from dispatch.problem import TeamState
from dispatch.travel import Legs
from domain.vocabulary import Position
from tests.dispatch.worlds import team

TARGET = Settings().coverage_target


class OneRoad:
    """One road along a parallel: a minute for each hundredth of a degree, no way across the 9th meridian."""

    def legs(self, origins: Any, destinations: Any) -> Legs:
        rows = [
            [np.inf if (a.lon < 9) != (b.lon < 9) else abs(a.lon - b.lon) * 6000.0 for b in destinations]
            for a in origins
        ]
        seconds = np.array(rows, dtype=np.float64).reshape(len(origins), len(destinations))
        return Legs(seconds, seconds * 15.0, np.zeros(seconds.shape, dtype=np.bool_))


def at(lon: float) -> Position:
    return Position(47.0, lon)


def waiting(name: str, lon: float, **fields: Any) -> TeamState:
    return team(name, position=at(lon), **fields)


def zone(number: int, lon: float, demand: float = 1.0) -> Zone:
    return Zone(number, at(lon), demand)


# Two towns half an hour's drive and more apart, the second with three times the calls of the first.
TOWNS = (zone(1, 6.0), zone(2, 7.0, 3.0))


def reached(*teams: TeamState, zones: tuple[Zone, ...] = TOWNS) -> InReach:
    return in_reach(teams, zones, OneRoad(), TARGET)

"""A made-up region, so that a trial runs anywhere: a lattice of roads, fast ones every so often."""

import math
import random

import numpy as np

from dispatch.trial.roads import RoadGraph
from domain.vocabulary import Position

_SIDE = 45
_SPACING_KM = 0.75
_FAST_EVERY = 6
_SLOW_KMH, _FAST_KMH = (25.0, 45.0), (60.0, 80.0)
_CLOSED = 0.15
_KM_PER_DEGREE = 111.2
_CORNER = Position(47.0, 6.0)


def lattice(seed: int) -> RoadGraph:
    """About two thousand crossings on 33 × 33 km; one minor road in seven is missing."""
    chance = random.Random(seed)  # noqa: S311  # always the same region for one seed
    points = [
        (column * _SPACING_KM + chance.uniform(-0.2, 0.2), row * _SPACING_KM + chance.uniform(-0.2, 0.2))
        for row in range(_SIDE)
        for column in range(_SIDE)
    ]
    arcs: list[tuple[int, int, float]] = []
    for row in range(_SIDE):
        for column in range(_SIDE):
            here = row * _SIDE + column
            if column + 1 < _SIDE:
                _road(arcs, points, here, here + 1, row % _FAST_EVERY == 0, chance)
            if row + 1 < _SIDE:
                _road(arcs, points, here, here + _SIDE, column % _FAST_EVERY == 0, chance)
    columns = list(zip(*arcs, strict=True))
    return RoadGraph(
        positions=tuple(_position(*point) for point in points),
        tails=np.array(columns[0], dtype=np.int64),
        heads=np.array(columns[1], dtype=np.int64),
        seconds=np.array(columns[2], dtype=np.float64),
    )


def _road(
    arcs: list[tuple[int, int, float]],
    points: list[tuple[float, float]],
    here: int,
    there: int,
    fast: bool,
    chance: random.Random,
) -> None:
    """A road both ways, at one speed; minor ones may be missing. Chance is drawn for each alike."""
    closed, swiftness = chance.random() < _CLOSED, chance.random()
    if closed and not fast:
        return
    low, high = _FAST_KMH if fast else _SLOW_KMH
    seconds = math.dist(points[here], points[there]) / (low + swiftness * (high - low)) * 3600
    arcs += [(here, there, seconds), (there, here, seconds)]


def _position(east: float, north: float) -> Position:
    lat = _CORNER.lat + north / _KM_PER_DEGREE
    lon = _CORNER.lon + east / (_KM_PER_DEGREE * math.cos(math.radians(_CORNER.lat)))
    return Position(lat, lon)

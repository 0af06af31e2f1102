"""How fast a road is driven, and how gladly: by class, limit, surface and how dense the roads are around.

Figures follow the car profile of Valhalla (speeds by class, towns, ramps, roundabouts, surfaces), which
is what the result is measured against. They are those of a car in normal traffic: no siren.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import oaconvolve

from dispatch.roads.geometry import Floats, equal_area
from dispatch.roads.tags import Surface, Use

Ints = NDArray[np.int64]

URBAN = 8
"""Above this rank of density, speeds are those of a town."""

_URBAN_SPEEDS = np.array([89, 73, 57, 49, 40, 35, 30, 20])
_SMALL_SPEEDS = {Use.ALLEY: 25, Use.PARKING_AISLE: 15, Use.DRIVEWAY: 10}
_RAMP, _URBAN_RAMP, _ROUNDABOUT = 0.85, 0.8, 0.5
_PRIMARY = 2

_RADIUS = 2000.0
_CELL = 200.0
_MOST_CELLS = 4_000_000
_RANKS_PER_KM = 0.7
_DENSEST = 15

# Dislike of bad surfaces, and of roads that are not made for passing through.
_SURFACE_DISLIKE = np.array([0.0, 0.0, 0.05, 0.1, 0.25, 0.5])
_DISLIKES = {Use.TRACK: 4.0, Use.LIVING_STREET: 2.6}


def density(lat: Floats, lon: Floats, metres: Floats, at_lat: Floats, at_lon: Floats) -> Ints:
    """Rank 0 to 15 of the roads within 2 km: 0.7 × km of road per km².

    `metres` of road lie at `lat`, `lon` (degrees); the answer is for each of `at_lat`, `at_lon`.
    """
    centre = float((at_lon.min() + at_lon.max()) / 2)
    x, y = equal_area(lat, lon, centre)
    at_x, at_y = equal_area(at_lat, at_lon, centre)
    left, low = min(x.min(), at_x.min()), min(y.min(), at_y.min())
    wide, high = max(x.max(), at_x.max()) - left, max(y.max(), at_y.max()) - low
    cell = max(_CELL, float(np.sqrt(wide * high / _MOST_CELLS)))
    shape = int(high / cell) + 1, int(wide / cell) + 1
    row, column = ((y - low) / cell).astype(np.int64), ((x - left) / cell).astype(np.int64)
    cells = np.bincount(row * shape[1] + column, weights=metres, minlength=shape[0] * shape[1])
    reach = int(_RADIUS / cell) + 1
    steps = np.arange(-reach, reach + 1) * cell
    disc = (np.hypot(steps[:, None], steps[None, :]) <= _RADIUS).astype(np.float64)
    spread = oaconvolve(cells.reshape(shape), disc, mode="same")
    around: Floats = np.asarray(spread, dtype=np.float64)
    # The transform leaves crumbs below zero where there is nothing.
    km_per_km2 = np.maximum(around, 0.0) / (disc.sum() * cell * cell) * 1000.0
    found = km_per_km2[((at_y - low) / cell).astype(np.int64), ((at_x - left) / cell).astype(np.int64)]
    return np.minimum(np.rint(found * _RANKS_PER_KM).astype(np.int64), _DENSEST)


def speeds(ways: dict[str, NDArray[Any]], dense: Ints) -> tuple[Floats, Floats]:
    """km/h forward and backward of each road; `ways` are the columns of `Way`, `dense` its rank."""
    untagged = _untagged(ways, dense)
    rough = ways["surface"] >= Surface.ROUGH
    ramp = ways["use"] == Use.RAMP
    found: list[Floats] = []
    for limit in (ways["forward_limit"], ways["backward_limit"]):
        slowed = np.where(limit >= 50, limit - 10, np.where(limit > 15, limit - 5, limit))
        tagged = np.where(rough & ~ramp, slowed, limit)
        found.append(np.maximum(np.where(limit > 0, tagged, untagged), 1.0))
    return found[0], found[1]


def _untagged(ways: dict[str, NDArray[Any]], dense: Ints) -> Floats:
    use, road_class = ways["use"], ways["road_class"]
    town = dense > URBAN
    default = ways["default_speed"].astype(np.float64)
    speed = np.where(town, _URBAN_SPEEDS[road_class], default)
    speed = np.where(ways["roundabout"] > 0, np.floor(speed * _ROUNDABOUT + 0.5), speed)
    for small, fixed in _SMALL_SPEEDS.items():
        speed = np.where(use == small, fixed, speed)
    speed = np.where(ways["surface"] >= Surface.ROUGH, np.floor(speed / 2), speed)
    ramp = np.where(town & (road_class <= _PRIMARY), _URBAN_RAMP, _RAMP) * default
    return np.where(use == Use.RAMP, np.floor(ramp + 0.5), speed)


def liking(ways: dict[str, NDArray[Any]], dense: Ints) -> Floats:
    """What a second on this road counts for when the way is chosen; 0.85 in the open country.

    It moves the choice, never the time: drivers avoid towns, bad surfaces, tracks and living streets.
    """
    factor: Floats = 0.85 + 0.025 * dense.astype(np.float64) + _SURFACE_DISLIKE[ways["surface"]]
    for use, times in _DISLIKES.items():
        factor = np.where(ways["use"] == use, factor * times, factor)
    return factor

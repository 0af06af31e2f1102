"""Distances, bearings and the two flat maps that are used: one keeps areas, the other keeps directions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.travel import SPHERE_RADIUS_METRES

Floats = NDArray[np.float64]


def lengths(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats) -> Floats:
    """Metres of great circle, pair by pair; degrees."""
    y_1, y_2 = np.radians(lat_1), np.radians(lat_2)
    half = np.sin((y_2 - y_1) / 2) ** 2
    half += np.cos(y_1) * np.cos(y_2) * np.sin(np.radians(lon_2 - lon_1) / 2) ** 2
    return 2 * SPHERE_RADIUS_METRES * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))


def bearings(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats) -> Floats:
    """Degrees clockwise from north, for points so near that the Earth is flat."""
    east = (lon_2 - lon_1) * np.cos(np.radians((lat_1 + lat_2) / 2))
    return np.degrees(np.arctan2(east, lat_2 - lat_1)) % 360.0


def equal_area(lat: Floats, lon: Floats, centre: float) -> tuple[Floats, Floats]:
    """Metres east of the meridian `centre` and north of the equator; areas are true (sinusoidal)."""
    x = SPHERE_RADIUS_METRES * np.radians(lon - centre) * np.cos(np.radians(lat))
    return x, SPHERE_RADIUS_METRES * np.radians(lat)


def mercator(lat: NDArray[Any], lon: NDArray[Any]) -> Floats:
    """Columns x and y, in metres at the equator: directions are true, and near things stay nearest.

    A distance on this map is `scale(lat)` times too long.
    """
    y = np.arctanh(np.sin(np.radians(np.clip(lat, -85.0, 85.0))))
    return SPHERE_RADIUS_METRES * np.column_stack([np.radians(lon), y])


def unprojected(points: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude, in degrees, of columns x and y made by `mercator`."""
    x, y = points.T / SPHERE_RADIUS_METRES
    return np.degrees(np.arcsin(np.tanh(y))), np.degrees(x)


def scale(lat: NDArray[Any]) -> Floats:
    """How many times too long the Mercator map is at this latitude."""
    return 1.0 / np.cos(np.radians(np.clip(lat, -85.0, 85.0)))

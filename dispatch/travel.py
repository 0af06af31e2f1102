"""How long from here to there: the port, and the straight-line estimate behind it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, Protocol

import numpy as np
from geopy.distance import (  # pyright: ignore[reportMissingTypeStubs]  # it has no types
    EARTH_RADIUS,  # pyright: ignore[reportUnknownVariableType]  # as above
)
from numpy.typing import NDArray
from scipy.spatial import KDTree  # pyright: ignore[reportMissingTypeStubs]  # it has no types

from domain.vocabulary import Position

# Fit of road minutes on straight-line kilometres within 40 km, on the road travel times of 835
# communes of Alsace to 10 hospitals (OSRM, 2016). Mean absolute error 13 %; optimistic beyond.
MINUTES_AT_ONE_KM = 2.73
EXPONENT = 0.74

SPHERE_RADIUS_METRES = float(EARTH_RADIUS) * 1000.0  # pyright: ignore[reportUnknownArgumentType]  # as above

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.uint32 | np.int64]
Column = NDArray[Any]

# Destinations looked at together: their products with all origins stay in the processor's cache.
_BLOCK = 64
THREADS = 2


class Legs(NamedTuple):
    """Journeys of every origin (rows) to every destination (columns).

    `seconds` is infinite where there is no way; `metres` is the length of the way used; `estimated`
    is True where no road was looked at.
    """

    seconds: Floats
    metres: Floats
    estimated: Bools


class Journeys(NamedTuple):
    """Journeys in columns, by destination then origin: indices, tenths of seconds, metres, estimated."""

    origin: Whole
    destination: Whole
    tenths: Whole
    metres: Whole
    estimated: Bools

    def take(self, which: Ints | Bools) -> "Journeys":
        """Some of the journeys."""
        return Journeys(
            self.origin[which],
            self.destination[which],
            self.tenths[which],
            self.metres[which],
            self.estimated[which],
        )


class TravelTimes(Protocol):
    """A source of travel times. Same question, same answer: a solve must be replayable."""

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        """Journeys, shaped (len(origins), len(destinations))."""
        ...


class StraightLine:
    """Minutes = 2.73 × km^0.74 of great-circle distance. Always marked as estimated."""

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        """Estimated journeys; `metres` is the great-circle distance, not a road's length."""
        metres = great_circle(origins, destinations)
        seconds = 60.0 * MINUTES_AT_ONE_KM * (metres / 1000.0) ** EXPONENT
        return Legs(seconds, metres, np.ones(metres.shape, dtype=np.bool_))

    def within(
        self, origins: Sequence[Position], destinations: Sequence[Position], seconds: float
    ) -> Journeys:
        """The estimated journeys of at most `seconds`, without looking at all pairs in full."""
        reach = 1000.0 * (seconds / (60.0 * MINUTES_AT_ONE_KM)) ** (1 / EXPONENT)
        near = _near_blocks(origins, destinations, reach, _estimated)
        counts = np.concatenate([part.counts for part in near])
        with ThreadPoolExecutor(THREADS) as threads:
            destination = threads.submit(np.repeat, np.arange(len(counts), dtype=np.uint32), counts)
            origin, tenths, metres = joined([(part.origin, *part.figures) for part in near])
        return Journeys(origin, destination.result(), tenths, metres, np.ones(len(origin), dtype=np.bool_))


def great_circle(origins: Sequence[Position], destinations: Sequence[Position]) -> Floats:
    """Metres on geopy's sphere for all pairs at once: geopy's own call costs 6 µs a pair."""
    lat_1, lon_1 = (axis[:, None] for axis in _radians(origins))
    lat_2, lon_2 = (axis[None, :] for axis in _radians(destinations))
    half_chord_squared = (
        np.sin((lat_2 - lat_1) / 2) ** 2 + np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    )
    return 2 * SPHERE_RADIUS_METRES * np.arcsin(np.sqrt(np.clip(half_chord_squared, 0.0, 1.0)))


def _radians(points: Sequence[Position]) -> tuple[Floats, Floats]:
    lat = np.radians(np.array([point.lat for point in points], dtype=np.float64))
    lon = np.radians(np.array([point.lon for point in points], dtype=np.float64))
    return lat, lon


def unit_vectors(points: Sequence[Position]) -> Floats:
    """Points on the unit sphere, shaped (len(points), 3): chords between them grow with distance."""
    lat, lon = _radians(points)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def neighbours(points: Sequence[Position], metres: float) -> NDArray[np.int64]:
    """How many of the other points lie within `metres` of each, in a straight line."""
    vectors = unit_vectors(points)
    chord = 2 * np.sin(min(metres / SPHERE_RADIUS_METRES, np.pi) / 2)
    found = KDTree(vectors).query_ball_point(vectors, chord, return_length=True)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # as above
    return np.asarray(found, dtype=np.int64) - 1  # pyright: ignore[reportUnknownArgumentType]  # as above


class _Near(NamedTuple):
    """Pairs in columns, by destination then origin: origins, how many each destination has, and what was
    worked out of the metres between them."""

    origin: Whole
    counts: Ints
    figures: tuple[Column, ...]


def _estimated(metres: Floats) -> tuple[Column, ...]:
    """Tenths of seconds and whole metres."""
    tenths = metres / 1000.0
    tenths **= EXPONENT
    tenths *= 600.0 * MINUTES_AT_ONE_KM
    return np.rint(tenths, out=tenths).astype(np.uint32), np.rint(metres).astype(np.uint32)


def _near_blocks(
    origins: Sequence[Position],
    destinations: Sequence[Position],
    metres: float,
    figures: Callable[[Floats], tuple[Column, ...]],
) -> list[_Near]:
    """The near pairs of one block of destinations after the other, with `figures` of their metres.

    A rough product of unit vectors in 32 bits finds them, a little too many; the distance itself, from
    the chord, is in 64 bits.
    """
    here, there = unit_vectors(origins), unit_vectors(destinations)
    rough_here, rough_there = here.T.astype(np.float32), there.astype(np.float32)
    least = np.float32(np.cos(min(metres / SPHERE_RADIUS_METRES, np.pi)) - 1e-6)
    axes_here, width = here.T.copy(), len(here)

    def block(start: int) -> _Near:
        rows = there[start : start + _BLOCK]
        found = np.flatnonzero(_rough(rough_here, rough_there[start : start + _BLOCK]) >= least)
        ends = np.searchsorted(found, np.arange(len(rows) + 1) * width)
        counts = np.diff(ends)
        origin = found - np.repeat(np.arange(len(rows)) * width, counts)
        apart = _apart(axes_here, rows, origin, counts)
        close = np.flatnonzero(apart <= metres)
        return _Near(
            origin[close].astype(np.uint32), np.diff(np.searchsorted(close, ends)), figures(apart[close])
        )

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(block, range(0, len(there), _BLOCK)))


def _rough(here: NDArray[np.float32], there: NDArray[np.float32]) -> NDArray[np.float32]:
    """The products of all vectors; by hand, since a library's would not be the same on every machine."""
    product = there[:, :1] * here[0]
    term = np.empty_like(product)
    for axis in (1, 2):
        product += np.multiply(there[:, axis : axis + 1], here[axis], out=term)
    return product


def _apart(here: Floats, there: Floats, origin: Ints, counts: Ints) -> Floats:
    """Metres from each destination, as often as its count says, to the origins."""
    result = np.zeros(len(origin))
    for axis in range(3):
        difference = here[axis][origin]
        difference -= np.repeat(there[:, axis], counts)
        difference *= difference
        result += difference
    np.sqrt(result, out=result)
    result /= 2
    np.arcsin(np.minimum(result, 1.0, out=result), out=result)
    result *= 2 * SPHERE_RADIUS_METRES
    return result


def joined(parts: Sequence[tuple[Column, ...]]) -> list[Column]:
    """The columns of all parts, one part after the other: a processor to each column at a time."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(np.concatenate, zip(*parts, strict=True)))

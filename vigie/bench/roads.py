"""`vigie bench roads`: journeys on the road graph beside Valhalla's on the same extract, and what they cost.

Error is the mean of |ours - theirs| / theirs over 50 × 30 seeded random places on roads; no factor is
fitted.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.build import build
from dispatch.roads.geometry import unprojected
from dispatch.roads.graph import Graph
from dispatch.roads.store import Label, load, save
from dispatch.roads.times import BYTES_A_STATE, RoadTimes
from dispatch.travel import Floats, Legs, StraightLine
from domain.vocabulary import Position
from vigie.bench import Row
from vigie.bench.valhalla import Matrix, installed, matrix

ORIGINS: Final = 50
DESTINATIONS: Final = 30
SEED: Final = 42
_MOST_ERROR: Final = 5.0
_MIB: Final = 1024 * 1024
_LOOK_UPS: Final = 20
# Shorter journeys say nothing about roads: half a second of rounding is a tenth of them.
_LEAST_SECONDS: Final = 10.0


async def run(extracts: Sequence[Path]) -> list[Row]:
    """Measure each extract in turn. Raises BadExtract, OSError."""
    return [row for extract in extracts for row in measure(extract)]


class _Timed(NamedTuple):
    """What one extract took: seconds to import, for the table from cold and looked up; sizes in bytes."""

    name: str
    imported: float
    cold: float
    cached: float
    file: int
    place: int


def measure(extract: Path) -> list[Row]:
    """The rows of one extract: building, searching, looking up, memory, and error where Valhalla is here."""
    name = extract.name.removesuffix(".pbf").removesuffix(".osm")
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        file = Path(folder) / "bench.roads"
        imported = _seconds(lambda: _import(extract, file))
        graph = load(file).graph
        places = road_places(graph, ORIGINS + DESTINATIONS)
        origins, destinations = places[:ORIGINS], places[ORIGINS:]
        times = RoadTimes(graph)
        cold = _seconds(lambda: times.legs(origins, destinations))
        cached = min(_seconds(lambda: times.legs(origins, destinations)) for _ in range(_LOOK_UPS))
        legs = times.legs(origins, destinations)
        rival = matrix(extract, Path(folder) / "valhalla", origins, destinations) if installed() else None
        place = graph.states * BYTES_A_STATE
        timed = _Timed(name, imported, cold, cached, file.stat().st_size, place)
    guess = StraightLine().legs(origins, destinations)
    return _costs(timed, rival) + (_errors(name, legs, guess, rival) if rival else [])


def _import(extract: Path, file: Path) -> None:
    graph, _ = build(extract, _silence)
    save(graph, Label(name="bench", source=extract.name), file)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _costs(timed: _Timed, rival: Matrix | None) -> list[Row]:
    name, table = timed.name, f"{timed.name}: {ORIGINS} x {DESTINATIONS}"
    return [
        Row(
            name=f"{name}: import",
            value=timed.imported,
            unit="s",
            against="Valhalla's tiles" if rival else None,
            ratio=timed.imported / rival.build_seconds if rival else None,
        ),
        Row(name=f"{name}: one search", value=1000 * (timed.cold - timed.cached) / DESTINATIONS, unit="ms"),
        Row(
            name=f"{table} from cold",
            value=1000 * timed.cold,
            unit="ms",
            against="Valhalla's matrix" if rival else None,
            ratio=timed.cold / rival.matrix_seconds if rival else None,
        ),
        Row(name=f"{table} looked up", value=1000 * timed.cached, unit="ms"),
        Row(name=f"{name}: graph, shared by workers", value=timed.file / _MIB, unit="MiB"),
        Row(name=f"{name}: kept for each place", value=timed.place / 1024, unit="KiB"),
    ]


def _silence(what: str, done: int, total: int | None) -> None:
    """Nobody wants to know."""


def road_places(graph: Graph, count: int) -> list[Position]:
    """Seeded random places on roads that reach one another."""
    drawn = np.random.default_rng(SEED).integers(0, len(graph.points), count)
    lat, lon = unprojected(graph.points[drawn])
    return [Position(y, x) for y, x in zip(lat.tolist(), lon.tolist(), strict=True)]


def _errors(name: str, roads: Legs, guess: Legs, rival: Matrix) -> list[Row]:
    compared = np.isfinite(rival.seconds) & (rival.seconds >= _LEAST_SECONDS) & ~roads.estimated
    error = _error(roads.seconds, rival.seconds, compared)
    of_guess = _error(guess.seconds, rival.seconds, compared)
    theirs = np.where(np.isfinite(rival.seconds), rival.seconds, np.inf)
    reached = np.isfinite(theirs).any(axis=0)
    nearest: NDArray[np.bool_] = np.equal(roads.seconds.argmin(axis=0), theirs.argmin(axis=0))
    same = float(nearest[reached].mean())
    ratios = np.asarray(roads.seconds[compared] / rival.seconds[compared], dtype=np.float64)
    return [
        Row(
            name=f"{name}: mean absolute error of seconds",
            value=error,
            unit="%",
            against="straight-line estimate",
            ratio=error / of_guess,
            aim=f"<= {_MOST_ERROR:.0f} %",
            met=error <= _MOST_ERROR,
        ),
        Row(
            name=f"{name}: mean error of seconds (bias)",
            value=100 * (float(ratios.mean()) - 1.0),
            unit="%",
        ),
        Row(
            name=f"{name}: mean absolute error of metres",
            value=_error(roads.metres, rival.metres, compared & (rival.metres > 0)),
            unit="%",
        ),
        Row(name=f"{name}: mean absolute error of the estimate", value=of_guess, unit="%"),
        Row(name=f"{name}: same nearest team", value=100 * same, unit="%"),
        Row(name=f"{name}: journeys compared", value=float(compared.sum()), unit="pairs"),
    ]


def _error(ours: Floats, theirs: Floats, compared: NDArray[np.bool_]) -> float:
    return 100 * float(np.mean(np.abs(ours[compared] / theirs[compared] - 1)))

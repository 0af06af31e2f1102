"""Valhalla as a rival in the same run: tiles from the extract, then one matrix. Only where installed."""

import importlib
import importlib.util
import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.vocabulary import Position

_LIMITS = {"max_matrix_location_pairs": 1_000_000, "max_matrix_distance": 1e7, "max_distance": 1e7}


class Matrix(NamedTuple):
    """What Valhalla says: seconds, metres (NaN where it says nothing), and how long both parts took it."""

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    build_seconds: float
    matrix_seconds: float


def installed() -> bool:
    """Whether the rival is here: `requirements-bench.lock`."""
    return importlib.util.find_spec("valhalla") is not None


def matrix(
    extract: Path, folder: Path, origins: Sequence[Position], destinations: Sequence[Position]
) -> Matrix:
    """Build tiles of `extract` in `folder` and time all journeys. Raises CalledProcessError.

    The borders are built first, where the extract holds any: without them Valhalla drives on the left.
    """
    library: Any = importlib.import_module("valhalla")
    programs = Path(library.__file__).parent / "bin"
    config = _config(library, folder)
    began = time.perf_counter()
    for program in ("valhalla_build_admins", "valhalla_build_tiles"):
        command = [programs / program, "-c", config.resolve(), extract.resolve()]
        # It leaves files where it stands.
        subprocess.run(command, check=True, capture_output=True, cwd=folder)  # noqa: S603  # our own words
    built = time.perf_counter() - began
    actor = library.Actor(str(config))
    question = {"sources": _places(origins), "targets": _places(destinations), "costing": "auto"}
    began = time.perf_counter()
    answer: dict[str, Any] = actor.matrix(question)
    took = time.perf_counter() - began
    rows: list[list[dict[str, Any]]] = answer["sources_to_targets"]
    return Matrix(_column(rows, "time"), _column(rows, "distance") * 1000.0, built, took)


def _config(library: Any, folder: Path) -> Path:
    tiles = folder / "tiles"
    tiles.mkdir(parents=True)
    config: dict[str, Any] = library.get_config(tile_extract="", tile_dir=str(tiles), verbose=False)
    config["mjolnir"] |= {"admin": str(folder / "admin.sqlite"), "timezone": "", "landmarks": ""}
    config["mjolnir"]["tile_extract"] = ""
    config["service_limits"]["auto"] |= _LIMITS
    file = folder / "config.json"
    file.write_text(json.dumps(config))
    return file


def _places(positions: Sequence[Position]) -> list[dict[str, float]]:
    return [{"lat": position.lat, "lon": position.lon} for position in positions]


def _column(rows: list[list[dict[str, Any]]], name: str) -> NDArray[np.float64]:
    return np.array(
        [[np.nan if cell[name] is None else cell[name] for cell in row] for row in rows], dtype=float
    )

"""Where journeys come from, as the settings say: the estimate, a road graph, or an OSRM server."""

import re
from pathlib import Path

import structlog

from dispatch.osrm import OsrmTimes
from dispatch.roads.back import WayBack
from dispatch.roads.store import SUFFIX, Loaded, load
from dispatch.roads.times import RoadTimes
from dispatch.travel import StraightLine, TravelTimes
from vigie.settings import Settings

log = structlog.get_logger(__name__)

COVERAGE_CACHE_BYTES = 256 * 1024 * 1024

SOURCES = ("estimate", "roads", "osrm")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def travel_of(settings: Settings) -> TravelTimes:
    """The source of journeys. Raises ValueError, in one line, where it cannot be had."""
    match settings.travel:
        case "estimate":
            return StraightLine()
        case "roads":
            return RoadTimes(load_roads(settings).graph)
        case "osrm":
            return _osrm(settings)
        case other:
            raise ValueError(f"VIGIE_TRAVEL is {other!r}: it is one of {', '.join(SOURCES)}")


def coverage_travel_of(settings: Settings) -> TravelTimes:
    """The source of journeys for coverage: as `travel_of`, with searches and a server's patience of its own,
    so that thousands of zones never crowd out the missions.

    The estimate where the roads cannot be had: coverage is watched, nobody is sent by it.
    """
    try:
        match settings.travel:
            case "roads":
                roads = RoadTimes(load_roads(settings).graph, cache_bytes=COVERAGE_CACHE_BYTES)
                return WayBack(roads, room=roads.room)
            case "osrm":
                return _osrm(settings)
            case _:
                return StraightLine()
    except ValueError as error:
        log.warning("coverage is estimated", why=str(error))
        return StraightLine()


def load_roads(settings: Settings) -> Loaded:
    """The road graph that the settings name, or the only one of the data folder. Raises ValueError."""
    if settings.roads is not None:
        file = graph_file(settings.data, settings.roads)
        if not file.exists():
            raise ValueError(f"no road graph {settings.roads} in {file.parent}: {_there_are(settings.data)}")
        return load(file)
    files = graph_files(settings.data)
    if len(files) != 1:
        said = "say which one in VIGIE_ROADS" if files else "make one with `vigie roads import`"
        raise ValueError(f"{_there_are(settings.data)} in {folder_of(settings.data)}: {said}")
    return load(files[0])


def folder_of(data: Path) -> Path:
    """Where the road graphs of a data folder are."""
    return data / "roads"


def graph_file(data: Path, name: str) -> Path:
    """The file of the graph of this name. Raises ValueError where it is no name."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a road graph: small letters, digits, - and _")
    return folder_of(data) / f"{name}{SUFFIX}"


def graph_files(data: Path) -> list[Path]:
    """The road graphs of a data folder, by name."""
    return sorted(folder_of(data).glob(f"*{SUFFIX}"))


def _there_are(data: Path) -> str:
    names = [file.name.removesuffix(SUFFIX) for file in graph_files(data)]
    return f"there are {', '.join(names)}" if names else "there is no road graph"


def _osrm(settings: Settings) -> TravelTimes:
    if settings.osrm_url is None:
        raise ValueError("VIGIE_TRAVEL is osrm: say where the server is in VIGIE_OSRM_URL")
    return OsrmTimes(settings.osrm_url, table_size=settings.osrm_table)

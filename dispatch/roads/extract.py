"""Reads the roads of an OpenStreetMap extract (PBF) into arrays: ways in one pass, their nodes in another.

Only what a car may use is kept, so that memory follows the roads and not the size of the file.
"""

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from osmium import FileProcessor, IdTracker
from osmium.filter import KeyFilter
from osmium.io import File, Reader
from osmium.osm import NODE, NOTHING, RELATION, WAY, Node

from dispatch.roads.tags import Tags, Way, read_way

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much where that is known."""

SIGNAL = 1
BLOCKED = 2
GATE = 4

_TOLD_EVERY = 10_000
_BARS = frozenset({"bollard", "block", "jersey_barrier", "log", "debris", "chain", "planter", "wall"})
_GATES = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate"})
_OPENS = frozenset({"yes", "permissive", "designated", "destination", "private", "delivery", "customers"})
_ONLY = frozenset({"only_straight_on", "only_left_turn", "only_right_turn", "only_u_turn"})
_NO = frozenset({"no_straight_on", "no_left_turn", "no_right_turn", "no_u_turn", "no_entry", "no_exit"})


class BadExtract(ValueError):
    """The file is not an extract that roads can be read from. The message names the file and says why."""


class Restriction(NamedTuple):
    """A turn that a relation forbids (`only` False), or the only one it allows. OpenStreetMap's ids."""

    from_way: int
    via: int
    to_way: int
    only: bool


class Extract(NamedTuple):
    """The roads of a file.

    `refs[starts[i]:starts[i + 1]]` are the nodes of way `i`, as indices into `lat`, `lon` (degrees) and
    `marks` (SIGNAL, BLOCKED, GATE); -1 where the file does not hold the node. `ways` are columns named as
    the fields of `Way`; `name` and `ref` are digests of those tags, 0 for none. `date` is when the data
    were current, as the file says, "" where it does not.
    """

    way_ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    refs: NDArray[np.int64]
    ways: dict[str, NDArray[Any]]
    name: NDArray[np.uint32]
    ref: NDArray[np.uint32]
    node_ids: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    marks: NDArray[np.uint8]
    restrictions: list[Restriction]
    date: str


def read_extract(file: Path, progress: Progress) -> Extract:
    """Read `file`. Raises BadExtract where it is no PBF, is truncated or holds no road; OSError."""
    with file.open("rb") as content:
        if not content.read(1):
            raise BadExtract(f"{file.name}: the file is empty")
    try:
        return _read(file, progress)
    except RuntimeError as error:
        raise BadExtract(f"{file.name}: {_in_words(str(error))}") from error


def _in_words(said: str) -> str:
    if "truncated" in said or "EOF" in said:
        return f"the file is truncated ({said})"
    return f"not an OpenStreetMap PBF file, or damaged ({said})"


def _source(file: Path) -> File:
    return File(str(file), "pbf")


def _read(file: Path, progress: Progress) -> Extract:
    reader = Reader(_source(file), NOTHING)
    date = reader.header().get("osmosis_replication_timestamp", "")
    reader.close()
    rows = _Rows()
    for seen, thing in enumerate(_ways_and_relations(file)):
        if seen % _TOLD_EVERY == 0:
            progress("reading ways", seen, None)
        rows.take(thing)
    if not rows.ids:
        raise BadExtract(f"{file.name}: there is no road in it")
    wanted = np.frombuffer(rows.refs, dtype=np.int64)
    node_ids, refs = np.unique(wanted, return_inverse=True)
    lat, lon, marks = _read_nodes(file, node_ids, progress)
    refs = np.where(np.isnan(lat[refs]), -1, refs)
    if (refs < 0).all():
        raise BadExtract(f"{file.name}: the nodes of its roads are not in it")
    return Extract(
        way_ids=np.frombuffer(rows.ids, dtype=np.int64),
        starts=np.frombuffer(rows.starts, dtype=np.int64),
        refs=refs,
        ways=rows.columns(),
        name=np.frombuffer(rows.names, dtype=np.uint32),
        ref=np.frombuffer(rows.road_refs, dtype=np.uint32),
        node_ids=node_ids,
        lat=lat,
        lon=lon,
        marks=marks,
        restrictions=rows.restrictions,
        date=date,
    )


def _ways_and_relations(file: Path) -> Iterator[Any]:
    keys = KeyFilter("highway", "restriction")
    return iter(FileProcessor(_source(file), WAY | RELATION).with_filter(keys))


class _Rows:
    """What is gathered while ways go by: flat arrays of numbers, nothing of the library's."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.starts = array("q", [0])
        self.refs = array("q")
        self.names = array("I")
        self.road_refs = array("I")
        self.restrictions: list[Restriction] = []
        self._columns = {field: array("h") for field in Way._fields}

    def take(self, thing: Any) -> None:
        """Keep a way that a car may use, or a restriction of turns."""
        if thing.is_relation():
            restriction = _restriction(thing)
            if restriction is not None:
                self.restrictions.append(restriction)
            return
        way = read_way(thing.tags)
        if way is None or len(thing.nodes) < 2:
            return
        self.ids.append(thing.id)
        self.refs.extend(node.ref for node in thing.nodes)
        self.starts.append(len(self.refs))
        self.names.append(_digest(thing.tags.get("name")))
        self.road_refs.append(_digest(thing.tags.get("ref")))
        for field, value in zip(Way._fields, way, strict=True):
            self._columns[field].append(int(value))

    def columns(self) -> dict[str, NDArray[np.int16]]:
        """The fields of the ways, one array each."""
        return {field: np.frombuffer(each, dtype=np.int16) for field, each in self._columns.items()}


def _digest(text: str | None) -> int:
    return crc32(text.encode()) or 1 if text else 0


def _restriction(relation: Any) -> Restriction | None:
    """A restriction through one node that holds for cars at all hours; others are left out."""
    kind = relation.tags.get("restriction")
    if relation.tags.get("type") != "restriction" or kind not in _ONLY | _NO:
        return None
    excepted = relation.tags.get("except", "")
    if "motorcar" in excepted or "motor_vehicle" in excepted:
        return None
    members = {role: (kind_of, ref) for kind_of, ref, role in _members(relation)}
    sides = members.get("from"), members.get("via"), members.get("to")
    if [side and side[0] for side in sides] != ["w", "n", "w"] or len(relation.members) != len(sides):
        return None
    return Restriction(members["from"][1], members["via"][1], members["to"][1], kind in _ONLY)


def _members(relation: Any) -> Iterator[tuple[str, int, str]]:
    for member in relation.members:
        yield member.type, member.ref, member.role


def _read_nodes(
    file: Path, node_ids: NDArray[np.int64], progress: Progress
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
    lat = np.full(len(node_ids), np.nan)
    lon = np.full(len(node_ids), np.nan)
    marks = np.zeros(len(node_ids), dtype=np.uint8)
    tracker = IdTracker()
    for ref in node_ids.tolist():
        tracker.add_node(ref)
    nodes = FileProcessor(_source(file), NODE).with_filter(tracker.id_filter())
    found, at_y, at_x, marked = array("q"), array("d"), array("d"), array("B")
    for seen, node in enumerate(cast("Iterator[Node]", iter(nodes))):
        if seen % _TOLD_EVERY == 0:
            progress("reading nodes", seen, len(node_ids))
        if not node.location.valid():
            continue
        found.append(node.id)
        at_y.append(node.lat)
        at_x.append(node.lon)
        marked.append(_mark(cast("Tags", node.tags)) if len(node.tags) else 0)
    places = np.searchsorted(node_ids, np.array(found, dtype=np.int64))
    lat[places], lon[places], marks[places] = at_y, at_x, marked
    return lat, lon, marks


def _mark(tags: Tags) -> int:
    mark = SIGNAL if tags.get("highway") == "traffic_signals" else 0
    barrier = tags.get("barrier")
    said = tags.get("motorcar") or tags.get("motor_vehicle") or tags.get("access")
    if barrier in _GATES:
        return mark | (BLOCKED if said == "no" else GATE)
    if barrier in _BARS and said not in _OPENS:
        return mark | BLOCKED
    return mark

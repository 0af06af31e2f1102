"""Small towns for the road tests: streets drawn on a grid of metres, written as real extracts."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from osmium import SimpleWriter
from osmium.osm.mutable import Node, Relation, Way

from dispatch.roads.build import build
from dispatch.roads.graph import Graph
from dispatch.roads.times import RoadTimes
from domain.vocabulary import Position

Spot = tuple[float, float]
"""Metres east and north of the town's corner."""

CORNER = Position(47.0, 6.0)
METRES_PER_DEGREE = math.radians(1.0) * 6_371_009.0


def at(east: float, north: float) -> Position:
    """Where a spot is on Earth."""
    lat = CORNER.lat + north / METRES_PER_DEGREE
    return Position(lat, CORNER.lon + east / (METRES_PER_DEGREE * math.cos(math.radians(CORNER.lat))))


def silent(what: str, done: int, total: int | None) -> None:
    """Nobody watches."""


class Town:
    """Streets between spots; two streets through one spot meet there."""

    def __init__(self) -> None:
        self._nodes: dict[Spot, int] = {}
        self._marks: dict[Spot, dict[str, str]] = {}
        self._ways: list[tuple[list[int], dict[str, str]]] = []
        self._rules: list[tuple[str, int, Spot, int]] = []

    def street(self, *spots: Spot, **tags: str) -> int:
        """A way; its id. `maxspeed__forward` stands for `maxspeed:forward`; residential unless said."""
        said = {"highway": "residential"} | {key.replace("__", ":"): value for key, value in tags.items()}
        self._ways.append(([self._nodes.setdefault(spot, len(self._nodes) + 1) for spot in spots], said))
        return len(self._ways)

    def mark(self, spot: Spot, **tags: str) -> None:
        """Something at a spot: a signal, a bollard."""
        self._marks[spot] = tags

    def rule(self, kind: str, from_: int, via: Spot, to: int) -> None:
        """A restriction of turns."""
        self._rules.append((kind, from_, via, to))

    def write(self, file: Path, *, without: Sequence[Spot] = ()) -> Path:
        """Write the extract, leaving out the nodes at `without`."""
        with SimpleWriter(str(file), overwrite=True) as out:
            for spot, number in self._nodes.items():
                if spot in without:
                    continue
                place = at(*spot)
                tags = self._marks.get(spot, {})
                out.add_node(Node(id=number, location=(place.lon, place.lat), tags=tags))
            for number, (nodes, tags) in enumerate(self._ways, start=1):
                out.add_way(Way(id=number, nodes=nodes, tags=tags))
            for number, (kind, from_, via, to) in enumerate(self._rules, start=1):
                members = [("w", from_, "from"), ("n", self._nodes[via], "via"), ("w", to, "to")]
                tags = {"type": "restriction", "restriction": kind}
                out.add_relation(Relation(id=number, members=members, tags=tags))
        return file

    def graph(self, folder: Path) -> Graph:
        """The town as a graph."""
        return build(self.write(folder / "town.osm.pbf"), silent)[0]

    def times(self, folder: Path) -> RoadTimes:
        """Journeys in the town."""
        return RoadTimes(self.graph(folder))


def grid(blocks: int, side: float, *, seed: int = 0) -> Town:
    """A town of square blocks, some streets one-way, their classes, limits and signals drawn by `seed`."""
    chance = np.random.default_rng(seed)
    town = Town()
    for line in range(blocks + 1):
        for north in (False, True):
            spots = [(line * side, step * side) for step in range(blocks + 1)]
            if not north:
                spots = [(y, x) for x, y in spots]
            tags = {
                "highway": str(chance.choice(["residential", "tertiary", "primary"])),
                "name": f"{line}{north}",
            }
            if chance.random() < 0.5 and 0 < line < blocks:
                tags["oneway"] = str(chance.choice(["yes", "-1"]))
            if chance.random() < 0.3:
                tags["maxspeed"] = str(chance.choice([30, 50]))
            town.street(*spots, **tags)
    for _ in range(blocks):
        spot = tuple(float(part) * side for part in chance.integers(0, blocks + 1, 2))
        town.mark((spot[0], spot[1]), highway="traffic_signals")
    return town

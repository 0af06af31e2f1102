"""From an extract to the graph: speeds, turns, the largest part where every road reaches every other."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from dispatch.roads.extract import BadExtract, Extract, Progress, read_extract
from dispatch.roads.geometry import Floats, lengths, mercator
from dispatch.roads.graph import Graph
from dispatch.roads.pieces import Pieces, built_up, cut
from dispatch.roads.speeds import density, liking, speeds
from dispatch.roads.turns import States, Turns, directed, find_turns

Ints = NDArray[np.int64]

_STAGES = 5
_LEAST_SECONDS = 0.01
_POINT_EVERY = 100.0


def build(file: Path, progress: Progress) -> tuple[Graph, str]:
    """The graph of `file`, and when its data were current ("" where it does not say).

    Raises BadExtract (a ValueError) where there is nothing to drive on, OSError where it cannot be read.
    """
    extract = read_extract(file, progress)
    progress("cutting roads", 0, _STAGES)
    pieces = cut(extract)
    if not len(pieces.way):
        raise BadExtract(f"{file.name}: there is no road in it")
    progress("measuring density", 1, _STAGES)
    dense = _density(extract, pieces)
    progress("finding turns", 2, _STAGES)
    states = directed(pieces)
    turns = find_turns(extract, pieces, states, dense)
    progress("keeping the connected part", 3, _STAGES)
    states, turns = _largest_part(pieces, states, turns, extract)
    if not len(turns.before):
        raise BadExtract(f"{file.name}: no two of its roads are connected")
    progress("writing the graph", 4, _STAGES)
    graph = _assemble(extract, pieces, states, turns, dense)
    progress("writing the graph", _STAGES, _STAGES)
    return graph, extract.date


def _density(extract: Extract, pieces: Pieces) -> Ints:
    lat, lon = extract.lat[pieces.nodes], extract.lon[pieces.nodes]
    steps = np.diff(pieces.along, prepend=0.0)
    counted = np.repeat(built_up(pieces), np.diff(pieces.starts)) & (steps > 0)
    middle = (pieces.starts[:-1] + pieces.starts[1:] - 1) // 2
    return density(lat, lon, np.where(counted, steps, 0.0), lat[middle], lon[middle])


def _largest_part(pieces: Pieces, states: States, turns: Turns, extract: Extract) -> tuple[States, Turns]:
    """The largest strongly connected component, its states near one another on the map and in memory."""
    count = len(states.piece)
    arcs = csr_array((np.ones(len(turns.before), dtype=np.int8), (turns.before, turns.after)), (count, count))
    _, label = connected_components(arcs, connection="strong")
    inside = np.flatnonzero(label == np.bincount(label).argmax())
    middle = pieces.nodes[pieces.starts[:-1]][states.piece[inside]]
    inside = inside[np.argsort(_curve(extract.lat[middle], extract.lon[middle]), kind="stable")]
    number = np.full(count, -1)
    number[inside] = np.arange(len(inside))
    kept = (number[turns.before] >= 0) & (number[turns.after] >= 0)
    kept_states = States(states.piece[inside], states.back[inside], states.tail[inside], states.head[inside])
    return kept_states, Turns(
        number[turns.before[kept]], number[turns.after[kept]], turns.seconds[kept], turns.dislike[kept]
    )


def _curve(lat: Floats, lon: Floats) -> NDArray[np.uint64]:
    """Position on a curve that fills the plane (Morton's): near on the curve is near on the map."""
    found = np.zeros(len(lat), dtype=np.uint64)
    for shift, degrees in ((0, lon + 180.0), (1, lat + 90.0)):
        cell = (degrees * 10_000).astype(np.uint64)
        for bit in range(22):
            found |= ((cell >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + shift)
    return found


def _assemble(extract: Extract, pieces: Pieces, states: States, turns: Turns, dense: Ints) -> Graph:
    kept = np.unique(states.piece)
    number = np.full(len(pieces.way), -1)
    number[kept] = np.arange(len(kept))
    forward_speed, backward_speed = speeds(pieces.ways, dense)
    speed = np.where(states.back, backward_speed[states.piece], forward_speed[states.piece])
    seconds = np.maximum(pieces.metres[states.piece] / speed * 3.6, _LEAST_SECONDS)
    cost = seconds * liking(pieces.ways, dense)[states.piece]
    count = len(states.piece)
    order = np.lexsort((turns.before, turns.after))
    before, after = turns.before[order], turns.after[order]
    spent = turns.seconds[order]
    points = _points(extract, pieces, kept)
    return Graph(
        indptr=np.searchsorted(after, np.arange(count + 1)).astype(np.int32),
        indices=before.astype(np.int32),
        cost=cost[before] + turns.dislike[order],
        seconds=(seconds[before] + spent).astype(np.float32),
        state_piece=number[states.piece].astype(np.int32),
        state_back=states.back,
        state_cost=cost.astype(np.float32),
        state_seconds=seconds.astype(np.float32),
        metres=pieces.metres[kept].astype(np.float32),
        forward=_states_of(number, states, len(kept), back=False),
        backward=_states_of(number, states, len(kept), back=True),
        **points,
    )


def _states_of(number: Ints, states: States, pieces: int, *, back: bool) -> NDArray[np.int32]:
    found = np.full(pieces, -1, dtype=np.int32)
    mine = np.flatnonzero(states.back == back)
    found[number[states.piece[mine]]] = mine
    return found


def _points(extract: Extract, pieces: Pieces, kept: Ints) -> dict[str, NDArray[Any]]:
    """The points of the kept pieces, with more of them where two are far apart."""
    count = np.diff(pieces.starts)
    owner = np.repeat(np.arange(len(count)), count)
    inside = np.flatnonzero(np.isin(owner, kept))
    nodes, owner, along = pieces.nodes[inside], owner[inside], pieces.along[inside]
    lat, lon = extract.lat[nodes], extract.lon[nodes]
    gap = np.append(lengths(lat[:-1], lon[:-1], lat[1:], lon[1:]), 0.0)
    gap[:-1] = np.where(owner[:-1] == owner[1:], gap[:-1], 0.0)
    copies = np.maximum(np.ceil(gap / _POINT_EVERY), 1).astype(np.int64)
    at = np.repeat(np.arange(len(nodes)), copies)
    share = (np.arange(len(at)) - np.repeat(np.cumsum(copies) - copies, copies)) / copies[at]
    following = np.minimum(at + 1, len(nodes) - 1)
    place = np.searchsorted(kept, owner)
    lat, lon = (each[at] + share * (each[following] - each[at]) for each in (lat, lon))
    return {
        "points": mercator(lat, lon),
        "point_piece": place[at].astype(np.int32),
        "along": (along[at] + share * gap[at]).astype(np.float32),
    }

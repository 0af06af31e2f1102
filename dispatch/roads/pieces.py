"""Cuts ways into pieces, from one junction to the next."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.extract import BLOCKED, GATE, Extract
from dispatch.roads.geometry import Floats, bearings, lengths
from dispatch.roads.tags import Use

Ints = NDArray[np.int64]

# How far from a junction the direction of a road is taken, in metres, by importance of the road.
_LOOK_AHEAD = np.array([24.0, 24.0, 21.0, 21.0, 21.0, 15.0, 15.0, 15.0])


class Pieces(NamedTuple):
    """Pieces of road. Points of piece `i`: `nodes[starts[i]:starts[i + 1]]`, with metres `along` it.

    `way` is its way's index, `tail` and `head` its ends, `metres` its length. Bearings in degrees, looking
    away from the tail and from the head. `ways` are the columns of `Way`, by piece.
    """

    way: Ints
    starts: Ints
    nodes: Ints
    along: Floats
    tail: Ints
    head: Ints
    metres: Floats
    tail_bearing: Floats
    head_bearing: Floats
    ways: dict[str, NDArray[Any]]


def cut(extract: Extract) -> Pieces:
    """Cut at ends of ways, at nodes used twice, at barriers and where nodes are missing."""
    refs, starts = extract.refs, extract.starts
    way_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    here = np.flatnonzero((way_of[:-1] == way_of[1:]) & (refs[:-1] >= 0) & (refs[1:] >= 0))
    used = np.bincount(refs[refs >= 0], minlength=len(extract.node_ids))
    junction = (used > 1) | (extract.marks & (BLOCKED | GATE) > 0)
    begins = junction[refs[here]] | (np.diff(here, prepend=-2) > 1)
    begins |= way_of[here] != np.roll(way_of[here], 1)
    firsts = np.flatnonzero(begins)
    steps = np.diff(firsts, append=len(here))
    starts_of = np.concatenate([[0], np.cumsum(steps + 1)])
    # Each piece has one point more than steps: its positions in `refs` run on by one.
    inside = np.arange(int(starts_of[-1])) - np.repeat(starts_of[:-1], steps + 1)
    nodes = refs[np.repeat(here[firsts], steps + 1) + inside]
    along = _along(extract, nodes, starts_of)
    way = way_of[here[firsts]]
    last = starts_of[1:] - 1
    ways = {field: column[way] for field, column in extract.ways.items()}
    look = _LOOK_AHEAD[ways["road_class"]]
    return Pieces(
        way=way,
        starts=starts_of,
        nodes=nodes,
        along=along,
        tail=nodes[starts_of[:-1]],
        head=nodes[last],
        metres=along[last],
        tail_bearing=_bearing(extract, nodes, along, starts_of, look, back=False),
        head_bearing=_bearing(extract, nodes, along, starts_of, look, back=True),
        ways=ways,
    )


def _along(extract: Extract, nodes: Ints, starts: Ints) -> Floats:
    lat, lon = extract.lat[nodes], extract.lon[nodes]
    steps = np.concatenate([[0.0], lengths(lat[:-1], lon[:-1], lat[1:], lon[1:])])
    steps[starts[:-1]] = 0.0
    total = np.cumsum(steps)
    return total - np.repeat(total[starts[:-1]], np.diff(starts))


def _bearing(
    extract: Extract, nodes: Ints, along: Floats, starts: Ints, look: Floats, *, back: bool
) -> Floats:
    """From each end towards the point `look` metres along the piece."""
    first, last = starts[:-1], starts[1:] - 1
    target = np.maximum(along[last] - look, 0.0) if back else np.minimum(look, along[last])
    # One rising line over all pieces: where each target lies is one binary search.
    offset = np.concatenate([[0.0], np.cumsum(along[last] + 1.0)[:-1]])
    line = along + np.repeat(offset, np.diff(starts))
    after = np.clip(np.searchsorted(line, target + offset), first + 1, last)
    span = np.maximum(along[after] - along[after - 1], 1e-9)
    share = np.clip((target - along[after - 1]) / span, 0.0, 1.0)
    lat_1, lat_2 = extract.lat[nodes[after - 1]], extract.lat[nodes[after]]
    lon_1, lon_2 = extract.lon[nodes[after - 1]], extract.lon[nodes[after]]
    lat, lon = lat_1 + share * (lat_2 - lat_1), lon_1 + share * (lon_2 - lon_1)
    end = nodes[last] if back else nodes[first]
    return bearings(extract.lat[end], extract.lon[end], lat, lon)


def built_up(pieces: Pieces) -> NDArray[np.bool_]:
    """The pieces that count where the density of roads is measured: roads, links and service roads."""
    return np.isin(pieces.ways["use"], (Use.ROAD, Use.RAMP, Use.SERVICE))

"""From one road into the next: which turns there are, how long they take, how they are liked.

The seconds of a turn are those of OSRM's car profile: a curve on the angle, at most 7.5 s; 20 s more to turn
round; 2 s for a signal at the junction. The dislike of stops follows Valhalla's: what is crossed, and how
dense the roads are. It moves the choice, never the time. Right and left cost the same, the mean of both: an
extract does not say on which side one drives.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.extract import BLOCKED, GATE, SIGNAL, Extract
from dispatch.roads.geometry import Floats
from dispatch.roads.pieces import Pieces
from dispatch.roads.tags import Use

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_TURN, _TURN_ROUND, _SIGNAL = 7.5, 20.0, 2.0
_STEEP, _MIDDLE = 13.0, 6.5

# Seconds of dislike, times the impact of the stop: straight on, slight, turn, sharp turn, round.
_ANGLES = np.array([11, 45, 136, 160])
_STOPS = np.array([0.5, 0.75, 1.75, 2.5, 9.5])
_SLIGHT, _CROSSING = 0.75, 2.0
_BY_DENSITY = np.array([1, 1, 1, 1, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.9, 2.2, 2.5, 2.8, 3.1, 3.5])
_MOST_IMPACT = 7
_UNCLASSIFIED = 5
_CROSSROADS = 4

_NEW_NAME = 5.0
_INTO = {Use.SERVICE: 75.0, Use.ALLEY: 5.0, Use.LIVING_STREET: 400.0, Use.TRACK: 300.0}
_INTO_LIMITED = 600.0
_THROUGH_GATE = 300.0


class States(NamedTuple):
    """Roads with a direction: `piece`, whether it is driven `back`, and where that begins and ends."""

    piece: Ints
    back: Bools
    tail: Ints
    head: Ints


class Turns(NamedTuple):
    """Turns from state `before` into state `after`: `seconds`, and `dislike` in seconds besides."""

    before: Ints
    after: Ints
    seconds: Floats
    dislike: Floats


def directed(pieces: Pieces) -> States:
    """Each piece in each direction that it may be driven."""
    forward = np.flatnonzero(pieces.ways["forward"])
    backward = np.flatnonzero(pieces.ways["backward"])
    return States(
        piece=np.concatenate([forward, backward]),
        back=np.repeat([False, True], [len(forward), len(backward)]),
        tail=np.concatenate([pieces.tail[forward], pieces.head[backward]]),
        head=np.concatenate([pieces.head[forward], pieces.tail[backward]]),
    )


def find_turns(extract: Extract, pieces: Pieces, states: States, dense: Ints) -> Turns:
    """Every turn that may be made. One turns round only where the road ends."""
    before, after = _pairs(states, len(extract.node_ids))
    same = states.piece[before] == states.piece[after]
    round_ = same & (states.back[before] != states.back[after])
    onward = np.bincount(before[~round_], minlength=len(states.piece))
    shut = extract.marks[states.head[before]] & BLOCKED > 0
    kept = np.where(round_, (onward[before] == 0) | shut, ~shut)
    kept &= ~_forbidden(extract, pieces, states, before, after)
    before, after, round_ = before[kept], after[kept], round_[kept]
    node = states.head[before]
    ends = np.concatenate([pieces.tail, pieces.head])
    roads = np.bincount(ends, minlength=len(extract.node_ids))[node]
    angle = _angle(pieces, states, before, after)
    signal = extract.marks[node] & SIGNAL > 0
    seconds = np.where(signal, _SIGNAL, 0.0)
    seconds += np.where((roads > 2) | round_, _curve(angle), 0.0) + np.where(round_, _TURN_ROUND, 0.0)
    dislike = _stop(pieces, states, before, after, angle, roads, dense) + _entering(
        extract, pieces, states, before, after
    )
    return Turns(before, after, seconds, dislike)


def _pairs(states: States, nodes: int) -> tuple[Ints, Ints]:
    """Every state with every state that begins where it ends."""
    leaving = np.argsort(states.tail, kind="stable")
    first = np.searchsorted(states.tail[leaving], np.arange(nodes + 1))
    count = np.diff(first)[states.head]
    before = np.repeat(np.arange(len(states.head)), count)
    inside = np.arange(len(before)) - np.repeat(np.cumsum(count) - count, count)
    return before, leaving[first[states.head[before]] + inside]


def _angle(pieces: Pieces, states: States, before: Ints, after: Ints) -> Floats:
    """Degrees from straight on, 0 to 180, to the right or to the left."""
    piece, back = states.piece[before], states.back[before]
    arriving = np.where(back, pieces.tail_bearing[piece], pieces.head_bearing[piece]) + 180.0
    piece, back = states.piece[after], states.back[after]
    leaving = np.where(back, pieces.head_bearing[piece], pieces.tail_bearing[piece])
    clockwise = np.round(leaving - arriving) % 360.0
    return np.minimum(clockwise, 360.0 - clockwise)


def _curve(angle: Floats) -> Floats:
    return _TURN / (1.0 + np.exp(_MIDDLE - _STEEP * angle / 180.0))


def _stop(
    pieces: Pieces, states: States, before: Ints, after: Ints, angle: Floats, roads: Ints, dense: Ints
) -> Floats:
    """Dislike of what is crossed: the less a road matters beside the others, the longer one waits."""
    source, target = states.piece[before], states.piece[after]
    classes = np.minimum(pieces.ways["road_class"], _UNCLASSIFIED)
    others = _most_important_other(pieces, states.head[before], source, target)
    impact = np.clip(classes[source] - others + 3, 0, _MOST_IMPACT).astype(np.float64)
    kind = np.searchsorted(_ANGLES, angle, side="right")
    stop = _STOPS[kind]
    straight = stop <= _SLIGHT
    stop = np.where(straight & (roads >= _CROSSROADS), _CROSSING, stop)
    ramp = pieces.ways["use"] == Use.RAMP
    stop = stop + np.where(ramp[source] != ramp[target], 1.5, 0.0)
    ring = pieces.ways["roundabout"] > 0
    impact = np.where(ring[source] & ring[target], 0.0, impact)
    return stop * impact * _BY_DENSITY[dense[target]]


def _most_important_other(pieces: Pieces, node: Ints, source: Ints, target: Ints) -> Ints:
    """Best class among the roads of the junction that are neither of the two; roundabouts count two less."""
    count = len(pieces.way)
    ends = np.concatenate([pieces.tail, pieces.head])
    owner = np.tile(np.arange(count), 2)
    rank = pieces.ways["road_class"] + np.where(pieces.ways["roundabout"] > 0, 2, 0)
    rank = np.minimum(rank, _UNCLASSIFIED).astype(np.int64)
    order = np.lexsort((owner, rank[owner], ends))
    ends, owner = ends[order], owner[order]
    first = np.searchsorted(ends, node)
    best = np.full(len(node), _UNCLASSIFIED)
    # Of the three most important at least one is neither of the two, or there is no third.
    for place in (2, 1, 0):
        at = np.minimum(first + place, len(ends) - 1)
        other = (ends[at] == node) & (owner[at] != source) & (owner[at] != target)
        best = np.where(other, rank[owner[at]], best)
    return best


def _entering(extract: Extract, pieces: Pieces, states: States, before: Ints, after: Ints) -> Floats:
    """Dislike of changing road, of gates, and of roads that are not made for passing through."""
    source, target = states.piece[before], states.piece[after]
    use, limited = pieces.ways["use"], pieces.ways["limited"] > 0
    name, ref = extract.name[pieces.way], extract.ref[pieces.way]
    named = (name > 0) | (ref > 0)
    same = (name[source] == name[target]) & (name[source] > 0)
    same |= (ref[source] == ref[target]) & (ref[source] > 0)
    same |= ~named[source] & ~named[target]
    dislike = np.where(same | (use[target] == Use.RAMP), 0.0, _NEW_NAME)
    for kind, seconds in _INTO.items():
        dislike += np.where((use[target] == kind) & (use[source] != kind), seconds, 0.0)
    dislike += np.where(limited[target] & ~limited[source], _INTO_LIMITED, 0.0)
    return dislike + np.where(extract.marks[states.head[before]] & GATE > 0, _THROUGH_GATE, 0.0)


def _forbidden(extract: Extract, pieces: Pieces, states: States, before: Ints, after: Ints) -> Bools:
    """Turns that a relation forbids, or that are not the only one it allows."""
    forbidden = np.zeros(len(before), dtype=np.bool_)
    if not extract.restrictions:
        return forbidden
    via = np.array([each.via for each in extract.restrictions])
    there = np.flatnonzero(np.isin(extract.node_ids[states.head[before]], via))
    turns: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for turn in there.tolist():
        node = int(extract.node_ids[states.head[before[turn]]])
        came = int(extract.way_ids[pieces.way[states.piece[before[turn]]]])
        goes = int(extract.way_ids[pieces.way[states.piece[after[turn]]]])
        turns.setdefault((came, node), []).append((turn, goes))
    for rule in extract.restrictions:
        here = turns.get((rule.from_way, rule.via), [])
        if rule.only and all(goes != rule.to_way for _, goes in here):
            continue
        wrong: list[Any] = [turn for turn, goes in here if (goes == rule.to_way) != rule.only]
        forbidden[wrong] = True
    return forbidden

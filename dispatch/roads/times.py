"""Travel times on the road graph: a search per place where a team is wanted, then look-ups."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.geometry import Floats
from dispatch.roads.graph import Graph
from dispatch.roads.search import Goal, Ways, search
from dispatch.roads.snapping import OnRoad, Snapper
from dispatch.travel import Legs, StraightLine, TravelTimes
from domain.vocabulary import Position

OFF_ROAD_LIMIT_METRES = 1000.0
"""Farther from any road than this, the graph says nothing about a position (assumption)."""

ACCESS_METRES_PER_SECOND = 2.5
"""Between a position and its road: 9 km/h, a yard or a forecourt (assumption)."""

CACHE_BYTES = 512 * 1024 * 1024
"""Room for searches done: 12 bytes for each road and direction."""

BYTES_A_STATE = 12
_MOST_PLACES = 20_000
_PAIRS_AT_ONCE = 250_000


class RoadTimes:
    """Journeys by road. Where an end lies off the network the pair is the estimate, and is marked so.

    One search for each destination seen, kept while there is room (`cache_bytes`, the longest unused goes
    first). Safe in several threads: one search at a time.
    """

    def __init__(
        self, graph: Graph, *, fallback: TravelTimes | None = None, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._graph = graph
        self._fallback = fallback or StraightLine()
        self._snapper = Snapper(graph, limit=OFF_ROAD_LIMIT_METRES)
        self._kept: OrderedDict[OnRoad, Ways] = OrderedDict()
        self._places: OrderedDict[Position, OnRoad | None] = OrderedDict()
        self._most = max(8, cache_bytes // max(1, graph.states * BYTES_A_STATE))
        self._lock = threading.Lock()
        self.searches = 0

    @property
    def room(self) -> int:
        """How many searches are kept."""
        return self._most

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        """Journeys by road; `metres` is the length of the way driven. Off the network: as estimated."""
        with self._lock:
            starts, ends = self._on_roads(origins), self._on_roads(destinations)
            shape = (len(origins), len(destinations))
            seconds, metres = np.zeros(shape), np.zeros(shape)
            estimated = np.ones(shape, dtype=np.bool_)
            rows = [row for row, start in enumerate(starts) if start is not None]
            columns = [column for column, end in enumerate(ends) if end is not None]
            if rows and columns:
                trip = _Departures(self._graph, [start for start in starts if start is not None])
                step = max(1, min(self._most, _PAIRS_AT_ONCE // len(rows)))
                for first in range(0, len(columns), step):
                    some = columns[first : first + step]
                    goals = [end for end in (ends[column] for column in some) if end is not None]
                    where = np.ix_(rows, some)
                    seconds[where], metres[where] = trip.to(goals, [self._ways(end) for end in goals])
                    estimated[where] = False
        if estimated.any():
            guess = self._fallback.legs(origins, destinations)
            seconds = np.where(estimated, guess.seconds, seconds)
            metres = np.where(estimated, guess.metres, metres)
        return Legs(seconds, metres, estimated)

    def _on_roads(self, positions: Sequence[Position]) -> list[OnRoad | None]:
        missing = list(dict.fromkeys(each for each in positions if each not in self._places))
        for position, found in zip(missing, self._snapper.find(missing), strict=True):
            self._places[position] = found
        answer = [self._places[position] for position in positions]
        while len(self._places) > _MOST_PLACES:
            self._places.popitem(last=False)
        return answer

    def _ways(self, end: OnRoad) -> Ways:
        kept = self._kept.get(end)
        if kept is None:
            kept = search(self._graph, Goal(end.states, end.share))
            self.searches += 1
            self._kept[end] = kept
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(end)
        return kept


class _Departures:
    """Where journeys begin, as arrays: one column for each state that an origin lies on.

    Rows are cost, seconds and metres: the way is chosen by its cost, then measured.
    """

    def __init__(self, graph: Graph, starts: Sequence[OnRoad]) -> None:
        self._graph = graph
        self._state = np.array([state for start in starts for state in start.states], dtype=np.int64)
        self._share = np.array([part for start in starts for part in start.share])
        self._gone = (self._share[:, None] * _whole(graph, self._state)).T
        self._away = np.array([start.away for start in starts])
        self._columns: dict[int, list[int]] = {}
        for column, state in enumerate(self._state.tolist()):
            self._columns.setdefault(state, []).append(column)
        count = [len(start.states) for start in starts]
        first = np.cumsum([0, *count])[:-1]
        # The columns of each origin, the first one again where it has fewer than another.
        inside = np.arange(max(count))
        self._choices = first[:, None] + np.where(inside < np.array(count)[:, None], inside, 0)

    def to(self, ends: Sequence[OnRoad], ways: Sequence[Ways]) -> tuple[Floats, Floats]:
        """Seconds and metres, shaped (origins, ends)."""
        left = np.empty((len(ends), 3, len(self._state)))
        for row, one in enumerate(ways):
            for part, column in enumerate(one):
                left[row, part] = column[self._state]
        left -= self._gone
        for row, end in enumerate(ends):
            self._past(left[row], end, ways[row])
        best = np.argmin(left[:, 0][:, self._choices], axis=2)
        chosen = self._choices[np.arange(len(self._choices)), best]
        rows = np.arange(len(ends))[:, None]
        away = self._away[:, None] + np.array([end.away for end in ends])
        seconds, metres = left[rows, 1, chosen].T, left[rows, 2, chosen].T
        return seconds + away / ACCESS_METRES_PER_SECOND, metres + away

    def _past(self, left: Floats, end: OnRoad, ways: Ways) -> None:
        """Where an origin lies past the goal on the goal's own road: round the block."""
        for state, share in zip(end.states, end.share, strict=True):
            for at in self._columns.get(state, ()):
                if self._share[at] > share:
                    left[:, at] = _onward(self._graph, state, ways) - self._gone[:, at]


def _whole(graph: Graph, states: NDArray[np.int64]) -> Floats:
    """Cost, seconds and metres of driving these states from end to end."""
    metres = graph.metres[graph.state_piece[states]]
    columns = (graph.state_cost[states], graph.state_seconds[states], metres)
    return np.column_stack(columns).astype(np.float64)


def _onward(graph: Graph, state: int, ways: Ways) -> Floats:
    """Cost, seconds and metres from the beginning of `state` through its end and back to the goal."""
    arcs = np.flatnonzero(graph.indices == state)
    after = np.searchsorted(graph.indptr, arcs, side="right") - 1
    metres = np.full(len(arcs), graph.metres[graph.state_piece[state]])
    first = np.column_stack([graph.cost[arcs], graph.seconds[arcs], metres])
    totals = first + np.column_stack([each[after] for each in ways])
    return totals[int(totals[:, 0].argmin())]

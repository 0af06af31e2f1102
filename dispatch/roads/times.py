"""Travel times on the road graph: a search per place where a team is wanted, then look-ups."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

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
        self._most = max(8, cache_bytes // max(1, graph.states * 8))
        self._lock = threading.Lock()
        self.searches = 0

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        """Journeys by road; `metres` is the length of the way driven. Off the network: as estimated."""
        with self._lock:
            starts, ends = self._on_roads(origins), self._on_roads(destinations)
            shape = (len(origins), len(destinations))
            seconds, metres = np.zeros(shape), np.zeros(shape)
            estimated = np.ones(shape, dtype=np.bool_)
            known = [row for row, start in enumerate(starts) if start is not None]
            trip = _Departures(self._graph, [start for start in starts if start is not None])
            for column, end in enumerate(ends):
                if end is None or not known:
                    continue
                seconds[known, column], metres[known, column] = trip.to(end, self._ways(end))
                estimated[known, column] = False
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


_MOST_PLACES = 20_000


class _Departures:
    """Where journeys begin, as arrays: one line for each state that an origin lies on."""

    def __init__(self, graph: Graph, starts: Sequence[OnRoad]) -> None:
        self._graph = graph
        self._starts = starts
        count = [len(start.states) for start in starts]
        self._first = np.cumsum([0, *count])[:-1]
        self._state = np.array([state for start in starts for state in start.states], dtype=np.int64)
        share = np.array([part for start in starts for part in start.share])
        self._share = share
        self._seconds = share * graph.state_seconds[self._state]
        self._metres = share * graph.metres[graph.state_piece[self._state]]
        self._away = np.array([start.away for start in starts])

    def to(self, end: OnRoad, ways: Ways) -> tuple[np.ndarray, np.ndarray]:  # pyright: ignore[reportMissingTypeArgument]
        """Seconds and metres from each origin."""
        seconds = ways.seconds[self._state] - self._seconds
        metres = ways.metres[self._state] - self._metres
        for state, share in zip(end.states, end.share, strict=True):
            # Past the goal on its own road: round the block.
            for at in np.flatnonzero((self._state == state) & (self._share > share)).tolist():
                seconds[at], metres[at] = self._onward(state, int(at), ways)
        best = np.minimum.reduceat(seconds, self._first)
        fastest = seconds == np.repeat(best, np.diff([*self._first, len(seconds)]))
        length = np.minimum.reduceat(np.where(fastest, metres, np.inf), self._first)
        away = self._away + end.away
        return best + away / ACCESS_METRES_PER_SECOND, length + away

    def _onward(self, state: int, at: int, ways: Ways) -> tuple[float, float]:
        graph = self._graph
        arcs = np.flatnonzero(graph.indices == state)
        after = np.searchsorted(graph.indptr, arcs, side="right") - 1
        seconds = graph.seconds[arcs] + ways.seconds[after]
        best = int(seconds.argmin())
        length = graph.metres[graph.state_piece[state]] + ways.metres[after[best]]
        return float(seconds[best]) - float(self._seconds[at]), float(length) - float(self._metres[at])

"""Many places from few: a search for each origin instead of each destination, within what a minute allows."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from dispatch.travel import Legs, StraightLine, TravelTimes
from domain.vocabulary import Position

DECIMALS = 3
"""Of a degree: a hundred metres or less. A team that stands still keeps its search."""

NEW_AT_ONCE = 12
"""Searches begun for one question: each takes a good part of a second on the roads of a region."""


class WayBack:
    """Journeys timed the other way round, by a source that searches once for each destination.

    From a hundred places to thousands, that is a hundred searches. What it gives is the way back: one-way
    streets apart, the same. Origins beyond `at_once` new ones, or beyond the `room` last asked for, are
    estimated and marked so; asked again, more of them are known. Safe in several threads.
    """

    def __init__(self, roads: TravelTimes, *, room: int, at_once: int = NEW_AT_ONCE) -> None:
        """`room`: how many searches `roads` keeps."""
        self._roads = roads
        self._estimate = StraightLine()
        self._room = room
        self._at_once = at_once
        self._known: OrderedDict[Position, None] = OrderedDict()
        self._lock = threading.Lock()

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        """Journeys by road from the origins searched for, estimated from the others."""
        near = [Position(round(each.lat, DECIMALS), round(each.lon, DECIMALS)) for each in origins]
        guess = self._estimate.legs(origins, destinations)
        with self._lock:
            searched = self._admitted(near)
        rows = [row for row, each in enumerate(near) if each in searched]
        if not rows or not destinations:
            return guess
        back = self._roads.legs(destinations, [near[row] for row in rows])
        for column, found in zip(guess, back, strict=True):
            column[rows] = found.T
        return guess

    def _admitted(self, places: Sequence[Position]) -> set[Position]:
        """The places to search for now: those known, and a few more."""
        wanted = list(dict.fromkeys(places))
        known = [each for each in wanted if each in self._known]
        new = [each for each in wanted if each not in self._known][: self._at_once]
        admitted = [*known, *new][: self._room]
        for each in admitted:
            self._known[each] = None
            self._known.move_to_end(each)
        while len(self._known) > self._room:
            self._known.popitem(last=False)
        return set(admitted)

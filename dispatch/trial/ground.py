"""Where a trial happens: how long each way takes, and where a crew is after a part of it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.travel import TravelTimes
from domain.vocabulary import Position

Floats = NDArray[np.float64]
Nodes = NDArray[np.int32]


class Spot(NamedTuple):
    """A point of a way. On roads a crew can turn at nodes only: `node` is `ahead` seconds further on."""

    position: Position
    node: int = -1
    ahead: float = 0.0


class Ground(Protocol):
    """Places by index, and journeys to them."""

    def spot(self, place: int) -> Spot:
        """A crew that stands at a place."""
        ...

    def seconds(self, origins: Sequence[Spot], places: Sequence[int]) -> Floats:
        """Journeys, shaped (len(origins), len(places)); infinite where there is no way."""
        ...

    def along(self, origin: Spot, place: int, elapsed: float, whole: float) -> Spot:
        """Where a crew is `elapsed` seconds after `origin` on a journey of `whole` seconds to `place`."""
        ...


class OpenGround:
    """A ground from any source of travel times: crews move evenly on the straight line."""

    def __init__(self, travel: TravelTimes, places: Sequence[Position]) -> None:
        self._travel = travel
        self._places = list(places)

    def spot(self, place: int) -> Spot:
        """A crew that stands at a place."""
        return Spot(self._places[place])

    def seconds(self, origins: Sequence[Spot], places: Sequence[int]) -> Floats:
        """Journeys as the source of travel times has them."""
        starts = [origin.position for origin in origins]
        return self._travel.legs(starts, [self._places[place] for place in places]).seconds

    def along(self, origin: Spot, place: int, elapsed: float, whole: float) -> Spot:
        """The same share of the straight line as of the time."""
        share = 1.0 if whole <= 0 else min(1.0, max(0.0, elapsed / whole))
        here, there = origin.position, self._places[place]
        lat = here.lat + share * (there.lat - here.lat)
        lon = here.lon + share * (there.lon - here.lon)
        return Spot(Position(lat, lon))


class Towards(NamedTuple):
    """Shortest journeys from every node (columns) to every place (rows): seconds, and the next node."""

    seconds: Floats
    following: Nodes


class RoadGround:
    """A ground on a road graph: crews follow the shortest way, node after node.

    `positions` are those of the nodes; `nodes` are those of the places.
    """

    def __init__(self, positions: Sequence[Position], nodes: Sequence[int], towards: Towards) -> None:
        self._positions = positions
        self._nodes = list(nodes)
        self._seconds = towards.seconds
        self._following = towards.following

    @property
    def places(self) -> int:
        """How many there are."""
        return len(self._nodes)

    def spot(self, place: int) -> Spot:
        """A crew that stands at a place."""
        node = self._nodes[place]
        return Spot(self._positions[node], node)

    def seconds(self, origins: Sequence[Spot], places: Sequence[int]) -> Floats:
        """Journeys: to the next node, and from there."""
        starts = np.array([origin.node for origin in origins], dtype=np.int64)
        ahead = np.array([origin.ahead for origin in origins], dtype=np.float64)
        rows = np.array(places, dtype=np.int64)
        return self._seconds[np.ix_(rows, starts)].T + ahead[:, None]

    def along(self, origin: Spot, place: int, elapsed: float, whole: float) -> Spot:
        """The node reached next, and how far it still is. `whole` is known from the graph."""
        del whole
        if elapsed < origin.ahead:
            return origin._replace(ahead=origin.ahead - elapsed)
        seconds, following = self._seconds[place], self._following[place]
        node, rest = origin.node, elapsed - origin.ahead
        while rest > 0 and node != self._nodes[place]:
            after = int(following[node])
            step = float(seconds[node] - seconds[after])
            if step > rest:
                return Spot(self._positions[after], after, step - rest)
            node, rest = after, rest - step
        return Spot(self._positions[node], node)

"""Rough journeys between all zones, kept: they only say which places are worth trying."""

from collections.abc import Sequence

import numpy as np

from dispatch.preparedness import Floats, Zone
from dispatch.travel import StraightLine


class Between:
    """Journeys between the middles of zones, by the straight line, until the zones change."""

    def __init__(self) -> None:
        self._known: tuple[int, ...] = ()
        self._seconds: Floats = np.zeros((0, 0))

    def of(self, zones: Sequence[Zone]) -> Floats:
        """Seconds, shaped (zones, zones)."""
        numbers = tuple(zone.id for zone in zones)
        if numbers != self._known:
            centres = [zone.centre for zone in zones]
            self._known, self._seconds = numbers, StraightLine().legs(centres, centres).seconds
        return self._seconds

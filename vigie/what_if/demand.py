"""Where calls came from before a period: what the suggestions of that time were made from."""

from datetime import datetime, timedelta
from typing import Any

from dispatch.preparedness import Settings
from domain.envelope import Recorded
from domain.mission.facts import MissionRequested
from domain.vocabulary import Position
from projections.demand_zones import demand, demand_zones
from projections.grid import Grid


class EarlierCalls:
    """The demand view of preparedness, folded up to `since`; up to the first mission where that is None."""

    def __init__(self, settings: Settings, since: datetime | None) -> None:
        self._grid = Grid(settings.cell)
        self._half_life = timedelta(days=settings.half_life)
        self._projection = demand_zones(self._grid, self._half_life)
        self._view = self._projection.initial
        self._since = since
        self._over = False

    def take(self, recorded: Recorded[Any]) -> None:
        """Take in the next fact of the log."""
        begun = self._since is None and isinstance(recorded.fact, MissionRequested)
        self._over = self._over or begun or (self._since is not None and recorded.at >= self._since)
        if not self._over:
            self._view = self._projection.apply(self._view, recorded)

    def zones(self, at: datetime) -> dict[Position, float]:
        """The middle of each zone, with its demand as weighed at that instant.

        Raises ValueError where no call was located before.
        """
        counted = demand(self._view, at, self._half_life)
        if not counted:
            raise ValueError("no call was located before the period: nothing to suggest from (give --from)")
        return {self._grid.centre(cell): calls for cell, calls in counted.items()}

"""Whether a team has moved enough since the last solve for another one to be worth it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dispatch.problem import Availability, TeamState
from dispatch.travel import great_circle
from domain.vocabulary import Position

JUMP_METRES = 500.0
"""Half a kilometre is half a minute of road: less changes no answer that a person would notice."""


class Movements:
    """Remembers where the last solve saw each team that could be sent."""

    def __init__(self, stale_after: float) -> None:
        """`stale_after` (seconds) is when a position says nothing any more."""
        self._stale_after = timedelta(seconds=stale_after)
        self._seen: dict[str, tuple[Position, datetime] | None] = {}

    def solved(self, teams: Iterable[TeamState]) -> None:
        """These teams were solved for, as they stood."""
        self._seen = {team.id: _place(team) for team in teams if _may_go(team)}

    def appeared(self, team: str, at: datetime) -> bool:
        """Whether a report of instant `at` makes a team fit again: unheard of or stale at the solve."""
        if team not in self._seen:
            return False
        seen = self._seen[team]
        return seen is None or at - seen[1] > self._stale_after

    def jumped(self, team: str, position: Position) -> bool:
        """Whether a team is more than JUMP_METRES from where the solve saw it."""
        seen = self._seen.get(team)
        return seen is not None and float(great_circle([seen[0]], [position])[0, 0]) > JUMP_METRES


def _place(team: TeamState) -> tuple[Position, datetime] | None:
    if team.position is None or team.position_at is None:
        return None
    return team.position, team.position_at


def _may_go(team: TeamState) -> bool:
    return team.availability in (Availability.AVAILABLE, Availability.EN_ROUTE)

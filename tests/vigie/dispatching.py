"""A house with two teams, and the world that its dispatch loop sees."""

from typing import Any

from dispatch.policy import Policy
from domain.vocabulary import Position
from projections.live import Live
from tests.vigie.telling import Room, stands_at
from vigie.clock import RealClock
from vigie.running import Parts
from vigie.world import LiveWorld, Sources

NEAR, FAR = Position(48.55, 2.66), Position(48.90, 2.30)


def world_of(parts: Parts, clock: RealClock) -> LiveWorld:
    """What the loop of this house sees."""
    views: dict[str, Live[Any]] = {view.projection.name: view for view in parts.views.views}
    sources = Sources(views["team-roster"], views["open-missions"], views["service-times"])
    return LiveWorld(clock, sources, parts.positions, Policy())


async def two_teams(room: Room, parts: Parts) -> None:
    """Two crews on shift: one near the patients of these tests, one far."""
    for team, position in (("near", NEAR), ("far", FAR)):
        await room.shift(team)
        await stands_at(parts, RealClock(), team, position)

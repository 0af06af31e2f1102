"""What a process says of its own parts on the health page."""

from collections.abc import Awaitable, Callable, Sequence

from api.checks import Check, Stillness
from eventlog.consumers import acknowledged
from eventlog.journal import LogError
from vigie.dispatching import Loop
from vigie.doors import Doors
from vigie.keeping import Keeper

FEED = "reactions"
"""Name of the durable consumer of the worker, and of its check."""


def checks_of(
    keeper: Keeper, doors: Doors, dispatch: Loop | None, *, stillness: Stillness | None = None
) -> Callable[[], Awaitable[Sequence[Check]]]:
    """How the parts kept by `keeper` are and, in a worker (which has a `dispatch` loop), whether its feed
    moves and teams are proposed."""
    still = stillness or Stillness()

    async def checks() -> Sequence[Check]:
        parts = keeper.checks()
        if dispatch is None:
            return parts
        return [*parts, await _feed(doors, still), await dispatch.check()]

    return checks


async def _feed(doors: Doors, still: Stillness) -> Check:
    try:
        # Asked in this order: a fact appended in between must not look like one left behind.
        last = await doors.log.last_position()
        position = await acknowledged(doors.connection, doors.layout, FEED)
    except LogError as error:
        return Check(name=FEED, ok=False, detail=str(error))
    lag = max(0, last - position)
    why = still.why(FEED, position, lag)
    return Check(name=FEED, ok=not why, detail=why, position=position, lag=lag)

"""The dispatch loop of a worker, wired: what wakes it, what it looks at, what it may do."""

import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from api.checks import Check
from dispatch.policy import Policy
from dispatch.travel import TravelTimes
from domain.ports import Timeline
from eventlog.consumers import acknowledged
from eventlog.held import HeldFeed
from eventlog.journal import LogError
from projections.live import Live, LiveViews
from projections.standing_orders import StandingOrders
from vigie.doors import Doors
from vigie.positions import Positions
from vigie.worker.delegating import Delegating
from vigie.worker.dispatcher import Dispatcher
from vigie.worker.proposing import NAME, Proposing
from vigie.world import LiveWorld, Sources


@dataclass(frozen=True, kw_only=True)
class Table:
    """What dispatch looks at. `views` has all the views, fed by one reader."""

    sources: Sources
    rules: Live[StandingOrders]
    views: LiveViews
    positions: Positions
    policy: Policy
    travel: TravelTimes


@dataclass(frozen=True)
class Loop:
    """The loop of one worker and the consumer that wakes it, shared by all workers of the centre."""

    proposing: Proposing
    wakes: HeldFeed
    doors: Doors

    async def settle(self, position: int) -> int:
        """Solve where a fact up to `position`, or the hour, asks for it; how many facts that led to."""
        await self.wakes.progress.wait(position)
        return await self.proposing.solve_if_changed()

    async def check(self) -> Check:
        """Whether proposals are made, and how far the workers' common consumer has come."""
        well = self.proposing.check()
        try:
            last = await self.doors.log.last_position()
            position = await acknowledged(self.doors.connection, self.doors.layout, NAME)
        except LogError as error:
            return Check(name=NAME, ok=False, detail=str(error))
        return msgspec.structs.replace(well, position=position, lag=max(0, last - position))


@asynccontextmanager
async def dispatching(
    doors: Doors, timeline: Timeline, table: Table, *, stepwise: bool
) -> AsyncGenerator[Loop]:
    """The loop, woken until the context ends. Whoever opens it runs `proposing.run`, or settles."""
    log, missions = doors.log, table.sources.missions
    dispatcher = Dispatcher(
        log,
        timeline,
        LiveWorld(timeline, table.sources, table.positions, table.policy),
        table.policy,
        table.travel,
        worker="stepwise" if stepwise else f"{socket.gethostname()}-{os.getpid()}",
    )
    delegating = Delegating(log, timeline, missions, table.rules, table.policy.acknowledge)
    proposing = Proposing(
        log, dispatcher, delegating, timeline, table.views, missions, table.policy, stepwise=stepwise
    )
    wakes = HeldFeed(doors.connection, doors.nats, doors.layout, doors.codec, proposing.receive, name=NAME)
    async with wakes:
        proposing.wakes = wakes
        table.positions.on_report = proposing.moved
        timeline.spawn("dispatch tick", proposing.tick())
        yield Loop(proposing, wakes, doors)

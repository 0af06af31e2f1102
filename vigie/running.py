"""The composition root of a running Vigie: the log, the views and the worker, wired in one process."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from api.checks import Check
from dispatch.policy import Policy, load_policy
from domain.ports import Timeline
from eventlog.feed import SideEffects
from eventlog.tables import TableStore
from eventlog.telemetry import Telemetry
from gateways.tiles import TileSource
from projections.audit_alarms import AuditAlarms
from projections.deadlines import Deadlines
from projections.live import Live, LiveViews
from projections.regulator_board import RegulatorBoard
from projections.table_runner import TableRunner
from projections.team_sheet import TeamSheets
from vigie import views as live_views
from vigie.dispatching import Loop, Table, dispatching
from vigie.doors import Doors, open_log
from vigie.erasing import Erasing
from vigie.gateways import open_gateways, open_tiles
from vigie.keeping import Keeper, Start
from vigie.positions import Positions
from vigie.preparedness import CoverageViews, LivePreparedness, read_settings
from vigie.settings import Settings
from vigie.shown import PROJECTIONS, TABLES, open_store, projections_of
from vigie.travel import coverage_travel_of, travel_of
from vigie.unusual import read_unusual
from vigie.wellness import FEED, checks_of
from vigie.witness import keep_signing
from vigie.worker.assessing import Assessor
from vigie.worker.deadlines import DeadlineRunner
from vigie.worker.reactor import AccessSpans, Gateways, Reactor
from vigie.world import Sources

WORKER = FEED

__all__ = ["PROJECTIONS", "WORKER", "Parts", "open_store", "projections_of", "running", "side_effects"]


@dataclass(frozen=True)
class Parts:
    """What a process runs. `dispatch` and `effects` are those of its worker, None in an api-only one."""

    doors: Doors
    store: TableStore
    positions: Positions
    board: Live[RegulatorBoard]
    sheets: Live[TeamSheets]
    audit_alarms: Live[AuditAlarms]
    views: LiveViews
    preparedness: LivePreparedness
    tables: TableRunner
    effects: SideEffects | None
    dispatch: Loop | None
    checks: Callable[[], Awaitable[Sequence[Check]]]
    gateways: Gateways
    tiles: TileSource | None
    policy: Policy

    async def settle(self) -> None:
        """Return once everything that follows from the log as it stands has happened."""
        while True:
            last = await self.doors.log.last_position()
            if self.effects is not None:
                await self.effects.progress.wait(last)
            await self.views.wait(last)
            solved = await self.dispatch.settle(last) if self.dispatch else 0
            if not solved and await self.doors.log.last_position() == last:
                return


@asynccontextmanager
async def running(
    settings: Settings, timeline: Timeline, *, worker: bool = True, stepwise: bool = False, links: str = ""
) -> AsyncGenerator[Parts]:
    """Open everything and keep it fed until the context ends; then save checkpoints.

    `worker` runs reactions, deadlines and proposals here. `stepwise`: proposals are made by `settle`
    only, for a simulated night. Raises LogError and AccountsUnreadable in one line.
    """
    async with AsyncExitStack() as stack:
        doors = await stack.enter_async_context(open_log(settings))
        store = await open_store(settings)
        stack.push_async_callback(store.close)
        telemetry = Telemetry(doors.connection, settings.centre, replicas=settings.replicas)
        await telemetry.open()
        positions = Positions(telemetry)
        lives = await live_views.load_all(store, projections_of(settings), doors.log)
        board, sheets, roster, missions, deadlines, services, rules, *others = lives
        history, erasures, audit_alarms, zones, busy = others
        views = LiveViews(*lives)
        policy = _policy(settings)
        watched = CoverageViews(roster, zones, busy)
        coverage = read_settings(settings.preparedness)
        by_road = await asyncio.to_thread(coverage_travel_of, settings)
        preparedness = LivePreparedness(timeline, watched, positions, coverage, policy, by_road)
        tables = TableRunner(store, TABLES)
        await tables.prepare()
        await live_views.refuse_ahead(tables, doors.log)
        stack.push_async_callback(live_views.save, store, lives)
        gateways = await stack.enter_async_context(open_gateways(settings, links))
        tiles = await stack.enter_async_context(open_tiles(settings))
        effects, dispatch = None, None
        erasing = Erasing(doors, store, timeline, erasures, (views, tables), worker=worker)
        follows: dict[str, Start] = {
            "views": lambda: live_views.keep_fed(doors.log, views),
            "tables": lambda: live_views.keep_tables(doors.log, tables),
            "checkpoints": lambda: live_views.keep_checkpoints(store, views),
            "positions": positions.listen,
            "erasing": erasing.run,
        }
        if worker:
            follows["signing"] = lambda: keep_signing(doors, timeline)
            _watch_deadlines(DeadlineRunner(doors.log, timeline), deadlines)
            assessor = Assessor(doors.log, history, views.wait, read_unusual(settings.unusual))
            spans = AccessSpans(settings.dmp_lasts, settings.notices_within, settings.review_within)
            reactor = Reactor(doors.log, timeline, gateways, assessor, spans)
            effects = side_effects(doors, reactor)
            await stack.enter_async_context(effects)
            table = Table(
                sources=Sources(roster, missions, services),
                rules=rules,
                views=views,
                positions=positions,
                policy=policy,
                travel=await asyncio.to_thread(travel_of, settings),
            )
            dispatch = await stack.enter_async_context(dispatching(doors, timeline, table, stepwise=stepwise))
            if not stepwise:
                follows["proposals"] = dispatch.proposing.run
        keeper = Keeper(follows)
        checks = checks_of(keeper, doors, dispatch)
        await stack.enter_async_context(keeper.running())
        yield Parts(
            doors,
            store,
            positions,
            board,
            sheets,
            audit_alarms,
            views,
            preparedness,
            tables,
            effects,
            dispatch,
            checks,
            gateways,
            tiles,
            policy,
        )


def side_effects(doors: Doors, reactor: Reactor) -> SideEffects:
    """The durable consumer that hands each fact to `reactor`, in log order."""
    return SideEffects(
        doors.connection,
        doors.nats,
        doors.layout,
        doors.codec,
        reactor.handle,
        doors.dead_letters,
        name=WORKER,
    )


def _watch_deadlines(runner: DeadlineRunner, deadlines: Live[Deadlines]) -> None:
    for pending in deadlines.view.pending.values():
        runner.schedule(pending)
    deadlines.subscribe(lambda change: runner.notice(change.recorded))


def _policy(settings: Settings) -> Policy:
    if settings.policy is None:
        return Policy()
    try:
        return load_policy(settings.policy.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot read the policy {settings.policy}: {error.strerror}") from error

"""The room's board: once, or live."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing, asynccontextmanager
from typing import Annotated, Any

import msgspec
from litestar import Litestar, Request, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from api.access import WATCHERS, allow, who
from api.commands import PROBLEMS
from api.feed import Beat, BoardPatch, BoardSnapshot, Feed
from api.house import House, TheHouse
from api.problems import HttpProblem
from api.sessions import COOKIE
from api.teams import TeamPosition
from api.tracing import log

WAIT_SECONDS = 2.0
"""How long a query waits for a view to reach `after`."""

After = Annotated[int | None, QueryParameter(ge=0, description="Wait until the view has this fact.")]
LastEventId = Annotated[
    str | None,
    HeaderParameter(name="Last-Event-ID", description="The `id` of the last event received, to go on from."),
]
_EVENT_STREAM = "text/event-stream"


class LiveEvents(msgspec.Struct, frozen=True, kw_only=True):
    """The events of the live feed: the name of each field is that of an event, its value the event's data.

    The first is a snapshot (or what was missed since Last-Event-ID), then patches; both carry the
    position as `id`. Positions of teams and beats carry none. A snapshot may come again: it
    replaces everything.
    """

    snapshot: BoardSnapshot
    patch: BoardPatch
    position: TeamPosition
    beat: Beat


@get(
    "/api/board",
    operation_id="readBoard",
    guards=[allow(WATCHERS)],
    responses=PROBLEMS,
    tags=["board"],
)
async def read_board(request: Request[Any, Any, Any], house: TheHouse, after: After = None) -> BoardSnapshot:
    """The board now, or once it has taken in the fact at `after`; 503 where that takes too long."""
    if after is not None:
        await house.board.wait(after, timeout=WAIT_SECONDS)
    feed: Feed = request.app.state.feed
    return feed.snapshot()


@get(
    "/live",
    operation_id="watchBoard",
    guards=[allow(WATCHERS)],
    media_type=_EVENT_STREAM,
    responses={
        **{status: spec for status, spec in PROBLEMS.items() if status != 404},
        200: ResponseSpec(
            LiveEvents, description="Server-sent events.", media_type=_EVENT_STREAM, generate_examples=False
        ),
    },
    tags=["board"],
)
async def watch_board(
    request: Request[Any, Any, Any], house: TheHouse, last_event_id: LastEventId = None
) -> Stream:
    """The board as it lives: server-sent events, named by the fields of `LiveEvents`."""
    if house.stopping.is_set():
        raise HttpProblem(503, "stopping", "Arrêt en cours", headers={"Retry-After": "2"})
    feed: Feed = request.app.state.feed
    person = who(request)
    session = request.cookies.get(COOKIE, "")

    async def still_allowed() -> bool:
        sessions = request.app.stores.get("sessions")
        return house.accounts.person(person.user) == person and await sessions.exists(session)

    since = int(last_event_id) if last_event_id and last_event_id.isdecimal() else None
    # Proxies must neither keep nor gather what is live.
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    return Stream(feed.frames(since, still_allowed), media_type=_EVENT_STREAM, headers=headers)


@asynccontextmanager
async def feeding(app: Litestar) -> AsyncGenerator[None]:
    """The feed runs as long as the application does."""
    house: House = app.state.house
    feed = Feed(house.board, house.clock, beat_seconds=house.beat_seconds, pace=house.pace)
    app.state.feed = feed
    tasks = [
        asyncio.create_task(each, name=name)
        for name, each in (
            ("feed-watch", feed.watch()),
            ("feed-telemetry", _follow_positions(house, feed)),
            ("feed-stop", _close_on(house.stopping, feed)),
        )
    ]
    try:
        yield
    finally:
        feed.close()
        await end(tasks)


async def end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel `tasks` and wait for them. Asked again each second: before Python 3.12 `wait_for` may swallow a
    cancellation that meets what it waited for."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=1)


async def _close_on(stopping: asyncio.Event, feed: Feed) -> None:
    await stopping.wait()
    feed.close()


async def _follow_positions(house: House, feed: Feed) -> None:
    async with aclosing(house.telemetry.follow()) as reports:
        async for team, payload in reports:
            try:
                position = msgspec.json.decode(payload, type=TeamPosition)
            except (msgspec.DecodeError, ValueError):
                log.warning("a position cannot be read", team=team)
                continue
            feed.moved(team, position)

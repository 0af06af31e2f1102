"""The live feed of a crew: their own team's sheet, as it changes."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

import msgspec
from litestar import Litestar, Request, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from api.access import own_team
from api.commands import PROBLEMS, AtDesk, Desk
from api.crew_feed import CrewFeed, Opened, SheetBeat, SheetEvent
from api.house import House
from api.live import LastEventId, end
from api.problems import HttpProblem
from api.sessions import COOKIE
from api.tracing import log
from domain.fact import Act, Actor, Refusal
from domain.file_reading import What
from domain.house import plan
from domain.mobile_team.commands import LoseTablet, RecoverTablet
from domain.vocabulary import Role
from eventlog.journal import LogError
from projections.team_sheet import TeamSheet

_EVENT_STREAM: Final = "text/event-stream"
_CONTACTS: Final = Actor(Role.SYSTEM, "contacts")
CONTACT_SECONDS: Final = 5.0
Known = Annotated[
    str | None,
    QueryParameter(max_length=40, description="The tag (ETag) of the sheet that the tablet keeps."),
]


class SheetEvents(msgspec.Struct, frozen=True, kw_only=True):
    """The events of a crew's feed: the name of each field is that of an event, its value the event's data.

    Both carry the position as `id`. The sheet comes first unless the tablet has it (Last-Event-ID, `known`),
    and again at each change; a beat says that nothing has changed.
    """

    sheet: SheetEvent
    beat: SheetBeat


@get(
    "/api/teams/{team:str}/live",
    operation_id="watchTeamSheet",
    guards=[own_team],
    media_type=_EVENT_STREAM,
    responses={
        **PROBLEMS,
        200: ResponseSpec(
            SheetEvents, description="Server-sent events.", media_type=_EVENT_STREAM, generate_examples=False
        ),
    },
    tags=["teams"],
)
async def watch_sheet(
    team: FromPath[str],
    request: Request[Any, Any, Any],
    desk: AtDesk,
    last_event_id: LastEventId = None,
    known: Known = None,
) -> Stream:
    """The sheet of the crew's own team as it lives. What it shows of a patient is recorded as read before it
    goes out: once, and again where that part has changed; the crew's own steps are no new reading."""
    if desk.house.stopping.is_set():
        raise HttpProblem(503, "stopping", "Arrêt en cours", headers={"Retry-After": "2"})
    feed: CrewFeed = request.app.state.crew_feed
    session = request.cookies.get(COOKIE, "")

    async def still_allowed() -> bool:
        sessions = request.app.stores.get("sessions")
        return desk.house.accounts.person(desk.person.user) == desk.person and await sessions.exists(session)

    since = int(last_event_id) if last_event_id and last_event_id.isdecimal() else None
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    frames = feed.frames(desk.named(team), (since, known), _reading(desk), still_allowed)
    return Stream(frames, media_type=_EVENT_STREAM, headers=headers)


def _reading(desk: Desk) -> Opened:
    """Records a reading where what the sheet says of a patient is not what this connection has read."""
    read: object = None

    async def opened(shown: TeamSheet | None) -> None:
        nonlocal read
        if shown is None or shown.mission is None:
            return
        mission = shown.mission
        now = (mission.id, mission.place, mission.bilan, shown.call)
        if now != read:
            await desk.open_file(What.MISSION_SHEET, mission.id)
            read = now

    return opened


@asynccontextmanager
async def crews_feeding(app: Litestar) -> AsyncGenerator[None]:
    """The crews' feed runs as long as the application does."""
    house: House = app.state.house
    feed = CrewFeed(house.sheets, house.clock, beat_seconds=house.beat_seconds)
    app.state.crew_feed = feed
    tasks = [
        asyncio.create_task(feed.watch(), name="crew-feed-watch"),
        asyncio.create_task(_close_on(house.stopping, feed), name="crew-feed-stop"),
        asyncio.create_task(_keep_in_sight(house, feed), name="crew-contacts"),
    ]
    try:
        yield
    finally:
        feed.close()
        await end(tasks)


async def _close_on(stopping: asyncio.Event, feed: CrewFeed) -> None:
    await stopping.wait()
    feed.close()


async def _keep_in_sight(house: House, feed: CrewFeed) -> None:
    """Say which tablets are lost from sight, and which are heard again, for ever."""
    while True:
        await asyncio.sleep(CONTACT_SECONDS)
        await tell_contacts(house, feed, time.monotonic())


async def tell_contacts(house: House, feed: CrewFeed, now: float) -> None:
    """Record what has changed since the last time. Several processes serve one team in turn: who has heard
    its tablet last says so, and a loss said too early is taken back within CONTACT_SECONDS."""
    teams = house.sheets.view.teams
    changes: list[LoseTablet | RecoverTablet] = [
        LoseTablet(team=team) for team in feed.lost(now) if team in teams
    ]
    changes += [
        RecoverTablet(team=team) for team in feed.in_sight if team in teams and teams[team].tablet_lost
    ]
    for change in changes:
        act = Act(at=house.clock.now(), by=_CONTACTS, command_id=f"contact:{house.ids()}")
        try:
            await house.log.execute(plan(change), act)
        except (Refusal, LogError) as error:
            log.warning("contact with a tablet not recorded", team=change.team, why=str(error))

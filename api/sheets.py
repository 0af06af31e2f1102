"""The sheet of one team: what its tablet shows, whole."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath, HeaderParameter

from api.access import own_team_or_room
from api.commands import PROBLEMS, AtDesk
from api.crew_feed import CrewFeed, tag_of
from api.live import WAIT_SECONDS, After
from domain.file_reading import What
from projections.team_sheet import TeamSheet, sheet

IfNoneMatch = Annotated[
    str | None,
    HeaderParameter(name="If-None-Match", description="The ETag of the sheet that the tablet has."),
]


class TeamSheetAt(msgspec.Struct, frozen=True, kw_only=True):
    """A team's sheet as of `position`, None while it is off duty; `at` is the server's time (UTC)."""

    position: int
    at: datetime
    sheet: TeamSheet | None


@get(
    "/api/teams/{team:str}/sheet",
    operation_id="readTeamSheet",
    guards=[own_team_or_room],
    responses=PROBLEMS,
    tags=["teams"],
)
async def read_sheet(
    team: FromPath[str],
    request: Request[Any, Any, Any],
    desk: AtDesk,
    after: After = None,
    known: IfNoneMatch = None,
) -> Response[TeamSheetAt]:
    """The sheet of one team, for its crew and for the room. With a mission on it, the reading is
    recorded first; a sheet that the client has already (ETag) is answered 304, and is no reading."""
    house = desk.house
    if desk.person.crew:
        feed: CrewFeed = request.app.state.crew_feed
        feed.heard(team)
    if after is not None:
        await house.sheets.wait(after, timeout=WAIT_SECONDS)
    standing = house.sheets.standing
    shown = sheet(standing.view, desk.named(team))
    tag = tag_of(shown)
    answer = TeamSheetAt(position=standing.position, at=house.clock.now(), sheet=shown)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if known == tag:
        return Response(b"", status_code=304, headers=headers)  # pyright: ignore[reportReturnType, reportArgumentType]  # 304 has no body
    if shown is not None and shown.mission is not None:
        await desk.open_file(What.MISSION_SHEET, shown.mission.id)
    return Response(answer, headers=headers)

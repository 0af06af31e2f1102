"""Mobile teams: commands, and where they are."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from litestar import post
from litestar.params import FromPath, JSONBody

from api.access import allow, by_people, may_issue, own_team
from api.bodies import check_instant
from api.commands import COMMAND_PROBLEMS, AtDesk, Beside, CommandOutcome
from domain.mobile_team.commands import MobileTeamCommand
from domain.vocabulary import Latitude, Longitude

if TYPE_CHECKING:
    TeamCommand = MobileTeamCommand
else:
    TeamCommand = by_people(MobileTeamCommand)


class PositionReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a tablet is: WGS84 degrees, and when it was measured."""

    lat: Latitude
    lon: Longitude
    at: datetime


class TeamPosition(msgspec.Struct, frozen=True, kw_only=True):
    """A team's position as telemetry carries it, and as the live feed shows it."""

    team: str
    lat: Latitude
    lon: Longitude
    at: datetime


@post(
    "/api/teams",
    operation_id="commandTeam",
    status_code=200,
    guards=[allow(may_issue(MobileTeamCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["teams"],
)
async def command_team(data: JSONBody[TeamCommand], desk: AtDesk, envelope: Beside) -> CommandOutcome:
    """Execute one command on a mobile team."""
    return await desk.issue(data, envelope)


@post(
    "/api/teams/{team:str}/position",
    operation_id="reportPosition",
    status_code=202,
    guards=[own_team],
    responses=COMMAND_PROBLEMS,
    tags=["teams"],
)
async def report_position(team: FromPath[str], data: JSONBody[PositionReport], desk: AtDesk) -> None:
    """Say where the team is: telemetry, soon forgotten, never a fact."""
    at = check_instant("$.at", data.at)
    position = TeamPosition(team=team, lat=data.lat, lon=data.lon, at=at)
    await desk.house.telemetry.publish(team, msgspec.json.encode(position))

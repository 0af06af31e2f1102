"""Missions: commands, and the timeline of one mission."""

from typing import TYPE_CHECKING

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.access import allow, by_people, may_issue, on_mission
from api.commands import (
    COMMAND_PROBLEMS,
    PROBLEMS,
    AtDesk,
    Beside,
    CommandOutcome,
)
from api.tablet_settings import refuse_invented
from domain.envelope import StreamId
from domain.file_reading import What
from domain.mission import KIND
from domain.mission.commands import MissionCommand
from domain.mission.states import NotRequested
from domain.refusals import NotFound
from domain.rules.permissions import CREW, ROOM
from projections.mission_timeline import MissionTimeline, timeline

if TYPE_CHECKING:
    OwnMissionCommand = MissionCommand
else:
    OwnMissionCommand = by_people(MissionCommand)


@post(
    "/api/missions",
    operation_id="commandMission",
    status_code=200,
    guards=[allow(may_issue(MissionCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["missions"],
)
async def command_mission(
    data: JSONBody[OwnMissionCommand], desk: AtDesk, envelope: Beside
) -> CommandOutcome:
    """Execute one command on a mission. Ordering, declining, closing and cancelling free or engage the
    team in the same stroke."""
    refuse_invented(data, allowed=desk.house.simulated_devices)
    return await desk.issue(data, envelope)


@get(
    "/api/missions/{mission:str}",
    operation_id="readMission",
    guards=[allow(ROOM | CREW)],
    responses=PROBLEMS,
    tags=["missions"],
)
async def read_mission(mission: FromPath[str], desk: AtDesk) -> MissionTimeline:
    """The timeline of one mission; a crew reads its own. The reading is recorded first."""
    log, stream = desk.house.log, StreamId(KIND, desk.named(mission))
    state, _ = await log.load(stream)
    if isinstance(state, NotRequested):
        raise NotFound(f"no mission {mission}")
    on_mission(desk.person, state)
    await desk.open_file(What.MISSION_SHEET, mission)
    found = timeline(await log.history(stream))
    if found is None:
        raise NotFound(f"no mission {mission}")
    return found

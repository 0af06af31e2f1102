"""Video sessions: commands."""

from typing import TYPE_CHECKING

from litestar import post
from litestar.params import JSONBody

from api.access import allow, by_people, may_issue
from api.commands import COMMAND_PROBLEMS, AtDesk, Beside, CommandOutcome
from domain.visio_session.commands import VisioSessionCommand

if TYPE_CHECKING:
    VisioCommand = VisioSessionCommand
else:
    VisioCommand = by_people(VisioSessionCommand)


@post(
    "/api/visios",
    operation_id="commandVisio",
    status_code=200,
    guards=[allow(may_issue(VisioSessionCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["visios"],
)
async def command_visio(data: JSONBody[VisioCommand], desk: AtDesk, envelope: Beside) -> CommandOutcome:
    """Execute one command on a video session."""
    return await desk.issue(data, envelope)

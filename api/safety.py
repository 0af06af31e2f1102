"""The safety of crews: commands."""

from typing import TYPE_CHECKING

from litestar import post
from litestar.params import JSONBody

from api.access import allow, by_people, may_issue
from api.commands import COMMAND_PROBLEMS, AtDesk, Beside, CommandOutcome
from domain.crew_safety.commands import CrewSafetyCommand

if TYPE_CHECKING:
    SafetyCommand = CrewSafetyCommand
else:
    SafetyCommand = by_people(CrewSafetyCommand)


@post(
    "/api/crew-safety",
    operation_id="commandCrewSafety",
    status_code=200,
    guards=[allow(may_issue(CrewSafetyCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["teams"],
)
async def command_safety(data: JSONBody[SafetyCommand], desk: AtDesk, envelope: Beside) -> CommandOutcome:
    """Execute one command on the safety watch of a crew: all is well, or how often that is to be said."""
    return await desk.issue(data, envelope)

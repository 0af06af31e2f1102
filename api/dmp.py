"""Accesses to shared medical records: commands."""

from typing import TYPE_CHECKING

from litestar import post
from litestar.params import JSONBody

from api.access import allow, by_people, may_issue
from api.commands import COMMAND_PROBLEMS, AtDesk, Beside, CommandOutcome
from domain.dmp_access.commands import ByTheDoor, DmpAccessCommand

if TYPE_CHECKING:
    DmpCommand = DmpAccessCommand
else:
    DmpCommand = by_people(DmpAccessCommand, but=ByTheDoor)


@post(
    "/api/dmp-accesses",
    operation_id="commandDmpAccess",
    status_code=200,
    guards=[allow(may_issue(DmpAccessCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["dmp-accesses"],
)
async def command_dmp_access(data: JSONBody[DmpCommand], desk: AtDesk, envelope: Beside) -> CommandOutcome:
    """Execute one command on an access to a shared medical record."""
    return await desk.issue(data, envelope)

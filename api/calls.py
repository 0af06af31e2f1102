"""Regulation calls: commands, and the whole file of one call."""

from typing import TYPE_CHECKING

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.access import allow, by_people, may_issue
from api.commands import (
    COMMAND_PROBLEMS,
    PROBLEMS,
    AtDesk,
    Beside,
    CommandOutcome,
    RecordedFact,
    shown,
)
from domain.envelope import StreamId
from domain.file_reading import What
from domain.refusals import NotFound
from domain.regulation_call import KIND
from domain.regulation_call.commands import RegulationCallCommand
from domain.regulation_call.states import RegulationCallState, Unknown, case_status
from domain.rules.permissions import ROOM
from domain.vocabulary import CaseStatus

if TYPE_CHECKING:
    CallCommand = RegulationCallCommand
else:
    CallCommand = by_people(RegulationCallCommand)


class CallFile(msgspec.Struct, frozen=True, kw_only=True):
    """A whole regulation file: its present state with the patients, and all it went through."""

    call: str
    status: CaseStatus | None
    state: RegulationCallState
    facts: tuple[RecordedFact, ...]


@post(
    "/api/calls",
    operation_id="commandCall",
    status_code=200,
    guards=[allow(may_issue(RegulationCallCommand))],
    responses=COMMAND_PROBLEMS,
    tags=["calls"],
)
async def command_call(data: JSONBody[CallCommand], desk: AtDesk, envelope: Beside) -> CommandOutcome:
    """Execute one command on a regulation file."""
    return await desk.issue(data, envelope)


@get(
    "/api/calls/{call:str}",
    operation_id="readCall",
    guards=[allow(ROOM)],
    responses=PROBLEMS,
    tags=["calls"],
)
async def read_call(call: FromPath[str], desk: AtDesk) -> CallFile:
    """The whole file of one call. That it was opened, and by whom, is recorded first."""
    log, stream = desk.house.log, StreamId(KIND, desk.named(call))
    state, _ = await log.load(stream)
    if isinstance(state, Unknown):
        raise NotFound(f"no call {call}")
    await desk.open_file(What.CALL_FILE, call)
    facts = await log.history(stream)
    return CallFile(
        call=call, status=case_status(state), state=state, facts=tuple(shown(each) for each in facts)
    )

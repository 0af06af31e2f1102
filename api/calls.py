"""Regulation calls: commands, and the whole file of one call."""

from typing import TYPE_CHECKING, Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.access import allow, by_people, may_issue
from api.commands import (
    COMMAND_PROBLEMS,
    PROBLEMS,
    AtDesk,
    Beside,
    CommandOutcome,
    Desk,
    RecordedFact,
    shown,
)
from domain import visio_session
from domain.envelope import StreamId
from domain.file_reading import What
from domain.refusals import NotFound
from domain.regulation_call import KIND
from domain.regulation_call.commands import RegulationCallCommand
from domain.regulation_call.states import RegulationCallState, Unknown, case_status
from domain.rules.permissions import ROOM
from domain.vocabulary import CaseStatus, Identifier

if TYPE_CHECKING:
    CallCommand = RegulationCallCommand
else:
    CallCommand = by_people(RegulationCallCommand)


Opening = Annotated[
    Identifier | None,
    QueryParameter(description="Made by the client for each panel it opens: shown anew, one reading."),
]


class VisioStory(msgspec.Struct, frozen=True, kw_only=True):
    """One video session, and all it went through."""

    session: str
    facts: tuple[RecordedFact, ...]


class CallFile(msgspec.Struct, frozen=True, kw_only=True):
    """A whole regulation file: its present state with the patients, and all it went through. `visios` are
    its video sessions that the board still knows, the oldest first."""

    call: str
    status: CaseStatus | None
    state: RegulationCallState
    facts: tuple[RecordedFact, ...]
    visios: tuple[VisioStory, ...]


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
async def read_call(call: FromPath[str], desk: AtDesk, opening: Opening = None) -> CallFile:
    """The whole file of one call. That it was opened, and by whom, is recorded first: once for each
    `opening`, while that lasts (READING_LASTS)."""
    log, stream = desk.house.log, StreamId(KIND, desk.named(call))
    state, _ = await log.load(stream)
    if isinstance(state, Unknown):
        raise NotFound(f"no call {call}")
    await desk.open_file(What.CALL_FILE, call, opening=opening)
    state, _ = await log.load(stream)
    return CallFile(
        call=call,
        status=case_status(state),
        state=state,
        facts=await _told(desk, stream),
        visios=tuple([VisioStory(session=of.id, facts=await _told(desk, of)) for of in _visios(desk, call)]),
    )


async def _told(desk: Desk, stream: StreamId) -> tuple[RecordedFact, ...]:
    return tuple(shown(each) for each in await desk.house.log.history(stream))


def _visios(desk: Desk, call: str) -> list[StreamId]:
    """The video sessions of the call on the board, the oldest first."""
    rows = [row for row in desk.house.board.standing.view.visios.values() if row.call == call]
    rows.sort(key=lambda row: (row.requested_at, row.id))
    return [StreamId(visio_session.KIND, row.id) for row in rows]

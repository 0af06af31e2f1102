"""The time slider: the board and one file as they were at a place in the log, or at an instant."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath, QueryParameter

from api.audit_door import Place, auditors
from api.audit_past import Past
from api.bodies import check_instant
from api.commands import PROBLEMS, AtDesk, Desk, RecordedFact, shown
from domain.envelope import StreamId
from domain.file_reading import What
from domain.refusals import NotFound
from domain.regulation_call import DECIDER, KIND
from domain.regulation_call.states import RegulationCallState, case_status
from domain.vocabulary import CaseStatus
from projections.board_accesses import AccessRow
from projections.neighbours import beside
from projections.regulator_board import RegulatorBoard

AtInstant = Annotated[
    datetime | None, QueryParameter(description="UTC: the last fact at or before. `position` wins.")
]


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """Where the keys of the slider lead: the facts before and after that show, the accesses before and
    after. `last` is the end of the log."""

    earlier: int | None
    later: int | None
    earlier_access: int | None
    later_access: int | None
    last: int


class PastBoard(msgspec.Struct, frozen=True, kw_only=True):
    """The situation board as it was once the fact at `position` was recorded. `at` is when that was, None
    before the first fact; `fact` is None where it cannot be read."""

    position: int
    at: datetime | None
    fact: RecordedFact | None
    board: RegulatorBoard
    steps: Steps


class PastFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file of one call as it was at `position`, and the accesses to shared records open on it then.

    Documents of the DMP are not kept by Vigie: their titles are among the facts of the access.
    """

    call: str
    position: int
    status: CaseStatus | None
    state: RegulationCallState
    facts: tuple[RecordedFact, ...]
    accesses: tuple[AccessRow, ...]


@get(
    "/api/audit/past/board",
    operation_id="auditPastBoard",
    guards=[auditors(What.PAST_BOARD)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_past_board(
    request: Request[Any, Any, Any], desk: AtDesk, position: Place = None, at: AtInstant = None
) -> PastBoard:
    """The board at a place in the log, or at an instant; at the end of the log where neither is given."""
    past: Past = request.app.state.past
    place = await _place(desk, past, position, at)
    await desk.open_file(What.PAST_BOARD, "board", position=place)
    fact = await past.fact(place)
    earlier, later = await past.beside(place)
    earlier_access, later_access = await beside(desk.house.tables, place)
    return PastBoard(
        position=place,
        at=fact.at if fact else None,
        fact=shown(fact) if fact else None,
        board=await past.board(place),
        steps=Steps(
            earlier=earlier,
            later=later,
            earlier_access=earlier_access,
            later_access=later_access,
            last=await desk.house.log.last_position(),
        ),
    )


@get(
    "/api/audit/past/calls/{call:str}",
    operation_id="auditPastFile",
    guards=[auditors(What.PAST_FILE)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_past_file(
    request: Request[Any, Any, Any],
    call: FromPath[str],
    desk: AtDesk,
    position: Place = None,
    at: AtInstant = None,
) -> PastFile:
    """The file of one call as it was: with what came later left out."""
    past: Past = request.app.state.past
    name = desk.named(call)
    place = await _place(desk, past, position, at)
    history = await desk.house.log.history(StreamId(KIND, name))
    facts = [each for each in history if each.position <= place]
    if not facts:
        raise NotFound(f"no call {name} at position {place}")
    await desk.open_file(What.PAST_FILE, name, position=place)
    state: RegulationCallState = DECIDER.initial
    for each in facts:
        state = DECIDER.evolve(state, each.fact)
    open_then = (await past.board(place)).accesses.values()
    return PastFile(
        call=name,
        position=place,
        status=case_status(state),
        state=state,
        facts=tuple(shown(each) for each in facts),
        accesses=tuple(each for each in open_then if each.call == name),
    )


async def _place(desk: Desk, past: Past, position: int | None, at: datetime | None) -> int:
    """Where in the log, at most its end."""
    last = await desk.house.log.last_position()
    if position is not None:
        return min(position, last)
    if at is None:
        return last
    check_instant("at", at)
    return await past.place_of(at)


ROUTES = [audit_past_board, audit_past_file]

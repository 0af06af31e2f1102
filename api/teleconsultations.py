"""Teleconsultations: commands, and the whole story of one."""

from typing import TYPE_CHECKING

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.access import allow, by_people, may_issue
from api.calls import Opening
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
from domain.rules.permissions import ROOM
from domain.teleconsultation import KIND
from domain.teleconsultation.commands import TeleconsultationCommand as AnyOfThem
from domain.teleconsultation.preconditions import PreconditionCheck
from domain.teleconsultation.states import NotOpened, TeleconsultationState
from projections.board_teleconsultations import lines

if TYPE_CHECKING:
    TeleconsultationCommand = AnyOfThem
else:
    TeleconsultationCommand = by_people(AnyOfThem)


class TeleconsultationStory(msgspec.Struct, frozen=True, kw_only=True):
    """One teleconsultation whole: where it is, what its form asks, all it went through, its report."""

    teleconsultation: str
    state: TeleconsultationState
    checklist: tuple[PreconditionCheck, ...]
    facts: tuple[RecordedFact, ...]


@post(
    "/api/teleconsultations",
    operation_id="commandTeleconsultation",
    status_code=200,
    guards=[allow(may_issue(AnyOfThem))],
    responses=COMMAND_PROBLEMS,
    tags=["teleconsultations"],
)
async def command_teleconsultation(
    data: JSONBody[TeleconsultationCommand], desk: AtDesk, envelope: Beside
) -> CommandOutcome:
    """Execute one command on a teleconsultation."""
    return await desk.issue(data, envelope)


@get(
    "/api/teleconsultations/{teleconsultation:str}",
    operation_id="readTeleconsultation",
    guards=[allow(ROOM)],
    responses=PROBLEMS,
    tags=["teleconsultations"],
)
async def read_teleconsultation(
    teleconsultation: FromPath[str], desk: AtDesk, opening: Opening = None
) -> TeleconsultationStory:
    """The whole story of one. It is part of a regulation file: that this was opened is recorded first."""
    log, stream = desk.house.log, StreamId(KIND, desk.named(teleconsultation))
    state, _ = await log.load(stream)
    if isinstance(state, NotOpened):
        raise NotFound(f"no teleconsultation {teleconsultation}")
    await desk.open_file(What.CALL_FILE, state.subject.call, opening=opening)
    state, _ = await log.load(stream)
    return TeleconsultationStory(
        teleconsultation=teleconsultation,
        state=state,
        checklist=lines(state),
        facts=tuple(shown(each) for each in await log.history(stream)),
    )

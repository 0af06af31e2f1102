"""What the pick-up form asks: communes by name, and files that may be the same event.

Neither is a reading of a patient's file. Communes are public. Of another file, the second says no more than
the room's board shows of it, and that a sign holds: the number itself stays in the log.
"""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter

from api.access import allow
from api.commands import PROBLEMS, AtDesk
from api.house import House
from api.problems import MEDIA_TYPE, HttpProblem, Malformed, Problem
from domain.envelope import StreamId
from domain.places import FoundPlace
from domain.refusals import NotFound
from domain.regulation_call import KIND
from domain.regulation_call.states import RegulationCallState, Unknown
from domain.rules.duplicates import Heard, PossibleDuplicate, Reason, possible_duplicates
from domain.rules.permissions import ROOM
from domain.vocabulary import Priority
from projections.call_row import CallRow, CallStage

LIMIT: Final = 8
"""Places in one answer: what is seen without scrolling."""
_LONGEST: Final = 100
_NO_LIST = ResponseSpec(
    Problem, description="This site has no list of places.", media_type=MEDIA_TYPE, generate_examples=False
)
Asked = Annotated[
    str, QueryParameter(description="The beginning of the words of a commune, its department or post code.")
]


class PlacesFound(msgspec.Struct, frozen=True, kw_only=True):
    """Communes, the likeliest first. None found is an answer: any place may be written by hand."""

    places: tuple[FoundPlace, ...]


class MaybeSame(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be the same event: why, and what the board shows of it.

    `seconds` is how much earlier it rang, negative where it rang later.
    """

    call: str
    seconds: float
    reasons: tuple[Reason, ...]
    state: CallStage
    at: datetime
    place: str | None
    motive: str | None
    priority: Priority | None
    holder: str | None


class PossibleDuplicates(msgspec.Struct, frozen=True, kw_only=True):
    """Files that may be the same event as `call`, the likeliest first. A person decides."""

    call: str
    duplicates: tuple[MaybeSame, ...]


@get(
    "/api/places",
    operation_id="findPlaces",
    guards=[allow(ROOM)],
    responses={**PROBLEMS, 404: _NO_LIST},
    tags=["calls"],
)
async def find_places(desk: AtDesk, q: Asked) -> PlacesFound:
    """Communes by name, department or post code."""
    if not q.strip() or len(q) > _LONGEST:
        raise Malformed("q", f"between 1 and {_LONGEST} characters are needed")
    finder = desk.house.places
    if finder is None:
        raise HttpProblem(404, "places-unknown", "Recherche de lieux indisponible", "no list of places here")
    return PlacesFound(places=tuple(await finder.find(q, LIMIT)))


@get(
    "/api/calls/{call:str}/possible-duplicates",
    operation_id="findPossibleDuplicates",
    guards=[allow(ROOM)],
    responses=PROBLEMS,
    tags=["calls"],
)
async def find_possible_duplicates(call: FromPath[str], desk: AtDesk) -> PossibleDuplicates:
    """Files of the board close in time to this one, at the same place or from the same number."""
    house, rows = desk.house, desk.house.board.standing.view.calls
    this = await _heard(house, desk.named(call))
    if this is None:
        raise NotFound(f"no call {call}")
    around = [each.id for each in rows.values() if abs(this.at - _at(each)) <= house.duplicates_within]
    heard = [each for name in around if name != call and (each := await _heard(house, name))]
    found = possible_duplicates(this, heard, house.duplicates_within)
    return PossibleDuplicates(call=call, duplicates=tuple(_shown(each, rows[each.call]) for each in found))


async def _heard(house: House, call: str) -> Heard | None:
    """What a file says of its event, in the log: the number is in no view, and a view may be late."""
    state: RegulationCallState
    state, _ = await house.log.load(StreamId(KIND, call))
    if isinstance(state, Unknown):
        return None
    file = state.file
    return Heard(
        call=call,
        at=file.active_since,
        label=file.place.label if file.place else None,
        insee=file.place.insee if file.place else None,
        position=file.place.position if file.place else None,
        phone=file.caller.phone,
    )


def _at(row: CallRow) -> datetime:
    return row.rang_at or row.waiting_since


def _shown(found: PossibleDuplicate, row: CallRow) -> MaybeSame:
    return MaybeSame(
        call=found.call,
        seconds=found.seconds,
        reasons=found.reasons,
        state=row.state,
        at=_at(row),
        place=row.place,
        motive=row.motive,
        priority=row.priority,
        holder=row.holder,
    )


ROUTES: Final[list[Any]] = [find_places, find_possible_duplicates]

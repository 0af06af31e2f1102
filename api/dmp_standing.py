"""Where an access to a shared record stands, for the practitioner behind it: refusals in their own words."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath

from api.access import allow
from api.commands import PROBLEMS, AtDesk
from domain.dmp_access import KIND
from domain.dmp_access import facts as f
from domain.dmp_access.refusals import NotYourAccess
from domain.dmp_access.words import RefusedBecause
from domain.envelope import StreamId
from domain.fact import Fact
from domain.refusals import NotFound
from domain.rules.permissions import CREW, ROOM
from domain.vocabulary import DmpMode


class Stage(StrEnum):
    """Where an access is, as its practitioner sees it."""

    REQUESTED = "requested"
    REFUSED = "refused"
    OPEN = "open"
    CLOSED = "closed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class DmpStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One access. `why` of a refused one; `continuation_refused`: why the last request for more time was.
    `revoked_why`: in the words of whoever ended it, or the code of the rule that did."""

    access: str
    call: str
    patient: str
    mode: DmpMode
    stage: Stage
    expires_at: datetime | None = None
    why: RefusedBecause | None = None
    continuation_refused: RefusedBecause | None = None
    revoked_why: str | None = None


_STAGES: dict[type[Fact], Stage] = {
    f.AccessRequested: Stage.REQUESTED,
    f.AccessRefused: Stage.REFUSED,
    f.AccessGranted: Stage.OPEN,
    f.BreakGlassInvoked: Stage.OPEN,
    f.AccessClosed: Stage.CLOSED,
    f.AccessExpired: Stage.EXPIRED,
    f.AccessRevoked: Stage.REVOKED,
}


@get(
    "/api/dmp-accesses/{access:str}",
    operation_id="readDmpStanding",
    guards=[allow(ROOM | CREW)],
    responses=PROBLEMS,
    tags=["dmp-accesses"],
)
async def read_standing(access: FromPath[str], desk: AtDesk) -> DmpStanding:
    """Where an access stands; nothing of the record is in it. For whoever asked for it only."""
    stream = StreamId(KIND, desk.named(access))
    history = await desk.house.log.history(stream)
    if not history:
        raise NotFound(f"no DMP access {access}")
    begun = history[0].fact
    if begun.practitioner.id != desk.person.user:
        raise NotYourAccess(f"asked for by {begun.practitioner.id}")
    return _standing(access, begun, [each.fact for each in history])


def _standing(access: str, begun: f.AccessRequested | f.AccessRefused, facts: Sequence[Fact]) -> DmpStanding:
    standing = DmpStanding(
        access=access, call=begun.call, patient=begun.patient, mode=begun.mode, stage=Stage.REQUESTED
    )
    for fact in facts:
        standing = msgspec.structs.replace(standing, **_changed(fact))
    return standing


def _changed(fact: Fact) -> dict[str, Any]:
    stage = _STAGES.get(type(fact))
    changes: dict[str, Any] = {} if stage is None else {"stage": stage}
    match fact:
        case f.AccessRefused(why=why):
            changes |= {"why": why}
        case f.AccessGranted() | f.BreakGlassInvoked() | f.AccessContinued():
            changes |= {"expires_at": fact.expires_at, "continuation_refused": None}
        case f.ContinuationRequested():
            changes |= {"continuation_refused": None}
        case f.ContinuationRefused(why=why):
            changes |= {"continuation_refused": why}
        case f.AccessRevoked(why=why):
            changes |= {"revoked_why": why}
        case _:
            pass
    return changes

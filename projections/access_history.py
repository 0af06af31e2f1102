"""What each practitioner asked of shared records lately, and who was on shift then: for the rules of unusual
accesses (`domain.rules.unusual`)."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.dmp_access import facts as dmp
from domain.envelope import Recorded
from domain.fact import Actor
from domain.mobile_team import facts as team
from domain.vocabulary import CREW_ROLES, DmpMode
from projections.projection import Projection

KEPT = timedelta(days=31)
MOST = 500
"""How far back, and how many accesses of one person at most: beyond every threshold of the policy."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One access or attempt. `refused_at`: position of its refusal; `on_shift`: None outside crews."""

    access: str
    position: int
    at: datetime
    mode: DmpMode
    call: str
    patient: str
    on_shift: bool | None = None
    refused_at: int | None = None


class AccessHistory(msgspec.Struct, frozen=True):
    """Accesses by practitioner, the oldest first; the members of each crew on shift, by team."""

    asked: dict[str, tuple[Asked, ...]] = {}
    crews: dict[str, tuple[str, ...]] = {}


def _apply(view: AccessHistory, recorded: Recorded[Any]) -> AccessHistory:
    match recorded.fact:
        case team.ShiftStarted(crew=crew) | team.CrewChanged(crew=crew):
            members = tuple(member.id for member in crew)
            return replace(view, crews={**view.crews, recorded.stream.id: members})
        case team.ShiftEnded():
            crews = {name: each for name, each in view.crews.items() if name != recorded.stream.id}
            return replace(view, crews=crews)
        case dmp.AccessRequested() | dmp.AccessRefused():
            return _asked(view, recorded, recorded.fact)
        case _:
            return view


def _asked(
    view: AccessHistory, recorded: Recorded[Any], fact: dmp.AccessRequested | dmp.AccessRefused
) -> AccessHistory:
    access, by = recorded.stream.id, fact.practitioner
    refused_at = recorded.position if isinstance(fact, dmp.AccessRefused) else None
    before = view.asked.get(by.id, ())
    if any(each.access == access for each in before):
        after = tuple(
            replace(each, refused_at=refused_at) if each.access == access else each for each in before
        )
    else:
        new = Asked(
            access=access,
            position=recorded.position,
            at=recorded.at,
            mode=fact.mode,
            call=fact.call,
            patient=fact.patient,
            on_shift=_on_shift(view, by),
            refused_at=refused_at,
        )
        after = (*(each for each in before if each.at > recorded.at - KEPT), new)[-MOST:]
    return replace(view, asked={**view.asked, by.id: after})


def _on_shift(view: AccessHistory, by: Actor) -> bool | None:
    return any(by.id in crew for crew in view.crews.values()) if by.role in CREW_ROLES else None


ACCESS_HISTORY: Projection[AccessHistory] = Projection(
    name="access-history", version=1, initial=AccessHistory(), apply=_apply, view_type=AccessHistory
)

"""How long teams are busy on the spot: who is at a patient's now, and how long it took for each motive.

From this dispatch expects when a busy team will be free.
"""

from datetime import datetime
from statistics import median
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.mission import facts as m
from domain.regulation_call import facts as c
from domain.vocabulary import Place, Position
from projections.projection import Projection
from projections.rows import latest

REMEMBERED = 51
"""How many past services of one motive count."""
ENOUGH = 5
"""Below this many, a median says little: that of all motives is taken, or none."""
_MOTIVES = 500
_CALLS = 5_000


class Service(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mission not closed yet. `arrived_at` is when its team arrived (its device's word first), None
    before; `position` is where the patient is, if known."""

    call: str
    position: Position | None
    arrived_at: datetime | None = None


class ServiceTimes(msgspec.Struct, frozen=True):
    """`motives` (national code, empty where none was given) by call, `under_way` by mission, `past`: the
    last services of each motive, arrival to release, in seconds."""

    motives: dict[str, str] = {}
    under_way: dict[str, Service] = {}
    past: dict[str, tuple[float, ...]] = {}

    def expected(self, mission: str) -> float | None:
        """Median seconds of service for the motive of `mission`, or for all motives; None where too
        little is known."""
        service = self.under_way.get(mission)
        mine = self.past.get(self.motives.get(service.call, ""), ()) if service else ()
        if len(mine) >= ENOUGH:
            return median(mine)
        everything = [seconds for times in self.past.values() for seconds in times]
        return median(everything) if len(everything) >= ENOUGH else None


def _apply(view: ServiceTimes, recorded: Recorded[Any]) -> ServiceTimes:
    name, fact = recorded.stream.id, recorded.fact
    match fact:
        case c.MotiveStated(code=code):
            motives = latest({**view.motives, name: code or ""}, lambda _: True, _CALLS)
            return replace(view, motives=motives)
        case c.CallClosed():
            return replace(view, motives=_without(view.motives, name))
        case m.MissionRequested(call=call, place=place):
            service = Service(call=call, position=place.position)
            return replace(view, under_way={**view.under_way, name: service})
        case m.MissionRevised(place=Place() as place):
            return _elsewhere(view, name, place)
        case m.TeamArrived():
            return _arrived(view, recorded)
        case m.MissionClosed() | m.MissionCancelled():
            return _over(view, recorded)
        case _:
            return view


def _elsewhere(view: ServiceTimes, name: str, place: Place) -> ServiceTimes:
    known = view.under_way.get(name)
    if known is None:
        return view
    return replace(view, under_way={**view.under_way, name: replace(known, position=place.position)})


def _arrived(view: ServiceTimes, recorded: Recorded[Any]) -> ServiceTimes:
    name = recorded.stream.id
    known = view.under_way.get(name)
    if known is None:
        return view
    known = replace(known, arrived_at=recorded.device_at or recorded.at)
    return replace(view, under_way={**view.under_way, name: known})


def _over(view: ServiceTimes, recorded: Recorded[Any]) -> ServiceTimes:
    """A mission cancelled before anybody arrived teaches nothing, nor does a clock that went back."""
    name = recorded.stream.id
    known = view.under_way.get(name)
    if known is None:
        return view
    view = replace(view, under_way=_without(view.under_way, name))
    if known.arrived_at is None or not isinstance(recorded.fact, m.MissionClosed):
        return view
    seconds = ((recorded.device_at or recorded.at) - known.arrived_at).total_seconds()
    if seconds < 0:
        return view
    motive = view.motives.get(known.call, "")
    times = (*view.past.get(motive, ()), seconds)[-REMEMBERED:]
    return replace(view, past=latest({**view.past, motive: times}, lambda _: True, _MOTIVES))


def _without(rows: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: each for key, each in rows.items() if key != name} if name in rows else rows


SERVICE_TIMES: Projection[ServiceTimes] = Projection(
    name="service-times", version=1, initial=ServiceTimes(), apply=_apply, view_type=ServiceTimes
)

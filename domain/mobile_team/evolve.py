"""How each fact moves a mobile team."""

from typing import assert_never

from msgspec.structs import replace

from domain.mobile_team import facts as f
from domain.mobile_team.states import (
    Available,
    Engaged,
    MobileTeamState,
    OffDuty,
    OnDuty,
    Shift,
    Unavailable,
)


def evolve(state: MobileTeamState, fact: f.MobileTeamFact) -> MobileTeamState:
    """The state after one more fact."""
    if isinstance(fact, f.ShiftStarted):
        return Available(_begin(fact))
    match state:
        case OffDuty():
            raise AssertionError(f"{type(fact).__name__} off duty")
        case _:
            return _move(state, fact)


def _begin(fact: f.ShiftStarted) -> Shift:
    return Shift(
        crew=fact.crew,
        vehicle=fact.vehicle,
        skills=fact.skills,
        equipment=fact.equipment,
        care_type=fact.care_type,
        base=fact.base,
        ends_at=fact.ends_at,
    )


def _move(state: OnDuty, fact: f.MobileTeamFact) -> MobileTeamState:
    shift = state.shift
    match fact:
        case f.CrewChanged(crew=crew, skills=skills, care_type=care_type):
            return replace(state, shift=replace(shift, crew=crew, skills=skills, care_type=care_type))
        case f.EquipmentChecked(equipment=equipment):
            return replace(state, shift=replace(shift, equipment=equipment))
        case f.TeamBecameUnavailable(why=why):
            return Unavailable(shift, why)
        case f.TeamBecameAvailable():
            return Available(shift)
        case f.TeamReleased() | f.TeamEngaged() | f.TeamRedirected():
            return _missions(shift, fact)
        case f.NoticeRead():
            return replace(state, shift=replace(shift, notice=False))
        case f.TabletLost():
            return replace(state, shift=replace(shift, tablet_lost=True))
        case f.TabletRecovered():
            return replace(state, shift=replace(shift, tablet_lost=False))
        case f.HelpRequested() | f.HelpSettled():
            return replace(state, shift=replace(shift, help=isinstance(fact, f.HelpRequested)))
        case f.ShiftEnded():
            return OffDuty()
        case f.ShiftStarted():
            return Available(_begin(fact))
        case _:
            assert_never(fact)


def _missions(shift: Shift, fact: f.TeamReleased | f.TeamEngaged | f.TeamRedirected) -> MobileTeamState:
    match fact:
        case f.TeamEngaged(mission=mission):
            return Engaged(shift, mission)
        case f.TeamRedirected(mission=mission):
            return Engaged(replace(shift, notice=True), mission)
        case f.TeamReleased(taken_back=why):
            return Available(replace(shift, notice=why is not None))
        case _:
            assert_never(fact)

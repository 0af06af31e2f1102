"""How each fact moves the safety watch of a crew."""

from typing import assert_never, cast

from msgspec.structs import replace

from domain.crew_safety import facts as f
from domain.crew_safety.states import CrewSafetyState, NotWatched, Overdue, Watched


def evolve(state: CrewSafetyState, fact: f.CrewSafetyFact) -> CrewSafetyState:
    """The state after one more fact."""
    match fact:
        case f.CheckInSet(every=every):
            return replace(state, wanted=every)
        case f.CheckInDue(team=team, context=context, every=every, due_at=due_at):
            return Watched(team, context, every, due_at, state.wanted)
        case f.CheckedIn():
            return state
        case f.CheckInMissed():
            was = cast("Watched", state)
            return Overdue(was.team, was.context, was.every, was.due_at, was.wanted)
        case f.WatchEnded():
            return NotWatched(state.wanted)
        case _:
            assert_never(fact)

"""Which regulation file a fact belongs to: the file whose key seals what the fact says of a patient."""

from collections.abc import Iterable
from typing import Any

from domain import mission, mobile_team, regulation_call
from domain.dispatch_solve import SolveRecorded
from domain.envelope import StreamId
from domain.fact import Fact
from domain.mission.facts import ReassignmentProposed, TeamsProposed


def file_of(stream: StreamId, fact: Fact, state: Any) -> str | None:
    """The file of one fact, told by its stream, by itself, or by the state of its stream before it."""
    if stream.kind == regulation_call.KIND:
        return stream.id
    said: str | None = getattr(fact, "call", None)
    return said or file_of_state(stream, state)


def file_of_state(stream: StreamId, state: Any) -> str | None:
    """The file that a state belongs to, None where it belongs to none (a team, a rule)."""
    if stream.kind == regulation_call.KIND:
        return stream.id
    for part in (state, getattr(state, "task", None), getattr(state, "subject", None)):
        said: str | None = getattr(part, "call", None)
        if said is not None:
            return said
    return None


def missions_of(stream: StreamId, fact: Fact) -> Iterable[str]:
    """Missions of other files, or of files that the stream does not tell, whose patients a fact is about too.

    A proposal shows where a busy team becomes free, and a solve where every patient waits.
    """
    match fact:
        case SolveRecorded(missions=missions):
            return missions
        case TeamsProposed(proposal=proposal) | ReassignmentProposed(proposal=proposal):
            busy = {each.engaged_on for each in proposal.ranked if each.engaged_on is not None}
            return sorted(busy - {stream.id})
        case _ if stream.kind == mobile_team.KIND:
            named = (getattr(fact, "mission", None), getattr(fact, "from_mission", None))
            return [each for each in named if each is not None]
        case _:
            return ()


def mission_stream(name: str) -> StreamId:
    """The stream of a mission."""
    return StreamId(mission.KIND, name)

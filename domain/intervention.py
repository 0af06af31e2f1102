"""What a call and its new mission decide together: the call asks for a team, and the mission begins.

Two streams, one decision: a mission belongs to one call from its first fact on.
"""

from collections.abc import Sequence

from domain import mission, regulation_call
from domain.fact import Act
from domain.mission.commands import RequestMission
from domain.mission.facts import MissionFact
from domain.mission.states import MissionState, NotRequested
from domain.regulation_call.commands import DecideIntervention
from domain.regulation_call.facts import InterventionDecided, RegulationCallFact
from domain.regulation_call.refusals import MissionAlreadyNamed
from domain.regulation_call.states import RegulationCallState

Both = tuple[Sequence[RegulationCallFact], Sequence[MissionFact]]


def decide(command: DecideIntervention, call: RegulationCallState, new: MissionState, act: Act) -> Both:
    """The facts of the call and those of its mission. Raises a Refusal where a rule says no."""
    asked = regulation_call.decide(command, call, act)
    if not isinstance(new, NotRequested):
        raise MissionAlreadyNamed(f"mission {command.mission} is that of call {new.task.call}")
    begun = [
        fact
        for each in asked
        if isinstance(each, InterventionDecided)
        for fact in mission.decide(_request(command.call, each), new, act)
    ]
    return asked, begun


def _request(call: str, asked: InterventionDecided) -> RequestMission:
    return RequestMission(
        mission=asked.mission, call=call, priority=asked.priority, place=asked.place, needs=asked.needs
    )

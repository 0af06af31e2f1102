"""Which streams the commands of the safety watch read beside their own."""

from collections.abc import Sequence
from typing import Any

from domain import mission, mobile_team
from domain.crew_safety import commands as c
from domain.crew_safety.decide import adapt, miss, set_pace
from domain.crew_safety.facts import KIND
from domain.decider import Plan
from domain.envelope import StreamId
from domain.fact import Act, Fact
from domain.rules import permissions

Beside = c.AdaptWatch | c.SetCheckIn | c.MissCheckIn


def plan(command: Beside) -> Plan:
    """The plan of a command that looks at the mission, or at the team. Raises nothing; deciding does."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        match command:
            case c.AdaptWatch():
                return [adapt(states[0], states[1], act)]
            case c.SetCheckIn():
                return [set_pace(command, states[0], states[1], act)]
            case c.MissCheckIn():
                return [miss(command, states[0], states[1], act)]

    read = (
        StreamId(mobile_team.KIND, command.team)
        if isinstance(command, c.MissCheckIn)
        else StreamId(mission.KIND, command.mission)
    )
    return Plan(writes=(StreamId(KIND, command.mission),), reads=(read,), decide=decided)

"""Which streams the commands of a teleconsultation read beside their own."""

from collections.abc import Sequence
from typing import Any, assert_never

from domain import dmp_access, mission, regulation_call, visio_session
from domain.decider import Plan
from domain.envelope import StreamId
from domain.fact import Act, Fact
from domain.rules import permissions
from domain.teleconsultation import commands as c
from domain.teleconsultation.answering import questionnaire
from domain.teleconsultation.facts import KIND
from domain.teleconsultation.linking import linked, opened

Beside = c.OpenTeleconsultation | c.Linking | c.OfQuestionnaire


def plan(command: Beside) -> Plan:
    """The plan of a command that looks at the file, or at what it links. Raises nothing; deciding does."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        if isinstance(command, c.OpenTeleconsultation):
            return [[opened(command, states[0], states[1])]]
        if isinstance(command, c.AnswerQuestionnaire | c.DeclineQuestionnaire):
            return [[questionnaire(command, states[0], act, states[1])]]
        return [linked(command, states[0], states[1])]

    return Plan(writes=(StreamId(KIND, command.teleconsultation),), reads=(_beside(command),), decide=decided)


def _beside(command: Beside) -> StreamId:
    match command:
        case c.OpenTeleconsultation(call=call):
            return StreamId(regulation_call.KIND, call)
        case c.LinkMission(mission=name):
            return StreamId(mission.KIND, name)
        case c.LinkRecordAccess(access=name):
            return StreamId(dmp_access.KIND, name)
        case (
            c.LinkSession(session=name)
            | c.AnswerQuestionnaire(session=name)
            | c.DeclineQuestionnaire(session=name)
        ):
            return StreamId(visio_session.KIND, name or "")
        case _:
            assert_never(command)

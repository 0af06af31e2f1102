"""The whole domain in memory: streams, reactions waiting, deadlines waiting, a clock. No input, no output."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain import house
from domain.asks import Ask, AssessAccess, OpenRecord, SendInvitation, SendNotice
from domain.deadlines import Deadline, deadline
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordAssessment, RecordNotice
from domain.dmp_access.words import Flag, UnusualRule
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Actor, Command, Fact
from domain.reactions import react
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from tests.builders import MACHINE, NOW


@dataclass
class World:
    """What the log would hold, and what would follow."""

    at: datetime = NOW
    log: list[Recorded[Fact]] = field(default_factory=list[Recorded[Fact]])
    states: dict[StreamId, Any] = field(default_factory=dict[StreamId, Any])
    versions: dict[StreamId, int] = field(default_factory=dict[StreamId, int])
    reactions: list[house.AnyCommand] = field(default_factory=list[house.AnyCommand])
    asks: list[Ask] = field(default_factory=list[Ask])
    deadlines: list[Deadline] = field(default_factory=list[Deadline])

    def state(self, stream: StreamId) -> Any:
        """The state of a stream; that of a stream without facts is the initial one."""
        return self.states.get(stream, house.DECIDERS[stream.kind].initial)

    def decided(self, command: house.AnyCommand, by: Actor) -> list[tuple[StreamId, Sequence[Fact]]]:
        """What a command would lead to now. Raises Refusal."""
        plan = house.plan(command)
        states = [self.state(stream) for stream in (*plan.writes, *plan.reads)]
        act = Act(at=self.at, by=by, command_id=str(len(self.log)))
        return list(zip(plan.writes, plan.decide(states, act), strict=True))

    def execute(self, command: house.AnyCommand, by: Actor) -> Sequence[Recorded[Fact]]:
        """Append what a command leads to, all of it at once. Raises Refusal, with nothing appended."""
        decided = self.decided(command, by)
        return [self._append(stream, fact, by) for stream, facts in decided for fact in facts]

    def _append(self, stream: StreamId, fact: Fact, by: Actor) -> Recorded[Fact]:
        self.states[stream] = house.DECIDERS[stream.kind].evolve(self.state(stream), fact)
        self.versions[stream] = self.versions.get(stream, 0) + 1
        recorded = Recorded(
            stream=stream,
            version=self.versions[stream],
            position=len(self.log) + 1,
            at=self.at,
            by=by,
            fact=fact,
            command_id="c-1",
        )
        self.log.append(recorded)
        for reaction in react(recorded):
            self.reactions.append(reaction) if isinstance(reaction, Command) else self.asks.append(reaction)
        if due := deadline(recorded):
            self.deadlines.append(due)
        return recorded

    def react_all(self) -> None:
        """Issue the reactions that wait, and those that they lead to."""
        while self.reactions:
            self.execute(self.reactions.pop(0), MACHINE)

    def wait(self, span: timedelta) -> None:
        """Let time pass."""
        self.at += span

    def due(self) -> list[Deadline]:
        """The deadlines whose time has come."""
        return [each for each in self.deadlines if each.at <= self.at]


def answer(ask: Ask, well: bool) -> house.AnyCommand:
    """What the outside says to an ask: done, or not."""
    match ask:
        case SendInvitation(session=session):
            done = ConfirmInvitation(session=session, receipt="sms-1")
            return done if well else FailInvitation(session=session, why="numéro fixe")
        case OpenRecord(access=access):
            return DmpAnswer(access=access, professional_blocked=not well)
        case SendNotice(access=access, recipient=recipient):
            done = RecordNotice(access=access, recipient=recipient, proof="mss-1")
            return done if well else FailNotice(access=access, recipient=recipient, why="injoignable")
        case AssessAccess(access=access):
            flag = Flag(rule=UnusualRule.VOLUME, seen=14, threshold=10)
            return RecordAssessment(access=access, flags=() if well else (flag,))

"""A night that really could have happened: every fact is decided by the house's own deciders."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain import house
from domain.asks import Ask, AssessAccess, OpenRecord, SendInvitation, SendNotice
from domain.deadlines import Deadline, deadline
from domain.dmp_access import commands as dmp
from domain.dmp_access.words import Flag, RefusedBecause, UnusualRule
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Actor, Refusal
from domain.house import AnyCommand
from domain.reactions import react
from domain.visio_session import commands as visio
from tests.builders import MACHINE, NOW


class Night:
    """One centre's log being written. Reactions follow at once; gateways answer, mostly well."""

    def __init__(self, seed: int, room: int = 1) -> None:
        """`room` times as many calls, missions and the rest as in a small night."""
        self.chance = random.Random(seed)
        self.room = room
        self.now = NOW
        self.log: list[Recorded[Any]] = []
        self.states: dict[StreamId, Any] = {}
        self.refusals = 0
        self._versions: dict[StreamId, int] = {}
        self._of: dict[str, dict[str, Any]] = defaultdict(dict)
        self._begun: dict[str, list[str]] = defaultdict(list)
        self._commands = 0
        self._deadlines: list[Deadline] = []

    def state(self, kind: str, name: str) -> Any:
        return self.states.get(StreamId(kind, name), house.DECIDERS[kind].initial)

    def of(self, kind: str) -> Mapping[str, Any]:
        """The states of the streams of a kind, by name, the first begun first."""
        return self._of[kind]

    def do(self, command: AnyCommand, by: Actor, device_at: datetime | None = None) -> bool:
        """Decide and append; then what follows. False where a rule says no."""
        self._commands += 1
        act = Act(at=self.now, by=by, command_id=f"c{self._commands}", device_at=device_at)
        plan = house.plan(command)
        streams = (*plan.writes, *plan.reads)
        try:
            decided = plan.decide([self.state(each.kind, each.id) for each in streams], act)
        except Refusal:
            self.refusals += 1
            return False
        new = [
            self._append(stream, fact, act)
            for stream, facts in zip(plan.writes, decided, strict=True)
            for fact in facts
        ]
        for recorded in new:
            if (pending := deadline(recorded)) is not None:
                self._deadlines.append(pending)
            for follow in react(recorded):
                self.do(self._answer(follow) if isinstance(follow, Ask) else follow, MACHINE)
        return True

    def later(self, seconds: float) -> None:
        """Time passes; what is due by then is done."""
        self.now += timedelta(seconds=seconds)
        due = [each for each in self._deadlines if each.at <= self.now]
        self._deadlines = [each for each in self._deadlines if each.at > self.now]
        for each in due:
            self.do(each.command, MACHINE)

    def _append(self, stream: StreamId, fact: Any, act: Act) -> Recorded[Any]:
        version = self._versions.get(stream, 0) + 1
        recorded = Recorded(
            stream=stream,
            version=version,
            position=len(self.log) + 1,
            at=act.at,
            by=act.by,
            fact=fact,
            command_id=act.command_id,
            device_at=act.device_at,
        )
        self.log.append(recorded)
        self._versions[stream] = version
        if stream not in self.states:
            self._begun[stream.id[0]].append(stream.id)
        state = house.DECIDERS[stream.kind].evolve(self.state(stream.kind, stream.id), fact)
        self.states[stream] = self._of[stream.kind][stream.id] = state
        return recorded

    def _answer(self, ask: Ask) -> AnyCommand:
        bad = self.chance.random() < 0.15
        match ask:
            case SendInvitation(session=session, generation=generation, guest=guest):
                of: dict[str, Any] = {"session": session, "generation": generation, "guest": guest}
                if bad:
                    return visio.FailInvitation(why="opérateur absent", **of)
                return visio.ConfirmInvitation(receipt="sms-1", **of)
            case OpenRecord(access=access):
                failed = self.chance.choice(list(RefusedBecause)) if bad else None
                return dmp.DmpAnswer(access=access, failed=failed, review_within=3600)
            case SendNotice(access=access, recipient=recipient):
                if bad:
                    return dmp.FailNotice(access=access, recipient=recipient, why="pas d'adresse")
                return dmp.RecordNotice(access=access, recipient=recipient, proof="mss-1")
            case AssessAccess(access=access):
                flag = Flag(rule=UnusualRule.VOLUME, seen=14, threshold=10)
                return dmp.RecordAssessment(access=access, flags=(flag,) if bad else ())

    # Drawing -------------------------------------------------------------------------------------

    def one(self, prefix: str, among: int) -> str:
        """A name: mostly of a story that has begun, never more than `among` of them for each room."""
        begun = self._begun[prefix]
        if begun and (len(begun) >= among * self.room or self.chance.random() < 0.8):
            return self.chance.choice(begun[-4:])
        return f"{prefix}{len(begun)}"

    def engaged(self, name: str) -> str:
        """The team on a mission, mostly; any team otherwise."""
        on_it = getattr(self.state("mission", name), "team", None)
        return on_it if on_it and self.chance.random() < 0.95 else self.one("T", 3)

    def any_of(self, kinds: Iterable[Any]) -> Any:
        return self.chance.choice(kinds if isinstance(kinds, Sequence) else list(kinds))

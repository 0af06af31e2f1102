"""given(past).when(command).then(facts): a rule of the domain as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import house
from domain.fact import Act, Actor, Fact, Refusal
from tests.builders import DOCTOR, NOW, Past


@dataclass(frozen=True)
class Answer:
    """What a command led to."""

    facts: Sequence[Fact]
    refusal: Refusal | None

    def then(self, *facts: Fact) -> None:
        """Exactly these facts, in the order of the streams written."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert tuple(self.facts) == facts

    def then_nothing(self) -> None:
        """Accepted, and nothing is new."""
        self.then()

    def then_refused(self, why: type[Refusal]) -> None:
        """Refused for this reason, in words."""
        assert self.refusal is not None, f"accepted: {self.facts}"
        assert type(self.refusal) is why, f"{self.refusal!r}"
        assert self.refusal.detail


@dataclass(frozen=True)
class Given:
    """The past that a command meets."""

    past: Sequence[Past]

    def when(self, command: house.AnyCommand, by: Actor = DOCTOR, at: datetime = NOW) -> Answer:
        """Decide through the house, roles included, then fold what was decided."""
        plan = house.plan(command)
        known = {past.stream: past for past in self.past}
        streams = [known.get(stream) or Past(stream) for stream in (*plan.writes, *plan.reads)]
        try:
            decided = plan.decide([past.state for past in streams], Act(at=at, by=by, command_id="c-1"))
        except Refusal as refusal:
            return Answer([], refusal)
        for past, facts in zip(streams, decided, strict=False):
            assert past.then(*facts).state is not None
        return Answer([fact for facts in decided for fact in facts], None)


def given(*past: Past) -> Given:
    """The streams that have a past; every other one is new."""
    return Given(past)

"""Any acts by anybody on one access, in any order: what no path leads out of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import house
from domain.dmp_access import facts as f
from domain.dmp_access.commands import ExpireAccess
from domain.dmp_access.states import InReview, NotRequested, Open, OpenByBreakGlass, Reviewed
from domain.dmp_access.words import Verdict
from domain.envelope import StreamId
from domain.fact import Act, Actor, Fact, Refusal
from domain.house import AnyCommand
from domain.regulation_call.states import InRegulation
from domain.vocabulary import DmpMode, Role
from tests.builders import MACHINE, NOW, a_call, an_access
from tools.sample_commands import access_commands

ACCESS = StreamId("dmp-access", "A1")
COMMANDS = access_commands("A1", "C1")
PEOPLE = [
    MACHINE,
    Actor(Role.REGULATOR, "dr-1"),
    Actor(Role.NURSE, "nurse-1"),
    Actor(Role.ARM, "arm-1"),
    *(Actor(Role.AUDITOR, name) for name in ("aud-1", "aud-2", "aud-3", "dr-1")),
]
SPANS = (0, 30, 600, 1799, 1800, 3600, 3 * 86400)
CALL = a_call(InRegulation).state


@dataclass
class Story:
    """One access as it goes."""

    state: object
    at: datetime = NOW
    told: list[tuple[Actor, datetime, Fact]] = field(default_factory=list[tuple[Actor, datetime, Fact]])

    def act(self, command: AnyCommand, by: Actor) -> None:
        """Do it where the rules let it be done."""
        plan = house.plan(command)
        states = [self.state, CALL] if plan.reads else [self.state]
        try:
            [facts] = plan.decide(states, Act(at=self.at, by=by, command_id="c-1"))
        except Refusal:
            return
        for fact in facts:
            self.state = house.DECIDERS["dmp-access"].evolve(self.state, fact)
            self.told.append((by, self.at, fact))


ACTS = st.lists(
    st.tuples(st.sampled_from(COMMANDS), st.sampled_from(PEOPLE), st.sampled_from(SPANS)), max_size=60
)


def lived(begun: type, acts: list[tuple[AnyCommand, Actor, int]]) -> Story:
    """A break-glass of dr-1, then anything. `begun` is NotRequested or OpenByBreakGlass."""
    past = None if begun is NotRequested else an_access(begun, mode=DmpMode.BREAK_GLASS)
    story = Story(past.state if past else NotRequested())
    for command, by, span in acts:
        story.at += timedelta(seconds=span)
        story.act(command, by)
    return story


@settings(max_examples=150, deadline=None)
@given(acts=ACTS)
def test_out_of_a_break_glass_leads_a_review_and_out_of_that_a_final_verdict(
    acts: list[tuple[AnyCommand, Actor, int]],
) -> None:
    story = lived(OpenByBreakGlass, acts)
    assert isinstance(story.state, OpenByBreakGlass | InReview | Reviewed)
    concluded = [fact.verdict for _, _, fact in story.told if isinstance(fact, f.ReviewConcluded)]
    if isinstance(story.state, Reviewed):
        assert concluded == [story.state.verdict]
        assert story.state.verdict is not Verdict.TO_CLARIFY
    else:
        assert concluded == []


@settings(max_examples=150, deadline=None)
@given(acts=ACTS)
def test_every_reading_is_by_another_person_than_the_last_and_than_the_practitioner(
    acts: list[tuple[AnyCommand, Actor, int]],
) -> None:
    story = lived(OpenByBreakGlass, acts)
    said = [
        (by.id, fact.verdict)
        for by, _, fact in story.told
        if isinstance(fact, f.BreakGlassReviewed | f.ReviewSettled)
    ]
    practitioner = an_access(OpenByBreakGlass, mode=DmpMode.BREAK_GLASS).state.subject.practitioner.id
    assert practitioner not in {by for by, _ in said}
    judges = [by for by, verdict in said if verdict is not Verdict.TO_CLARIFY]
    assert len(set(judges)) == len(judges)


@settings(max_examples=150, deadline=None)
@given(acts=ACTS)
def test_an_access_always_ends_and_nothing_is_read_after(acts: list[tuple[AnyCommand, Actor, int]]) -> None:
    story = lived(NotRequested, acts)
    until: datetime | None = None
    for _, at, fact in story.told:
        match fact:
            case f.AccessGranted() | f.BreakGlassInvoked() | f.AccessContinued():
                until = fact.expires_at
            case f.AccessClosed() | f.AccessExpired() | f.AccessRevoked():
                until = None
            case f.DocumentConsulted() | f.DocumentsSearched():
                assert until is not None
                assert at < until
            case _:
                continue
    if isinstance(story.state, Open | OpenByBreakGlass):
        story.at = max(story.at, story.state.expires_at)
        story.act(ExpireAccess(access="A1"), MACHINE)
    assert not isinstance(story.state, Open | OpenByBreakGlass)

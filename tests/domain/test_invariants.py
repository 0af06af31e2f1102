"""What no schedule of requests may break, tried on random nights."""

from random import Random
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain.dmp_access import facts as dmp
from domain.dmp_access.commands import ConsultDocument
from domain.dmp_access.states import InReview, Open, OpenByBreakGlass, Reviewed
from domain.envelope import Recorded, StreamId
from domain.fact import Fact, Refusal
from domain.mission import facts as mission
from domain.mission.states import Cancelled, Closed, Manned
from domain.mobile_team import facts as team
from domain.mobile_team.states import Engaged
from domain.regulation_call import facts as call
from domain.regulation_call.states import Closed as CallClosed
from domain.regulation_call.states import Completed, Validated
from domain.visio_session import facts as visio
from domain.visio_session.states import AudioOnly, Consented, Degraded, Live
from domain.vocabulary import InsStatus, Role
from tests.builders import NURSE
from tests.domain.walk import TEAMS, Night
from tests.world import World
from tools import sample_commands as sample


def each_team_is_on_one_mission_that_agrees(world: World) -> None:
    manned = {name.id: state.team for name, state in _all(world, mission.KIND) if isinstance(state, Manned)}
    engaged = {state.mission: name.id for name, state in _all(world, team.KIND) if isinstance(state, Engaged)}
    assert manned == engaged
    assert len(set(manned.values())) == len(manned)


def a_busy_team_is_never_reassigned(world: World) -> None:
    for name, _ in _all(world, team.KIND):
        on: str | None = None
        for fact in _story(world, name):
            match fact:
                case team.TeamEngaged(mission=to):
                    assert on is None
                    on = to
                case team.TeamRedirected(mission=to, from_mission=left):
                    assert on == left
                    on = to
                case team.TeamReleased(mission=of):
                    assert on == of
                    on = None
                case team.ShiftEnded() | team.TeamBecameUnavailable():
                    assert on is None
                case _:
                    pass


def nothing_follows_the_end_of_a_mission(world: World) -> None:
    for name, _ in _all(world, mission.KIND):
        story = _story(world, name)
        ends = [
            place
            for place, fact in enumerate(story)
            if isinstance(fact, mission.MissionClosed | mission.MissionCancelled)
        ]
        assert ends in ([], [len(story) - 1])


def a_mission_is_ordered_by_a_doctor_or_under_their_signature(world: World) -> None:
    for recorded in world.log:
        if isinstance(recorded.fact, mission.MissionOrdered):
            alone = recorded.by.role is Role.SYSTEM and recorded.fact.standing_order
            assert recorded.fact.signed_by if alone else recorded.by.role is Role.REGULATOR


def a_broken_glass_is_reviewed_or_still_waits_for_it(world: World) -> None:
    for recorded in world.log:
        if isinstance(recorded.fact, dmp.BreakGlassInvoked):
            state = world.state(recorded.stream)
            assert isinstance(state, OpenByBreakGlass | InReview | Reviewed)
            if isinstance(state, Reviewed):
                assert _verdict(world, recorded.stream) is state.verdict is not dmp.Verdict.TO_CLARIFY


def _verdict(world: World, stream: StreamId) -> dmp.Verdict:
    """The one that ends the story's review."""
    [verdict] = [fact.verdict for fact in _story(world, stream) if isinstance(fact, dmp.ReviewConcluded)]
    return verdict


def readings_of_an_access_are_by_others_and_by_different_persons(world: World) -> None:
    for stream, state in _all(world, dmp.KIND):
        said = [
            (recorded.by.id, recorded.fact.verdict)
            for recorded in world.log
            if recorded.stream == stream
            and isinstance(recorded.fact, dmp.BreakGlassReviewed | dmp.ReviewSettled)
        ]
        assert state.subject.practitioner.id not in {by for by, _ in said}
        judges = [by for by, verdict in said if verdict is not dmp.Verdict.TO_CLARIFY]
        assert len(set(judges)) == len(judges) <= 3


def nothing_is_read_after_an_access_expires(world: World) -> None:
    until = {
        recorded.stream: recorded.fact.expires_at
        for recorded in world.log
        if isinstance(recorded.fact, dmp.AccessGranted | dmp.BreakGlassInvoked | dmp.AccessContinued)
    }
    for recorded in world.log:
        if isinstance(recorded.fact, dmp.DocumentConsulted | dmp.DocumentsSearched):
            assert recorded.at < until[recorded.stream]
    for stream, end in until.items():
        state = world.state(stream)
        if isinstance(state, Open | OpenByBreakGlass) and world.at >= end:
            read = ConsultDocument(access=stream.id, document="D1", title="compte rendu")
            with pytest.raises(Refusal):
                world.decided(read, state.subject.practitioner)


def nobody_is_seen_before_consent(world: World) -> None:
    for stream, state in _all(world, visio.KIND):
        story = _story(world, stream)
        consent = [isinstance(fact, visio.ConsentGiven) for fact in story]
        joins = [place for place, fact in enumerate(story) if isinstance(fact, visio.ParticipantJoined)]
        assert all(any(consent[:place]) for place in joins)
        assert any(consent) or not isinstance(state, Consented | Live | Degraded | AudioOnly)


def a_file_is_not_completed_while_a_team_is_out(world: World) -> None:
    over_ = {
        name.id
        for name, state in _all(world, call.KIND)
        if isinstance(state, Completed | Validated | CallClosed)
    }
    for _, state in _all(world, mission.KIND):
        if state.task.call in over_:
            assert isinstance(state, Closed | Cancelled)


INVARIANTS = (
    each_team_is_on_one_mission_that_agrees,
    a_busy_team_is_never_reassigned,
    nothing_follows_the_end_of_a_mission,
    a_mission_is_ordered_by_a_doctor_or_under_their_signature,
    a_broken_glass_is_reviewed_or_still_waits_for_it,
    readings_of_an_access_are_by_others_and_by_different_persons,
    nothing_is_read_after_an_access_expires,
    nobody_is_seen_before_consent,
    a_file_is_not_completed_while_a_team_is_out,
)


def _all(world: World, kind: str) -> list[tuple[StreamId, Any]]:
    return [(stream, state) for stream, state in world.states.items() if stream.kind == kind]


def _story(world: World, stream: StreamId) -> list[Fact]:
    return [recorded.fact for recorded in world.log if recorded.stream == stream]


def an_ins_leaves_for_a_qualified_identity_only(world: World, recorded: Recorded[Fact]) -> None:
    """Checked as it happens: the identity may change later."""
    if isinstance(recorded.fact, dmp.AccessRequested):
        patient = world.state(StreamId(call.KIND, recorded.fact.call)).file.patients[recorded.fact.patient]
        assert patient.status is InsStatus.QUALIFIED
        assert patient.ins == recorded.fact.ins


def steps(night: Night, number: int) -> set[str]:
    """Let things happen, checking what can be checked at once. The names of the facts that happened."""
    happened: set[str] = set()
    for _ in range(number):
        for recorded in night.step():
            an_ins_leaves_for_a_qualified_identity_only(night.world, recorded)
            happened.add(type(recorded.fact).__name__)
            if recorded.stream.kind == team.KIND:
                each_team_is_on_one_mission_that_agrees(night.world)
    for invariant in INVARIANTS:
        invariant(night.world)
    return happened


@settings(max_examples=100, deadline=None)
@over(st.data())
def test_no_schedule_breaks_an_invariant(data: st.DataObject) -> None:
    night = Night(lambda options: options[data.draw(st.integers(0, len(options) - 1))])
    for name in night.calls[:2]:
        night.needs_a_team(name)
    for name in TEAMS[:2]:
        night.world.execute(sample.team_commands(name)[0], NURSE)
    steps(night, data.draw(st.integers(1, 60)))


MUST_HAPPEN = {
    *("MissionOrdered", "TeamDeclined", "MissionClosed", "MissionCancelled", "CallCompleted"),
    *("BreakGlassInvoked", "BreakGlassReviewed", "DocumentConsulted", "ParticipantJoined"),
}
"""Without these an invariant says nothing."""


def test_no_long_night_breaks_an_invariant() -> None:
    unseen = set(MUST_HAPPEN)
    for seed in range(30):
        random = Random(seed)
        unseen -= steps(Night(random.choice), 500)
        if seed >= 3 and not unseen:
            return
    pytest.fail(f"never seen: {unseen}")

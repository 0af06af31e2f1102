"""A call corrected after its mission was asked for: the mission follows until its team is there."""

import pytest
from msgspec.structs import replace

from domain.fact import Actor, Fact
from domain.house import AnyCommand
from domain.mission import facts as f
from domain.mission.commands import OrderMission, ProposeTeams, ReviseMission
from domain.mission.refusals import MissionOver, ProposalOutdated
from domain.mission.states import (
    Alerted,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    OnScene,
    Ordered,
    Requested,
)
from domain.mobile_team.states import Available
from domain.proposal import Move
from domain.refusals import NotFound, RoleNotAllowed
from domain.regulation_call import commands as c
from domain.regulation_call import facts as call
from domain.regulation_call.states import InRegulation
from domain.vocabulary import Place, Position, Priority
from tests.builders import ARM, DOCTOR, MACHINE, NEEDS, NURSE, PLACE, a_call, a_mission, a_proposal, a_team
from tests.spec import given
from tests.world import World

ELSEWHERE = Place(label="12 rue Basse, Dole", position=Position(47.09, 5.49), insee="39198")
URGENT = ReviseMission(mission="M1", priority=Priority.P0)
MOVED = ReviseMission(mission="M1", place=ELSEWHERE)
WITH_A_MISSION = a_call(
    InRegulation,
    call.InterventionDecided(mission="M2", needs=NEEDS, priority=Priority.P1, place=PLACE),
    call.InterventionDecided(mission="M1", needs=NEEDS, priority=Priority.P1, place=PLACE),
    call.InterventionDecided(mission="M0", needs=NEEDS, priority=Priority.P1, place=PLACE),
    call.InterventionConcluded(mission="M0"),
)
before_arrival = pytest.mark.parametrize("until", [Requested, Ordered, Alerted, EnRoute])


@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (
            c.AssignPriority(call="C1", priority=Priority.P0),
            call.PriorityRevised(priority=Priority.P0, was=Priority.P1, missions=("M1", "M2")),
        ),
        (
            c.LocateCall(call="C1", place=ELSEWHERE),
            call.CallLocated(place=ELSEWHERE, missions=("M1", "M2")),
        ),
    ],
    ids=["priority", "place"],
)
def test_a_call_corrected_names_its_missions_still_out(command: AnyCommand, fact: Fact) -> None:
    given(WITH_A_MISSION).when(command, by=ARM).then(fact)


def test_a_shared_file_corrected_names_them_too() -> None:
    command = c.ImportFile(call="C1", national_id="fr.x.1", priority=Priority.P0, place=ELSEWHERE)
    given(WITH_A_MISSION).when(command, by=MACHINE).then(
        call.CallLocated(place=ELSEWHERE, missions=("M1", "M2")),
        call.PriorityRevised(priority=Priority.P0, was=Priority.P1, missions=("M1", "M2")),
    )


@before_arrival
def test_a_mission_follows_its_call_until_the_team_is_there(until: type) -> None:
    given(a_mission(until)).when(URGENT, by=MACHINE).then(f.MissionRevised(priority=Priority.P0))
    given(a_mission(until)).when(MOVED, by=MACHINE).then(f.MissionRevised(place=ELSEWHERE))


@pytest.mark.parametrize("until", [OnScene, InCare, HandedOver])
def test_nothing_is_revised_once_the_team_is_there(until: type) -> None:
    given(a_mission(until)).when(URGENT, by=MACHINE).then_nothing()


def test_a_mission_that_is_over_stays_as_it_was() -> None:
    given(a_mission(Closed)).when(URGENT, by=MACHINE).then_refused(MissionOver)
    given().when(URGENT, by=MACHINE).then_refused(NotFound)


@before_arrival
def test_what_a_mission_knows_already_changes_nothing(until: type) -> None:
    same = ReviseMission(mission="M1", priority=Priority.P1, place=PLACE)
    given(a_mission(until)).when(same, by=MACHINE).then_nothing()
    both = ReviseMission(mission="M1", priority=Priority.P1, place=ELSEWHERE)
    given(a_mission(until)).when(both, by=MACHINE).then(f.MissionRevised(place=ELSEWHERE))


@pytest.mark.parametrize("by", [DOCTOR, ARM, NURSE], ids=lambda by: by.role.name)
def test_people_correct_calls_and_machines_revise_missions(by: Actor) -> None:
    given(a_mission(Requested)).when(URGENT, by=by).then_refused(RoleNotAllowed)


@before_arrival
def test_what_persons_want_of_its_teams_stays_and_the_proposal_does_not(until: type) -> None:
    before = a_mission(
        until,
        f.TeamForbidden(team="T3", reason="conflit"),
        f.TeamForced(team="T2", reason="connue"),
        f.TeamsProposed(proposal=a_proposal("T2")),
    )
    after = before.then(f.MissionRevised(priority=Priority.P0, place=ELSEWHERE)).state
    assert after.task.priority is Priority.P0
    assert after.task.place == ELSEWHERE
    assert (after.task.forced, after.task.forbidden) == ("T2", frozenset({"T3"}))
    assert after.shown is None
    assert type(after) is until


def test_nobody_is_ordered_on_what_was_proposed_for_the_wrong_place() -> None:
    past = a_mission(
        Requested, f.TeamsProposed(proposal=a_proposal()), f.MissionRevised(place=ELSEWHERE), name="M1"
    )
    command = OrderMission(mission="M1", team="T1", solve_id="solve-1")
    given(past, a_team(Available)).when(command).then_refused(ProposalOutdated)


def test_teams_set_aside_by_a_person_wait_for_that_person_and_changes_of_teams_do_not() -> None:
    """A standing order never overtakes a person; a crew closer to what is now a P0 is shown all the same."""
    aside, revised = f.ProposalSetAside(why="attendre"), f.MissionRevised(priority=Priority.P0)
    assert a_mission(Requested, f.TeamsProposed(proposal=a_proposal()), aside, revised).state.task.set_aside
    assert not a_mission(EnRoute, aside, revised).state.task.set_aside


def test_the_crew_ordered_after_a_correction_has_the_time_of_the_new_priority() -> None:
    world = World()
    pasts = (WITH_A_MISSION, a_mission(Requested), a_team(Available))
    world.states = {past.stream: past.state for past in pasts}
    world.execute(c.AssignPriority(call="C1", priority=Priority.P0), ARM)
    revised, *_ = world.reactions
    world.execute(revised, MACHINE)
    (ordered, _) = world.execute(OrderMission(mission="M1", team="T1"), DOCTOR)
    assert isinstance(ordered.fact, f.MissionOrdered)
    assert ordered.fact.acknowledge_by is not None
    assert (ordered.fact.acknowledge_by - world.at).total_seconds() == 30


def test_a_change_of_teams_proposed_before_is_off_the_screen_and_may_be_proposed_anew() -> None:
    change = replace(a_proposal("T2"), moves=(Move(mission="M1", before="T1", after="T2"),))
    past = a_mission(EnRoute, f.ReassignmentProposed(proposal=change))
    again = ProposeTeams(mission="M1", proposal=change)
    given(past).when(again, by=MACHINE).then_nothing()
    revised = past.then(f.MissionRevised(priority=Priority.P3))
    given(revised).when(again, by=MACHINE).then(f.ReassignmentProposed(proposal=change))

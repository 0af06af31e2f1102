"""The machine proposes another team than the one on its way; a person orders it, or sets it aside."""

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.mission import facts as f
from domain.mission.commands import DropReassignment, ProposeTeams, SetProposalAside
from domain.mission.refusals import AlreadyOrdered, MissionOver, ProposalOutdated
from domain.mission.states import Alerted, Closed, EnRoute, OnScene, Ordered, Requested
from domain.proposal import Move, Proposal
from domain.refusals import NotFound, RoleNotAllowed
from tests.builders import DOCTOR, MACHINE, NURSE, a_mission, a_proposal
from tests.spec import given

MOVE = Move(mission="M1", before="T1", after="T2")
PROPOSAL = replace(a_proposal("T2"), moves=(MOVE,))
PROPOSED = f.ReassignmentProposed(proposal=PROPOSAL)
DROP = DropReassignment(mission="M1", solve_id="solve-1")
ASIDE = SetProposalAside(mission="M1", why="elle est presque arrivée")
BEFORE_ARRIVAL = pytest.mark.parametrize("until", [Ordered, Alerted, EnRoute])


def propose(proposal: Proposal) -> ProposeTeams:
    return ProposeTeams(mission="M1", proposal=proposal)


@BEFORE_ARRIVAL
def test_another_team_is_proposed_until_the_first_has_arrived(until: type) -> None:
    past = a_mission(until)
    given(past).when(propose(PROPOSAL), by=MACHINE).then(PROPOSED)
    assert past.then(PROPOSED).state.shown.moves == (MOVE,)


def test_the_same_moves_again_are_nothing_new() -> None:
    again = replace(PROPOSAL, solve_id="solve-2", objective=1.0)
    given(a_mission(EnRoute, PROPOSED)).when(propose(again), by=MACHINE).then_nothing()
    assert a_mission(EnRoute, PROPOSED).state.shown.solve_id == "solve-1"


def test_other_moves_are_something_new() -> None:
    other = replace(PROPOSAL, moves=(MOVE, Move(mission="M2", before="T2", after="T1")))
    given(a_mission(EnRoute, PROPOSED)).when(propose(other), by=MACHINE).then(
        f.ReassignmentProposed(proposal=other)
    )


def test_a_team_reserved_is_something_new_on_a_mission_that_waits() -> None:
    shown = a_mission(Requested, f.TeamsProposed(proposal=a_proposal(None)))
    reserved = replace(a_proposal(None), reserved="T5")
    given(shown).when(propose(reserved), by=MACHINE).then(f.TeamsProposed(proposal=reserved))
    given(shown.then(f.TeamsProposed(proposal=reserved))).when(propose(reserved), by=MACHINE).then_nothing()


def test_a_mission_with_its_team_takes_no_proposal_without_moves() -> None:
    given(a_mission(EnRoute)).when(propose(a_proposal("T2")), by=MACHINE).then_refused(AlreadyOrdered)


@pytest.mark.parametrize(
    "moves",
    [(replace(MOVE, before="T3"),), (replace(MOVE, before=None),), (replace(MOVE, mission="M2"),)],
    ids=["another team", "nobody", "another mission"],
)
def test_a_proposal_about_another_state_of_things_is_outdated(moves: tuple[Move, ...]) -> None:
    given(a_mission(EnRoute)).when(propose(replace(PROPOSAL, moves=moves)), by=MACHINE).then_refused(
        ProposalOutdated
    )


def test_a_reassignment_proposed_for_a_mission_that_waits_again_is_outdated() -> None:
    waits = a_mission(Ordered, f.TeamDeclined(team="T1", why="panne"))
    given(waits).when(propose(PROPOSAL), by=MACHINE).then_refused(ProposalOutdated)


def test_a_reassignment_no_longer_worth_it_is_dropped() -> None:
    past = a_mission(EnRoute, PROPOSED)
    dropped = f.ReassignmentDropped(solve_id="solve-1")
    given(past).when(DROP, by=MACHINE).then(dropped)
    assert past.then(dropped).state == a_mission(EnRoute).state


@pytest.mark.parametrize("until", [Requested, EnRoute])
def test_there_is_nothing_to_drop_where_nothing_is_shown(until: type) -> None:
    given(a_mission(until)).when(DROP, by=MACHINE).then_nothing()


def test_a_newer_reassignment_is_not_dropped() -> None:
    newer = f.ReassignmentProposed(proposal=replace(PROPOSAL, solve_id="solve-2"))
    given(a_mission(EnRoute, newer)).when(DROP, by=MACHINE).then_nothing()


def test_a_proposal_of_a_mission_that_waits_is_not_dropped() -> None:
    given(a_mission(Requested, f.TeamsProposed(proposal=PROPOSAL))).when(DROP, by=MACHINE).then_nothing()


@BEFORE_ARRIVAL
def test_a_person_sets_a_reassignment_aside_and_the_team_goes_on(until: type) -> None:
    past = a_mission(until, PROPOSED)
    aside = f.ProposalSetAside(why=ASIDE.why)
    given(past).when(ASIDE).then(aside)
    state = past.then(aside).state
    assert (type(state), state.team, state.shown) == (until, "T1", None)


@BEFORE_ARRIVAL
def test_there_is_nothing_to_set_aside_where_nothing_is_proposed(until: type) -> None:
    given(a_mission(until)).when(ASIDE).then_refused(AlreadyOrdered)


def test_a_reassignment_is_shown_from_the_alert_to_the_arrival() -> None:
    past = a_mission(Ordered, PROPOSED)
    for fact in (f.TeamAlerted(), f.TeamAcknowledged(), f.TeamDeparted()):
        past = past.then(fact)
        assert past.state.shown.solve_id == "solve-1"
    assert not hasattr(past.then(f.TeamArrived()).state, "shown")


def test_a_team_that_has_arrived_or_a_mission_that_is_over_takes_no_proposal() -> None:
    given(a_mission(OnScene)).when(propose(PROPOSAL), by=MACHINE).then_refused(AlreadyOrdered)
    given(a_mission(Closed)).when(propose(PROPOSAL), by=MACHINE).then_refused(MissionOver)
    given().when(DROP, by=MACHINE).then_refused(NotFound)


@pytest.mark.parametrize("by", [DOCTOR, NURSE], ids=lambda by: by.role.name)
def test_only_the_machine_drops_what_it_proposed(by: Actor) -> None:
    given(a_mission(EnRoute, PROPOSED)).when(DROP, by=by).then_refused(RoleNotAllowed)

"""A mission before its order: requested, proposed, set aside. And the doctor's destination."""

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import AlreadyOrdered, MissionOver
from domain.mission.states import (
    Alerted,
    AtDestination,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    InTransit,
    OnScene,
    Ordered,
    Requested,
    Transporting,
)
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, RoleNotAllowed
from domain.vocabulary import OrientationType, Priority
from tests.builders import ARM, DOCTOR, MACHINE, NEEDS, NURSE, PLACE, Past, a_mission, a_proposal
from tests.spec import given

REQUEST = c.RequestMission(mission="M1", call="C1", priority=Priority.P1, place=PLACE, needs=NEEDS)
PROPOSE = c.ProposeTeams(mission="M1", proposal=a_proposal())
ASIDE = c.SetProposalAside(mission="M1", why="aucune ne convient")
ASSIGN = c.AssignDestination(mission="M1", orientation=OrientationType.EMERGENCY_DEPARTMENT, destination="CH")
PROPOSED = a_mission(Requested, f.TeamsProposed(proposal=a_proposal()))
CANCELLED = a_mission(Requested, f.MissionCancelled(call="C1", why="erreur"))
OVER = pytest.mark.parametrize("past", [a_mission(Closed), CANCELLED], ids=["closed", "cancelled"])


def test_a_need_of_a_call_is_requested_as_a_mission() -> None:
    requested = f.MissionRequested(call="C1", priority=Priority.P1, place=PLACE, needs=NEEDS)
    given().when(REQUEST, by=MACHINE).then(requested)


@pytest.mark.parametrize("past", [a_mission(Requested), a_mission(EnRoute), a_mission(Closed), CANCELLED])
def test_a_mission_is_requested_once(past: Past) -> None:
    given(past).when(REQUEST, by=MACHINE).then_refused(AlreadyExists)


@pytest.mark.parametrize("by", [DOCTOR, ARM, NURSE], ids=lambda by: by.role.name)
def test_people_decide_interventions_and_machines_request_missions(by: Actor) -> None:
    given().when(REQUEST, by=by).then_refused(RoleNotAllowed)


def test_what_the_machine_proposes_is_kept_with_what_it_showed() -> None:
    given(a_mission(Requested)).when(PROPOSE, by=MACHINE).then(f.TeamsProposed(proposal=a_proposal()))


def test_the_same_teams_in_the_same_order_are_nothing_new() -> None:
    again = replace(PROPOSE, proposal=a_proposal(solve_id="solve-2"))
    given(PROPOSED).when(again, by=MACHINE).then_nothing()


def test_another_team_first_is_a_new_proposal() -> None:
    other = a_proposal("T2", "solve-2")
    given(PROPOSED).when(replace(PROPOSE, proposal=other), by=MACHINE).then(f.TeamsProposed(proposal=other))


def test_nobody_fit_is_an_answer_and_is_kept() -> None:
    nobody = replace(a_proposal(None), ranked=())
    command = replace(PROPOSE, proposal=nobody)
    given(a_mission(Requested)).when(command, by=MACHINE).then(f.TeamsProposed(proposal=nobody))
    given(a_mission(Requested, f.TeamsProposed(proposal=nobody))).when(command, by=MACHINE).then_nothing()


@pytest.mark.parametrize("until", [Ordered, EnRoute, InCare])
@pytest.mark.parametrize("command", [PROPOSE, ASIDE], ids=["propose", "set aside"])
def test_a_mission_with_its_team_takes_no_proposal(until: type, command: AnyCommand) -> None:
    by = MACHINE if isinstance(command, c.ProposeTeams) else DOCTOR
    given(a_mission(until)).when(command, by=by).then_refused(AlreadyOrdered)


def test_no_person_writes_in_the_name_of_the_solver() -> None:
    given(a_mission(Requested)).when(PROPOSE, by=DOCTOR).then_refused(RoleNotAllowed)


def test_a_doctor_sets_a_proposal_aside_and_says_why() -> None:
    given(PROPOSED).when(ASIDE).then(f.ProposalSetAside(why="aucune ne convient"))


def test_where_nothing_was_proposed_nothing_is_set_aside() -> None:
    given(a_mission(Requested)).when(ASIDE).then_nothing()


def test_a_proposal_set_aside_may_be_made_again() -> None:
    past = PROPOSED.then(f.ProposalSetAside(why="aucune ne convient"))
    given(past).when(PROPOSE, by=MACHINE).then(f.TeamsProposed(proposal=a_proposal()))


def test_an_arm_sets_no_proposal_aside() -> None:
    given(PROPOSED).when(ASIDE, by=ARM).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("until", [OnScene, InCare, Transporting, InTransit])
def test_a_doctor_says_where_a_patient_in_care_goes(until: type) -> None:
    assigned = f.DestinationAssigned(orientation=OrientationType.EMERGENCY_DEPARTMENT, destination="CH")
    given(a_mission(until)).when(ASSIGN).then(assigned)


@pytest.mark.parametrize("until", [Requested, Ordered, Alerted, EnRoute, AtDestination, HandedOver])
def test_no_patient_in_care_no_destination(until: type) -> None:
    given(a_mission(until)).when(ASSIGN).then_refused(OutOfOrder)


@pytest.mark.parametrize("by", [ARM, NURSE], ids=lambda by: by.role.name)
def test_only_a_doctor_says_where_a_patient_goes(by: Actor) -> None:
    given(a_mission(InCare)).when(ASSIGN, by=by).then_refused(RoleNotAllowed)


AFTER: list[tuple[AnyCommand, Actor]] = [(PROPOSE, MACHINE), (ASIDE, DOCTOR), (ASSIGN, DOCTOR)]
after = pytest.mark.parametrize(("command", "by"), AFTER, ids=["propose", "set aside", "assign"])


@after
def test_an_unknown_mission_does_not_move(command: AnyCommand, by: Actor) -> None:
    given().when(command, by=by).then_refused(NotFound)


@OVER
@after
def test_a_mission_that_is_over_does_not_move(command: AnyCommand, by: Actor, past: Past) -> None:
    given(past).when(command, by=by).then_refused(MissionOver)

"""Missions that change hands before arrival: all of them in one decision, by a named doctor."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain import reassignment
from domain.fact import Act, Actor, Fact
from domain.mission import facts as f
from domain.mission.commands import ReassignTeams
from domain.mission.refusals import (
    AgainstConstraint,
    MissionOver,
    MovesDisagree,
    OrderedByNobody,
    OverrideReasonMissing,
    ProposalOutdated,
    TeamAlreadyEngaged,
    TeamNotAvailable,
    TooLateToMove,
)
from domain.mission.states import Alerted, Closed, EnRoute, InCare, OnScene, Ordered, Requested
from domain.mobile_team.facts import TakenBack, TeamEngaged, TeamRedirected, TeamReleased
from domain.mobile_team.states import Available, Engaged, OffDuty, Unavailable
from domain.proposal import Move
from domain.refusals import NotFound, RoleNotAllowed
from tests.builders import ARM, MACHINE, NOW, NURSE, Past, a_mission, a_proposal, a_team
from tests.spec import given

BY = NOW + timedelta(seconds=60)
WHY = "P0 plus proche"
M1_WAITS = a_mission(Requested)
M2_BY_T1 = a_mission(EnRoute, name="M2")
T1_ON_M2 = a_team(Available, TeamEngaged(mission="M2"))
T2_FREE = a_team(Available, name="T2")
TO_M1 = Move(mission="M1", before=None, after="T1")
FROM_M2 = Move(mission="M2", before="T1", after="T2")
CHAIN = ReassignTeams(moves=(TO_M1, FROM_M2), reason=WHY)
REPLACE = ReassignTeams(moves=(FROM_M2,), reason=WHY)
WITHDRAWN = f.TeamWithdrawn(team="T1", to="M1", instead="T2", why=WHY)


def ordered(team: str) -> f.MissionOrdered:
    return f.MissionOrdered(team=team, reason=WHY, acknowledge_by=BY, acknowledge_within=60)


def test_a_team_on_its_way_goes_where_it_is_needed_more_and_another_takes_its_place() -> None:
    given(M1_WAITS, M2_BY_T1, T1_ON_M2, T2_FREE).when(CHAIN).then(
        ordered("T1"),
        *(WITHDRAWN, ordered("T2")),
        TeamRedirected(mission="M1", from_mission="M2", words=WHY),
        TeamEngaged(mission="M2"),
    )


def test_two_teams_on_their_way_swap() -> None:
    m1 = a_mission(Alerted, name="M1")
    m2 = a_mission(Requested, f.MissionOrdered(team="T2"), name="M2")
    t2 = a_team(Available, TeamEngaged(mission="M2"), name="T2")
    swap = (Move(mission="M1", before="T1", after="T2"), Move(mission="M2", before="T2", after="T1"))
    given(m1, m2, a_team(Engaged), t2).when(ReassignTeams(moves=swap, reason=WHY)).then(
        *(f.TeamWithdrawn(team="T1", to="M2", instead="T2", why=WHY), ordered("T2")),
        *(f.TeamWithdrawn(team="T2", to="M1", instead="T1", why=WHY), ordered("T1")),
        TeamRedirected(mission="M2", from_mission="M1", words=WHY),
        TeamRedirected(mission="M1", from_mission="M2", words=WHY),
    )


@pytest.mark.parametrize("until", [Ordered, Alerted, EnRoute])
def test_an_idle_team_replaces_the_one_on_its_way(until: type) -> None:
    past = a_mission(until, name="M2")
    given(past, T1_ON_M2, T2_FREE).when(REPLACE).then(
        *(replace(WITHDRAWN, to=None), ordered("T2")),
        TeamReleased(mission="M2", taken_back=TakenBack.WITHDRAWN, words=WHY),
        TeamEngaged(mission="M2"),
    )


def test_a_mission_may_lose_its_team_to_another_and_wait() -> None:
    moves = (TO_M1, replace(FROM_M2, after=None))
    given(M1_WAITS, M2_BY_T1, T1_ON_M2).when(ReassignTeams(moves=moves, reason=WHY)).then(
        ordered("T1"),
        replace(WITHDRAWN, instead=None),
        TeamRedirected(mission="M1", from_mission="M2", words=WHY),
    )


def test_a_mission_that_loses_its_team_keeps_its_age_and_counts_the_move() -> None:
    state = M2_BY_T1.then(WITHDRAWN).state
    assert isinstance(state, Requested)
    assert (state.task.moved, state.task.withdrawn) == (1, frozenset({"T1"}))


def test_moves_that_were_proposed_need_no_reason() -> None:
    proposal = replace(a_proposal("T1", "solve-7"), moves=(TO_M1, FROM_M2))
    shown = M1_WAITS.then(f.TeamsProposed(proposal=proposal))
    command = ReassignTeams(moves=(FROM_M2, TO_M1), solve_id="solve-7")
    facts = given(shown, M2_BY_T1, T1_ON_M2, T2_FREE).when(command).facts
    assert f.TeamWithdrawn(team="T1", to="M1", instead="T2", solve_id="solve-7") in facts
    assert f.MissionOrdered(team="T1", solve_id="solve-7", acknowledge_by=BY, acknowledge_within=60) in facts


def test_other_moves_than_those_proposed_need_one() -> None:
    proposal = replace(a_proposal("T1", "solve-7"), moves=(TO_M1, replace(FROM_M2, after=None)))
    shown = M1_WAITS.then(f.TeamsProposed(proposal=proposal))
    past = (shown, M2_BY_T1, T1_ON_M2, T2_FREE)
    given(*past).when(replace(CHAIN, solve_id="solve-7", reason=None)).then_refused(OverrideReasonMissing)
    given(*past).when(replace(CHAIN, reason=" ")).then_refused(OverrideReasonMissing)
    assert given(*past).when(replace(CHAIN, solve_id="solve-7")).refusal is None


def test_an_outdated_screen_moves_nobody() -> None:
    past = (M1_WAITS, M2_BY_T1, T1_ON_M2, T2_FREE)
    given(*past).when(replace(CHAIN, solve_id="solve-7")).then_refused(ProposalOutdated)


@pytest.mark.parametrize(
    "past",
    [
        a_mission(Requested, name="M2"),
        a_mission(Requested, f.MissionOrdered(team="T3"), name="M2"),
        M2_BY_T1.then(WITHDRAWN, f.MissionOrdered(team="T3")),
    ],
    ids=["waits again", "another team", "moved since"],
)
def test_a_mission_that_changed_since_is_not_moved(past: Past) -> None:
    given(past, T1_ON_M2, T2_FREE).when(REPLACE).then_refused(ProposalOutdated)


def test_a_mission_that_got_a_team_since_takes_no_other() -> None:
    given(a_mission(Ordered), M2_BY_T1, T1_ON_M2, T2_FREE).when(CHAIN).then_refused(ProposalOutdated)


def test_a_team_that_is_not_where_the_move_says_is_not_moved() -> None:
    given(M2_BY_T1, a_team(Available), T2_FREE).when(REPLACE).then_refused(ProposalOutdated)


@pytest.mark.parametrize("until", [OnScene, InCare])
def test_a_team_that_has_arrived_is_not_moved(until: type) -> None:
    given(a_mission(until, name="M2"), T1_ON_M2, T2_FREE).when(REPLACE).then_refused(TooLateToMove)


def test_a_held_team_is_not_moved() -> None:
    held = M2_BY_T1.then(f.TeamHeld(team="T1", reason="promis"))
    given(held, T1_ON_M2, T2_FREE).when(REPLACE).then_refused(AgainstConstraint)


@pytest.mark.parametrize(
    "fact",
    [f.TeamForbidden(team="T2", reason="conflit"), f.TeamForced(team="T3", reason="connue")],
    ids=["forbidden", "another forced"],
)
def test_no_move_goes_against_a_constraint(fact: f.MissionFact) -> None:
    given(M2_BY_T1.then(fact), T1_ON_M2, T2_FREE).when(REPLACE).then_refused(AgainstConstraint)


def test_the_forced_team_comes_and_stays_wanted_until_it_is_there() -> None:
    past = M2_BY_T1.then(f.TeamForced(team="T2", reason="connue"))
    facts = given(past, T1_ON_M2, T2_FREE).when(REPLACE).facts
    assert past.then(facts[0], facts[1]).state.task.forced == "T2"


def test_a_person_who_says_why_moves_a_mission_as_often_as_needed() -> None:
    twice = M2_BY_T1.then(WITHDRAWN, f.MissionOrdered(team="T1"), WITHDRAWN, f.MissionOrdered(team="T1"))
    assert twice.state.task.moved == 2
    assert given(twice, T1_ON_M2, T2_FREE).when(REPLACE).refusal is None
    given(twice, T1_ON_M2, T2_FREE).when(replace(REPLACE, reason=" ")).then_refused(OverrideReasonMissing)


@pytest.mark.parametrize(
    ("team", "why"),
    [
        (a_team(Available, TeamEngaged(mission="M3"), name="T2"), TeamAlreadyEngaged),
        (a_team(Unavailable, name="T2"), TeamNotAvailable),
        (a_team(OffDuty, name="T2"), TeamNotAvailable),
    ],
    ids=["elsewhere", "out of service", "off duty"],
)
def test_who_comes_is_free_or_leaves_a_mission_of_the_same_decision(team: Past, why: type) -> None:
    given(M2_BY_T1, T1_ON_M2, team).when(REPLACE).then_refused(why)


@pytest.mark.parametrize(
    "moves",
    [
        (FROM_M2, FROM_M2),
        (FROM_M2, replace(FROM_M2, before="T3", after="T4")),
        (FROM_M2, Move(mission="M1", before="T1", after=None)),
        (FROM_M2, Move(mission="M1", before=None, after="T2")),
        (replace(FROM_M2, after="T1"),),
        (Move(mission="M1", before=None, after=None),),
    ],
    ids=["twice", "one mission", "one team leaves twice", "one team comes twice", "no change", "nobody"],
)
def test_moves_that_disagree_are_refused(moves: tuple[Move, ...]) -> None:
    past = (M1_WAITS, M2_BY_T1, T1_ON_M2, T2_FREE)
    given(*past).when(ReassignTeams(moves=moves, reason=WHY)).then_refused(MovesDisagree)


def test_an_unknown_mission_and_one_that_is_over_are_not_moved() -> None:
    given(T1_ON_M2, T2_FREE).when(REPLACE).then_refused(NotFound)
    over = a_mission(Closed, name="M2")
    given(over, T1_ON_M2, T2_FREE).when(REPLACE).then_refused(MissionOver)


@pytest.mark.parametrize("by", [ARM, NURSE, MACHINE], ids=lambda by: by.role.name)
def test_only_a_doctor_moves_teams(by: Actor) -> None:
    given(M2_BY_T1, T1_ON_M2, T2_FREE).when(REPLACE, by=by).then_refused(RoleNotAllowed)


def test_the_decision_itself_refuses_a_machine_whatever_the_permissions() -> None:
    act = Act(at=NOW, by=MACHINE, command_id="c-1")
    missions, teams = {"M2": M2_BY_T1.state}, {"T1": T1_ON_M2.state, "T2": T2_FREE.state}
    with pytest.raises(OrderedByNobody):
        reassignment.decide(REPLACE, missions, teams, act)


def test_every_stream_named_gets_its_facts() -> None:
    act = Act(at=NOW, by=Actor(ARM.role, "a"), command_id="c-1")
    missions = {"M1": M1_WAITS.state, "M2": M2_BY_T1.state}
    teams = {"T1": T1_ON_M2.state, "T2": T2_FREE.state}
    decided: list[list[Fact]] = [list(facts) for facts in reassignment.decide(CHAIN, missions, teams, act)]
    assert len(decided) == 4
    assert all(decided)

"""What the machine orders alone: the team it proposed, under a rule in force, where no person has a say."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.mission import facts as f
from domain.mission.commands import OrderUnderStandingOrder
from domain.mission.refusals import (
    AgainstConstraint,
    AlreadyOrdered,
    AwaitsAPerson,
    MissionOver,
    NotCovered,
    NotTheProposedTeam,
    ProposalOutdated,
    TeamAlreadyEngaged,
    TeamNotAvailable,
)
from domain.mission.states import Requested
from domain.mobile_team.facts import TeamEngaged
from domain.mobile_team.states import Available, Unavailable
from domain.proposal import Move
from domain.refusals import NotFound, RoleNotAllowed
from domain.regulation_call.facts import PriorityRevised
from domain.regulation_call.states import Decided
from domain.standing_order.facts import StandingOrderRevoked, StandingOrderUsed
from domain.vocabulary import Priority, Role
from tests.builders import A_DAY, DOCTOR, MACHINE, NOW, PEOPLE, Past, a_call, a_mission, a_proposal, a_team
from tests.domain.test_standing_order import IN_FORCE, SIGNED
from tests.spec import given

COMMAND = OrderUnderStandingOrder(
    mission="M1", call="C1", team="T1", standing_order="SO1", solve_id="solve-1"
)
RULE = Past(IN_FORCE.stream, (replace(SIGNED, estimated_allowed=True),))
FREE = a_team(Available)
PROPOSAL = a_proposal("T1")
EXPIRED = f.AlertExpired(team="T9", after_seconds=120)


def waiting(*facts: f.MissionFact, priority: Priority = Priority.P2) -> Past:
    first, *_ = a_mission(Requested).facts
    assert isinstance(first, f.MissionRequested)
    return Past(a_mission(Requested).stream, (replace(first, priority=priority), *facts))


PROPOSED = waiting(f.TeamsProposed(proposal=PROPOSAL))


@pytest.mark.parametrize("priority", [Priority.P2, Priority.P3])
def test_the_machine_orders_what_it_proposed_and_cites_the_rule_and_who_signed(priority: Priority) -> None:
    past = waiting(f.TeamsProposed(proposal=PROPOSAL), priority=priority)
    given(past, FREE, RULE).when(COMMAND, by=MACHINE).then(
        f.MissionOrdered(
            team="T1",
            solve_id="solve-1",
            acknowledge_by=NOW + timedelta(seconds=120),
            acknowledge_within=120,
            standing_order="SO1",
            signed_by=DOCTOR.id,
        ),
        TeamEngaged(mission="M1"),
        StandingOrderUsed(mission="M1", team="T1"),
    )


@pytest.mark.parametrize(
    "by", [each for each in PEOPLE if each.role is not Role.SYSTEM], ids=lambda by: by.id
)
def test_no_person_hides_behind_a_rule(by: Actor) -> None:
    given(PROPOSED, FREE, RULE).when(COMMAND, by=by).then_refused(RoleNotAllowed)


@pytest.mark.parametrize("priority", [Priority.P0, Priority.P1, Priority.NOT_REGULATED])
def test_no_rule_covers_what_is_urgent(priority: Priority) -> None:
    past = waiting(f.TeamsProposed(proposal=PROPOSAL), priority=priority)
    given(past, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(NotCovered)


@pytest.mark.parametrize("priority", [Priority.P0, Priority.P1])
def test_a_call_that_has_become_urgent_since_awaits_a_person(priority: Priority) -> None:
    call = a_call(Decided, PriorityRevised(priority=priority, was=Priority.P2))
    given(PROPOSED, FREE, RULE, call).when(COMMAND, by=MACHINE).then_refused(NotCovered)


def test_a_call_revised_within_the_rule_is_covered_still() -> None:
    call = a_call(Decided, PriorityRevised(priority=Priority.P3, was=Priority.P2))
    assert given(PROPOSED, FREE, RULE, call).when(COMMAND, by=MACHINE).facts


def test_a_rule_is_not_asked_beside_another_call() -> None:
    command = replace(COMMAND, call="C2")
    given(PROPOSED, FREE, RULE).when(command, by=MACHINE).then_refused(NotCovered)


def test_a_rule_about_p3_does_not_cover_p2() -> None:
    rule = Past(RULE.stream, (replace(SIGNED, priorities=frozenset({Priority.P3}), estimated_allowed=True),))
    given(PROPOSED, FREE, rule).when(COMMAND, by=MACHINE).then_refused(NotCovered)


@pytest.mark.parametrize("at", [NOW - timedelta(seconds=1), NOW + 7 * A_DAY], ids=["before", "after"])
def test_a_rule_orders_nothing_outside_its_dates(at: datetime) -> None:
    given(PROPOSED, FREE, RULE).when(COMMAND, by=MACHINE, at=at).then_refused(NotCovered)


def test_a_rule_revoked_or_never_signed_orders_nothing() -> None:
    revoked = RULE.then(StandingOrderRevoked(why="fin"))
    given(PROPOSED, FREE, revoked).when(COMMAND, by=MACHINE).then_refused(NotCovered)
    given(PROPOSED, FREE).when(COMMAND, by=MACHINE).then_refused(NotFound)


def test_a_team_beyond_its_reach_is_not_ordered() -> None:
    rule = Past(RULE.stream, (replace(SIGNED, max_eta=599, estimated_allowed=True),))
    given(PROPOSED, FREE, rule).when(COMMAND, by=MACHINE).then_refused(NotCovered)


def test_an_estimate_needs_a_rule_that_allows_it() -> None:
    given(PROPOSED, FREE, IN_FORCE).when(COMMAND, by=MACHINE).then_refused(NotCovered)
    known = replace(PROPOSAL, ranked=(replace(PROPOSAL.ranked[0], estimated=False),))
    past = waiting(f.TeamsProposed(proposal=known))
    assert given(past, FREE, IN_FORCE).when(COMMAND, by=MACHINE).refusal is None


@pytest.mark.parametrize(
    "past",
    [
        waiting(),
        waiting(f.TeamsProposed(proposal=a_proposal("T1", "solve-0"))),
        waiting(f.TeamsProposed(proposal=PROPOSAL), f.TeamsProposed(proposal=a_proposal("T2", "solve-2"))),
    ],
    ids=["never proposed", "another solve", "proposed anew"],
)
def test_only_the_proposal_on_the_screen_is_ordered(past: Past) -> None:
    given(past, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(ProposalOutdated)


def test_only_the_team_proposed_is_ordered() -> None:
    other = a_team(Available, name="T2")
    given(PROPOSED, other, RULE).when(replace(COMMAND, team="T2"), by=MACHINE).then_refused(
        NotTheProposedTeam
    )
    nobody = waiting(f.TeamsProposed(proposal=a_proposal(None)))
    given(nobody, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(NotTheProposedTeam)


def test_the_machine_moves_nobody() -> None:
    moves = (Move(mission="M1", before=None, after="T1"), Move(mission="M2", before="T1", after=None))
    past = waiting(f.TeamsProposed(proposal=replace(PROPOSAL, moves=moves)))
    given(past, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(NotTheProposedTeam)


@pytest.mark.parametrize(
    "fact",
    [f.TeamForbidden(team="T1", reason="conflit"), f.TeamForced(team="T2", reason="connue")],
    ids=["forbidden", "another forced"],
)
def test_the_machine_goes_against_no_constraint(fact: f.MissionFact) -> None:
    given(PROPOSED.then(fact), FREE, RULE).when(COMMAND, by=MACHINE).then_refused(AgainstConstraint)


def test_a_team_that_a_person_forced_may_be_ordered() -> None:
    past = PROPOSED.then(f.TeamForced(team="T1", reason="connue"))
    assert given(past, FREE, RULE).when(COMMAND, by=MACHINE).refusal is None


def test_what_a_person_set_aside_is_theirs_to_order() -> None:
    past = PROPOSED.then(f.ProposalSetAside(why="attendre"), f.TeamsProposed(proposal=PROPOSAL))
    given(past, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(AwaitsAPerson)


def test_after_two_silences_a_person_orders() -> None:
    once = waiting(EXPIRED, f.TeamsProposed(proposal=PROPOSAL))
    assert given(once, FREE, RULE).when(COMMAND, by=MACHINE).refusal is None
    twice = waiting(EXPIRED, EXPIRED, f.TeamsProposed(proposal=PROPOSAL))
    given(twice, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(AwaitsAPerson)


def test_a_team_elsewhere_or_out_of_service_is_not_ordered() -> None:
    elsewhere = a_team(Available, TeamEngaged(mission="M2"))
    given(PROPOSED, elsewhere, RULE).when(COMMAND, by=MACHINE).then_refused(TeamAlreadyEngaged)
    given(PROPOSED, a_team(Unavailable), RULE).when(COMMAND, by=MACHINE).then_refused(TeamNotAvailable)


def test_a_mission_with_a_team_or_over_is_not_ordered() -> None:
    manned = PROPOSED.then(f.MissionOrdered(team="T2"))
    given(manned, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(AlreadyOrdered)
    over = PROPOSED.then(f.MissionCancelled(call="C1", why="erreur"))
    given(over, FREE, RULE).when(COMMAND, by=MACHINE).then_refused(MissionOver)
    given(FREE, RULE).when(COMMAND, by=MACHINE).then_refused(NotFound)

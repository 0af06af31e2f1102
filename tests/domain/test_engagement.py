"""What a mission and its team decide together: order, decline, close, cancel."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain import engagement
from domain.fact import Act, Actor
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import (
    AlreadyOrdered,
    MissionOver,
    NotThisTeam,
    OrderedByNobody,
    OverrideReasonMissing,
    PatientStillInCare,
    ProposalOutdated,
    TeamAlreadyEngaged,
    TeamNotAvailable,
    TooLateToCancel,
)
from domain.mission.states import (
    Alerted,
    AtDestination,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    InTransit,
    Left,
    OnScene,
    Ordered,
    Requested,
    Returning,
    Transporting,
)
from domain.mobile_team.facts import TeamEngaged, TeamReleased
from domain.mobile_team.states import Available, Engaged, OffDuty, Unavailable
from domain.refusals import NotFound, OutOfOrder, RoleNotAllowed
from tests.builders import (
    ARM,
    AUDITOR,
    CALLER,
    DOCTOR,
    MACHINE,
    NOW,
    NURSE,
    Past,
    a_mission,
    a_proposal,
    a_team,
)
from tests.spec import given

ORDER = c.OrderMission(mission="M1", team="T1")
DECLINE = c.DeclineMission(mission="M1", team="T1", why="véhicule en panne")
CLOSE = c.CloseMission(mission="M1", team="T1")
CANCEL = c.CancelMission(mission="M1", team="T1", why="le patient est parti")
CANCEL_ALONE = c.CancelMission(mission="M1", why="le patient est parti")
CANCELLED = a_mission(Requested, f.MissionCancelled(call="C1", why="le patient est parti"))
ORDERED = f.MissionOrdered(team="T1", acknowledge_by=NOW + timedelta(seconds=60), acknowledge_within=60)
RELEASED = TeamReleased(mission="M1")

WAITING = a_mission(Requested)
PROPOSED = a_mission(Requested, f.TeamsProposed(proposal=a_proposal("T1")))
FREE = a_team(Available)
OTHER = a_team(Available, name="T2")
BUSY = a_team(Engaged)

BEFORE_ARRIVAL = [Ordered, Alerted, EnRoute]
WITH_PATIENT = [OnScene, InCare, Transporting, InTransit, AtDestination]
AFTER_CARE = [HandedOver, Left, Returning]


def test_a_doctor_sends_a_free_team_and_both_know_it() -> None:
    given(WAITING, FREE).when(ORDER).then(ORDERED, TeamEngaged(mission="M1"))


def test_a_doctor_follows_the_proposal_on_the_screen() -> None:
    command = replace(ORDER, solve_id="solve-1")
    ordered = replace(ORDERED, solve_id="solve-1")
    given(PROPOSED, FREE).when(command).then(ordered, TeamEngaged(mission="M1"))


def test_a_doctor_sends_another_team_than_the_proposed_one_and_says_why() -> None:
    command = c.OrderMission(mission="M1", team="T2", solve_id="solve-1", reason="connaît le patient")
    ordered = replace(ORDERED, team="T2", solve_id="solve-1", reason="connaît le patient")
    given(PROPOSED, OTHER).when(command).then(ordered, TeamEngaged(mission="M1"))


@pytest.mark.parametrize("reason", [None, "  "], ids=["nothing", "blanks"])
@pytest.mark.parametrize("solve_id", [None, "solve-1"])
def test_another_team_without_reason_is_refused(reason: str | None, solve_id: str | None) -> None:
    command = c.OrderMission(mission="M1", team="T2", solve_id=solve_id, reason=reason)
    given(PROPOSED, OTHER).when(command).then_refused(OverrideReasonMissing)


def test_a_team_sent_where_nobody_was_proposed_needs_a_reason() -> None:
    past = a_mission(Requested, f.TeamsProposed(proposal=a_proposal(None)))
    given(past, FREE).when(replace(ORDER, solve_id="solve-1")).then_refused(OverrideReasonMissing)


@pytest.mark.parametrize("past", [WAITING, PROPOSED], ids=["never proposed", "proposed anew"])
def test_an_outdated_screen_orders_nothing(past: Past) -> None:
    given(past, FREE).when(replace(ORDER, solve_id="solve-0")).then_refused(ProposalOutdated)


def test_a_proposal_set_aside_is_outdated() -> None:
    past = PROPOSED.then(f.ProposalSetAside(why="aucune ne convient"))
    given(past, FREE).when(replace(ORDER, solve_id="solve-1")).then_refused(ProposalOutdated)


def test_a_team_on_another_mission_is_never_reassigned() -> None:
    elsewhere = a_team(Available, TeamEngaged(mission="M2"))
    given(WAITING, elsewhere).when(ORDER).then_refused(TeamAlreadyEngaged)


@pytest.mark.parametrize("until", [Unavailable, OffDuty])
def test_a_team_that_cannot_be_sent_is_not_sent(until: type) -> None:
    given(WAITING, a_team(until)).when(ORDER).then_refused(TeamNotAvailable)


@pytest.mark.parametrize("until", BEFORE_ARRIVAL + WITH_PATIENT + AFTER_CARE)
def test_a_mission_takes_one_team(until: type) -> None:
    given(a_mission(until), BUSY, OTHER).when(replace(ORDER, team="T2")).then_refused(AlreadyOrdered)


@pytest.mark.parametrize("by", [ARM, NURSE, MACHINE], ids=lambda by: by.role.name)
def test_only_a_doctor_orders(by: Actor) -> None:
    given(WAITING, FREE).when(ORDER, by=by).then_refused(RoleNotAllowed)


def test_the_decision_itself_refuses_a_machine_whatever_the_permissions() -> None:
    act = Act(at=NOW, by=MACHINE, command_id="c-1")
    with pytest.raises(OrderedByNobody):
        engagement.order(ORDER, WAITING.state, FREE.state, act)


@pytest.mark.parametrize("until", [Ordered, Alerted])
@pytest.mark.parametrize("by", [NURSE, ARM], ids=lambda by: by.role.name)
def test_a_crew_that_cannot_go_is_free_and_the_mission_waits(until: type, by: Actor) -> None:
    declined = f.TeamDeclined(team="T1", why=DECLINE.why)
    given(a_mission(until), BUSY).when(DECLINE, by=by).then(declined, RELEASED)


def test_a_mission_remembers_who_declined_and_forgets_the_proposal() -> None:
    past = PROPOSED.then(
        f.MissionOrdered(team="T1", solve_id="solve-1"), f.TeamDeclined(team="T1", why="panne")
    )
    assert past.state == Requested(replace(WAITING.state.task, declined_by=frozenset({"T1"})))


@pytest.mark.parametrize("until", [Requested, EnRoute, *WITH_PATIENT, *AFTER_CARE])
def test_a_team_on_its_way_no_longer_declines(until: type) -> None:
    given(a_mission(until), BUSY).when(DECLINE, by=NURSE).then_refused(OutOfOrder)


@pytest.mark.parametrize("until", AFTER_CARE)
def test_a_mission_closes_after_care_and_its_team_is_free(until: type) -> None:
    closed = f.MissionClosed(call="C1", team="T1")
    given(a_mission(until), BUSY).when(CLOSE, by=NURSE).then(closed, RELEASED)


@pytest.mark.parametrize("until", WITH_PATIENT)
def test_a_mission_does_not_close_on_a_patient(until: type) -> None:
    given(a_mission(until), BUSY).when(CLOSE, by=NURSE).then_refused(PatientStillInCare)


@pytest.mark.parametrize("until", [Requested, *BEFORE_ARRIVAL])
def test_a_mission_that_never_arrived_is_cancelled_not_closed(until: type) -> None:
    given(a_mission(until), BUSY).when(CLOSE, by=NURSE).then_refused(OutOfOrder)


@pytest.mark.parametrize("until", BEFORE_ARRIVAL)
def test_a_mission_is_cancelled_before_arrival_and_its_team_is_free(until: type) -> None:
    cancelled = f.MissionCancelled(call="C1", why=CANCEL.why, team="T1")
    given(a_mission(until), BUSY).when(CANCEL, by=ARM).then(cancelled, RELEASED)


def test_a_mission_without_team_is_cancelled_alone() -> None:
    given(WAITING).when(CANCEL_ALONE, by=ARM).then(f.MissionCancelled(call="C1", why=CANCEL.why))


def test_no_team_is_released_from_a_mission_without_team() -> None:
    given(WAITING, BUSY).when(CANCEL, by=ARM).then_refused(NotThisTeam)


@pytest.mark.parametrize("until", BEFORE_ARRIVAL)
def test_a_team_is_not_forgotten_on_a_cancelled_mission(until: type) -> None:
    given(a_mission(until), BUSY).when(CANCEL_ALONE, by=ARM).then_refused(NotThisTeam)


@pytest.mark.parametrize("until", WITH_PATIENT + AFTER_CARE)
@pytest.mark.parametrize("command", [CANCEL, CANCEL_ALONE], ids=["with team", "alone"])
def test_a_mission_is_not_cancelled_after_arrival(until: type, command: AnyCommand) -> None:
    given(a_mission(until), BUSY).when(command, by=ARM).then_refused(TooLateToCancel)


def test_a_crew_declines_and_the_room_cancels() -> None:
    given(a_mission(Ordered), BUSY).when(CANCEL, by=NURSE).then_refused(RoleNotAllowed)


@pytest.mark.parametrize(
    ("past", "command"),
    [
        (a_mission(Alerted), replace(DECLINE, team="T2")),
        (a_mission(Left), replace(CLOSE, team="T2")),
        (a_mission(EnRoute), replace(CANCEL, team="T2")),
    ],
    ids=["decline", "close", "cancel"],
)
def test_another_team_is_not_released(past: Past, command: AnyCommand) -> None:
    given(past, BUSY, a_team(Engaged, name="T2")).when(command, by=ARM).then_refused(NotThisTeam)


JOINT: list[AnyCommand] = [ORDER, DECLINE, CLOSE, CANCEL, CANCEL_ALONE]
joint = pytest.mark.parametrize("command", JOINT, ids=["order", "decline", "close", "cancel", "cancel alone"])


def _entitled(command: AnyCommand) -> Actor:
    return DOCTOR if isinstance(command, c.OrderMission) else ARM


@joint
def test_an_unknown_mission_does_not_move(command: AnyCommand) -> None:
    given(FREE).when(command, by=_entitled(command)).then_refused(NotFound)


@joint
@pytest.mark.parametrize("past", [a_mission(Closed), CANCELLED], ids=["closed", "cancelled"])
def test_a_mission_that_is_over_is_never_reopened(command: AnyCommand, past: Past) -> None:
    given(past, FREE).when(command, by=_entitled(command)).then_refused(MissionOver)


@joint
@pytest.mark.parametrize("by", [CALLER, AUDITOR, MACHINE], ids=lambda by: by.role.name)
def test_strangers_and_machines_move_no_team(command: AnyCommand, by: Actor) -> None:
    given(a_mission(Ordered), BUSY).when(command, by=by).then_refused(RoleNotAllowed)

"""What persons want of a mission's team: forced, forbidden, held, and lifted by a person only."""

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import AgainstConstraint, MissionOver, NobodyToHold, TooLateToMove
from domain.mission.states import Alerted, Closed, EnRoute, InCare, OnScene, Ordered, Requested
from domain.mobile_team.facts import TeamEngaged
from domain.mobile_team.states import Available
from domain.refusals import NotFound, RoleNotAllowed
from tests.builders import ARM, COLLEAGUE, MACHINE, NURSE, Past, a_mission, a_team
from tests.spec import given

FORCE = c.ForceTeam(mission="M1", team="T2", reason="connaît le patient")
FORBID = c.ForbidTeam(mission="M1", team="T2", reason="conflit avec la famille")
HOLD = c.HoldTeam(mission="M1", reason="promis à la famille")
LIFT = c.LiftConstraint(mission="M1", team="T2", reason="réglé")
LIFT_HOLD = c.LiftConstraint(mission="M1", reason="réglé")
ORDER = c.OrderMission(mission="M1", team="T2")

FORCED = f.TeamForced(team="T2", reason=FORCE.reason)
FORBIDDEN = f.TeamForbidden(team="T2", reason=FORBID.reason)
HELD = f.TeamHeld(team="T1", reason=HOLD.reason)
WAITING = a_mission(Requested)
BEFORE_ARRIVAL = [Ordered, Alerted, EnRoute]
FREE = a_team(Available, name="T2")


@pytest.mark.parametrize("until", [Requested, *BEFORE_ARRIVAL])
def test_a_doctor_forces_a_team_until_one_has_arrived(until: type) -> None:
    given(a_mission(until)).when(FORCE).then(FORCED)


def test_a_team_forced_twice_is_forced_once() -> None:
    given(WAITING.then(FORCED)).when(replace(FORCE, reason="dit deux fois")).then_nothing()


def test_a_team_that_is_on_the_mission_needs_no_forcing() -> None:
    given(a_mission(EnRoute)).when(replace(FORCE, team="T1")).then_nothing()


def test_only_one_team_is_forced_at_a_time() -> None:
    given(WAITING.then(FORCED)).when(replace(FORCE, team="T3")).then_refused(AgainstConstraint)


def test_a_forbidden_team_is_not_forced() -> None:
    given(WAITING.then(FORBIDDEN)).when(FORCE).then_refused(AgainstConstraint)


def test_another_team_is_not_forced_against_the_one_held() -> None:
    given(a_mission(EnRoute, HELD)).when(FORCE).then_refused(AgainstConstraint)


@pytest.mark.parametrize("until", [Requested, *BEFORE_ARRIVAL])
def test_a_doctor_forbids_a_team_until_one_has_arrived(until: type) -> None:
    given(a_mission(until)).when(FORBID).then(FORBIDDEN)


def test_a_team_forbidden_twice_is_forbidden_once() -> None:
    given(WAITING.then(FORBIDDEN)).when(FORBID).then_nothing()


def test_a_forced_team_is_not_forbidden() -> None:
    given(WAITING.then(FORCED)).when(FORBID).then_refused(AgainstConstraint)


def test_the_team_on_the_mission_is_reassigned_not_forbidden() -> None:
    given(a_mission(EnRoute)).when(replace(FORBID, team="T1")).then_refused(AgainstConstraint)


@pytest.mark.parametrize("until", BEFORE_ARRIVAL)
def test_a_doctor_holds_the_team_on_its_way(until: type) -> None:
    given(a_mission(until)).when(HOLD).then(HELD)


def test_a_team_held_twice_is_held_once() -> None:
    given(a_mission(EnRoute, HELD)).when(HOLD).then_nothing()


def test_nobody_is_held_on_a_mission_that_waits() -> None:
    given(WAITING).when(HOLD).then_refused(NobodyToHold)


def test_a_team_is_not_held_where_another_is_forced() -> None:
    given(a_mission(EnRoute, FORCED)).when(HOLD).then_refused(AgainstConstraint)


def test_a_hold_is_about_one_team() -> None:
    past = a_mission(
        Ordered, HELD, f.TeamDeclined(team="T1", why="panne"), f.MissionOrdered(team="T3"), f.TeamAlerted()
    )
    given(past).when(HOLD).then(f.TeamHeld(team="T3", reason=HOLD.reason))


@pytest.mark.parametrize("fact", [FORCED, FORBIDDEN], ids=["forced", "forbidden"])
def test_what_was_said_of_a_team_is_lifted(fact: f.MissionFact) -> None:
    lifted = f.ConstraintLifted(team="T2", reason="réglé")
    given(WAITING.then(fact)).when(LIFT, by=COLLEAGUE).then(lifted)
    assert WAITING.then(fact, lifted).state == WAITING.state


def test_a_hold_is_lifted() -> None:
    past = a_mission(EnRoute, HELD)
    lifted = f.ConstraintLifted(reason="réglé")
    given(past).when(LIFT_HOLD).then(lifted)
    assert past.then(lifted).state == a_mission(EnRoute).state


@pytest.mark.parametrize("command", [LIFT, LIFT_HOLD], ids=["team", "hold"])
def test_nothing_to_lift_is_nothing(command: AnyCommand) -> None:
    given(WAITING.then(replace(FORBIDDEN, team="T3"))).when(command).then_nothing()


def test_a_team_forced_is_ordered_and_then_no_longer_forced() -> None:
    past = WAITING.then(FORCED, f.MissionOrdered(team="T2"))
    assert past.state.task.forced is None


@pytest.mark.parametrize(
    ("past", "team"),
    [(WAITING.then(FORBIDDEN), "T2"), (WAITING.then(replace(FORCED, team="T3")), "T2")],
    ids=["forbidden", "another is forced"],
)
def test_no_order_goes_against_a_constraint(past: Past, team: str) -> None:
    given(past, FREE).when(replace(ORDER, team=team, reason="quand même")).then_refused(AgainstConstraint)


def test_the_forced_team_is_ordered() -> None:
    [ordered, engaged] = given(WAITING.then(FORCED), FREE).when(ORDER).facts
    assert isinstance(ordered, f.MissionOrdered)
    assert engaged == TeamEngaged(mission="M1")


@pytest.mark.parametrize(
    "fact",
    [f.TeamDeclined(team="T1", why="panne"), f.AlertExpired(team="T1", after_seconds=60)],
    ids=["declined", "expired"],
)
def test_nothing_that_happens_to_the_team_lifts_a_constraint(fact: f.MissionFact) -> None:
    task = a_mission(Ordered, FORBIDDEN, HELD, fact).state.task
    assert (task.forbidden, task.held) == (frozenset({"T2"}), "T1")


CONSTRAINING: list[AnyCommand] = [FORCE, FORBID, HOLD, LIFT, LIFT_HOLD]
each = pytest.mark.parametrize("command", CONSTRAINING, ids=["force", "forbid", "hold", "lift", "lift hold"])


@each
@pytest.mark.parametrize("by", [ARM, NURSE, MACHINE], ids=lambda by: by.role.name)
def test_only_a_doctor_constrains(command: AnyCommand, by: Actor) -> None:
    given(a_mission(EnRoute)).when(command, by=by).then_refused(RoleNotAllowed)


@each
@pytest.mark.parametrize("until", [OnScene, InCare])
def test_a_team_that_has_arrived_stays(command: AnyCommand, until: type) -> None:
    given(a_mission(until)).when(command).then_refused(TooLateToMove)


@each
def test_a_mission_that_is_over_or_unknown_is_not_constrained(command: AnyCommand) -> None:
    given(a_mission(Closed)).when(command).then_refused(MissionOver)
    given().when(command).then_refused(NotFound)

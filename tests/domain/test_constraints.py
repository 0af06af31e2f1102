"""What persons want of a mission's team: forced, forbidden, held, and lifted by a person only."""

import pytest
from msgspec.structs import replace

from domain import house
from domain.fact import Act, Actor
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import (
    AgainstConstraint,
    ForcedElsewhere,
    MissionOver,
    NobodyToHold,
    TeamNotOnShift,
    TooLateToMove,
)
from domain.mission.states import Alerted, Closed, EnRoute, InCare, OnScene, Ordered, Requested
from domain.mobile_team import facts as t
from domain.mobile_team.facts import TeamEngaged
from domain.mobile_team.states import Available, Unavailable
from domain.proposal import Move
from domain.refusals import NotFound, RoleNotAllowed
from domain.surroundings import Surroundings
from tests.builders import ARM, COLLEAGUE, DOCTOR, MACHINE, NOW, NURSE, Past, a_mission, a_team
from tests.spec import given
from tests.world import World

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
    given(a_mission(until), FREE).when(FORCE).then(FORCED)


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
    given(a_mission(until), FREE).when(FORBID).then(FORBIDDEN)


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


@pytest.mark.parametrize("command", [FORCE, FORBID], ids=["force", "forbid"])
@pytest.mark.parametrize(
    "known", [(), (a_team(Available, t.ShiftEnded(), name="T2"),)], ids=["unknown", "gone home"]
)
def test_nothing_is_wanted_of_a_team_that_is_not_on_shift(
    command: AnyCommand, known: tuple[Past, ...]
) -> None:
    """A name misread forbids nobody, and would leave a mission waiting for nobody."""
    given(WAITING, *known).when(command).then_refused(TeamNotOnShift)


def test_a_team_out_of_service_for_a_moment_may_be_wanted() -> None:
    given(WAITING, a_team(Unavailable, name="T2")).when(FORCE).then(FORCED)


def test_a_team_forced_stays_forced_until_it_has_arrived() -> None:
    ordered = WAITING.then(FORCED, f.MissionOrdered(team="T2"))
    assert ordered.state.task.forced == "T2"
    for lost in (f.TeamDeclined(team="T2", why="panne"), f.AlertExpired(team="T2", after_seconds=60)):
        assert ordered.then(lost).state.task.forced == "T2"
    arrived = ordered.then(f.TeamAlerted(), f.TeamDeparted(), f.TeamArrived())
    assert arrived.state.task.forced is None


def test_another_team_does_not_take_over_from_the_one_forced_on_its_way() -> None:
    past = WAITING.then(FORCED, f.MissionOrdered(team="T2"), f.TeamAlerted())
    change = c.ReassignTeams(moves=(Move(mission="M1", before="T2", after="T1"),), reason="plus proche")
    on_it = a_team(Available, TeamEngaged(mission="M1"), name="T2")
    given(past, on_it, a_team(Available)).when(change).then_refused(AgainstConstraint)


def test_a_forced_team_on_its_way_may_be_held_as_well() -> None:
    past = WAITING.then(FORCED, f.MissionOrdered(team="T2"))
    given(past).when(HOLD).then(f.TeamHeld(team="T2", reason=HOLD.reason))


def test_a_forced_team_that_does_not_come_is_a_matter_for_a_person_at_once() -> None:
    past = WAITING.then(
        FORCED, f.MissionOrdered(team="T2", acknowledge_by=NOW, acknowledge_within=60), f.TeamAlerted()
    )
    on_it = a_team(Available, TeamEngaged(mission="M1"), name="T2")
    escalated = f.MissionEscalated(why=f.Escalation.FORCED_TEAM)
    decline = c.DeclineMission(mission="M1", team="T2", why="panne")
    said = given(past, on_it).when(decline, by=NURSE).facts
    assert said[:2] == [f.TeamDeclined(team="T2", why="panne"), escalated]
    expired = given(past, on_it).when(c.ExpireAlert(mission="M1", team="T2"), by=MACHINE).facts
    assert expired[:2] == [f.AlertExpired(team="T2", after_seconds=60), escalated]


def test_a_team_forced_elsewhere_goes_with_a_reason_only() -> None:
    """Which missions may want it is told by a view; what they want is read from the log."""
    world = World()
    for past in (WAITING, FREE, a_mission(Requested, FORCED, name="M2"), a_mission(Requested, name="M3")):
        world.states[past.stream] = past.state
    around = Surroundings(forced_on=("M2", "M3", "M1"))

    def asked(command: AnyCommand, by: Actor = DOCTOR) -> None:
        plan = house.plan(command, around)
        states = [world.state(stream) for stream in (*plan.writes, *plan.reads)]
        plan.decide(states, Act(at=NOW, by=by, command_id="c-1"))

    with pytest.raises(ForcedElsewhere, match="forced on mission M2"):
        asked(ORDER)
    asked(replace(ORDER, reason="P0 à côté"))
    with pytest.raises(ForcedElsewhere):
        asked(
            c.OrderUnderStandingOrder(
                mission="M1", call="C1", team="T2", standing_order="SO1", solve_id="solve-1"
            ),
            MACHINE,
        )


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

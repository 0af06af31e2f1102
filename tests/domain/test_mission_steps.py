"""The steps of a crew, in the order of the national vector statuses."""

from typing import NamedTuple

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import BilanEmpty, MissionOver, NotThisTeam, TooManyTransits
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
from domain.refusals import NotFound, OutOfOrder, RoleNotAllowed
from domain.vocabulary import OrientationType, VectorStatus, VitalParameter
from tests.builders import ARM, CALLER, DOCTOR, DRIVER, MACHINE, NURSE, Past, a_mission
from tests.spec import given

STATES = [
    *(Ordered, Alerted, EnRoute, OnScene, InCare, Transporting, InTransit),
    *(AtDestination, HandedOver, Left, Returning),
]
M: dict[str, str] = {"mission": "M1", "team": "T1"}
SIGN = f.VitalSign(parameter=VitalParameter.OXYGEN_SATURATION, value="91", unit="%")


class Step(NamedTuple):
    """One step: who takes it, where it is possible, what it leads to there."""

    command: c.AlertTeam | c.CrewStep
    by: Actor
    possible: dict[type, f.MissionFact]


STEPS = [
    Step(c.AlertTeam(**M), MACHINE, {Ordered: f.TeamAlerted()}),
    Step(c.AcknowledgeMission(**M), NURSE, {Alerted: f.TeamAcknowledged()}),
    Step(c.ReportDeparture(**M), DRIVER, {Alerted: f.TeamDeparted()}),
    Step(c.ReportArrival(**M), DRIVER, {EnRoute: f.TeamArrived()}),
    Step(c.StartCare(**M), NURSE, {OnScene: f.CareStarted()}),
    Step(
        c.SendBilan(mission="M1", team="T1", vitals=(SIGN,)),
        NURSE,
        dict.fromkeys([InCare, Transporting, InTransit, AtDestination], f.BilanSent(vitals=(SIGN,))),
    ),
    Step(c.StartTransport(**M), DRIVER, {InCare: f.TransportStarted()}),
    Step(c.ReportTransit(**M), DRIVER, {Transporting: f.TransitReached(stop=1)}),
    Step(c.ResumeTransport(**M), DRIVER, {InTransit: f.TransportResumed(leg=2)}),
    Step(c.ReportDestination(**M), DRIVER, {Transporting: f.DestinationReached()}),
    Step(
        c.HandOverPatient(mission="M1", team="T1", outcome=f.Outcome.LEFT_AT_HOME),
        NURSE,
        dict.fromkeys([OnScene, InCare, AtDestination], f.PatientHandedOver(outcome=f.Outcome.LEFT_AT_HOME)),
    ),
    Step(c.LeaveScene(**M), DRIVER, {HandedOver: f.TeamLeft()}),
    Step(c.ReturnToBase(**M), DRIVER, {Left: f.TeamReturning()}),
]
steps = pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step.command).__name__)


@steps
def test_a_step_is_taken_where_it_is_possible(step: Step) -> None:
    for until, fact in step.possible.items():
        given(a_mission(until)).when(step.command, by=step.by).then(fact)


@steps
def test_a_step_is_refused_everywhere_else(step: Step) -> None:
    for until in set(STATES) - step.possible.keys():
        given(a_mission(until)).when(step.command, by=step.by).then_refused(OutOfOrder)


@steps
def test_a_step_is_for_the_team_of_the_mission(step: Step) -> None:
    command = replace(step.command, team="T2")
    for until in step.possible:
        given(a_mission(until)).when(command, by=step.by).then_refused(NotThisTeam)


@steps
def test_a_mission_without_team_takes_no_step(step: Step) -> None:
    given(a_mission(Requested)).when(step.command, by=step.by).then_refused(NotThisTeam)


@steps
@pytest.mark.parametrize(
    "past",
    [a_mission(Closed), a_mission(EnRoute, f.MissionCancelled(call="C1", why="erreur", team="T1"))],
    ids=["closed", "cancelled"],
)
def test_a_mission_that_is_over_takes_no_step(step: Step, past: Past) -> None:
    given(past).when(step.command, by=step.by).then_refused(MissionOver)


@steps
def test_an_unknown_mission_takes_no_step(step: Step) -> None:
    given().when(step.command, by=step.by).then_refused(NotFound)


@steps
def test_a_caller_takes_no_step(step: Step) -> None:
    given(a_mission(Ordered)).when(step.command, by=CALLER).then_refused(RoleNotAllowed)


@steps
def test_the_room_enters_the_steps_of_a_crew_that_says_them_by_radio(step: Step) -> None:
    radio = not isinstance(step.command, c.AlertTeam | c.AcknowledgeMission | c.SendBilan)
    for until, fact in step.possible.items():
        answer = given(a_mission(until)).when(step.command, by=ARM)
        answer.then(fact) if radio else answer.then_refused(RoleNotAllowed)


def test_an_order_read_twice_is_acknowledged_once() -> None:
    past = a_mission(Alerted, f.TeamAcknowledged())
    given(past).when(c.AcknowledgeMission(**M), by=NURSE).then_nothing()


def test_a_crew_may_leave_without_having_acknowledged() -> None:
    assert not a_mission(Alerted).state.acknowledged
    given(a_mission(Alerted)).when(c.ReportDeparture(**M), by=NURSE).then(f.TeamDeparted())


def test_a_bilan_says_something() -> None:
    given(a_mission(InCare)).when(c.SendBilan(mission="M1", team="T1"), by=NURSE).then_refused(BilanEmpty)


def test_each_bilan_is_a_piece_even_the_same() -> None:
    command = c.SendBilan(mission="M1", team="T1", text="stable")
    past = a_mission(InCare, f.BilanSent(text="stable"))
    given(past).when(command, by=NURSE).then(f.BilanSent(text="stable"))


def test_two_transit_stops_are_counted() -> None:
    past = a_mission(InTransit, f.TransportResumed(leg=2))
    given(past).when(c.ReportTransit(**M), by=DRIVER).then(f.TransitReached(stop=2))
    halted = past.then(f.TransitReached(stop=2))
    given(halted).when(c.ResumeTransport(**M), by=DRIVER).then(f.TransportResumed(leg=3))


def test_a_third_transit_stop_has_no_national_status() -> None:
    past = a_mission(
        InTransit, f.TransportResumed(leg=2), f.TransitReached(stop=2), f.TransportResumed(leg=3)
    )
    given(past).when(c.ReportTransit(**M), by=DRIVER).then_refused(TooManyTransits)


def test_a_crew_says_that_there_was_no_patient() -> None:
    command: AnyCommand = c.HandOverPatient(mission="M1", team="T1", outcome=f.Outcome.NO_PATIENT)
    given(a_mission(OnScene)).when(command, by=NURSE).then(f.PatientHandedOver(outcome=f.Outcome.NO_PATIENT))


def test_a_doctor_sends_no_bilan() -> None:
    command = c.SendBilan(mission="M1", team="T1", text="stable")
    given(a_mission(InCare)).when(command, by=DOCTOR).then_refused(RoleNotAllowed)


REACHED: list[tuple[f.MissionFact, VectorStatus]] = [
    (f.MissionOrdered(team="T1"), VectorStatus.DECIDED),
    (f.TeamAlerted(), VectorStatus.ALERTED),
    (f.TeamDeparted(), VectorStatus.DEPARTED),
    (f.MissionCancelled(call="C1", why="erreur"), VectorStatus.CANCELLED),
    (f.TeamArrived(), VectorStatus.ON_SCENE),
    (f.CareStarted(), VectorStatus.IN_CARE),
    (f.BilanSent(text="stable"), VectorStatus.BILAN_SENT),
    (f.DestinationAssigned(orientation=OrientationType.HOME), VectorStatus.ORIENTED),
    (f.TransportStarted(), VectorStatus.TRANSPORTING),
    (f.TransitReached(stop=1), VectorStatus.TRANSIT_1),
    (f.TransportResumed(leg=2), VectorStatus.TRANSPORTING_2),
    (f.TransitReached(stop=2), VectorStatus.TRANSIT_2),
    (f.TransportResumed(leg=3), VectorStatus.TRANSPORTING_3),
    (f.DestinationReached(), VectorStatus.AT_DESTINATION),
    (f.PatientHandedOver(outcome=f.Outcome.HANDED_OVER), VectorStatus.CARE_ENDED),
    (f.TeamLeft(), VectorStatus.LEFT),
    (f.TeamReturning(), VectorStatus.RETURNING),
    (f.MissionClosed(call="C1", team="T1"), VectorStatus.AT_BASE),
]


def test_the_facts_reach_the_eighteen_national_statuses_in_their_order() -> None:
    assert [f.vector_status(fact) for fact, _ in REACHED] == [status for _, status in REACHED]
    assert [status for _, status in REACHED] == list(VectorStatus)


def test_a_decline_reaches_no_national_status() -> None:
    assert f.vector_status(f.TeamDeclined(team="T1", why="panne")) is None

"""How each fact moves a mission."""

from typing import assert_never, cast

from msgspec.structs import replace

from domain.mission import facts as f
from domain.mission.states import (
    Alerted,
    AtDestination,
    Begun,
    Cancelled,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    InTransit,
    Left,
    Manned,
    MissionState,
    NotRequested,
    OnScene,
    Ordered,
    Requested,
    Returning,
    Task,
    Transporting,
)


def evolve(state: MissionState, fact: f.MissionFact) -> MissionState:
    """The state after one more fact."""
    if isinstance(fact, f.MissionRequested):
        task = Task(call=fact.call, priority=fact.priority, place=fact.place, needs=fact.needs)
        return Requested(task)
    match state:
        case NotRequested():
            raise AssertionError(f"{type(fact).__name__} before MissionRequested")
        case _:
            return _before_the_scene(state, fact)


def _before_the_scene(state: Begun, fact: f.MissionFact) -> MissionState:
    task = state.task
    match fact:
        case f.MissionRequested():
            raise AssertionError("a mission is requested once")
        case f.TeamsProposed(proposal=proposal):
            ranked = tuple(candidate.team for candidate in proposal.ranked)
            return Requested(task, proposal.chosen, proposal.solve_id, ranked)
        case f.ProposalSetAside():
            return Requested(task)
        case f.MissionOrdered(team=team):
            return Ordered(task, team)
        case f.TeamAlerted():
            return Alerted(task, _team(state))
        case f.TeamAcknowledged():
            return Alerted(task, _team(state), acknowledged=True)
        case f.TeamDeclined(team=team):
            return Requested(replace(task, declined_by=task.declined_by | {team}))
        case f.TeamDeparted():
            return EnRoute(task, _team(state))
        case f.MissionCancelled():
            return Cancelled(task)
        case _:
            return _from_the_scene(cast("Manned", state), fact)


_OnTheSpot = (
    f.TeamArrived
    | f.CareStarted
    | f.BilanSent
    | f.DestinationAssigned
    | f.TransportStarted
    | f.TransitReached
    | f.TransportResumed
    | f.DestinationReached
    | f.PatientHandedOver
    | f.TeamLeft
    | f.TeamReturning
    | f.MissionClosed
)


def _from_the_scene(state: Manned, fact: _OnTheSpot) -> MissionState:
    task, team = state.task, state.team
    match fact:
        case f.TeamArrived():
            return OnScene(task, team)
        case f.CareStarted():
            return InCare(task, team)
        case f.BilanSent() | f.DestinationAssigned():
            return state
        case f.TransportStarted():
            return Transporting(task, team)
        case f.TransitReached(stop=stop):
            return InTransit(task, team, stop)
        case f.TransportResumed(leg=leg):
            return Transporting(task, team, leg)
        case f.DestinationReached():
            return AtDestination(task, team)
        case f.PatientHandedOver():
            return HandedOver(task, team)
        case f.TeamLeft():
            return Left(task, team)
        case f.TeamReturning():
            return Returning(task, team)
        case f.MissionClosed():
            return Closed(task, team)
        case _:
            assert_never(fact)


def _team(state: Begun) -> str:
    return cast("Manned", state).team

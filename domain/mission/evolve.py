"""How each fact moves a mission."""

from typing import assert_never, cast

from msgspec.structs import replace

from domain.mission import facts as f
from domain.mission.states import (
    SILENCES,
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
    Shown,
    Task,
    Transporting,
    Waiting,
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
        case f.MissionOrdered(team=team, acknowledge_by=by, acknowledge_within=within):
            return Ordered(replace(task, set_aside=False), team, by, acknowledge_within=within)
        case f.MissionRevised():
            return _revised(cast("Waiting", state), fact)
        case f.TeamAlerted():
            ordered = cast("Ordered", state)
            return Alerted(
                task,
                ordered.team,
                acknowledge_by=ordered.acknowledge_by,
                shown=ordered.shown,
                acknowledge_within=ordered.acknowledge_within,
            )
        case f.TeamAcknowledged():
            return replace(cast("Alerted", state), acknowledged=True, acknowledge_by=None)
        case f.TeamDeparted():
            alerted = cast("Alerted", state)
            return EnRoute(task, alerted.team, alerted.shown)
        case f.MissionCancelled():
            return Cancelled(task)
        case f.TeamDeclined() | f.AlertExpired() | f.TeamWithdrawn():
            return Requested(_without(task, fact))
        case f.MissionEscalated():
            return state
        case f.TeamForced() | f.TeamForbidden() | f.TeamHeld() | f.ConstraintLifted():
            return replace(state, task=_constrained(task, fact))
        case f.TeamsProposed() | f.ReassignmentProposed() | f.ReassignmentDropped() | f.ProposalSetAside():
            return _proposed(cast("Waiting", state), fact)
        case _:
            return _from_the_scene(cast("Manned", state), fact)


def _revised(state: Waiting, fact: f.MissionRevised) -> MissionState:
    """What persons want of its teams stays. A change of teams that nobody wanted may be proposed anew; a
    person who wanted no team at all is still waited for."""
    task = state.task
    revised = replace(
        task,
        priority=fact.priority or task.priority,
        place=fact.place or task.place,
        set_aside=task.set_aside and isinstance(state, Requested),
    )
    return replace(state, task=revised, shown=None)


def _without(task: Task, fact: f.TeamDeclined | f.AlertExpired | f.TeamWithdrawn) -> Task:
    """The task of a mission that has lost its team."""
    match fact:
        case f.TeamDeclined(team=team):
            return replace(task, declined_by=task.declined_by | {team})
        case f.AlertExpired(team=team):
            silences = min(task.silences + 1, SILENCES)
            return replace(task, unanswered=task.unanswered | {team}, silences=silences)
        case f.TeamWithdrawn(team=team):
            return replace(task, withdrawn=task.withdrawn | {team}, moved=task.moved + 1)
        case _:
            assert_never(fact)


def _constrained(task: Task, fact: f.TeamForced | f.TeamForbidden | f.TeamHeld | f.ConstraintLifted) -> Task:
    match fact:
        case f.TeamForced(team=team):
            return replace(task, forced=team)
        case f.TeamForbidden(team=team):
            return replace(task, forbidden=task.forbidden | {team})
        case f.TeamHeld(team=team):
            return replace(task, held=team)
        case f.ConstraintLifted(team=team):
            if team is None:
                return replace(task, held=None)
            forced = None if task.forced == team else task.forced
            return replace(task, forced=forced, forbidden=task.forbidden - {team})
        case _:
            assert_never(fact)


_Proposing = f.TeamsProposed | f.ReassignmentProposed | f.ReassignmentDropped | f.ProposalSetAside


def _proposed(state: Waiting, fact: _Proposing) -> MissionState:
    match fact:
        case f.TeamsProposed(proposal=proposal) | f.ReassignmentProposed(proposal=proposal):
            return replace(state, shown=Shown.of(proposal))
        case f.ReassignmentDropped():
            return replace(state, shown=None)
        case f.ProposalSetAside():
            return replace(state, task=replace(state.task, set_aside=True), shown=None)
        case _:
            assert_never(fact)


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
    | f.TeleconsultationConsented
    | f.TeleconsultationRefused
)


def _from_the_scene(state: Manned, fact: _OnTheSpot) -> MissionState:
    task, team = state.task, state.team
    match fact:
        case f.TeamArrived():
            return OnScene(replace(task, forced=None), team)
        case f.CareStarted():
            return InCare(task, team)
        case f.BilanSent() | f.DestinationAssigned():
            return state
        case f.TeleconsultationConsented(given_by=given_by, told_version=told):
            return replace(state, task=replace(task, agreed=given_by, told=told))
        case f.TeleconsultationRefused():
            return replace(state, task=replace(task, agreed=None, told=None))
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

"""How commands that concern several streams are decided: each is one append, all of it or nothing."""

from collections.abc import Sequence
from typing import Any

from domain import (
    alarm,
    alarming,
    delegation,
    dmp_access,
    document,
    engagement,
    erasure,
    intervention,
    mission,
    mobile_team,
    reassignment,
    regulation_call,
    standing_order,
    visio_session,
)
from domain.alarm import commands as alarm_commands
from domain.decider import Plan
from domain.dmp_access import commands as dmp_commands
from domain.dmp_access import request as dmp_request
from domain.envelope import StreamId
from domain.erasure import commands as erasure_commands
from domain.fact import Act, Fact
from domain.mission import commands as mission_commands
from domain.regulation_call import commands as call_commands
from domain.rules import permissions
from domain.surroundings import Surroundings
from domain.visio_session import commands as visio_commands
from domain.visio_session import pictures as visio_pictures
from domain.visio_session import request as visio_request


def order(command: mission_commands.OrderMission, around: Surroundings) -> Plan:
    """A person sends a team; the missions that may want it elsewhere are read along."""
    elsewhere = _elsewhere(command.mission, around)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        forced_on = dict(zip(elsewhere, states[2:], strict=True))
        return engagement.order(command, states[0], states[1], act, around.acknowledge, forced_on)

    return Plan(
        writes=(StreamId(mission.KIND, command.mission), StreamId(mobile_team.KIND, command.team)),
        reads=tuple(StreamId(mission.KIND, name) for name in elsewhere),
        decide=decided,
    )


def _elsewhere(name: str, around: Surroundings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in around.forced_on if each != name))


def about_a_team(command: mission_commands.ForceTeam | mission_commands.ForbidTeam) -> Plan:
    """A constraint that names a team: only one on shift."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        facts = mission.decide(command, states[0], act)
        if facts:
            engagement.check_on_shift(command.team, states[1])
        return [facts]

    return Plan(
        writes=(StreamId(mission.KIND, command.mission),),
        reads=(StreamId(mobile_team.KIND, command.team),),
        decide=decided,
    )


def with_team(command: mission_commands.JointCommand, team: str) -> Plan:
    """A mission and its team."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return engagement.decide(command, states[0], states[1], act)

    return Plan(
        writes=(StreamId(mission.KIND, command.mission), StreamId(mobile_team.KIND, team)), decide=decided
    )


def cancel_alone(command: mission_commands.CancelMission) -> Plan:
    """A mission without a team is cancelled alone."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [engagement.cancel(command, states[0])[0]]

    return Plan(writes=(StreamId(mission.KIND, command.mission),), decide=decided)


def reassign(command: mission_commands.ReassignTeams, around: Surroundings) -> Plan:
    """Every mission and every team named in the moves."""
    missions, teams = reassignment.missions_of(command), reassignment.teams_of(command)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        among = len(missions)
        by_mission = dict(zip(missions, states[:among], strict=True))
        by_team = dict(zip(teams, states[among:], strict=True))
        return reassignment.decide(command, by_mission, by_team, act, around.acknowledge)

    return Plan(
        writes=(
            *(StreamId(mission.KIND, name) for name in missions),
            *(StreamId(mobile_team.KIND, name) for name in teams),
        ),
        decide=decided,
    )


def order_alone(command: mission_commands.OrderUnderStandingOrder, around: Surroundings) -> Plan:
    """The mission, its team and the standing order, beside the call and what is wanted elsewhere."""
    elsewhere = _elsewhere(command.mission, around)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        engagement.check_not_forced(command.team, dict(zip(elsewhere, states[4:], strict=True)))
        return delegation.decide(command, states[0], states[1], states[2], states[3], act, around.acknowledge)

    return Plan(
        writes=(
            StreamId(mission.KIND, command.mission),
            StreamId(mobile_team.KIND, command.team),
            StreamId(standing_order.KIND, command.standing_order),
        ),
        reads=(
            StreamId(regulation_call.KIND, command.call),
            *(StreamId(mission.KIND, name) for name in elsewhere),
        ),
        decide=decided,
    )


def decide_intervention(command: call_commands.DecideIntervention) -> Plan:
    """The call asks, the mission begins: together, so that no two calls ever name the same mission."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return intervention.decide(command, states[0], states[1], act)

    return Plan(
        writes=(StreamId(regulation_call.KIND, command.call), StreamId(mission.KIND, command.mission)),
        decide=decided,
    )


def for_a_call(command: dmp_commands.RequestAccess | dmp_commands.ContinueAccess) -> Plan:
    """An access to a record, beside its call."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [dmp_request.decide(command, states[0], states[1], act)]

    return Plan(
        writes=(StreamId(dmp_access.KIND, command.access),),
        reads=(StreamId(regulation_call.KIND, command.call),),
        decide=decided,
    )


def erase(command: erasure_commands.EraseSubject) -> Plan:
    """An erasure, beside the files that it names."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [erasure.request(command, states[0], states[1:], act)]

    return Plan(
        writes=(StreamId(erasure.KIND, command.erasure),),
        reads=tuple(StreamId(regulation_call.KIND, file) for file in command.files),
        decide=decided,
    )


def on_its_cause(command: alarm_commands.OnItsCause) -> Plan:
    """An alarm, beside what it is about."""
    cause = alarming.cause(command)
    reads = (StreamId(cause, command.subject),) if cause else ()

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [alarming.decide(command, states[0], states[1:], act)]

    return Plan(writes=(StreamId(alarm.KIND, command.alarm),), reads=reads, decide=decided)


def request_visio(command: visio_commands.RequestVisio, name: str | None) -> Plan:
    """A video session, beside the mission `name` where it goes through a tablet."""

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        return [visio_request.decide(command, states[0], states[1] if name else None, act)]

    return Plan(
        writes=(StreamId(visio_session.KIND, command.session),),
        reads=(StreamId(mission.KIND, name),) if name else (),
        decide=decided,
    )


def add_document(command: document.AddDocument) -> Plan:
    """A document, beside the mission or with the session that it comes from."""
    name = StreamId(document.KIND, command.document)

    def decided(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        permissions.check(command, act)
        added = document.decide(command, states[0], states[1], act)
        if command.mission is not None:
            return [added]
        return [added, visio_pictures.decide(command, states[1], act)]

    if command.mission is not None:
        return Plan(writes=(name,), reads=(StreamId(mission.KIND, command.mission),), decide=decided)
    session = StreamId(visio_session.KIND, command.session or "")
    return Plan(writes=(name, session), decide=decided)

"""Every move of every kind of stream, found by trying: no table to keep up to date by hand.

Each sample command is tried in each state that the sample commands reach, by each role that may issue it, at
once and two days later.
"""

from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta
from functools import cache, reduce
from typing import Any, NamedTuple

from domain import house
from domain.decider import Plan
from domain.dmp_access.facts import KIND as ACCESS
from domain.envelope import StreamId
from domain.fact import Act, Actor, Fact, Refusal
from domain.file_reading import KIND as READING
from domain.file_reading import OpenFile, What
from domain.mission.facts import KIND as MISSION
from domain.mission.states import Manned
from domain.mobile_team.facts import KIND as TEAM
from domain.mobile_team.facts import TeamEngaged
from domain.mobile_team.states import Engaged
from domain.regulation_call.commands import IdentifyPatient, QualifyIdentity, ReceiveCall
from domain.regulation_call.facts import KIND as CALL
from domain.regulation_call.states import File
from domain.rules.permissions import PERMISSIONS
from domain.visio_session.facts import KIND as VISIO
from domain.vocabulary import Role
from tools import sample_commands as sample

INSTANTS = (sample.START, sample.START + timedelta(days=2))
COMMANDS: dict[str, list[house.AnyCommand]] = {
    CALL: sample.call_commands("C1", ["M1"]),
    VISIO: sample.visio_commands("V1", "C1"),
    TEAM: [*sample.team_commands("T1"), *sample.mission_commands("M1", "C1", "T1")],
    MISSION: sample.mission_commands("M1", "C1", "T1"),
    ACCESS: sample.access_commands("A1", "C1"),
    READING: [OpenFile(reading="R1", what=What.CALL_FILE, of="C1")],
}


class Move(NamedTuple):
    """One command accepted in one state: by whom, the facts of this stream, the states it goes through."""

    command: house.AnyCommand
    role: Role
    facts: tuple[Fact, ...]
    states: tuple[Any, ...]


@cache
def explore(kind: str) -> Sequence[Move]:
    """Every move between the states of one kind of stream that the sample commands reach."""
    initial = house.DECIDERS[kind].initial
    seen: set[Hashable] = {_key(initial)}
    found: list[Move] = []
    waiting = [initial]
    while waiting:
        for move in _moves(kind, waiting.pop(0)):
            found.append(move)
            if _key(move.states[-1]) not in seen:
                seen.add(_key(move.states[-1]))
                waiting.append(move.states[-1])
    return found


def _key(state: Any) -> Hashable:
    """What of a state matters to a decision: a regulation file has too many contents to try them all."""
    file: File | None = getattr(state, "file", None)
    if file is None:
        return state
    known = (bool(file.patients), file.place is None, file.priority is None, file.level is None)
    return (state.__class__.__name__, *known, file.missions, file.open_missions)


def _moves(kind: str, state: Any) -> Iterator[Move]:
    for command in COMMANDS[kind]:
        plan = house.plan(command)
        kinds = [stream.kind for stream in plan.writes]
        if kind not in kinds:
            continue
        for act in _acts(type(command)):
            for states in _with_others(kind, state, plan):
                facts = tuple(_decided(plan, states, act)[kinds.index(kind)])
                if facts:
                    yield Move(command, act.by.role, facts, tuple(_through(kind, state, facts)))


def _through(kind: str, state: Any, facts: Sequence[Fact]) -> Iterator[Any]:
    yield state
    for fact in facts:
        state = house.DECIDERS[kind].evolve(state, fact)
        yield state


def _acts(command: type) -> Iterator[Act]:
    for role in sorted(PERMISSIONS[command]):
        names = ("1", "2") if role is Role.REGULATOR else ("1",)
        for at in INSTANTS:
            yield from (Act(at=at, by=Actor(role, f"{role}-{name}"), command_id="c-1") for name in names)


def _decided(plan: Plan, states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
    try:
        return plan.decide(states, act)
    except Refusal:
        return [() for _ in plan.writes]


def _with_others(kind: str, state: Any, plan: Plan) -> Iterator[Sequence[Any]]:
    """The states that a plan needs, with `state` for `kind`: whatever may stand beside it."""
    alone = len(plan.writes) + len(plan.reads) == 1
    if alone:
        yield [state]
    elif [stream.kind for stream in plan.writes] == [CALL, MISSION]:
        new = house.DECIDERS[MISSION].initial
        yield [state, new] if kind == CALL else [_call(), state]
    elif kind == MISSION:
        yield [state, _team(engaged=isinstance(state, Manned))]
    elif kind == TEAM:
        beside = (mission for mission in _one_of_each(MISSION) if _agree(mission, state))
        yield from ([mission, state] for mission in beside)
    else:
        yield [state, _call()]


@cache
def _one_of_each(kind: str) -> Sequence[Any]:
    initial = house.DECIDERS[kind].initial
    reached: list[Any] = [initial, *(move.states[-1] for move in explore(kind))]
    by_type: dict[type, Any] = {type(state): state for state in reversed(reached)}
    return list(by_type.values())


def _agree(mission: Any, team: Any) -> bool:
    """A mission is done by a team exactly while that team is engaged."""
    return isinstance(mission, Manned) == isinstance(team, Engaged)


def _after(stream: StreamId, commands: Sequence[house.AnyCommand]) -> Any:
    """The state after commands accepted one after the other."""
    decider = house.DECIDERS[stream.kind]
    state = decider.initial
    for command in commands:
        role = min(PERMISSIONS[type(command)])
        act = Act(at=sample.START, by=Actor(role, f"{role}-1"), command_id="c-1")
        state = reduce(decider.evolve, house.plan(command).decide([state], act)[0], state)
    return state


@cache
def _team(engaged: bool) -> Any:
    free = _after(StreamId(TEAM, "T1"), sample.team_commands("T1")[:1])
    return house.DECIDERS[TEAM].evolve(free, TeamEngaged(mission="M1")) if engaged else free


@cache
def _call() -> Any:
    """A call with a patient whose identity is qualified."""
    needed = (ReceiveCall, IdentifyPatient, QualifyIdentity)
    return _after(StreamId(CALL, "C1"), [each for each in COMMANDS[CALL] if isinstance(each, needed)])

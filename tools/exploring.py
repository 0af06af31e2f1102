"""Every move of every kind of stream, found by trying: no table to keep up to date by hand.

Each sample command is tried in each state that the sample commands reach, by each role that may issue it, at
once and two days later.
"""

from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta
from functools import cache, reduce
from typing import Any, NamedTuple

from domain import house
from domain.alarm.facts import KIND as ALARM
from domain.crew_safety.facts import KIND as SAFETY
from domain.decider import Plan
from domain.dispatch_solve import KIND as SOLVE
from domain.dmp_access.facts import KIND as ACCESS
from domain.dmp_access.states import Begun as AnyAccess
from domain.document import KIND as DOCUMENT
from domain.envelope import StreamId
from domain.erasure.facts import KIND as ERASURE
from domain.fact import Act, Actor, Fact, Refusal
from domain.file_reading import KIND as READING
from domain.file_reading import OpenFile, RefuseReading, What
from domain.log_verification import KIND as VERIFICATION
from domain.log_verification import THE_LOG, RecordVerification
from domain.mission.facts import KIND as MISSION
from domain.mission.states import BeforeArrival, BySide, Manned, Requested
from domain.mobile_team.facts import KIND as TEAM
from domain.mobile_team.facts import TeamEngaged
from domain.mobile_team.states import Engaged
from domain.regulation_call.commands import IdentifyPatient, QualifyIdentity, ReceiveCall
from domain.regulation_call.facts import KIND as CALL
from domain.regulation_call.states import File
from domain.rules.permissions import PERMISSIONS
from domain.standing_order.facts import KIND as STANDING_ORDER
from domain.teleconsultation.facts import KIND as TELECONSULTATION
from domain.teleconsultation.preconditions import missing
from domain.teleconsultation.states import Begun as AnyTeleconsultation
from domain.teleconsultation.states import Preparing
from domain.visio_door import KIND as DOOR
from domain.visio_door import CountForgedLinks
from domain.visio_session.facts import KIND as VISIO
from domain.visio_session.states import Begun as AnyVisio
from domain.vocabulary import Role
from tools import sample_commands as sample
from tools import sample_missions
from tools.sample_alarms import alarm_commands
from tools.sample_erasures import erasure_commands
from tools.sample_teleconsultations import teleconsultation_commands
from tools.sample_visios import visio_link_commands

_ON_MISSIONS = sample_missions.mission_commands("M1", "C1", "T1")
_NAMES = {Role.REGULATOR: ("1", "2"), Role.AUDITOR: ("1", "2", "3")}
INSTANTS = (sample.START, sample.START + timedelta(days=2))
COMMANDS: dict[str, list[house.AnyCommand]] = {
    CALL: sample.call_commands("C1", ["M1"]),
    VISIO: [*visio_link_commands("V1", "C1"), *sample.visio_commands("V1", "C1")],
    TEAM: [*sample.team_commands("T1"), *_ON_MISSIONS],
    MISSION: _ON_MISSIONS,
    ACCESS: sample.access_commands("A1", "C1"),
    READING: [
        OpenFile(reading="R1", what=What.CALL_FILE, of="C1"),
        RefuseReading(reading="R1", what=What.AUDIT_TRAIL, of="accesses"),
    ],
    STANDING_ORDER: [*sample_missions.standing_order_commands("SO1"), *_ON_MISSIONS],
    SOLVE: sample_missions.solve_commands("12-1"),
    VERIFICATION: [RecordVerification(log=THE_LOG, facts=2, signed=2, checkpoints=1, faults=0)],
    ERASURE: erasure_commands("E1", "C1"),
    ALARM: alarm_commands(call="C1", mission="M1", team="T1", access="A1"),
    DOCUMENT: [sample_missions.add_document("D1", "M1", "C1", "T1")],
    SAFETY: sample_missions.safety_commands("M1", "T1"),
    DOOR: [CountForgedLinks(door="2026-01-15T20", count=40)],
    TELECONSULTATION: teleconsultation_commands(
        "TC1", call_name="C1", mission="M1", access="A1", session="V1"
    ),
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
    """What of a state matters to a decision: a file or a mission has too many contents to try them all."""
    if isinstance(state, Requested | BeforeArrival):
        return _waiting_key(state)
    if isinstance(state, AnyAccess):
        return _access_key(state)
    if isinstance(state, AnyVisio):
        return _visio_key(state)
    if isinstance(state, Preparing):
        subject, gathered = state.subject, state.gathered
        return (state.__class__.__name__, subject.form, gathered.expertise_asked, *missing(subject, gathered))
    if isinstance(state, AnyTeleconsultation):
        return (state.__class__.__name__, getattr(state, "answered", None))
    file: File | None = getattr(state, "file", None)
    if file is None:
        return state
    known = (bool(file.patients), file.place is None, file.priority is None, file.level is None)
    return (state.__class__.__name__, *known, file.missions, file.open_missions)


def _visio_key(state: AnyVisio) -> Hashable:
    """Not what is counted or dated, nor which device: whether it is so."""
    subject, present = state.subject, getattr(state, "present", frozenset[str]())
    guests = (
        tuple((each.opened, each.agreed, each.revoked, each.here) for each in subject.guests)
        if not present
        else ()
    )
    alone = subject.pictured and not present
    return (state.__class__.__name__, present, subject.opened and not present, alone, guests)


def _access_key(state: AnyAccess) -> Hashable:
    subject, review = state.subject, getattr(state, "review", None)
    known = (subject.flags is None, bool(subject.flags))
    asked = (review.asked, review.unanswered) if review is not None else bool(subject.failures)
    verdicts = [each.verdict for name in ("first", "second") if (each := getattr(state, name, None))]
    going_on = getattr(state, "continuing", False)
    of = (state.__class__.__name__, subject.mode, subject.practitioner.role)
    return (*of, *known, asked, going_on, *verdicts)


def _waiting_key(state: Requested | BeforeArrival) -> Hashable:
    task, team = state.task, getattr(state, "team", None)
    held = team is not None and task.held == team
    wanted = (task.forced, task.forbidden, held, task.silences)
    return (state.__class__.__name__, team, state.shown, getattr(state, "acknowledged", None), *wanted)


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
        names = _NAMES.get(role, ("1",))
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
        yield [_beside(stream, state, None) for stream in (*plan.writes, *plan.reads)]
    elif kind in (TEAM, STANDING_ORDER):
        for mission in _one_of_each(MISSION):
            if kind == STANDING_ORDER or _agree(mission, state):
                yield [_beside(stream, mission, state) for stream in (*plan.writes, *plan.reads)]
    elif kind == ALARM:
        yield from ([state, other] for other in _reached(plan.reads[0].kind))
    elif kind == SAFETY:
        missions = _one_of_each(MISSION)
        yield from ([state, _beside(plan.reads[0], mission, None)] for mission in missions)
    elif kind == ERASURE:
        yield from ([state, call] for call in _one_of_each(CALL))
    elif kind == VISIO and [stream.kind for stream in plan.reads] == [MISSION]:
        yield [state, _agreed()]
    elif kind == VISIO:
        yield [house.DECIDERS[DOCUMENT].initial, state]
    elif kind == DOCUMENT:
        yield from ([state, mission] for mission in _one_of_each(MISSION))
    elif kind == TELECONSULTATION:
        yield from ([state, other] for other in _one_of_each(plan.reads[0].kind))
    else:
        yield [state, _call()]


def _beside(stream: StreamId, mission: Any, tried: Any) -> Any:
    """The state of one stream of a plan about `mission` M1; `tried` is that of a team or standing order."""
    team = getattr(mission, "team", None) if isinstance(mission, Manned) else None
    match stream:
        case StreamId(kind="regulation-call"):
            return _call()
        case StreamId(kind="mission", id="M1"):
            return mission
        case StreamId(kind="mission"):
            return _after(stream, _ON_MISSIONS[:1])
        case StreamId(kind="mobile-team", id="T1") if tried is not None and _is_of(TEAM, tried):
            return tried
        case StreamId(kind="mobile-team", id=name):
            return _team(engaged=team == name)
        case _ if tried is not None and _is_of(STANDING_ORDER, tried):
            return tried
        case _:
            return _after(stream, sample_missions.standing_order_commands("SO1")[:1])


def _is_of(kind: str, state: Any) -> bool:
    return isinstance(state, house.DECIDERS[kind].states)


@cache
def _reached(kind: str) -> Sequence[Any]:
    """The states that moves end in, each once."""
    return list({_key(move.states[-1]): move.states[-1] for move in explore(kind)}.values())


@cache
def _one_of_each(kind: str) -> Sequence[Any]:
    initial = house.DECIDERS[kind].initial
    reached: list[Any] = [initial, *(move.states[-1] for move in explore(kind))]
    by_type: dict[Hashable, Any] = {_likeness(state): state for state in reversed(reached)}
    return list(by_type.values())


@cache
def _agreed() -> Any:
    """A mission beside whose patient an agreement is recorded."""
    return next(state for state in _reached(MISSION) if isinstance(state, BySide) and state.task.agreed)


def _likeness(state: Any) -> Hashable:
    """One of each type, and one of each that a machine may order."""
    shown = getattr(state, "shown", None)
    return (state.__class__.__name__, shown is not None and not shown.moves)


def _agree(mission: Any, team: Any) -> bool:
    """A mission is done by team T1 exactly while that team is engaged."""
    done = isinstance(mission, Manned) and mission.team == "T1"
    return done == isinstance(team, Engaged)


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

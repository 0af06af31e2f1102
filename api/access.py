"""Who asks, and whether they may: roles beside each route, crews bound to their team.

`domain.rules.permissions` is the only table of who may ask for which command; this file reads it.
"""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.house import House
from api.ports import User
from api.problems import not_signed_in
from api.refusals import NotYourMission, NotYourself, NotYourTeam
from domain import alarm, dmp_access, mission, mobile_team, regulation_call, teleconsultation, visio_session
from domain.decider import Plan
from domain.dmp_access.commands import CloseAccess, ExplainAccess
from domain.envelope import StreamId
from domain.fact import Act, Command, Fact, Refusal
from domain.house import AnyCommand, plan
from domain.mission.commands import ReassignTeams
from domain.mission.states import MissionState
from domain.mobile_team.states import Engaged
from domain.refusals import RoleNotAllowed
from domain.rules.permissions import CREW, MACHINE, PERMISSIONS, ROOM, Roles, check
from domain.surroundings import USUAL, Surroundings
from domain.visio_session.commands import JoinVisio, LeaveVisio, RequestVisio
from domain.visio_session.facts import Participant
from domain.vocabulary import Role
from eventlog.log import EventLog

_ABOUT_A_CALL = {
    mission.KIND: "mission",
    visio_session.KIND: "session",
    dmp_access.KIND: "access",
    alarm.KIND: "alarm",
    teleconsultation.KIND: "teleconsultation",
}
AnyConnection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[AnyConnection, BaseRouteHandler], None]

WATCHERS: Roles = ROOM | {Role.ADMIN}
"""Who sees the room's board."""

_JOINS_AS: dict[Role, frozenset[Participant]] = {
    Role.CALLER: frozenset({Participant.PATIENT}),
    Role.NURSE: frozenset({Participant.CREW}),
    Role.AMBULANCE_CREW: frozenset({Participant.CREW}),
    Role.ARM: frozenset({Participant.REGULATOR}),
    Role.REGULATOR: frozenset({Participant.REGULATOR}),
}


def joins_as(role: Role) -> Participant | None:
    """As whom somebody of this role joins a video session; None where they do not."""
    return next(iter(_JOINS_AS.get(role, ())), None)


def by_people(union: Any, *, but: Any = None) -> Any:
    """The union of the commands of `union` that people issue: those of machines alone are left out, and so
    are those of the union `but`, which doors of the house issue for them."""
    left_out = get_args(but)
    issued = [each for each in get_args(union) if PERMISSIONS[each] - MACHINE and each not in left_out]
    return _union(issued)


def _union(types: Sequence[type[Any]]) -> Any:
    joined: Any = types[0]
    for each in types[1:]:
        joined = joined | each
    return joined


def may_issue(union: Any) -> Roles:
    """The roles that may issue at least one command of `union`."""
    return frozenset[Role]().union(*(PERMISSIONS[command] for command in get_args(union))) - MACHINE


def allow(roles: Roles) -> Guard:
    """A guard that lets `roles` in. Raises the problem 401, or RoleNotAllowed."""

    def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        person = who(connection)
        if person.role not in roles:
            raise RoleNotAllowed(f"{person.role} may not do this")

    return guard


def own_team_or_room(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """A guard for routes with a `team`: its crew and the room. Raises NotYourTeam, RoleNotAllowed."""
    person = who(connection)
    if person.crew and connection.path_params["team"] != person.team:
        raise NotYourTeam(f"you are of team {person.team}")
    if not person.crew and person.role not in WATCHERS:
        raise RoleNotAllowed(f"{person.role} may not do this")


def own_team(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """A guard for routes with a `team`: its crew only. Raises NotYourTeam, RoleNotAllowed."""
    allow(CREW)(connection, handler)
    own_team_or_room(connection, handler)


def who(connection: AnyConnection) -> User:
    """Who is signed in, as their account says now. Raises the problem 401."""
    house: House = connection.app.state.house
    scope: Any = connection.scope
    session: dict[str, Any] = scope.get("session") or {}
    person = house.accounts.person(str(session.get("user", "")))
    if person is None:
        raise not_signed_in()
    scope["state"]["vigie_role"] = person.role
    return person


def on_mission(person: User, state: MissionState) -> None:
    """Raise NotYourMission for a crew whose team is not on the mission in this state."""
    if person.crew and getattr(state, "team", None) != person.team:
        raise NotYourMission(f"team {person.team} is not on this mission")


async def story(log: EventLog, command: Command) -> str | None:
    """The call that `command` is about, by the log; None where nothing says so yet."""
    call: str | None = getattr(command, "call", None)
    if call is not None:
        return call
    first = command.moves[0].mission if isinstance(command, ReassignTeams) else None
    for kind, name in _ABOUT_A_CALL.items():
        if (id_ := getattr(command, name, first)) is not None:
            state, _ = await log.load(StreamId(kind, id_))
            about = getattr(state, "task", None) or getattr(state, "subject", None) or state
            return getattr(about, "call", None)
    return None


async def objection(log: EventLog, person: User, command: Command, call: str | None) -> Refusal | None:
    """Why this person may not act on this team, call or session, whatever their role. None where they may."""
    if isinstance(command, JoinVisio):
        own = _JOINS_AS.get(person.role, frozenset[Participant]())
        if command.participant not in own:
            return NotYourself(f"{person.role} does not join as {command.participant}")
    if not person.crew:
        return None
    team: str | None = getattr(command, "team", None)
    if team is not None:
        return None if team == person.team else NotYourTeam(f"you are of team {person.team}")
    if call is None or isinstance(command, CloseAccess | ExplainAccess | LeaveVisio):
        return None
    own, own_call = await _engagement(log, person.team)
    if call != own_call:
        return NotYourMission(f"team {person.team} is not on call {call}")
    if isinstance(command, RequestVisio) and command.mission not in (None, own):
        return NotYourMission(f"team {person.team} is not on mission {command.mission}")
    return None


async def _engagement(log: EventLog, team: str | None) -> tuple[str | None, str | None]:
    """The mission of this team and its call."""
    state, _ = await log.load(StreamId(mobile_team.KIND, team or ""))
    if not isinstance(state, Engaged):
        return None, None
    engaged, _ = await log.load(StreamId(mission.KIND, state.mission))
    return state.mission, engaged.task.call


def guarded(command: AnyCommand, refusal: Refusal | None, around: Surroundings = USUAL) -> Plan:
    """The plan of `command`, refused where there is an objection. The role comes first, and both come after
    the log has looked for a first answer: a repeated command is answered even where it would be refused
    by now."""
    made = plan(command, around)
    if refusal is None:
        return made
    objected = refusal

    def decide(states: Sequence[Any], act: Act) -> Sequence[Sequence[Fact]]:
        check(command, act)
        raise objected

    return Plan(writes=made.writes, reads=made.reads, decide=decide)


def correlation_of(call: str | None) -> str | None:
    """How the envelope names the call that a command is about."""
    return str(StreamId(regulation_call.KIND, call)) if call is not None else None

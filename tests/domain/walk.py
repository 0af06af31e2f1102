"""Random nights in a small world: people, machines and the outside interleave as they please."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

from domain import house
from domain.dmp_access.commands import CloseAccess, RecordFailedReading, RevokeAccess
from domain.dmp_access.facts import AccessRefused
from domain.envelope import Recorded, StreamId
from domain.fact import Actor, Fact, Refusal
from domain.mission import commands as mission
from domain.mobile_team import commands as team
from domain.regulation_call import commands as call
from domain.rules.permissions import PERMISSIONS
from domain.visio_session import commands as visio
from domain.vocabulary import Role
from tests.builders import MACHINE
from tests.world import World, answer
from tools import sample_commands as sample
from tools import sample_missions

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]
Happened = Sequence[Recorded[Fact]]

TEAMS = ("T1", "T2", "T3")
SPANS = (*[timedelta(seconds=30)] * 20, timedelta(minutes=16), timedelta(hours=25))
ABOUT = ("call", "call", "visio", "team", "mission", "mission", "access", "access", "access")
EVERYONE = [
    *(Actor(role, f"{role}-1") for role in Role),
    Actor(Role.REGULATOR, "MEDECIN-2"),
    *(Actor(Role.AUDITOR, f"AUDITEUR-{number}") for number in (2, 3)),
]
DOCTOR = Actor(Role.REGULATOR, "MEDECIN-1")
TO_A_MISSION = (
    *(call.ReceiveCall, call.LocateCall, call.AssignPriority, call.IdentifyPatient, call.QualifyIdentity),
    *(call.StartRegulation, call.DecideIntervention),
)
ENDINGS = (
    *(call.DismissCall, call.LinkDuplicate),
    *(visio.EndVisio, visio.FailVisio, visio.RefuseConsent),
    *(CloseAccess, RevokeAccess),
    *(team.EndShift, team.MakeTeamUnavailable, team.RequestHelp, team.SettleHelp),
    *(mission.CancelMission, mission.DeclineMission),
)
"""Possible nearly everywhere: at even odds no story would ever go far."""


class Night:
    """A world where three calls at a time are told; now and then one is left as it is, and another rings."""

    def __init__(self, pick: Pick) -> None:
        self.world = World()
        self.pick = pick
        self.calls = ["C1", "C2", "C3"]
        self.seen: set[type] = set()

    def step(self) -> Happened:
        """One thing happens, or is refused. What was recorded."""
        ways: list[Callable[[], Happened]] = [self._person] * 6
        ways += [self._time]
        ways += [self._reaction] * (4 if self.world.reactions else 0)
        ways += [self._outside] * (3 if self.world.asks else 0)
        ways += [self._deadline] * (2 if self.world.due() else 0)
        return self.pick(ways)()

    def _person(self) -> Happened:
        """Somebody asks for something: mostly something possible now, sometimes anything."""
        slot: int = self.pick(range(len(self.calls)))
        name: str = self.calls[slot]
        commands = self._commands(name)
        if self.pick(range(8)) == 0:
            return self._try(self.pick(commands), self.pick(EVERYONE))
        weights = [(each, by, self._weight(each, by)) for each in commands for by in _people(type(each))]
        weighed = [(each, by) for each, by, weight in weights for _ in range(weight)]
        if self.pick(range(150)) == 0:
            self._another_call(slot)
        return self._try(*self.pick(weighed)) if weighed else []

    def _another_call(self, slot: int) -> None:
        """Half of them begin where a team is needed, so that nights are about more than pick-ups."""
        self.calls[slot] = f"C{int(self.calls[slot][1:]) + len(self.calls)}"
        if self.pick((True, False)):
            self.needs_a_team(self.calls[slot])

    def needs_a_team(self, name: str) -> None:
        """A call regulated, its patient's identity qualified, its mission requested."""
        for command in sample.call_commands(name, [f"{name}-M1"]):
            if isinstance(command, TO_A_MISSION):
                self._try(command, DOCTOR)

    def _commands(self, name: str) -> Sequence[house.AnyCommand]:
        """What may be asked about one call, one thing of it at a time."""
        about = self.pick(
            ("call", "call", "visio", "team", "mission", "mission", "access", "access", "access")
        )
        number = self.pick((1, 2))
        if about != "mission":
            return _sample(about, name, number, self.pick(TEAMS))
        state = self.world.state(StreamId("mission", f"{name}-M{number}"))
        return _sample(about, name, number, getattr(state, "team", None) or self.pick(TEAMS))

    def _weight(self, command: house.AnyCommand, by: Actor) -> int:
        """0 where nothing would happen; more where the story would go on, or see something new."""
        try:
            decided = self.world.decided(command, by)
        except Refusal:
            return 0
        moved = [(stream, fact) for stream, facts in decided for fact in facts]
        if not moved or isinstance(moved[0][1], AccessRefused):
            return len(moved)
        if isinstance(command, ENDINGS):
            return len(moved) * (1 if type(moved[0][1]) in self.seen else 4)
        stream, fact = moved[0]
        before = self.world.state(stream)
        goes_on = type(house.DECIDERS[stream.kind].evolve(before, fact)) is not type(before)
        return (30 if goes_on else 5) * (1 if type(fact) in self.seen else 4)

    def _time(self) -> Happened:
        self.world.wait(self.pick(SPANS))
        return []

    def _reaction(self) -> Happened:
        return self._try(self._take(self.world.reactions), MACHINE)

    def _outside(self) -> Happened:
        return self._try(answer(self._take(self.world.asks), well=self.pick((True, True, False))), MACHINE)

    def _deadline(self) -> Happened:
        due = self.pick(self.world.due())
        self.world.deadlines.remove(due)
        return self._try(due.command, MACHINE)

    def _take(self, waiting: list[T]) -> T:
        return waiting.pop(self.pick(range(len(waiting))))

    def _try(self, command: house.AnyCommand, by: Actor) -> Happened:
        try:
            happened = self.world.execute(command, by)
        except Refusal:
            return []
        self.seen.update(type(recorded.fact) for recorded in happened)
        return happened


def _people(command: type) -> Sequence[Actor]:
    return [by for by in EVERYONE if by.role in PERMISSIONS[command]]


@cache
def _sample(about: str, name: str, number: int, sent: str) -> Sequence[house.AnyCommand]:
    match about:
        case "call":
            commands = sample.call_commands(name, [f"{name}-M1", f"{name}-M2"])
        case "visio":
            commands = sample.visio_commands(f"{name}-V{number}", name)
        case "team":
            commands = sample.team_commands(sent)
        case "mission":
            commands = sample_missions.mission_commands(f"{name}-M{number}", name, sent)
        case _:
            commands = sample.access_commands(f"{name}-A{number}", name)
    return [each for each in commands if _asked(type(each))]


def _asked(command: type) -> bool:
    """By people, or by a machine of its own accord; what reactions and gateways issue comes from them."""
    of_its_own_accord = command in (mission.ProposeTeams, team.LoseTablet)
    if command is RecordFailedReading:
        return False  # possible for ever once an access was open, and it moves nothing
    return of_its_own_accord or PERMISSIONS[command] != frozenset({Role.SYSTEM})

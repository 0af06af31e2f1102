"""Proposes teams: one solve over all open missions, claimed in the log, then shown. Orders nothing."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

import structlog

from dispatch.legs import legs_of
from dispatch.policy import Policy
from dispatch.problem import Problem, TeamState
from dispatch.travel import TravelTimes
from domain.dispatch_solve import RecordSolve
from domain.fact import Act, Actor, Refusal
from domain.house import AnyCommand, plan
from domain.mission.commands import DropReassignment, ProposeTeams
from domain.mission.states import Shown
from domain.ports import Clock
from domain.proposal import Proposal
from domain.refusals import AlreadyExists
from domain.vocabulary import Role
from eventlog.codec import PoisonEvent
from eventlog.folding import StreamMoved
from eventlog.journal import EntryTooLarge
from eventlog.log import EventLog
from vigie.ids import derived_id
from vigie.worker.inputs import FORMAT, Inputs, packed, unpacked

log = structlog.get_logger(__name__)

DISPATCH = Actor(Role.SYSTEM, "dispatch")

TICK_SECONDS = 60
"""A solve of the same facts as the one before, for the time that has passed, is another one this often."""


class Situation(NamedTuple):
    """What there is to solve, and what the screens show now.

    `basis` is the log position that all of it stands on, `basis_at` when the fact there was recorded.
    `shown` has the last proposal of each mission of the problem, None where there is none; `set_aside`
    are the missions whose last proposal a person wanted none of.
    """

    problem: Problem
    shown: Mapping[str, Shown | None]
    set_aside: frozenset[str]
    basis: int
    basis_at: datetime


class World(Protocol):
    """The teams and the missions, as the views know them."""

    def situation(self) -> Situation:
        """What there is to solve at this moment."""
        ...


class Solved(NamedTuple):
    """One turn of the loop: the position and the teams solved for, how many facts it led to.

    `outdated`: another worker had solved that position before, or a mission had moved on meanwhile; what
    was not said then is for another turn.
    """

    basis: int
    teams: tuple[TeamState, ...]
    recorded: int = 0
    outdated: bool = False


class Dispatcher:
    """Solves and, where the answer shows anything new, claims the solve and records its proposals."""

    def __init__(
        self,
        event_log: EventLog,
        clock: Clock,
        world: World,
        policy: Policy,
        travel: TravelTimes,
        *,
        worker: str = "dispatch",
    ) -> None:
        """`worker` names this process on the solves that it claims."""
        self._log = event_log
        self._clock = clock
        self._world = world
        self._policy = policy
        self._travel = travel
        self._worker = worker
        self.since: float | None = None
        """When the solve under way began (monotonic seconds), None between solves."""
        self.too_large = 0
        """How many solves of this process could not be kept with their inputs."""

    async def solve(self) -> Solved:
        """One turn. Raises LogError, and whatever a solver or a travel source raises."""
        now = self._world.situation()
        if not now.problem.demands:
            return Solved(now.basis, now.problem.teams)
        solve_id = _name(now)
        self.since = time.monotonic()
        try:
            inputs, proposals = await asyncio.to_thread(self._work_out, now.problem, solve_id)
        finally:
            self.since = None
        commands = _news(now, proposals)
        if not commands:
            return Solved(now.basis, now.problem.teams)
        return await self._claim_and_say(now, inputs, commands)

    def _work_out(self, problem: Problem, solve_id: str) -> tuple[Inputs, dict[str, Proposal]]:
        """In a thread: travel sources and the solver may take their time."""
        longest = max(rule.eta_cap for rule in self._policy.priorities.values())
        legs = legs_of(problem, self._travel, longest)
        inputs = Inputs(problem=problem, policy=self._policy, legs=legs)
        return inputs, inputs.proposals(solve_id)

    async def _claim_and_say(
        self, now: Situation, inputs: Inputs, commands: Mapping[str, AnyCommand]
    ) -> Solved:
        solve_id = _name(now)
        data = await asyncio.to_thread(packed, inputs)
        try:
            first = await self._claim(solve_id, now, data)
        except AlreadyExists:
            return Solved(now.basis, now.problem.teams, outdated=True)
        if first not in (data, b""):
            # Claimed by this very worker before a failure: what it said then is what it must say now.
            again = unpacked(first, FORMAT).proposals(solve_id)
            commands = _news(now, again)
        recorded, outdated = 1, False
        for mission, command in sorted(commands.items()):
            try:
                recorded += await self._say(command, mission, solve_id, now.basis)
            except StreamMoved as moved:
                log.info("proposal outdated", mission=mission, why=moved.detail)
                outdated = True
        return Solved(now.basis, now.problem.teams, recorded, outdated)

    async def _claim(self, solve_id: str, now: Situation, data: bytes) -> bytes:
        """Record the solve, once in the whole centre. The inputs recorded. Raises AlreadyExists."""
        command = RecordSolve(
            solve=solve_id,
            basis=now.basis,
            tick=_tick(now),
            inputs=data,
            format=FORMAT,
            worker=self._worker,
            missions=_missions(now.problem),
        )
        act = self._act(derived_id("claim", solve_id, self._worker))
        try:
            outcome = await self._log.execute(plan(command), act)
        except EntryTooLarge:
            self.too_large += 1
            log.warning("a solve too large to be kept: it cannot be replayed", solve=solve_id, size=len(data))
            command = RecordSolve(
                solve=solve_id,
                basis=now.basis,
                tick=_tick(now),
                inputs=b"",
                format=FORMAT,
                worker=self._worker,
            )
            outcome = await self._log.execute(plan(command), act)
        return outcome.facts[0].fact.inputs

    async def _say(self, command: AnyCommand, mission: str, solve_id: str, basis: int) -> int:
        act = self._act(derived_id(_verb(command), mission, solve_id))
        try:
            outcome = await self._log.execute(plan(command), act, known=basis)
        except StreamMoved:
            raise
        except Refusal as refusal:
            log.warning("proposal refused", mission=mission, reason=refusal.reason)
            return 0
        except PoisonEvent as poison:
            # One mission that nobody can read must not keep the others from their proposals.
            log.error("proposal impossible", mission=mission, why=poison.why)  # noqa: TRY400 - it says all
            return 0
        return 0 if outcome.repeated else len(outcome.facts)

    def _act(self, command_id: str) -> Act:
        return Act(at=self._clock.now(), by=DISPATCH, command_id=command_id)


def _name(now: Situation) -> str:
    return f"{now.basis}-{_tick(now)}"


def _tick(now: Situation) -> int:
    passed = (now.problem.now - now.basis_at).total_seconds()
    return max(0, int(passed // TICK_SECONDS))


def _missions(problem: Problem) -> tuple[str, ...]:
    """The missions whose places a problem holds: those that wait, and those that teams are on."""
    waiting = {demand.mission for demand in problem.demands}
    return tuple(sorted(waiting | {team.mission for team in problem.teams if team.mission is not None}))


def _news(now: Situation, proposals: Mapping[str, Proposal]) -> dict[str, AnyCommand]:
    """What to say of each mission whose screen would change, by mission."""
    news: dict[str, AnyCommand] = {}
    for demand in now.problem.demands:
        mission, shown, proposal = (
            demand.mission,
            now.shown.get(demand.mission),
            proposals.get(demand.mission),
        )
        if demand.team is None or (proposal is not None and proposal.moves):
            # A change of teams that a person wanted none of is not shown again; a waiting mission is.
            wanted = demand.team is None or mission not in now.set_aside
            if proposal is not None and wanted and not Shown.of(proposal).repeats(shown):
                news[mission] = ProposeTeams(mission=mission, proposal=proposal)
        elif shown is not None:
            news[mission] = DropReassignment(mission=mission, solve_id=shown.solve_id)
    return news


def _verb(command: AnyCommand) -> str:
    return str(command.__struct_config__.tag)

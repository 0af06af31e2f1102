"""Proposes teams: one solve over all waiting missions whenever the problem has changed. Orders nothing."""

import asyncio
from typing import Protocol

import structlog

from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.propose import propose
from dispatch.travel import TravelTimes
from domain.fact import Act, Actor, Refusal
from domain.house import plan
from domain.mission.commands import ProposeTeams
from domain.ports import Clock
from domain.proposal import Proposal
from domain.vocabulary import Role
from eventlog.log import EventLog
from vigie.ids import derived_id

log = structlog.get_logger(__name__)

DISPATCH = Actor(Role.SYSTEM, "dispatch")


class World(Protocol):
    """The teams and the waiting missions, as the views know them."""

    def problem(self) -> Problem:
        """What there is to solve at this moment."""
        ...


class Dispatcher:
    """Solves, and records each proposal that shows something new."""

    def __init__(
        self, event_log: EventLog, clock: Clock, world: World, policy: Policy, travel: TravelTimes
    ) -> None:
        self._log = event_log
        self._clock = clock
        self._world = world
        self._policy = policy
        self._travel = travel

    async def solve(self) -> int:
        """Solve once; return how many proposals were recorded. Raises LogError."""
        problem = self._world.problem()
        if not problem.demands:
            return 0
        proposals = await asyncio.to_thread(propose, problem, self._policy, self._travel)
        recorded = 0
        for mission, proposal in sorted(proposals.items()):
            recorded += await self._record(mission, proposal)
        return recorded

    async def _record(self, mission: str, proposal: Proposal) -> int:
        act = Act(
            at=self._clock.now(),
            by=DISPATCH,
            command_id=derived_id("propose", mission, proposal.solve_id),
        )
        try:
            command = ProposeTeams(mission=mission, proposal=proposal)
            outcome = await self._log.execute(plan(command), act)
        except Refusal as refusal:
            # Ordered or cancelled while the solver worked: the next solve knows it.
            log.info("proposal refused", mission=mission, reason=refusal.reason)
            return 0
        return 0 if outcome.repeated else len(outcome.facts)

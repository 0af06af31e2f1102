"""One process of a race of moves: orders, reassigns, departs and lets go, as fast as it can.

Prints attempts, orders and reassignments.
"""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime
from typing import Any

from domain.envelope import StreamId
from domain.fact import Act, Actor, Refusal
from domain.house import DECIDERS, AnyCommand, AnyFact, plan
from domain.mission import commands as c
from domain.mission.facts import KIND
from domain.mission.states import Cancelled
from domain.proposal import Move
from domain.vocabulary import Role
from eventlog.codec import Codec
from eventlog.connection import ConnectionSettings, connected
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog, TooBusy

HANDS = 3
"""Regulators at work in one process."""
OPEN = 6
"""Missions that everybody fights over at a time."""


class Hand:
    """One regulator, and the crews on the telephone."""

    def __init__(self, log: EventLog, who: str, teams: int, missions: int) -> None:
        self._log = log
        self._who = who
        self._chance = random.Random(who)
        self._teams = [f"T{number}" for number in range(teams)]
        self._missions = [f"M{number}" for number in range(missions)]
        self._number = 0

    async def act(self) -> tuple[int, int]:
        """Do one thing. How many orders and reassignments were taken: 0 or 1 of each."""
        one, two = self._chance.sample(self._missions[:OPEN], 2)
        on_one, on_two = await self._on(one), await self._on(two)
        free = self._chance.choice(self._teams)
        dice = self._chance.random()
        if on_one is None:
            return int(await self._tried(c.OrderMission(mission=one, team=free), Role.REGULATOR)), 0
        if dice < 0.6:
            after = on_two if on_two is not None and dice < 0.4 else free
            moves = [Move(mission=one, before=on_one, after=after)]
            if after == on_two:
                given_back = self._chance.choice((on_one, None))
                moves.append(Move(mission=two, before=on_two, after=given_back))
            command = c.ReassignTeams(moves=tuple(moves), reason="plus urgent")
            return 0, int(await self._tried(command, Role.REGULATOR))
        if dice < 0.75:
            await self._tried(c.AlertTeam(mission=one, team=on_one), Role.SYSTEM)
            await self._tried(c.ReportDeparture(mission=one, team=on_one), Role.NURSE)
        elif dice < 0.9:
            await self._tried(c.DeclineMission(mission=one, team=on_one, why="libre"), Role.NURSE)
        else:
            await self._tried(c.CancelMission(mission=one, team=on_one, why="libre"), Role.REGULATOR)
        return 0, 0

    async def _on(self, mission: str) -> str | None:
        state, _ = await self._log.load(StreamId(KIND, mission))
        if isinstance(state, Cancelled) and mission in self._missions:
            self._missions.remove(mission)
        on_it: Any = getattr(state, "team", None)
        return on_it

    async def _tried(self, command: AnyCommand, role: Role) -> bool:
        self._number += 1
        by = Actor(role, self._who)
        act = Act(at=datetime.now(UTC), by=by, command_id=f"{self._who}-{self._number}")
        try:
            await self._log.execute(plan(command), act)
        except (Refusal, TooBusy):
            return False
        return True


async def race(who: str, code: str, attempts: int, teams: int, missions: int) -> tuple[int, int, int]:
    async with connected(ConnectionSettings(servers=(os.environ["NATS_URL"],))) as connection:
        journal = await open_journal(connection, Layout.for_centre(code))
        log = EventLog(journal, Codec(AnyFact), DECIDERS, attempts=50)

        async def regulator(number: int) -> tuple[int, int]:
            hand = Hand(log, f"{who}-{number}", teams, missions)
            done = [await hand.act() for _ in range(attempts // HANDS)]
            return sum(ordered for ordered, _ in done), sum(moved for _, moved in done)

        results = await asyncio.gather(*map(regulator, range(HANDS)))
    ordered, moved = map(sum, zip(*results, strict=True))
    return attempts, ordered, moved


if __name__ == "__main__":
    print(*asyncio.run(race(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))))

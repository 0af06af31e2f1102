"""One process of a race for teams: orders, and lets go, as fast as it can. Prints attempts and orders."""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime

from domain.fact import Act, Actor, Refusal
from domain.house import DECIDERS, AnyCommand, AnyFact, plan
from domain.mission.commands import DeclineMission, OrderMission
from domain.vocabulary import Role
from eventlog.codec import Codec
from eventlog.connection import ConnectionSettings, connected
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog, TooBusy

HANDS = 4
"""Regulators at work in one process."""


async def race(who: str, code: str, attempts: int, teams: int, missions: int) -> tuple[int, int]:
    chance = random.Random(who)
    made, ordered = 0, 0
    async with connected(ConnectionSettings(servers=(os.environ["NATS_URL"],))) as connection:
        journal = await open_journal(connection, Layout.for_centre(code))
        log = EventLog(journal, Codec(AnyFact), DECIDERS, attempts=50)

        async def regulator(hand: int) -> None:
            nonlocal made, ordered
            while made < attempts:
                made += 1
                number = made
                team, mission = f"T{chance.randrange(teams)}", f"M{chance.randrange(missions)}"
                by = Actor(Role.REGULATOR, f"{who}-{hand}")
                if not await _tried(log, OrderMission(mission=mission, team=team), by, f"{who}-{number}"):
                    continue
                ordered += 1
                declined = DeclineMission(mission=mission, team=team, why="free again")
                await _tried(log, declined, Actor(Role.NURSE, team), f"{who}-{number}-decline")

        await asyncio.gather(*map(regulator, range(HANDS)))
    return made, ordered


async def _tried(log: EventLog, command: AnyCommand, by: Actor, command_id: str) -> bool:
    act = Act(at=datetime.now(UTC), by=by, command_id=command_id)
    try:
        await log.execute(plan(command), act)
    except (Refusal, TooBusy):
        return False
    return True


if __name__ == "__main__":
    print(*asyncio.run(race(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))))

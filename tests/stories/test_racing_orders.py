"""Several processes order the same few teams at once: no team is ever on two missions."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.codes import CareType, Priority
from domain.envelope import Recorded
from domain.fact import Act, Actor
from domain.house import DECIDERS, AnyCommand, AnyFact, plan
from domain.mission.commands import RequestMission
from domain.mission.facts import MissionOrdered, TeamDeclined
from domain.mobile_team.commands import StartShift
from domain.mobile_team.facts import CrewMember, TeamEngaged
from domain.vocabulary import Place, Role, TeamNeeds
from eventlog.codec import Codec, PoisonEvent
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from tests.tree import ROOT
from vigie.inquiry import inquire

PROCESSES = 4


@pytest.mark.parametrize(
    ("attempts", "teams", "missions"),
    [
        pytest.param(500, 10, 60, id="2000 attempts on 10 teams"),
        pytest.param(5000, 3, 40, id="20000 attempts on 3 teams", marks=pytest.mark.soak),
    ],
)
async def test_no_team_is_booked_twice_by_racing_processes(
    own_server: EmbeddedServer, attempts: int, teams: int, missions: int
) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, Layout.for_centre("RACE"))
        log = EventLog(journal, Codec(AnyFact), DECIDERS)
        await set_the_scene(log, teams, missions)

        results = await _race(own_server, attempts, teams, missions)

        assert sum(made for made, _ in results) >= PROCESSES * attempts
        facts = [fact async for fact in _everything(log)]
        ordered = [fact for fact in facts if isinstance(fact.fact, MissionOrdered)]
        assert len(ordered) == sum(orders for _, orders in results)
        assert len(ordered) > missions
        assert (await inquire(_replayed(facts))).double_bookings == 0
        assert _missions_with_two_teams(facts) == []
        assert len(ordered) == len([fact for fact in facts if isinstance(fact.fact, TeamEngaged)])


async def set_the_scene(log: EventLog, teams: int, missions: int) -> None:
    place, now = Place(label="Besançon"), datetime.now(UTC)
    commands: list[AnyCommand] = [
        StartShift(
            team=f"T{number}",
            crew=(CrewMember(f"nurse{number}", Role.NURSE),),
            vehicle="VL",
            skills=frozenset(),
            equipment=frozenset(),
            care_type=CareType.PARAMEDICAL,
            base=place,
            ends_at=now + timedelta(hours=10),
        )
        for number in range(teams)
    ]
    commands += [
        RequestMission(mission=f"M{n}", call=f"C{n}", priority=Priority.P2, place=place, needs=TeamNeeds())
        for n in range(missions)
    ]
    for number, command in enumerate(commands):
        role = Role.NURSE if isinstance(command, StartShift) else Role.SYSTEM
        act = Act(at=now, by=Actor(role, "scene"), command_id=f"scene-{number}")
        await log.execute(plan(command), act)


async def _race(server: EmbeddedServer, attempts: int, teams: int, missions: int) -> list[tuple[int, int]]:
    racers = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.stories.order_racer", f"p{number}", "RACE"),
            *map(str, (attempts, teams, missions)),
            cwd=ROOT,
            env={**os.environ, "NATS_URL": server.secret_url},
            stdout=asyncio.subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    printed = [(await racer.communicate())[0].split() for racer in racers]
    return [(int(made), int(ordered)) for made, ordered in printed]


async def _everything(log: EventLog) -> AsyncIterator[Recorded[Any]]:
    position = 0
    while page := await log.scan(after=position):
        for item in page:
            assert not isinstance(item, PoisonEvent)
            yield item
        position = page[-1].position


async def _replayed(facts: list[Recorded[Any]]) -> AsyncIterator[Recorded[Any]]:
    for fact in facts:
        yield fact


def _missions_with_two_teams(facts: list[Recorded[Any]]) -> list[str]:
    manned: set[str] = set()
    twice: list[str] = []
    for fact in facts:
        match fact.fact:
            case MissionOrdered():
                if fact.stream.id in manned:
                    twice.append(fact.event_id)
                manned.add(fact.stream.id)
            case TeamDeclined():
                manned.discard(fact.stream.id)
            case _:
                pass
    return twice

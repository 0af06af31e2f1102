"""Several processes order, reassign, depart and let go at once: both sides of every move always agree."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from itertools import groupby
from typing import Any

import pytest

from domain.envelope import Recorded, StreamId
from domain.house import DECIDERS, AnyFact
from domain.mission.facts import TeamDeparted, TeamWithdrawn
from domain.mission.states import Manned
from domain.mobile_team.facts import KIND as TEAM
from domain.mobile_team.facts import TeamRedirected
from domain.mobile_team.states import Engaged
from eventlog.codec import Codec
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from tests.reading import all_facts
from tests.stories.test_racing_orders import set_the_scene
from tests.tree import ROOT
from vigie.inquiry import inquire

PROCESSES = 3


@pytest.mark.parametrize(
    ("attempts", "teams", "missions"),
    [
        pytest.param(150, 4, 60, id="450 attempts on 4 teams"),
        pytest.param(3000, 4, 1200, id="9000 attempts on 4 teams", marks=pytest.mark.soak),
    ],
)
async def test_no_team_is_booked_twice_by_racing_moves(
    own_server: EmbeddedServer, attempts: int, teams: int, missions: int
) -> None:
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, Layout.for_centre("MOVES"))
        log = EventLog(journal, Codec(AnyFact), DECIDERS)
        await set_the_scene(log, teams, missions)

        results = await _race(own_server, attempts, teams, missions)

        assert sum(made for made, *_ in results) == PROCESSES * attempts
        facts = await all_facts(log)
        moves = {each.command_id for each in facts if isinstance(each.fact, TeamWithdrawn)}
        assert len(moves) == sum(moved for *_, moved in results) > PROCESSES
        assert any(isinstance(each.fact, TeamRedirected) for each in facts)
        assert any(isinstance(each.fact, TeamDeparted) for each in facts)
        _check(facts)
        assert (await inquire(_replayed(facts))).double_bookings == 0


async def _race(server: EmbeddedServer, attempts: int, teams: int, missions: int) -> list[tuple[int, ...]]:
    racers = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.stories.move_racer", f"p{number}", "MOVES"),
            *map(str, (attempts, teams, missions)),
            cwd=ROOT,
            env={**os.environ, "NATS_URL": server.secret_url},
            stdout=asyncio.subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    printed = [(await racer.communicate())[0].split() for racer in racers]
    return [tuple(map(int, words)) for words in printed]


def _check(facts: list[Recorded[Any]]) -> None:
    """After each append, a mission's team is engaged on it and on nothing else."""
    states: dict[StreamId, Any] = {}
    for _, append in groupby(facts, key=lambda each: each.command_id):
        for each in append:
            before = states.get(each.stream, DECIDERS[each.stream.kind].initial)
            if isinstance(each.fact, TeamWithdrawn):
                assert before.team == each.fact.team
            states[each.stream] = DECIDERS[each.stream.kind].evolve(before, each.fact)
        manned = {name.id: state.team for name, state in states.items() if isinstance(state, Manned)}
        engaged = {
            state.mission: name.id
            for name, state in states.items()
            if name.kind == TEAM and isinstance(state, Engaged)
        }
        assert manned == engaged


async def _replayed(facts: list[Recorded[Any]]) -> AsyncIterator[Recorded[Any]]:
    for fact in facts:
        yield fact

"""One house in several processes: who follows whom, and what a start has to read."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.mission.commands import OrderMission
from domain.mission.facts import TeamAlerted, TeamsProposed
from domain.regulation_call.commands import NoteObservation
from domain.visio_session.facts import InvitationSent
from eventlog.embedded import EmbeddedServer
from eventlog.log import EventLog
from projections.audit_trail import AUDIT_TRAIL
from tests.builders import ARM
from tests.reading import all_facts
from tests.vigie.outside import Outside
from tests.vigie.telling import Room, awaited, stands_at
from vigie import views as live_views
from vigie.clock import RealClock
from vigie.running import PROJECTIONS, running
from vigie.settings import Settings

pytestmark = pytest.mark.usefixtures("outside")


async def test_the_web_and_the_worker_may_be_two_processes(
    settings: Settings, clock: RealClock, tmp_path: Path, outside: Outside
) -> None:
    elsewhere = replace(settings, data=tmp_path / "worker")
    async with running(settings, clock, worker=False) as web, running(elsewhere, clock) as worker:
        assert web.effects is None
        assert web.dispatch is None
        room = Room(web.doors.log, clock)
        await room.shift("T1")
        await stands_at(web, clock, "T1")  # told to one process, heard by the other
        await room.visio("V1")
        sent = await awaited(web.doors.log, InvitationSent)
        await room.intervention("C1", "M1")
        proposed = await awaited(web.doors.log, TeamsProposed)
        assert proposed.fact.proposal.chosen == "T1"
        await Room(worker.doors.log, clock).say(OrderMission(mission="M1", team="T1"))
        alerted = await awaited(web.doors.log, TeamAlerted)
        for each in (web, worker):
            await each.views.wait(alerted.position, 10)
            await each.tables.wait(alerted.position, 10)
        assert web.board.view == worker.board.view
        assert web.board.view.missions["M1"].team == "T1"
        assert sent.position < alerted.position
        assert len(outside.asked) == 1


async def test_an_api_alone_reacts_to_nothing(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, worker=False) as web:
        await Room(web.doors.log, clock).visio("V1")
        await web.settle()
        await asyncio.sleep(0.3)
        assert await web.doors.log.last_position() == 1
        assert web.board.position == 1
    async with running(settings, clock) as whole:  # a worker that comes later does what waits
        await awaited(whole.doors.log, InvitationSent)


class Reads:
    """How many facts each reader of the log was given, by where it began."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.given: Counter[int] = Counter()
        follow = EventLog.follow

        async def counted(log: EventLog, *, after: int = 0) -> AsyncGenerator[Any]:
            self.given[after] += 0
            facts = follow(log, after=after)
            try:
                async for fact in facts:
                    self.given[after] += 1
                    yield fact
            finally:
                await facts.aclose()

        monkeypatch.setattr(EventLog, "follow", counted)


async def test_a_start_reads_the_tail_only(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings, clock, worker=False) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        for number in range(60):
            await room.say(NoteObservation(call="C1", text=f"note {number}"), ARM)
        last = await room.log.last_position()
        await parts.settle()
        await parts.tables.wait(last, 10)
        before = parts.board.standing
    reads = Reads(monkeypatch)
    async with running(settings, clock, worker=False) as parts:
        assert parts.board.standing == before
        room = Room(parts.doors.log, clock)
        await room.say(NoteObservation(call="C1", text="une de plus"), ARM)
        await room.say(NoteObservation(call="C1", text="encore une"), ARM)
        await parts.settle()
        await parts.tables.wait(last + 2, 10)
        assert reads.given == Counter({last: 4})  # two facts, for the views and for the tables


async def test_a_crash_costs_what_came_since_the_last_checkpoint(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_views, "CHECKPOINT_SECONDS", 0.1)
    async with running(settings, clock, worker=False) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        await parts.settle()
        last = await room.log.last_position()
        async with asyncio.timeout(10):
            kept = [0]
            while min(kept) < last:
                await asyncio.sleep(0.05)
                kept = [(await live_views.load(parts.store, each)).position for each in PROJECTIONS]


async def test_views_may_live_in_postgresql(settings: Settings, clock: RealClock, postgres: str) -> None:
    there = replace(settings, database_url=postgres)
    async with running(there, clock) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        await room.break_glass("A1", "C1")
        await parts.settle()
        last = await room.log.last_position()
        await parts.tables.wait(last, 15)
        kept = parts.board.standing
    assert not (settings.data / "views.sqlite").exists()
    async with running(there, clock) as parts:
        assert parts.board.standing == kept
        assert parts.tables.positions[AUDIT_TRAIL.name] == last


async def test_the_house_goes_on_after_its_log_was_away(
    own_server: EmbeddedServer, tmp_path: Path, clock: RealClock
) -> None:
    settings = Settings(data=tmp_path / "data", centre="OUT", nats_url=own_server.secret_url)
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await room.shift("T1")
        await stands_at(parts, clock, "T1")
        await parts.views.wait(1, 10)
        await asyncio.to_thread(own_server.kill)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(own_server.restart)
        assert await parts.doors.connection.wait_connected(20)
        await room.visio("V1")
        await awaited(room.log, InvitationSent)
        await room.intervention("C1", "M1")
        proposed = await awaited(room.log, TeamsProposed)
        assert proposed.fact.proposal.chosen == "T1"
        await parts.views.wait(proposed.position, 10)
        await parts.tables.wait(proposed.position, 10)
        facts = await all_facts(room.log)
        assert len([each for each in facts if isinstance(each.fact, InvitationSent)]) == 1

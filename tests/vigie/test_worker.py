"""What follows from a fact happens, once, whoever handles it how often."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.asks import OpenRecord, SendInvitation, SendNotice
from domain.dmp_access.facts import BreakGlassInvoked, NoticeFailed, PatientInformed, Recipient
from domain.envelope import Recorded
from domain.mission.commands import CancelMission, OrderMission
from domain.mission.facts import MissionOrdered, MissionRequested, TeamAlerted, TeamsProposed
from domain.regulation_call.facts import InterventionConcluded, InterventionDecided
from domain.visio_session.commands import EndVisio
from domain.visio_session.facts import InvitationFailed, InvitationSent, VisioEnded, VisioRequested
from domain.vocabulary import Role
from eventlog.feed import Redelivery
from eventlog.journal import LogUnavailable
from eventlog.log import EventLog
from tests.reading import all_facts, told
from tests.vigie.outside import Outside
from tests.vigie.telling import Room, stands_at
from vigie import running as root
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.running import running
from vigie.settings import Settings
from vigie.worker.reactor import REACTIONS, Gateways, Reactor


async def test_a_reaction_is_one_command_that_carries_its_cause(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        asked = (await room.visio("V1")).facts[0]
        await parts.settle()
        (sent,) = await told(room.log, InvitationSent)
        assert (sent.by, sent.cause, sent.correlation) == (REACTIONS, asked.event_id, "visio-session:V1")
        assert parts.board.view.visios["V1"] is not None
        assert [type(ask) for ask in outside.asked] == [SendInvitation]


async def test_a_fact_handled_again_changes_nothing(settings: Settings, clock: RealClock) -> None:
    outside = Outside()
    async with open_log(settings) as doors:
        room = Room(doors.log, clock)
        fact = (await room.visio("V1")).facts[0]
        for gateways in (outside.gateways, outside.gateways, Outside(down=True).gateways):
            await Reactor(doors.log, clock, gateways).handle(fact)
        assert [type(each.fact) for each in await all_facts(room.log)] == [VisioRequested, InvitationSent]


async def test_what_came_twice_from_the_feed_happened_once(
    settings: Settings, clock: RealClock, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[int] = []

    class Crashing(Reactor):
        """Does its work, then dies before anybody knows, once for each fact."""

        async def handle(self, recorded: Recorded[Any]) -> None:
            await super().handle(recorded)
            handled.append(recorded.position)
            if handled.count(recorded.position) == 1:
                raise LogUnavailable("gone before the acknowledgement")

    monkeypatch.setattr(root, "Reactor", Crashing)
    monkeypatch.setattr("eventlog.feed.Redelivery", lambda: Redelivery(first=0.01))
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.visio("V1")
        await room.intervention("C1", "M1")
        await parts.settle()
        facts = await all_facts(room.log)
        assert sorted(handled) == sorted(2 * [each.position for each in facts])
        assert handled == sorted(handled)
        for kind in (InvitationSent, MissionRequested, TeamsProposed):
            assert len([each for each in facts if isinstance(each.fact, kind)]) == 1, kind
        assert await parts.doors.dead_letters.list() == []


async def test_a_worker_stopped_in_the_middle_is_finished_by_the_next(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    outside.seconds = 60
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.visio("V1")
        await asyncio.sleep(0.3)
    outside.seconds = 0
    async with running(settings, clock, stepwise=True) as parts:
        async with asyncio.timeout(15):
            await parts.settle()
        assert len(await told(parts.doors.log, InvitationSent)) == 1
        assert len(outside.asked) == 1


async def test_a_refused_reaction_is_no_error(settings: Settings, clock: RealClock, outside: Outside) -> None:
    outside.seconds = 0.3
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.visio("V1")
        await room.say(EndVisio(session="V1"))  # before the operator has answered
        await room.intervention("C1", "M1")
        await parts.settle()
        assert await parts.doors.dead_letters.list() == []
        assert len(await told(room.log, VisioEnded)) == 1
        assert await told(room.log, InvitationSent) == []
        assert len(await told(room.log, MissionRequested)) == 1


async def test_a_gateway_that_fails_is_said_in_the_log(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    outside.down = True
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.visio("V1")
        await parts.settle()
        (failed,) = await told(room.log, InvitationFailed)
        assert failed.fact.why == "numéro fixe"


async def test_without_a_gateway_the_log_says_that_there_is_none(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.visio("V1")
        await parts.settle()
        (failed,) = await told(room.log, InvitationFailed)
        assert failed.fact.why == "no SMS gateway is set on this site"


@pytest.mark.parametrize("down", [False, True])
async def test_a_broken_glass_is_told_to_everybody_it_must_be(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch, down: bool
) -> None:
    notices, dmp = Outside(down=down), Outside()
    mixed = Outside()
    monkeypatch.setattr(Outside, "gateways", Gateways(sms=mixed, dmp=dmp, notices=notices))
    mixed.install(monkeypatch)
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        await room.break_glass("A1", "C1")
        await parts.settle()
        (broken,) = await told(room.log, BreakGlassInvoked)
        told_of = await told(room.log, NoticeFailed if down else PatientInformed)
        assert {each.fact.recipient for each in told_of} == set(Recipient)
        assert len(told_of) == len(Recipient)
        assert {each.cause for each in told_of} == {broken.event_id}
        assert [type(ask) for ask in dmp.asked] == [OpenRecord]
        assert [type(ask) for ask in notices.asked] == [SendNotice] * len(Recipient)


async def test_an_intervention_is_followed_to_its_end(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.shift("T1")
        await stands_at(parts, clock, "T1")
        await room.intervention("C1", "M1")
        await parts.settle()
        await room.say(OrderMission(mission="M1", team="T1"))
        await parts.settle()
        await room.say(CancelMission(mission="M1", team="T1", why="rétabli"))
        await parts.settle()
        (decided,) = await told(room.log, InterventionDecided)
        (requested,) = await told(room.log, MissionRequested)
        (ordered,) = await told(room.log, MissionOrdered)
        (alerted,) = await told(room.log, TeamAlerted)
        (concluded,) = await told(room.log, InterventionConcluded)
        assert requested.command_id == decided.command_id
        assert alerted.cause == ordered.event_id
        assert concluded.fact.mission == "M1"
        assert ordered.by.role is Role.REGULATOR


async def test_settle_returns_only_when_all_has_followed(
    settings: Settings, clock: RealClock, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.seconds = 0.4
    slow = EventLog.execute

    async def dawdling(log: EventLog, *words: Any, **options: Any) -> Any:
        await asyncio.sleep(0.05)
        return await slow(log, *words, **options)

    monkeypatch.setattr(EventLog, "execute", dawdling)
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.intervention("C1", "M1")
        await room.break_glass("A1", "C1")
        await room.visio("V1")
        began = clock.now()
        await parts.settle()
        assert clock.now() - began > timedelta(seconds=4 * 0.4)
        last = (await all_facts(room.log))[-1].position
        for kind in (InvitationSent, MissionRequested, TeamsProposed, PatientInformed):
            assert await told(room.log, kind), kind
        assert parts.views.position == last
        await parts.settle()
        await asyncio.sleep(0.5)
        assert (await all_facts(room.log))[-1].position == last

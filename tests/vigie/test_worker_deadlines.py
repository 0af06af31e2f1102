"""What is due happens at its hour, once, also after a restart."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.dmp_access.facts import AccessExpired, BreakGlassInvoked
from domain.regulation_call import commands as c
from domain.regulation_call.facts import CallClosed, CallValidated
from domain.visio_session.commands import GiveConsent
from domain.visio_session.facts import InvitationExpired, InvitationSent
from domain.vocabulary import CareLevel
from projections.deadlines import DEADLINES
from simulators.timeline import AcceleratedTimeline
from tests.builders import CALLER
from tests.reading import all_facts, told
from tests.vigie.telling import Room
from vigie import clock as real
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.running import Parts, running
from vigie.settings import Settings
from vigie.views import load, save
from vigie.worker.deadlines import DEADLINES as MACHINE

EVENING = datetime(2026, 1, 16, 20, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("outside")

Story = Callable[[Room, AcceleratedTimeline], Awaitable[None]]


@asynccontextmanager
async def a_night(
    settings: Settings, start: datetime, until: datetime, story: Story | None = None
) -> AsyncGenerator[Parts]:
    """A house whose time has run from `start` to `until`, with `story` told meanwhile."""
    stage: list[Parts] = []

    async def settle() -> None:
        await stage[0].settle()

    timeline = AcceleratedTimeline(start, settle)
    async with running(settings, timeline, stepwise=True) as parts:
        stage.append(parts)

        async def told_by_people() -> None:
            if story is not None:
                await story(Room(parts.doors.log, timeline), timeline)

        timeline.spawn("people", told_by_people())
        await timeline.run(until)
        await parts.settle()
        yield parts


def after(minutes: float) -> datetime:
    return EVENING + timedelta(minutes=minutes)


async def everything(room: Room, timeline: AcceleratedTimeline) -> None:
    """An invitation, an access by break-glass, and a file validated."""
    await room.visio("V1")
    await room.regulated("C1")
    await room.break_glass("A1", "C1")
    await room.regulated("C2")
    await room.say(c.DecideNothingFurther(call="C2", reason="conseil suffit"))
    await room.say(c.AssessCareLevel(call="C2", level=CareLevel.R4))
    await room.say(c.CompleteCall(call="C2"))
    await room.say(c.ValidateCall(call="C2"))


async def test_each_deadline_fires_at_its_very_hour(settings: Settings) -> None:
    async with a_night(settings, EVENING, after(25 * 60), everything) as parts:
        log = parts.doors.log
        (sent,), (expired,) = await told(log, InvitationSent), await told(log, InvitationExpired)
        assert (expired.at, expired.cause, expired.by) == (sent.fact.expires_at, sent.event_id, MACHINE)
        (opened,), (closed,) = await told(log, BreakGlassInvoked), await told(log, AccessExpired)
        assert (closed.at, closed.cause) == (opened.fact.expires_at, opened.event_id)
        (valid,), (over,) = await told(log, CallValidated), await told(log, CallClosed)
        assert (over.at, over.cause) == (valid.fact.closes_at, valid.event_id)


async def test_nothing_fires_early(settings: Settings) -> None:
    async with a_night(settings, EVENING, after(14.9), everything) as parts:
        assert await told(parts.doors.log, InvitationSent)
        assert await told(parts.doors.log, InvitationExpired) == []


async def test_what_was_done_in_time_does_not_expire(settings: Settings) -> None:
    async def consents(room: Room, timeline: AcceleratedTimeline) -> None:
        await room.visio("V1")
        await timeline.sleep_until(after(10))
        await room.say(GiveConsent(session="V1"), CALLER)

    async with a_night(settings, EVENING, after(60), consents) as parts:
        assert await told(parts.doors.log, InvitationExpired) == []


async def test_a_restart_takes_over_what_was_pending(settings: Settings) -> None:
    async with a_night(settings, EVENING, after(5), everything) as parts:
        position = await parts.doors.log.last_position()
        store = parts.store
        await save(store, parts.views.views)
        kept = await load(store, DEADLINES)
        assert kept.position == position  # the next start reads nothing: it knows by the checkpoint
        assert len(kept.view.pending) == 3
    async with a_night(settings, after(6), after(20)) as parts:
        (expired,) = await told(parts.doors.log, InvitationExpired)
        assert expired.at == after(15)
        assert await told(parts.doors.log, AccessExpired) == []


async def test_what_fell_due_while_vigie_was_down_fires_at_the_start(settings: Settings) -> None:
    async with a_night(settings, EVENING, after(5), everything):
        pass
    async with a_night(settings, after(120), after(121)) as parts:
        log = parts.doors.log
        assert [each.at for each in await told(log, InvitationExpired)] == [after(120)]
        assert [each.at for each in await told(log, AccessExpired)] == [after(120)]
        assert await told(log, CallClosed) == []


async def test_without_a_checkpoint_the_log_is_enough(settings: Settings, tmp_path: Path) -> None:
    async with a_night(settings, EVENING, after(5), everything):
        pass
    elsewhere = replace(settings, data=tmp_path / "another machine")
    async with a_night(elsewhere, after(6), after(40)) as parts:
        log = parts.doors.log
        assert [each.at for each in await told(log, InvitationExpired)] == [after(15)]
        assert len(await told(log, AccessExpired)) == 1


async def test_no_deadline_fires_twice(settings: Settings, tmp_path: Path) -> None:
    """Restarts, and two machines that know of the same deadlines at once."""
    async with a_night(settings, EVENING, after(25 * 60), everything) as parts:
        facts = await all_facts(parts.doors.log)
    other = replace(settings, data=tmp_path / "another machine")

    async def again(where: Settings) -> None:
        async with a_night(where, after(26 * 60), after(27 * 60)) as parts:
            assert await all_facts(parts.doors.log) == facts

    await again(settings)
    await again(other)


async def test_two_workers_that_wake_together_expire_it_once(settings: Settings, tmp_path: Path) -> None:
    async with a_night(settings, EVENING, after(5), everything):
        pass

    async def wakes(name: str) -> None:
        timeline = AcceleratedTimeline(after(14))
        where = replace(settings, data=tmp_path / name)
        async with running(where, timeline, stepwise=True) as parts:
            await parts.views.wait(await parts.doors.log.last_position())
            timeline.spawn("nobody", asyncio.sleep(0))
            await timeline.run(after(16))
            await asyncio.sleep(0.3)

    await asyncio.gather(wakes("one"), wakes("two"))
    async with open_log(settings) as doors:
        assert len(await told(doors.log, InvitationExpired)) == 1


async def test_real_time_never_wakes_before_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock may be set back while somebody sleeps: asyncio does not see that."""
    clock = RealClock()
    naps: list[float] = []
    nap = asyncio.sleep

    async def short(seconds: float) -> None:
        naps.append(seconds)
        await nap(seconds / 2)

    monkeypatch.setattr(real.asyncio, "sleep", short)
    at = clock.now() + timedelta(seconds=0.2)
    await clock.sleep_until(at)
    assert clock.now() >= at
    assert len(naps) > 1


async def test_real_time_looks_at_the_clock_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock may be set forward too, or the machine have slept: a day ahead is no single nap."""
    clock = RealClock()
    naps: list[float] = []

    async def counts(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(real.asyncio, "sleep", counts)
    with pytest.raises(asyncio.CancelledError):
        await clock.sleep_until(clock.now() + timedelta(hours=24))
    assert max(naps) <= 60

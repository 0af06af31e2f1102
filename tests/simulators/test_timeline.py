"""One actor awake at a time, in the order of time, whatever asyncio does."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from simulators.chance import chance
from simulators.paced import PacedTimeline
from simulators.timeline import AcceleratedTimeline, Timeline, sleep

START = datetime(2026, 11, 21, 20, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


async def test_actors_wake_in_the_order_of_time() -> None:
    timeline, seen = AcceleratedTimeline(START), list[tuple[str, float]]()

    async def actor(name: str, *naps: float) -> None:
        for nap in naps:
            await sleep(timeline, nap)
            seen.append((name, (timeline.now() - START).total_seconds()))

    timeline.spawn("a", actor("a", 10, 10, 10))
    timeline.spawn("b", actor("b", 5, 10, 1))
    await timeline.run(after(60))
    assert seen == [("b", 5), ("a", 10), ("b", 15), ("b", 16), ("a", 20), ("a", 30)]
    assert timeline.now() == after(60)


async def test_only_one_actor_is_awake_even_while_it_waits_for_an_answer() -> None:
    timeline, awake, most = AcceleratedTimeline(START), 0, 0
    naps = chance(4, "naps")

    async def actor() -> None:
        nonlocal awake, most
        for _ in range(20):
            await sleep(timeline, naps.randint(0, 3))
            awake += 1
            most = max(most, awake)
            for _ in range(naps.randint(0, 4)):
                await asyncio.sleep(0)
            awake -= 1

    for index in range(8):
        timeline.spawn(f"a{index}", actor())
    await timeline.run(after(1000))
    assert most == 1


async def test_the_system_settles_before_each_waking() -> None:
    trace: list[str] = []

    async def settle() -> None:
        await asyncio.sleep(0)
        trace.append("settled")

    timeline = AcceleratedTimeline(START, settle)

    async def actor() -> None:
        trace.append("begun")
        await sleep(timeline, 1)
        trace.append("woken")

    timeline.spawn("a", actor())
    await timeline.run(after(5))
    assert trace == ["settled", "begun", "settled", "woken", "settled"]


async def test_a_flag_wakes_those_who_wait_in_their_order() -> None:
    timeline, seen = AcceleratedTimeline(START), list[tuple[str, bool, float]]()
    flag = timeline.event()

    async def waiter(name: str, patience: float | None) -> None:
        raised = await flag.wait(None if patience is None else after(patience))
        seen.append((name, raised, (timeline.now() - START).total_seconds()))

    async def raiser() -> None:
        await sleep(timeline, 30)
        flag.set()
        await sleep(timeline, 30)

    timeline.spawn("w1", waiter("patient", None))
    timeline.spawn("w2", waiter("hasty", 10))
    timeline.spawn("w3", waiter("willing", 50))
    timeline.spawn("r", raiser())
    await timeline.run(after(100))
    assert seen == [("hasty", False, 10), ("patient", True, 30), ("willing", True, 30)]


async def test_a_raised_flag_keeps_nobody_waiting_until_it_is_lowered() -> None:
    timeline = AcceleratedTimeline(START)
    flag = timeline.event()

    async def actor() -> None:
        flag.set()
        assert await flag.wait()
        flag.clear()
        assert not await flag.wait(after(3))
        assert timeline.now() == after(3)

    timeline.spawn("a", actor())
    await timeline.run(after(9))


async def test_an_actor_may_spawn_another_that_begins_at_that_instant() -> None:
    timeline, begun = AcceleratedTimeline(START), list[datetime]()

    async def child() -> None:
        begun.append(timeline.now())

    async def parent() -> None:
        await sleep(timeline, 7)
        timeline.spawn("child", child())

    timeline.spawn("parent", parent())
    await timeline.run(after(20))
    assert begun == [after(7)]


@pytest.mark.parametrize("kind", ["accelerated", "paced"])
async def test_a_failing_actor_ends_the_run(kind: str) -> None:
    timeline = AcceleratedTimeline(START) if kind == "accelerated" else PacedTimeline(START, speed=1000)

    async def broken() -> None:
        await sleep(timeline, 1)
        raise LookupError("lost")

    async def endless() -> None:
        while True:
            await sleep(timeline, 5)

    timeline.spawn("endless", endless())
    timeline.spawn("broken", broken())
    with pytest.raises(LookupError):
        await timeline.run(after(10_000))


async def test_the_end_dismisses_those_asleep_waiting_or_not_begun() -> None:
    timeline, ended = AcceleratedTimeline(START), list[str]()

    async def actor(name: str, *, forever: bool) -> None:
        try:
            if forever:
                await timeline.event().wait()
            await timeline.sleep_until(after(999))
        finally:
            ended.append(name)

    timeline.spawn("asleep", actor("asleep", forever=False))
    timeline.spawn("waiting", actor("waiting", forever=True))

    async def late() -> None:
        await timeline.sleep_until(after(10))
        timeline.spawn("unborn", sleep(timeline, 1))
        raise LookupError

    timeline.spawn("late", late())
    with pytest.raises(LookupError):
        await timeline.run(after(20))
    assert sorted(ended) == ["asleep", "waiting"]


async def test_who_is_no_actor_may_sleep_on_the_same_timeline() -> None:
    timeline, seen = AcceleratedTimeline(START), list[str]()

    async def outsider() -> None:
        await timeline.sleep_until(after(5))
        seen.append("outsider")

    async def actor() -> None:
        await sleep(timeline, 1)
        await sleep(timeline, 9)
        seen.append("actor")

    task = asyncio.get_running_loop().create_task(outsider())
    await asyncio.sleep(0)
    timeline.spawn("actor", actor())
    await timeline.run(after(20))
    await task
    assert seen == ["outsider", "actor"]


async def a_round(timeline: Timeline, seen: list[str]) -> None:
    flag = timeline.event()

    async def first() -> None:
        await sleep(timeline, 20)
        seen.append("first")
        flag.set()

    async def second() -> None:
        assert not await flag.wait(timeline.now() + timedelta(seconds=5))
        assert await flag.wait()
        seen.append("second")

    timeline.spawn("second", second())
    timeline.spawn("first", first())


@pytest.mark.parametrize("kind", ["accelerated", "paced"])
async def test_both_timelines_tell_the_same_story(kind: str) -> None:
    timeline = AcceleratedTimeline(START) if kind == "accelerated" else PacedTimeline(START, speed=200)
    seen: list[str] = []
    await a_round(timeline, seen)
    await timeline.run(after(60))
    assert seen == ["first", "second"]


async def test_paced_time_goes_as_fast_as_told() -> None:
    timeline = PacedTimeline(START, speed=600)
    await timeline.sleep_until(after(60))
    assert after(60) <= timeline.now() < after(240)
    with pytest.raises(ValueError, match="forward"):
        PacedTimeline(START, speed=0)

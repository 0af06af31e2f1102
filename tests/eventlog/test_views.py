"""A reader of the log can be waited for."""

import asyncio
import time

import pytest

from eventlog.views import NotThereYet, Progress


async def test_a_position_already_taken_in_is_not_waited_for() -> None:
    progress = Progress(4)
    await progress.wait(4, 0)
    assert progress.position == 4


async def test_waiting_ends_as_soon_as_the_position_is_taken_in() -> None:
    progress = Progress()
    waiters = [asyncio.create_task(progress.wait(n, 5)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    await progress.advance(2)
    await asyncio.sleep(0.01)
    assert [each.done() for each in waiters] == [True, True, False]
    await progress.advance(9)
    await asyncio.gather(*waiters)


async def test_who_waits_in_vain_is_told_where_the_reader_is() -> None:
    progress = Progress(2)
    with pytest.raises(NotThereYet, match="at 2, not yet at 3"):
        await progress.wait(3, 0.01)
    await progress.advance(3)
    await progress.wait(3, 0.01)


async def test_a_reader_never_goes_back() -> None:
    progress = Progress(5)
    await progress.advance(3)
    assert progress.position == 5


async def test_a_waiter_is_woken_and_does_not_poll() -> None:
    progress = Progress()
    lags: list[float] = []
    for position in range(1, 101):
        waiter = asyncio.create_task(progress.wait(position, 5))
        await asyncio.sleep(0)
        before = time.perf_counter()
        await progress.advance(position)
        await waiter
        lags.append(time.perf_counter() - before)
    assert sorted(lags)[50] < 0.002


async def test_a_waiter_that_gives_up_leaves_the_others_waiting() -> None:
    progress = Progress()
    patient, gone = (asyncio.create_task(progress.wait(1, 5)) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    await progress.advance(1)
    await patient
    assert (await asyncio.gather(gone, return_exceptions=True))[0].__class__ is (asyncio.CancelledError)

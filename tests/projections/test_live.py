"""Views that run: waited for, listened to, started from a checkpoint, never stopped by one bad fact."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from domain.envelope import Recorded
from projections.live import POISONS_NAMED, Change, Item, Live, LiveViews, ViewBehind
from projections.projection import rebuild
from projections.regulator_board import REGULATOR_BOARD, RegulatorBoard, patch
from projections.team_roster import TEAM_ROSTER
from tests.projections.histories import a_night
from tests.projections.telling import Unreadable, following

LOG = a_night(1).log
LAST = LOG[-1].position


async def test_a_view_takes_in_the_whole_log() -> None:
    board = Live(REGULATOR_BOARD)
    await board.run(following(LOG))
    assert board.standing == rebuild(REGULATOR_BOARD, LOG)
    assert board.position == LAST


async def test_waiting_ends_when_the_position_is_there() -> None:
    board = Live(REGULATOR_BOARD)
    await board.wait(0)
    waiting = [asyncio.create_task(board.wait(position, timeout=5)) for position in (2, 3)]
    for recorded in LOG[:2]:
        board.take(recorded)
    await waiting[0]
    assert not waiting[1].done()
    board.take(LOG[2])
    await waiting[1]


async def test_a_view_that_stays_behind_says_so() -> None:
    board = Live(REGULATOR_BOARD)
    board.take(LOG[0])
    with pytest.raises(ViewBehind, match="regulator-board is at 1, not yet at 2"):
        await board.wait(2, timeout=0.01)
    with pytest.raises(ViewBehind, match="the views are at 0, not yet at 1"):
        await LiveViews(board, Live(TEAM_ROSTER)).wait(1, timeout=0.01)


async def test_one_waiter_given_up_leaves_the_others() -> None:
    board = Live(REGULATOR_BOARD)
    given_up, patient = (asyncio.create_task(board.wait(1, timeout=5)) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    board.take(LOG[0])
    await patient
    await asyncio.gather(given_up, return_exceptions=True)
    assert given_up.cancelled()


async def test_a_listener_hears_each_fact_once_in_order_until_it_stops() -> None:
    board, heard = Live(REGULATOR_BOARD), list[Change[RegulatorBoard]]()
    stop = board.subscribe(heard.append)
    for recorded in (*LOG[:20], *LOG[10:20]):
        board.take(recorded)
    stop()
    stop()
    board.take(LOG[20])
    assert [each.recorded.position for each in heard] == list(range(1, 21))
    assert heard[0].before == RegulatorBoard()
    assert all(one.after is two.before for one, two in pairwise(heard))
    assert any(patch(each.before, each.after) for each in heard)


async def test_a_checkpoint_replays_only_the_tail() -> None:
    board = Live(REGULATOR_BOARD)
    for recorded in LOG[:30]:
        board.take(recorded)
    again, asked = Live(REGULATOR_BOARD, board.checkpoint()), list[int]()
    assert again.standing == board.standing
    await again.run(following(LOG, asked))
    assert asked == [30]
    assert again.standing == rebuild(REGULATOR_BOARD, LOG)


@pytest.mark.parametrize(
    "other",
    [
        replace(REGULATOR_BOARD, version=REGULATOR_BOARD.version + 1),
        replace(REGULATOR_BOARD, name="another"),
        TEAM_ROSTER,
    ],
)
async def test_a_checkpoint_of_another_view_or_version_is_ignored(other: Any) -> None:
    board = Live(REGULATOR_BOARD)
    await board.run(following(LOG))
    assert Live[Any](other, board.checkpoint()).position == 0


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x81\xa1a", b"not a checkpoint"])
async def test_an_unreadable_checkpoint_is_ignored(data: bytes) -> None:
    board = Live(REGULATOR_BOARD, data)
    assert (board.position, board.poisoned) == (0, 0)


async def test_a_checkpoint_whose_rows_have_another_shape_is_ignored() -> None:
    board = Live(REGULATOR_BOARD)
    await board.run(following(LOG))
    changed: Any = replace(REGULATOR_BOARD, view_type=int)
    assert Live[Any](changed, board.checkpoint()).position == 0


async def test_a_poison_event_is_named_and_the_view_goes_on() -> None:
    items: list[Item] = [*LOG[:4], Unreadable(5), *LOG[5:]]
    board = Live(REGULATOR_BOARD)
    await board.run(following(items))
    assert board.position == LAST
    assert [(each.position, each.stream, each.why) for each in board.poisons] == [
        (5, "mission:M1", "unknown fact 'x'")
    ]
    again = Live(REGULATOR_BOARD, board.checkpoint())
    assert (again.poisons, again.poisoned) == (board.poisons, 1)


async def test_a_fact_the_fold_fails_on_is_named_and_the_view_goes_on() -> None:
    def apply(view: RegulatorBoard, recorded: Recorded[Any]) -> RegulatorBoard:
        if recorded.position == 5:
            raise KeyError("M7")
        return REGULATOR_BOARD.apply(view, recorded)

    failing = Live(replace(REGULATOR_BOARD, apply=apply))
    waiting = asyncio.create_task(failing.wait(5, timeout=5))
    await failing.run(following(LOG))
    await waiting
    assert failing.position == LAST
    assert failing.poisons[0].why == "regulator-board cannot take it in: KeyError('M7')"


async def test_many_poisons_are_counted_and_the_first_named() -> None:
    board = Live(REGULATOR_BOARD)
    for position in range(1, POISONS_NAMED + 51):
        board.take(Unreadable(position))
    assert (len(board.poisons), board.poisoned) == (POISONS_NAMED, POISONS_NAMED + 50)


async def test_several_views_read_the_log_once() -> None:
    board, roster, asked = Live(REGULATOR_BOARD), Live(TEAM_ROSTER), list[int]()
    for recorded in LOG[:10]:
        board.take(recorded)
    views = LiveViews(board, roster)
    waiting = asyncio.create_task(views.wait(LAST, timeout=5))
    await views.run(following([*LOG[:20], Unreadable(21), *LOG[21:]], asked))
    await waiting
    assert asked == [0]
    assert views.position == LAST
    assert set(views.poisons) == {"regulator-board", "team-roster"}


async def test_a_reader_that_fails_is_told_closed_and_can_go_on() -> None:
    closed: list[int] = []

    async def breaks(after: int) -> AsyncGenerator[Item]:
        try:
            for recorded in LOG[after:40]:
                yield recorded
            raise ConnectionError("the log is away")
        finally:
            closed.append(after)

    views = LiveViews(Live(REGULATOR_BOARD))
    with pytest.raises(ConnectionError):
        await views.run(breaks)
    assert (views.position, closed) == (40, [0])
    await views.run(following(LOG))
    assert views.views[0].standing == rebuild(REGULATOR_BOARD, LOG)


async def test_a_view_cancelled_while_it_waits_for_the_log_closes_its_reader() -> None:
    closed = asyncio.Event()

    async def idle(after: int) -> AsyncGenerator[Item]:
        try:
            yield LOG[0]
            await asyncio.Event().wait()
        finally:
            closed.set()

    board = Live(REGULATOR_BOARD)
    running = asyncio.create_task(board.run(idle))
    await board.wait(1, timeout=5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert closed.is_set()

"""The measurements of the live board: what counts as lost, as a gap, as met."""

import pytest

from vigie.bench import board
from vigie.bench.board import Said, report
from vigie.bench.board_clients import Poller, WireBoard

SAID = [Said(position, sent=position - 0.005, acknowledged=float(position)) for position in range(1, 201)]


def a_board(
    delay: float = 0.01, *, without: tuple[int, ...] = (), cuts: int = 0, snapshots: int = 1
) -> WireBoard:
    order = [each.position for each in SAID if each.position not in without]
    received = {position: position + delay for position in order}
    return WireBoard("", "", received=received, order=order, snapshots=snapshots, cuts=cuts)


def a_poller() -> Poller:
    poller = Poller.__new__(Poller)
    poller.seen = [(position, position + 1.0) for position in range(2, 203, 2)]
    return poller


def rows(*boards: WireBoard, painted: float | None = 0.04) -> dict[str, board.Row]:
    eye = {} if painted is None else {each.position: each.position + painted for each in SAID}
    return {row.name: row for row in report(SAID, boards, a_poller(), eye)}


@pytest.mark.parametrize(("delay", "met"), [(0.04, True), (0.12, False)])
def test_the_eye_decides_whether_the_aim_is_met(delay: float, met: bool) -> None:
    found = rows(a_board(), a_board(cuts=1), painted=delay)
    p99 = found["acknowledged to painted in a browser: p99"]
    assert (p99.value, p99.met) == (pytest.approx(delay * 1000), met)
    assert found["acknowledged to received, boards not cut: p50"].value == pytest.approx(10)
    assert all(row.met for row in found.values() if row.aim and row is not p99)


def test_without_a_browser_nothing_is_met() -> None:
    assert rows(a_board(), painted=None)["acknowledged to painted in a browser: p99"].met is None


def test_a_lost_patch_and_a_board_sent_whole_again_are_seen() -> None:
    found = rows(a_board(without=(7, 9)), a_board(cuts=1, snapshots=2))
    assert (found["patches lost"].value, found["patches lost"].met) == (2, False)
    assert found["boards not contiguous and in order"].value == 1
    assert found["boards cut and taken up again without the whole board"].met is False


def test_a_patch_that_comes_twice_is_a_gap_too() -> None:
    twice = a_board()
    twice.order.append(twice.order[-1])
    assert rows(twice)["boards not contiguous and in order"].met is False


@pytest.mark.soak
async def test_a_small_room_loses_nothing() -> None:
    found = {row.name: row for row in await board.run(boards=20, seconds=5, rate=20)}
    assert found["acts"].value == 100
    assert found["patches lost"].met
    assert found["boards not contiguous and in order"].met
    assert found["boards cut and taken up again without the whole board"].met

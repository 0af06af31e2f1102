"""What the bench of signalling says of what its pages saw."""

from typing import Any, cast

import pytest

from vigie.bench.visio import Page, report


def page(sent: int, hops: list[float], *, closed: bool = False) -> Page:
    return Page(cast("Any", None), sent=sent, hops=hops, welcomed=0.02, closed=closed)


def values(ours: list[Page]) -> dict[str, Any]:
    return {row.name: row for row in report(ours, [page(2, [0.004, 0.004])])}


def test_a_hop_is_compared_with_the_raw_echo_and_held_against_the_aim() -> None:
    rows = values([page(3, [0.008] * 3), page(3, [0.008] * 3)])
    p99 = rows["a hop, from page to page: p99"]
    assert p99.value == pytest.approx(8)
    assert p99.ratio == pytest.approx(2)
    assert p99.met is True
    assert rows["sessions lost, or that missed a word"].met is True
    assert values([page(2, [0.06] * 2), page(2, [0.06] * 2)])["a hop, from page to page: p99"].met is False


@pytest.mark.parametrize(
    "lossy",
    [
        [page(3, [0.008] * 2), page(3, [0.008] * 3)],
        [page(3, [0.008] * 3), page(3, [0.008] * 3, closed=True)],
    ],
)
def test_a_missed_word_or_a_closed_socket_is_a_session_lost(lossy: list[Page]) -> None:
    lost = values(lossy)["sessions lost, or that missed a word"]
    assert (lost.value, lost.met) == (1, False)

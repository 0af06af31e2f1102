"""Coverage asks from few teams to thousands of zones: by road from those searched for, marked elsewhere."""

from collections.abc import Sequence

import numpy as np
import pytest

from dispatch.roads.back import WayBack
from dispatch.travel import Legs, StraightLine
from domain.vocabulary import Position

TOWNS = [Position(47.0 + number / 10, 6.0) for number in range(5)]
ZONES = [Position(47.05, 6.1), Position(47.3, 6.2), Position(47.2, 5.9)]


class Roads:
    """Seconds to a place depend on who asks: the way there is not the way back."""

    def __init__(self) -> None:
        self.asked: list[Position] = []

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        self.asked += destinations
        seconds = np.array([[1000 * a.lat + b.lon for b in destinations] for a in origins])
        return Legs(seconds, seconds * 10, np.zeros(seconds.shape, dtype=np.bool_))


def test_the_way_back_is_given_with_one_search_for_each_origin() -> None:
    roads = Roads()
    legs = WayBack(roads, room=8).legs(TOWNS, ZONES)
    assert roads.asked == TOWNS
    assert legs.seconds.shape == (5, 3)
    assert legs.seconds[1].tolist() == [1000 * zone.lat + TOWNS[1].lon for zone in ZONES]
    assert not legs.estimated.any()


def test_a_team_that_hardly_moves_keeps_its_search() -> None:
    roads = Roads()
    way = WayBack(roads, room=8)
    way.legs([Position(47.12341, 6.0)], ZONES)
    way.legs([Position(47.12344, 6.00004)], ZONES)
    assert len(set(roads.asked)) == 1


def test_a_first_question_takes_a_few_searches_and_the_next_ones_the_rest() -> None:
    way = WayBack(Roads(), room=8, at_once=2)
    by_road = [int((~way.legs(TOWNS, ZONES).estimated[:, 0]).sum()) for _ in range(4)]
    assert by_road == [2, 4, 5, 5]
    guess = StraightLine().legs(TOWNS, ZONES)
    first = WayBack(Roads(), room=8, at_once=2).legs(TOWNS, ZONES)
    assert first.estimated[2:].all()
    assert np.array_equal(first.seconds[2:], guess.seconds[2:])


def test_no_more_searches_than_there_is_room_for() -> None:
    way = WayBack(Roads(), room=3)
    assert int((~way.legs(TOWNS, ZONES).estimated[:, 0]).sum()) == 3
    assert int((~way.legs(TOWNS, ZONES).estimated[:, 0]).sum()) == 3


@pytest.mark.parametrize(("origins", "destinations"), [([], ZONES), (TOWNS, [])])
def test_nobody_or_nowhere_is_no_question(origins: list[Position], destinations: list[Position]) -> None:
    roads = Roads()
    legs = WayBack(roads, room=8).legs(origins, destinations)
    assert legs.seconds.shape == (len(origins), len(destinations))
    assert roads.asked == []

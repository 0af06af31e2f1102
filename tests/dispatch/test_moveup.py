"""Move-up suggestions, by examples worked by hand and against trying every move."""

from itertools import product
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.moveup import MoveUp, Spot, options, spots_of, suggest
from dispatch.preparedness import Settings, Zone, covered_share, in_reach, marginal_cover
from dispatch.problem import TeamState
from dispatch.travel import StraightLine
from domain.vocabulary import Position
from tests.dispatch.two_towns import TARGET, OneRoad, at, reached, waiting, zone
from tests.dispatch.worlds import team

BASES = (Spot("base:A", at(6.0), "A"), Spot("base:B", at(6.75), "B"))


def suggested(*teams: TeamState, shown: tuple[MoveUp, ...] = (), **changes: Any) -> tuple[MoveUp, ...]:
    limits = msgspec.structs.replace(Settings(longest_move=6000.0, min_gain=0.05), **changes)
    reach = reached(*teams)
    spots = spots_of(reach, 0.4, BASES, limits, shown)
    return suggest(reach, 0.4, options(reach, spots, OneRoad(), limits), limits, shown)


def test_a_suggestion_says_from_where_to_where_and_what_it_wins() -> None:
    (move,) = suggested(waiting("A", 6.0), waiting("B", 6.1))
    assert (move.team, move.origin, move.spot.label) == ("B", at(6.1), "B")
    assert (move.seconds, move.metres, move.estimated) == (pytest.approx(3900), pytest.approx(58_500), False)
    assert (move.before, move.after) == (pytest.approx(0.84 / 4), pytest.approx((0.6 + 1.8) / 4))


def test_what_a_suggestion_promises_is_what_the_move_gives() -> None:
    (move,) = suggested(waiting("A", 6.0), waiting("B", 6.1))
    moved = reached(waiting("A", 6.0), waiting("B", move.spot.position.lon))
    assert covered_share(moved, 0.4) == pytest.approx(move.after)


def test_nobody_is_moved_for_too_little_or_too_far() -> None:
    assert suggested(waiting("A", 6.1), waiting("B", 6.75)) == ()
    assert suggested(waiting("A", 6.0), waiting("B", 6.1), min_gain=0.5) == ()
    assert suggested(waiting("A", 6.0), waiting("B", 6.1), longest_move=3000) == ()
    assert suggested(waiting("A", 9.5)) == ()
    assert suggested() == ()


def test_a_place_two_minutes_away_is_where_the_team_is() -> None:
    near = (zone(1, 6.31),)
    reach = reached(waiting("A", 6.0), zones=near)
    limits = Settings()
    spot = Spot("base:C", at(6.02), "C")
    assert suggest(reach, 0.4, options(reach, (spot,), OneRoad(), limits), limits) == ()
    spot = Spot("base:C", at(6.021), "C")
    found = suggest(reach, 0.4, options(reach, (spot,), OneRoad(), limits), limits)
    assert [move.spot for move in found] == [spot]


def test_the_second_is_suggested_given_the_first() -> None:
    teams = [waiting(name, 6.0) for name in "ABCD"]
    first, second = suggested(*teams)
    assert {first.team, second.team} == {"A", "B"}
    assert first.spot != second.spot
    assert second.before == first.after
    places = [6.0, 6.0, first.spot.position.lon, second.spot.position.lon]
    followed = reached(*(waiting(name, lon) for name, lon in zip("CDAB", places, strict=True)))
    assert covered_share(followed, 0.4) == pytest.approx(second.after)
    assert len(suggested(*teams, suggestions=1)) == 1
    assert suggested(*teams, suggestions=0) == ()


def test_a_suggestion_stays_until_it_wins_less_than_half_the_least() -> None:
    teams = (waiting("A", 6.0), waiting("B", 6.1))
    shown = suggested(*teams)
    gain = shown[0].after - shown[0].before
    assert suggested(*teams, min_gain=gain * 1.5) == ()
    assert suggested(*teams, min_gain=gain * 1.5, shown=shown) == shown
    assert suggested(*teams, min_gain=min(1.0, gain * 2.1), shown=shown) == ()


def test_a_better_one_does_not_push_out_the_one_shown() -> None:
    teams = (waiting("A", 6.0), waiting("B", 6.1))
    (shown,) = suggested(*teams, suggestions=1)
    nearer = waiting("C", 6.15)
    (fresh,) = suggested(*teams, nearer, suggestions=1)
    assert fresh.team == "C"
    (kept,) = suggested(*teams, nearer, suggestions=1, shown=(shown,))
    assert kept.pair == shown.pair


def test_a_team_that_got_a_mission_is_suggested_nothing() -> None:
    shown = suggested(waiting("A", 6.0), waiting("B", 6.1))
    assert [move.team for move in suggested(waiting("A", 6.0), shown=shown)] != ["B"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 90), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5)), min_size=1, max_size=6),
)
def test_the_first_suggestion_is_the_best_of_all_there_are(
    places: list[int], calls: list[tuple[int, int]]
) -> None:
    """Every team to every place, tried one by one."""
    # A gain that sums of whole demands never come to: at the very limit the last bit of a float would decide.
    limits = Settings(longest_move=6000.0, min_gain=0.0300123)
    teams = [waiting(f"T{n}", 6 + lon / 100) for n, lon in enumerate(places)]
    zones = tuple(zone(n, 6 + lon / 100, float(demand)) for n, (lon, demand) in enumerate(calls))
    reach = reached(*teams, zones=zones)
    spots = spots_of(reach, 0.4, BASES, limits, ())
    found = suggest(reach, 0.4, options(reach, spots, OneRoad(), limits), limits)
    best = 0.0
    for mover, spot in product(teams, spots):
        others = [each for each in teams if each is not mover]
        after = covered_share(reached(*others, waiting("Z", spot.position.lon), zones=zones), 0.4) or 0.0
        gain = after - (covered_share(reach, 0.4) or 0.0)
        assert mover.position
        seconds = abs(mover.position.lon - spot.position.lon) * 6000.0
        if gain >= limits.min_gain and 120.0 < round(seconds, 1) <= 6000.0:
            best = max(best, gain / seconds)
    assert bool(found) == (best > 0)
    if found:
        assert (found[0].after - found[0].before) / found[0].seconds == pytest.approx(best)


def test_the_same_question_gets_the_same_answer() -> None:
    rng = np.random.default_rng(7)
    points = [Position(float(lat), float(lon)) for lat, lon in rng.normal((47, 6), 0.4, (300, 2))]
    teams = [team(f"T{n:02}", position=Position(46.8, 5.7)) for n in range(20)]
    zones = [Zone(n, position, float(n % 7)) for n, position in enumerate(points)]
    answers: list[Any] = []
    for order in (1, -1):
        reach = in_reach(teams[::order], zones[::order], StraightLine(), TARGET)
        spots = spots_of(reach, 0.5, (), Settings(), ())
        moves = suggest(reach, 0.5, options(reach, spots, StraightLine(), Settings()), Settings())
        answers.append((moves, marginal_cover(reach, 0.5)))
    assert answers[0] == answers[1]
    assert answers[0][0]
    assert reach.estimated

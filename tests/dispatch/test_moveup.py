"""Move-up suggestions, by examples worked by hand and against trying every move."""

from itertools import product
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.expected import expected_journey
from dispatch.moveup import MoveUp, Spot, options, spots_of, suggest
from dispatch.preparedness import Floats, InReach, Settings, Zone, in_reach, marginal_cover
from dispatch.problem import TeamState
from dispatch.travel import StraightLine
from domain.vocabulary import Position
from tests.dispatch.two_towns import TARGET, OneRoad, at, reached, waiting, zone
from tests.dispatch.worlds import team

BASES = (Spot("base:A", at(6.0), "A"), Spot("base:B", at(6.75), "B"))
HOUR = Settings().farthest


def between(reach: InReach) -> Floats:
    """The journeys between the zones."""
    centres = [each.centre for each in reach.zones]
    return OneRoad().legs(centres, centres).seconds


def chosen(reach: InReach, limits: Settings, shown: tuple[MoveUp, ...] = ()) -> tuple[MoveUp, ...]:
    """What is suggested where teams are busy two times in five."""
    spots = spots_of(reach, between(reach), BASES, limits, shown)
    return suggest(reach, 0.4, options(reach, spots, OneRoad(), limits), limits, shown)


def suggested(*teams: TeamState, shown: tuple[MoveUp, ...] = (), **changes: Any) -> tuple[MoveUp, ...]:
    limits = msgspec.structs.replace(Settings(longest_move=6000.0), **changes)
    return chosen(reached(*teams), limits, shown)


def test_a_suggestion_says_from_where_to_where_and_what_it_gains() -> None:
    (move,) = suggested(waiting("A", 6.0), waiting("B", 6.1))
    assert (move.team, move.origin, move.spot.zone) == ("B", at(6.1), 2)
    assert (move.seconds, move.metres, move.estimated) == (pytest.approx(5400), pytest.approx(81_000), False)
    nobody = 0.16 * HOUR
    assert move.before == pytest.approx((0.24 * 600 + 3 * (0.6 + 0.24) * HOUR) / 4 + nobody)
    assert move.after == pytest.approx((0.24 * HOUR + 3 * 0.24 * HOUR) / 4 + nobody)


def test_what_a_suggestion_promises_is_what_the_move_gives() -> None:
    (move,) = suggested(waiting("A", 6.0), waiting("B", 6.1))
    moved = reached(waiting("A", 6.0), waiting("B", move.spot.position.lon))
    assert expected_journey(moved, 0.4, HOUR) == pytest.approx(move.after)


def test_nobody_is_moved_for_too_little_or_too_far() -> None:
    assert suggested(waiting("A", 7.0), waiting("B", 7.0), waiting("C", 6.0)) == ()
    assert suggested(waiting("A", 6.0), waiting("B", 6.1), sooner=3000.0) == ()
    assert suggested(waiting("A", 6.0), waiting("B", 6.1), longest_move=300) == ()
    assert suggested(waiting("A", 9.5)) == ()
    assert suggested() == ()


def test_a_place_two_minutes_away_is_where_the_team_is() -> None:
    reach, limits = reached(waiting("A", 6.0), zones=(zone(1, 6.31),)), Settings()
    for lon, moved in ((6.02, False), (6.021, True)):
        spot = Spot("base:C", at(lon), "C")
        found = suggest(reach, 0.4, options(reach, (spot,), OneRoad(), limits), limits)
        assert [move.spot for move in found] == ([spot] if moved else [])


def test_the_second_is_suggested_given_the_first() -> None:
    teams = [waiting(name, 6.3) for name in "ABCD"]
    first, second = suggested(*teams)
    assert {first.team, second.team} == {"A", "B"}
    assert first.spot != second.spot
    assert second.before == first.after
    places = [6.3, 6.3, first.spot.position.lon, second.spot.position.lon]
    followed = reached(*(waiting(name, lon) for name, lon in zip("CDAB", places, strict=True)))
    assert expected_journey(followed, 0.4, HOUR) == pytest.approx(second.after)
    assert len(suggested(*teams, suggestions=1)) == 1
    assert suggested(*teams, suggestions=0) == ()


def test_what_gains_most_is_suggested_however_far() -> None:
    (move,) = suggested(waiting("A", 6.5), suggestions=1)
    assert move.spot.zone == 2
    (move,) = suggested(waiting("A", 6.5), suggestions=1, longest_move=1800.0)
    assert move.spot.label == "B"


def test_a_suggestion_stays_until_it_gains_less_than_half_the_least() -> None:
    teams = (waiting("A", 6.0), waiting("B", 6.1))
    shown = suggested(*teams)
    gain = shown[0].before - shown[0].after
    assert suggested(*teams, sooner=gain * 1.5) == ()
    assert suggested(*teams, sooner=gain * 1.5, shown=shown) == shown
    assert suggested(*teams, sooner=gain * 2.1, shown=shown) == ()


def test_a_better_one_does_not_push_out_the_one_shown() -> None:
    teams = (waiting("A", 6.0), waiting("B", 6.0))
    (first,) = suggested(*teams, suggestions=1)
    shown = msgspec.structs.replace(first, spot=BASES[1])
    (kept,) = suggested(*teams, suggestions=1, shown=(shown,))
    assert kept.pair == shown.pair != first.pair
    assert kept.after > first.after


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
    limits = Settings(longest_move=6000.0, sooner=60.0123)
    teams = [waiting(f"T{n}", 6 + lon / 100) for n, lon in enumerate(places)]
    zones = tuple(zone(n, 6 + lon / 100, float(demand)) for n, (lon, demand) in enumerate(calls))
    reach = reached(*teams, zones=zones)
    found, best = chosen(reach, limits), 0.0
    now = expected_journey(reach, 0.4, HOUR) or 0.0
    for mover, spot in product(teams, spots_of(reach, between(reach), BASES, limits, ())):
        others = [each for each in teams if each is not mover]
        moved = reached(*others, waiting("Z", spot.position.lon), zones=zones)
        gain = now - (expected_journey(moved, 0.4, HOUR) or 0.0)
        assert mover.position
        seconds = abs(mover.position.lon - spot.position.lon) * 6000.0
        if gain >= limits.sooner and 120.0 < round(seconds, 1) <= 6000.0:
            best = max(best, gain)
    assert bool(found) == (best > 0)
    if found:
        assert found[0].before - found[0].after == pytest.approx(best)


def test_the_same_question_gets_the_same_answer() -> None:
    rng = np.random.default_rng(7)
    points = [Position(float(lat), float(lon)) for lat, lon in rng.normal((47, 6), 0.4, (300, 2))]
    teams = [team(f"T{n:02}", position=Position(46.8, 5.7)) for n in range(20)]
    zones = [Zone(n, position, float(n % 7)) for n, position in enumerate(points)]
    answers: list[Any] = []
    for order in (1, -1):
        reach = in_reach(teams[::order], zones[::order], StraightLine(), TARGET)
        centres = [each.centre for each in reach.zones]
        rough = StraightLine().legs(centres, centres).seconds
        spots = spots_of(reach, rough, (), Settings(), ())
        moves = suggest(reach, 0.5, options(reach, spots, StraightLine(), Settings()), Settings())
        answers.append((moves, marginal_cover(reach, 0.5)))
    assert answers[0] == answers[1]
    assert answers[0][0]
    assert reach.estimated

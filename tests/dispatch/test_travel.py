"""The straight-line estimate against geopy and against figures worked by hand."""

import numpy as np
import pytest
from geopy.distance import great_circle as geopy_great_circle  # pyright: ignore[reportMissingTypeStubs]  # it has no types
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.travel import StraightLine, great_circle
from domain.vocabulary import Position

points = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


def geopy_metres(a: Position, b: Position) -> float:
    return float(geopy_great_circle((a.lat, a.lon), (b.lat, b.lon)).meters)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # as above


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=4), st.lists(points, min_size=1, max_size=4))
def test_distances_are_geopys(origins: list[Position], destinations: list[Position]) -> None:
    ours = great_circle(origins, destinations)
    theirs = np.array([[geopy_metres(a, b) for b in destinations] for a in origins])
    # Half a metre at the antipodes, where arcsine is flat; micrometres elsewhere.
    assert np.allclose(ours, theirs, rtol=1e-9, atol=0.5)


def test_besancon_to_montbeliard() -> None:
    besancon, montbeliard = Position(47.24, 6.02), Position(47.51, 6.80)
    legs = StraightLine().legs([besancon], [montbeliard])
    assert legs.metres[0, 0] == pytest.approx(geopy_metres(besancon, montbeliard), abs=0.01)
    assert legs.metres[0, 0] == pytest.approx(65_900, rel=0.01)
    assert legs.seconds[0, 0] == pytest.approx(60 * 2.73 * (legs.metres[0, 0] / 1000) ** 0.74)


def test_one_kilometre_takes_the_fitted_minutes() -> None:
    degrees = np.degrees(1.0 / 6371.009)
    legs = StraightLine().legs([Position(47.0, 6.0)], [Position(47.0 + degrees, 6.0)])
    assert legs.seconds[0, 0] == pytest.approx(2.73 * 60)


def test_on_the_spot_takes_no_time() -> None:
    here = Position(47.0, 6.0)
    assert StraightLine().legs([here], [here]).seconds[0, 0] == 0


def test_rows_are_origins_and_everything_is_marked_as_estimated() -> None:
    here, there = Position(47.0, 6.0), Position(48.0, 6.0)
    legs = StraightLine().legs([here, there], [here, there, here])
    assert legs.seconds.shape == legs.metres.shape == legs.estimated.shape == (2, 3)
    assert legs.seconds[0, 1] == legs.seconds[1, 0] > legs.seconds[0, 0]
    assert legs.estimated.all()

"""Where calls come from, counted in cells: by examples, and for any night."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain import regulation_call
from domain.envelope import Recorded
from domain.regulation_call import facts as c
from domain.vocabulary import DismissalCode, Place, Position
from projections import demand_zones as zones
from projections.demand_zones import DemandZones, demand, demand_zones
from projections.grid import METRES_PER_DEGREE, Grid
from projections.projection import advance, freeze, rebuild, start, thaw
from tests.builders import PLACE
from tests.projections.histories import a_night
from tests.projections.telling import Telling

CALL = regulation_call.KIND
GRID, HALF_LIFE = Grid(4000), timedelta(days=56)
ZONES = demand_zones(GRID, HALF_LIFE)
HERE, THERE = Position(48.54, 2.66), Position(48.90, 2.30)
POSITIONS = st.builds(Position, lat=st.floats(-90, 90), lon=st.floats(-180, 180))


def located(position: Position | None) -> c.CallLocated:
    return c.CallLocated(place=Place(label="3 rue des Lilas", position=position))


def shown(told: Telling) -> dict[int, float]:
    """Demand at the instant of the last fact."""
    return demand(rebuild(ZONES, told.log).view, told.at, HALF_LIFE)


def spread(log: list[Recorded[Any]]) -> list[Recorded[Any]]:
    """The same facts with calls all over a department, some known by their label only."""
    return [
        replace(
            each, fact=located(Position(48.0 + each.position % 7 / 10, 2.0) if each.position % 5 else None)
        )
        if isinstance(each.fact, c.CallLocated)
        else each
        for each in log
    ]


@given(POSITIONS, st.sampled_from([1000, 4000, 20_000]))
def test_the_middle_of_a_cell_is_in_it_and_near_what_it_holds(position: Position, metres: int) -> None:
    grid = Grid(metres)
    cell = grid.cell(position)
    centre = grid.centre(cell)
    assert grid.cell(centre) == cell
    assert (
        abs(centre.lat - position.lat) * METRES_PER_DEGREE <= metres / 2 * 1.001 or abs(position.lat) > 89.8
    )


def test_numbers_of_cells_never_move() -> None:
    cells = [GRID.cell(each) for each in (HERE, THERE, Position(-21.1, 55.5), Position(90, 180))]
    assert cells == [385103361, 386103331, 191506107, 500300000]
    assert {GRID.cell(Position(0.01, lon / 10)) for lon in (-1800, 1800)} == {GRID.cell(Position(0.01, -180))}


def test_cells_are_as_wide_as_they_are_high() -> None:
    for lat in (0.0, 16.2, 42.0, 51.0):
        here = GRID.centre(GRID.cell(Position(lat, 2.0)))
        next_one = Position(here.lat, here.lon + 4000 / METRES_PER_DEGREE)
        while GRID.cell(next_one) == GRID.cell(here):
            next_one = Position(here.lat, next_one.lon + 0.0001)
        assert GRID.cell(next_one) == GRID.cell(here) + 1


def test_a_cell_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1000 m"):
        Grid(999)


def test_a_call_counts_one_and_half_as_much_a_half_life_later() -> None:
    told = Telling().tell(CALL, "C1", located(HERE)).tell(CALL, "C2", located(HERE), after=56 * 24 * 3600)
    told.tell(CALL, "C3", located(THERE), after=0)
    assert shown(told) == pytest.approx({GRID.cell(HERE): 1.5, GRID.cell(THERE): 1.0})


def test_a_call_found_elsewhere_counts_there_only() -> None:
    told = Telling().tell(CALL, "C1", located(HERE), located(THERE))
    assert shown(told).keys() == {GRID.cell(THERE)}
    told.tell(CALL, "C1", located(None))
    assert rebuild(ZONES, told.log).view == DemandZones()


@pytest.mark.parametrize(
    "ending", [c.CallDismissed(code=DismissalCode.WRONG_NUMBER), c.DuplicateLinked(original="C0")]
)
def test_what_was_no_call_is_no_demand(ending: Any) -> None:
    told = Telling().tell(CALL, "C1", located(HERE), ending).tell(CALL, "C2", located(HERE))
    assert shown(told) == pytest.approx({GRID.cell(HERE): 1.0})


def test_a_closed_call_stays_counted_and_is_remembered_no_more() -> None:
    view = rebuild(ZONES, Telling().tell(CALL, "C1", located(HERE), c.CallClosed()).log).view
    assert (view.cells[GRID.cell(HERE)].calls, view.calls) == (1, {})


def test_memory_is_bounded_and_the_lightest_cell_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "ZONES_KEPT", 3)
    monkeypatch.setattr(zones, "CALLS_KEPT", 2)
    told = Telling()
    for number, lon in enumerate([2.0, 2.0, 3.0, 4.0, 5.0, 6.0]):
        told.tell(CALL, f"C{number}", located(Position(48.0, lon)), after=3600)
    view = rebuild(ZONES, told.log).view
    assert view.cells.keys() == {GRID.cell(Position(48.0, lon)) for lon in (2.0, 5.0, 6.0)}
    assert view.calls.keys() == {"C4", "C5"}


def test_no_address_and_no_point_is_kept() -> None:
    told = Telling().tell(CALL, "C1", c.CallLocated(place=PLACE))
    kept = msgspec.json.encode(rebuild(ZONES, told.log).view).decode()
    assert PLACE.position is not None
    for secret in (PLACE.label, str(PLACE.position.lat), str(PLACE.position.lon), str(PLACE.insee)):
        assert secret not in kept


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), part=st.floats(0, 1))
def test_for_any_night_snapshot_and_tail_equal_a_rebuild(seed: int, part: float) -> None:
    log = spread(a_night(seed).log)
    cut = round(part * len(log))
    whole = rebuild(ZONES, log)
    kept = thaw(ZONES, freeze(ZONES, rebuild(ZONES, log[:cut])))
    assert kept is not None
    assert rebuild(ZONES, log[cut:], since=kept) == whole
    twice = start(ZONES)
    for recorded in log:
        before, seen = twice.view, msgspec.msgpack.encode(twice.view)
        twice = advance(ZONES, advance(ZONES, twice, recorded), recorded)
        assert msgspec.msgpack.encode(before) == seen
    assert twice == whole


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_for_any_night_each_located_call_is_counted_once(seed: int) -> None:
    """Against a plain count that remembers everything."""
    last: dict[str, int | None] = {}
    log = spread(a_night(seed).log)
    for each in log:
        match each.fact:
            case c.CallLocated(place=place):
                last[each.stream.id] = GRID.cell(place.position) if place.position else None
            case c.CallDismissed() | c.DuplicateLinked():
                last[each.stream.id] = None
            case _:
                pass
    counted = [cell for cell in last.values() if cell is not None]
    view = rebuild(ZONES, log).view
    assert {cell: each.calls for cell, each in view.cells.items()} == {
        cell: counted.count(cell) for cell in counted
    }


def test_another_size_or_another_forgetting_is_another_view() -> None:
    names = {
        demand_zones(Grid(4000), HALF_LIFE).name,
        demand_zones(Grid(5000), HALF_LIFE).name,
        demand_zones(Grid(4000), HALF_LIFE / 2).name,
    }
    assert len(names) == 3

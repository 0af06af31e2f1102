"""Where calls come from: how many of late from each cell of a grid. No address, no patient: counts only.

A call counts 1 when it is located and half as much one half-life later. Weights are kept as if seen from
EPOCH (forward decay: Cormode et al., ICDE 2009): a call of today adds more than one of last month, nothing
kept ever has to be decayed, and the fold needs no clock.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from domain import regulation_call
from domain.envelope import Recorded
from domain.regulation_call import facts as f
from projections.grid import Grid
from projections.projection import Projection

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

ZONES_KEPT = 2_000
"""4 km cells for 32,000 km²: three times the largest department of metropolitan France. Beyond, the cell
that weighs least is forgotten."""

CALLS_KEPT = 2_000
"""Calls whose cell is remembered, in case they turn out to be elsewhere, or to be no call at all."""


class Cell(msgspec.Struct, frozen=True, gc=False):
    """Calls counted in one cell: their weight as seen from EPOCH, and how many."""

    weight: float
    calls: int


class Counted(msgspec.Struct, frozen=True, gc=False):
    """Where an open call was counted, and for how much."""

    cell: int
    weight: float


class DemandZones(msgspec.Struct, frozen=True):
    """Cells by their number; open calls by id, the oldest first."""

    cells: dict[int, Cell] = {}
    calls: dict[str, Counted] = {}


def demand_zones(grid: Grid, half_life: timedelta) -> Projection[DemandZones]:
    """The view for this grid and this forgetting: another choice is another view, made from the whole log."""

    def apply(view: DemandZones, recorded: Recorded[Any]) -> DemandZones:
        if recorded.stream.kind != regulation_call.KIND:
            return view
        call = recorded.stream.id
        match recorded.fact:
            case f.CallLocated(place=place):
                view = _withdrawn(view, call)
                if place.position is None:
                    return view
                weight = 2.0 ** ((recorded.at - EPOCH) / half_life)
                return _counted(view, call, Counted(grid.cell(place.position), weight))
            case f.CallDismissed() | f.DuplicateLinked():
                return _withdrawn(view, call)
            case f.CallClosed():
                return _forgotten(view, call)
            case _:
                return view

    return Projection(
        name=f"demand-zones-{grid.metres}m-{half_life.days}d",
        version=1,
        initial=DemandZones(),
        apply=apply,
        view_type=DemandZones,
    )


def demand(view: DemandZones, now: datetime, half_life: timedelta) -> dict[int, float]:
    """Calls of late by cell, in the order of their numbers: one of this instant counts 1."""
    present = 2.0 ** (-((now - EPOCH) / half_life))
    return {cell: view.cells[cell].weight * present for cell in sorted(view.cells)}


def _counted(view: DemandZones, call: str, counted: Counted) -> DemandZones:
    known = view.cells.get(counted.cell) or Cell(0.0, 0)
    cells = {**view.cells, counted.cell: Cell(known.weight + counted.weight, known.calls + 1)}
    if len(cells) > ZONES_KEPT:
        least = min(
            (each for each in cells if each != counted.cell), key=lambda each: (cells[each].weight, each)
        )
        del cells[least]
    calls = {**view.calls, call: counted}
    if len(calls) > CALLS_KEPT:
        del calls[next(iter(calls))]
    return DemandZones(cells, calls)


def _withdrawn(view: DemandZones, call: str) -> DemandZones:
    """As if the call had not been counted."""
    counted = view.calls.get(call)
    if counted is None:
        return view
    view = _forgotten(view, call)
    known = view.cells.get(counted.cell)
    if known is None:  # that cell was forgotten meanwhile
        return view
    cells = view.cells.copy()
    if known.calls > 1:
        cells[counted.cell] = Cell(max(0.0, known.weight - counted.weight), known.calls - 1)
    else:
        del cells[counted.cell]
    return replace(view, cells=cells)


def _forgotten(view: DemandZones, call: str) -> DemandZones:
    """The call stays counted, for good."""
    if call not in view.calls:
        return view
    return replace(view, calls={name: each for name, each in view.calls.items() if name != call})

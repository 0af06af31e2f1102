"""Cells of about the same size all over the Earth, with numbers that never move: where calls are counted.

A row of cells is a band of latitude; each row has as many cells as fit around the Earth there.
"""

import math

from domain.vocabulary import Position

METRES_PER_DEGREE = math.pi / 180.0 * 6_371_009.0
"""Of latitude, on the sphere that distances are measured on."""

_ROW = 100_000
"""More than the cells of any row, for cells of SMALLEST_METRES and above: `cell = row * _ROW + column`."""

SMALLEST_METRES = 1_000


class Grid:
    """Cells of `metres` on a side, at least SMALLEST_METRES. Another size is another numbering."""

    def __init__(self, metres: int) -> None:
        if metres < SMALLEST_METRES:
            raise ValueError(f"cells of {metres} m: at least {SMALLEST_METRES} m")
        self.metres = metres
        self._degrees = metres / METRES_PER_DEGREE

    def cell(self, position: Position) -> int:
        """The number of the cell that holds a point (WGS84 degrees)."""
        row = min(int((position.lat + 90.0) / self._degrees), self._rows - 1)
        columns = self._columns(row)
        return row * _ROW + int((position.lon + 180.0) / 360.0 * columns) % columns

    def centre(self, cell: int) -> Position:
        """The middle of a cell."""
        row, column = divmod(cell, _ROW)
        return Position(self._latitude(row), (column + 0.5) * 360.0 / self._columns(row) - 180.0)

    @property
    def _rows(self) -> int:
        return math.ceil(180.0 / self._degrees)

    def _latitude(self, row: int) -> float:
        return min((row + 0.5) * self._degrees - 90.0, 90.0)

    def _columns(self, row: int) -> int:
        around = 360.0 * math.cos(math.radians(self._latitude(row)))
        return max(1, round(around / self._degrees))

"""Travel times from an OSRM server's table service, for regions that outgrow one machine.

The service: https://project-osrm.org/docs/v5.24.0/api/#table-service. Its answers may change with its map:
whoever has to repeat a solve keeps the journeys that it was given.
"""

import time
from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

import httpx
import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.travel import Legs, StraightLine, TravelTimes
from domain.vocabulary import Position

TABLE_SIZE = 100
"""Most places in one question: what a server takes unless it is told otherwise (max-table-size)."""

TIMEOUT_SECONDS = 2.0
REST_SECONDS = 15.0
"""A server that failed is left alone this long: a solve cannot wait for it each time."""

OFF_ROAD_LIMIT_METRES = 1000.0
"""A place that the server moved farther than this onto a road is off its map (assumption)."""

_Number = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
_Rows = list[list[_Number | None]]


class _Place(msgspec.Struct):
    distance: _Number = 0.0


class _Table(msgspec.Struct):
    code: str
    durations: _Rows
    sources: list[_Place]
    destinations: list[_Place]
    distances: _Rows | None = None


class _Block(NamedTuple):
    """One question: rows and columns of the whole table."""

    rows: slice
    columns: slice


class ServerFailed(Exception):
    """The server did not answer, or not with a table. The message says how, and holds no address."""


class OsrmTimes:
    """Journeys by a server's roads. What it cannot say, or cannot say in time, is the estimate, so marked.

    `url` is the server's base; `table_size` its own limit (places in a question). `clock` counts seconds.
    Safe in several threads. `failure` is why the server was last given up, None while it answers.
    """

    def __init__(
        self,
        url: str,
        *,
        profile: str = "driving",
        fallback: TravelTimes | None = None,
        table_size: int = TABLE_SIZE,
        timeout: float = TIMEOUT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if httpx.URL(url).scheme not in ("http", "https") or not httpx.URL(url).host:
            raise ValueError("the address of the OSRM server is not an http:// or https:// address")
        if table_size < 2:
            raise ValueError("a table holds two places at least")
        self._base = f"{url.rstrip('/')}/table/v1/{profile}/"
        self._fallback = fallback or StraightLine()
        self._size = table_size
        self._client = httpx.Client(timeout=timeout)
        self._clock = clock
        self._rests_until = float("-inf")
        self.failure: str | None = None

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        """Journeys by the server's roads; where it gives none, as estimated."""
        guess = self._fallback.legs(origins, destinations)
        seconds, metres = guess.seconds.copy(), guess.metres.copy()
        estimated = np.ones(seconds.shape, dtype=np.bool_)
        for block in self._blocks(len(origins), len(destinations)):
            if self._clock() < self._rests_until:
                break
            try:
                table = self._ask(origins[block.rows], destinations[block.columns])
            except ServerFailed as failed:
                self.failure = str(failed)
                self._rests_until = self._clock() + REST_SECONDS
                break
            self.failure = None
            found, lengths, known = _read(table)
            part = block.rows, block.columns
            seconds[part] = np.where(known, found, seconds[part])
            metres[part] = np.where(known & np.isfinite(lengths), lengths, metres[part])
            estimated[part] = ~known
        return Legs(seconds, metres, estimated)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _blocks(self, origins: int, destinations: int) -> list[_Block]:
        """The table cut into questions that the server takes, near to square."""
        wide = min(destinations, max(1, self._size // 2))
        high = min(origins, self._size - wide)
        if not wide or not high:
            return []
        return [
            _Block(slice(row, row + high), slice(column, column + wide))
            for row in range(0, origins, high)
            for column in range(0, destinations, wide)
        ]

    def _ask(self, origins: Sequence[Position], destinations: Sequence[Position]) -> _Table:
        places = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*origins, *destinations))
        numbers = [str(number) for number in range(len(origins) + len(destinations))]
        question = {
            "sources": ";".join(numbers[: len(origins)]),
            "destinations": ";".join(numbers[len(origins) :]),
            "annotations": "duration,distance",
        }
        try:
            answer = self._client.get(self._base + places, params=question)
        except httpx.HTTPError as error:
            raise ServerFailed(f"no answer ({type(error).__name__})") from error
        if not answer.is_success:
            raise ServerFailed(f"status {answer.status_code}")
        try:
            table = msgspec.json.decode(answer.content, type=_Table)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ServerFailed("not a table") from error
        if table.code != "Ok" or not _whole(table, len(origins), len(destinations)):
            raise ServerFailed("not the table that was asked for")
        return table


def _whole(table: _Table, rows: int, columns: int) -> bool:
    """Whether every list is as long as it should be."""
    tables = [table.durations, *([table.distances] if table.distances is not None else [])]
    return (
        len(table.sources) == rows
        and len(table.destinations) == columns
        and all(len(each) == rows and all(len(row) == columns for row in each) for each in tables)
    )


def _read(table: _Table) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Seconds, metres (NaN where not told), and which pairs are known: a way, between places on the map."""
    seconds = np.array(table.durations, dtype=np.float64)
    metres = np.full(seconds.shape, np.nan)
    if table.distances is not None:
        metres = np.array(table.distances, dtype=np.float64)
    near = [
        np.array([place.distance <= OFF_ROAD_LIMIT_METRES for place in places])
        for places in (table.sources, table.destinations)
    ]
    return seconds, metres, np.isfinite(seconds) & near[0][:, None] & near[1][None, :]

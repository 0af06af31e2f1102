"""An OSRM server asked over real HTTP: what it says, what it cannot say, and what happens when it fails."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from dispatch.osrm import REST_SECONDS, OsrmTimes
from dispatch.travel import StraightLine
from domain.vocabulary import Position

Answer = tuple[int, bytes]
PLACES = [Position(47.0 + step / 100, 6.0 + step / 50) for step in range(7)]


def seconds_of(one: tuple[float, float], other: tuple[float, float]) -> float:
    """What the stand-in takes for true: not symmetric, and unlike any distance."""
    return 1000 * abs(one[0] - other[0]) + 500 * abs(one[1] - other[1]) + 10 * one[0]


class Server:
    """A table service on loopback: answers by `reply`, remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.reply: Callable[[dict[str, Any]], Answer] = lambda table: (200, json.dumps(table).encode())
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, content = outer.reply(outer.table(self.path))
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # the caller gave up
                    self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as above
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def table(self, path: str) -> dict[str, Any]:
        """What a real server would say."""
        parts = urlsplit(path)
        question = parse_qs(parts.query)
        pairs = [pair.split(",") for pair in parts.path.removeprefix("/table/v1/driving/").split(";")]
        places = [(float(lon), float(lat)) for lon, lat in pairs]
        self.asked.append(len(places))
        rows, columns = (
            [places[int(number)] for number in question[side][0].split(";")]
            for side in ("sources", "destinations")
        )
        durations = [[round(seconds_of(row, column), 1) for column in columns] for row in rows]
        return {
            "code": "Ok",
            "durations": durations,
            "distances": [[10 * each for each in row] for row in durations],
            "sources": [{"distance": 3.0, "location": row} for row in rows],
            "destinations": [{"distance": 3.0, "location": column} for column in columns],
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def times(server: Server) -> Iterator[OsrmTimes]:
    source = OsrmTimes(server.url)
    yield source
    source.close()


def expected(origins: list[Position], destinations: list[Position]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(
        [[round(seconds_of((a.lon, a.lat), (b.lon, b.lat)), 1) for b in destinations] for a in origins]
    )


def test_journeys_are_the_servers(times: OsrmTimes) -> None:
    legs = times.legs(PLACES[:3], PLACES[3:])
    assert np.allclose(legs.seconds, expected(PLACES[:3], PLACES[3:]))
    assert np.allclose(legs.metres, 10 * legs.seconds)
    assert not legs.estimated.any()
    assert times.failure is None


@pytest.mark.parametrize("size", [2, 3, 5, 100])
def test_a_large_table_is_asked_in_parts_and_put_together(server: Server, size: int) -> None:
    times = OsrmTimes(server.url, table_size=size)
    legs = times.legs(PLACES, PLACES[:4])
    assert np.allclose(legs.seconds, expected(PLACES, PLACES[:4]))
    assert not legs.estimated.any()
    assert max(server.asked) <= size
    times.close()


def test_nothing_asked_is_nothing_answered(server: Server, times: OsrmTimes) -> None:
    assert times.legs([], PLACES).seconds.shape == (0, 7)
    assert times.legs(PLACES, []).seconds.shape == (7, 0)
    assert server.asked == []


def test_a_pair_without_a_way_is_the_estimate_and_says_so(server: Server, times: OsrmTimes) -> None:
    def some_missing(table: dict[str, Any]) -> Answer:
        table["durations"][0][1] = table["distances"][0][1] = None
        table["sources"][1]["distance"] = 5000.0  # moved five kilometres onto a road
        return 200, json.dumps(table).encode()

    server.reply = some_missing
    legs, guess = times.legs(PLACES[:3], PLACES[4:]), StraightLine().legs(PLACES[:3], PLACES[4:])
    assert legs.estimated.tolist() == [[False, True, False], [True, True, True], [False, False, False]]
    assert np.array_equal(legs.seconds[legs.estimated], guess.seconds[legs.estimated])
    assert np.array_equal(legs.metres[legs.estimated], guess.metres[legs.estimated])


def test_a_server_that_tells_no_lengths_still_tells_times(server: Server, times: OsrmTimes) -> None:
    def without(table: dict[str, Any]) -> Answer:
        del table["distances"]
        return 200, json.dumps(table).encode()

    server.reply = without
    legs, guess = times.legs(PLACES[:2], PLACES[2:]), StraightLine().legs(PLACES[:2], PLACES[2:])
    assert not legs.estimated.any()
    assert np.array_equal(legs.metres, guess.metres)


def says(status: int, content: bytes) -> Callable[[dict[str, Any]], Answer]:
    def reply(_: dict[str, Any]) -> Answer:
        return status, content

    return reply


def changed(**fields: Any) -> Callable[[dict[str, Any]], Answer]:
    return lambda table: (200, json.dumps(table | fields).encode())


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (says(500, b"{}"), "status 500"),
        (says(429, b""), "status 429"),
        (says(301, b""), "status 301"),
        (says(200, b""), "not a table"),
        (says(200, b"<html>a proxy</html>"), "not a table"),
        (says(200, b"\xff\xfe"), "not a table"),
        (says(200, b'{"code": "Ok"}'), "not a table"),
        (changed(code="NoSegment"), "not the table that was asked for"),
        (changed(durations=[[1.0]]), "not the table that was asked for"),
        (changed(durations=[]), "not the table that was asked for"),
        (changed(durations=[[-5.0] * 5] * 2), "not a table"),
        (changed(durations=[["soon"] * 5] * 2), "not a table"),
        (changed(sources=[]), "not the table that was asked for"),
    ],
)
def test_an_answer_that_is_no_table_is_the_estimate(
    server: Server, times: OsrmTimes, reply: Callable[[dict[str, Any]], Answer], said: str
) -> None:
    server.reply = reply
    legs, guess = times.legs(PLACES[:2], PLACES[2:]), StraightLine().legs(PLACES[:2], PLACES[2:])
    assert legs.estimated.all()
    assert np.array_equal(legs.seconds, guess.seconds)
    assert times.failure == said


def test_nobody_there_is_the_estimate(server: Server) -> None:
    server.close()
    times = OsrmTimes(server.url)
    assert times.legs(PLACES[:2], PLACES[2:]).estimated.all()
    assert times.failure == "no answer (ConnectError)"
    times.close()


def test_a_slow_server_is_not_waited_for(server: Server) -> None:
    released = threading.Event()

    def slow(table: dict[str, Any]) -> Answer:
        released.wait(10)
        return 200, json.dumps(table).encode()

    server.reply = slow
    times = OsrmTimes(server.url, timeout=0.05)
    assert times.legs(PLACES[:2], PLACES[2:]).estimated.all()
    assert times.failure == "no answer (ReadTimeout)"
    released.set()
    times.close()


def test_a_server_that_failed_is_left_alone_and_asked_again(server: Server) -> None:
    now = [100.0]
    times = OsrmTimes(server.url, table_size=2, clock=lambda: now[0])
    works = server.reply
    server.reply = says(503, b"")
    assert times.legs(PLACES, PLACES).estimated.all()
    assert len(server.asked) == 1  # not once for each part
    server.reply = works
    assert times.legs(PLACES[:1], PLACES[1:2]).estimated.all()
    assert len(server.asked) == 1
    now[0] += REST_SECONDS
    assert not times.legs(PLACES[:1], PLACES[1:2]).estimated.any()
    assert times.failure is None
    times.close()


@pytest.mark.parametrize("url", ["", "osrm:5000", "ftp://osrm", "http://", "osrm"])
def test_an_address_that_is_none_is_refused_without_being_told(url: str) -> None:
    with pytest.raises(ValueError, match="not an http:// or https:// address"):
        OsrmTimes(url)

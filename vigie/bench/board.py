"""`vigie bench board`: from an acknowledged act to every board that watches, and to the eye.

A real `vigie serve` on a folder of its own, `boards` boards connected to its live feed (one of them in a real
browser where there is one), a client that polls, and somebody in another process who acts `rate` times a
second. Some boards are cut on the way, and must go on without a gap.
"""

import asyncio
import multiprocessing
import random
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import httpx

from domain.vocabulary import Role
from vigie.bench import Row
from vigie.bench.board_clients import Poller, Screen, WireBoard, now, screen
from vigie.bench.served import served, signed_in

_USER, _PASSWORD = "bench-arm", "bench-board-only"
_CALLS: Final = 40
_CUT: Final = 0.1
"""Part of the boards whose line breaks once."""
_MOST_MS: Final = 100.0
_SETTLES: Final = 30.0


@dataclass(frozen=True)
class Said:
    """One act: the position of its fact, when it was sent, and when its acknowledgement was there."""

    position: int
    sent: float
    acknowledged: float


async def run(*, boards: int = 500, seconds: float = 30.0, rate: float = 20.0) -> list[Row]:
    """Measure. Takes `seconds` and some ten more."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with served(Path(folder), {_USER: Role.ARM}, _PASSWORD) as url, _signed_in(url) as client:
            await _calls(client)
            async with screen(url, _USER, _PASSWORD) as shown:
                cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
                wired = [WireBoard(url, cookie) for _ in range(boards - (shown is not None))]
                return await _measure(url, client, wired, shown, seconds, rate)


async def _measure(
    url: str,
    client: httpx.AsyncClient,
    wired: Sequence[WireBoard],
    shown: Screen | None,
    seconds: float,
    rate: float,
) -> list[Row]:
    poller = Poller(client)
    watching = [asyncio.create_task(each.watch()) for each in (*wired, poller)]
    try:
        await asyncio.gather(*(each.ready.wait() for each in wired))
        cutting = asyncio.create_task(_cut_some(wired, seconds))
        said = await asyncio.to_thread(_act, url, int(seconds * rate), rate)
        await cutting
        await _settled(wired, poller, said[-1].position)
        painted = await shown.painted() if shown is not None else {}
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    return report(said, wired, poller, painted)


def report(
    said: Sequence[Said], wired: Sequence[WireBoard], poller: Poller, painted: dict[int, float]
) -> list[Row]:
    """The rows of what everybody saw. `painted` is empty where there was no browser."""
    cut = [each for each in wired if each.cuts]
    steady = [each for each in wired if not each.cuts]
    expected = [each.position for each in said]
    lost = sum(len(set(expected) - set(each.received)) for each in wired)
    disordered = sum(not _contiguous(each.order, expected) for each in wired)
    received = [
        each.received[one.position] - one.acknowledged
        for each in steady
        for one in said
        if one.position in each.received
    ]
    polled = [at - one.acknowledged for one in said if (at := poller.saw(one.position)) is not None]
    rows = [
        Row(name="boards connected", value=len(wired) + bool(painted), unit="boards"),
        Row(name="acts", value=len(said), unit="acts"),
        *_delays("acknowledged to received, boards not cut", received),
        *_delays("acknowledged to seen by a client that polls every 2 s", polled),
        Row(name="patches lost", value=lost, unit="patches", aim="0", met=lost == 0),
        Row(
            name="boards not contiguous and in order",
            value=disordered,
            unit="boards",
            aim="0",
            met=disordered == 0,
        ),
        Row(
            name="boards cut and taken up again without the whole board",
            value=sum(each.snapshots == 1 for each in cut),
            unit="boards",
            against="boards cut",
            ratio=sum(each.snapshots == 1 for each in cut) / max(len(cut), 1),
            aim="all",
            met=bool(cut) and all(each.snapshots == 1 for each in cut),
        ),
    ]
    return rows + _eye(said, painted, polled)


def _eye(said: Sequence[Said], painted: dict[int, float], polled: Sequence[float]) -> list[Row]:
    name = "acknowledged to painted in a browser: p99"
    if not painted:
        return [Row(name=name, value=0, unit="not measured: no browser here", aim=f"< {_MOST_MS:g} ms")]
    delays = [painted[one.position] - one.acknowledged for one in said if one.position in painted]
    since_sent = [painted[one.position] - one.sent for one in said if one.position in painted]
    missing = len(said) - len(delays)
    p99, rival = _p(delays, 99), _p(polled, 99)
    return [
        Row(name="patches never painted", value=missing, unit="patches", aim="0", met=missing == 0),
        *_delays("sent to painted in a browser", since_sent),
        Row(name="acknowledged to painted in a browser: p50", value=_p(delays, 50), unit="ms"),
        Row(
            name=name,
            value=p99,
            unit="ms",
            against="a client that polls every 2 s",
            ratio=p99 / rival,
            aim=f"< {_MOST_MS:g} ms",
            met=p99 < _MOST_MS,
        ),
    ]


def _delays(name: str, seconds: Sequence[float]) -> list[Row]:
    return [Row(name=f"{name}: p{part}", value=_p(seconds, part), unit="ms") for part in (50, 99)]


def _p(seconds: Sequence[float], part: int) -> float:
    """A percentile, in milliseconds."""
    return quantiles(seconds, n=100)[part - 1] * 1000


def _contiguous(order: Sequence[int], expected: Sequence[int]) -> bool:
    """Whether each patch came once, in the order of the log, with none of `expected` missing."""
    return order == sorted(set(order)) and set(expected) <= set(order)


async def _cut_some(wired: Sequence[WireBoard], seconds: float) -> None:
    chance = random.Random(15)  # noqa: S311 -- which boards are cut is no secret
    chosen = chance.sample(list(wired), max(1, int(len(wired) * _CUT)))
    for board in chosen:
        await asyncio.sleep(seconds * 0.8 / len(chosen))
        board.cut()


async def _settled(wired: Sequence[WireBoard], poller: Poller, last: int) -> None:
    """Until everybody has the last fact, or it is plain that they will not."""
    until = time.monotonic() + _SETTLES
    while time.monotonic() < until:
        await asyncio.sleep(0.2)
        if poller.saw(last) is not None and all(last in each.received for each in wired):
            return


def _act(url: str, acts: int, rate: float) -> list[Said]:
    """Act from another process: what this one receives must not delay it."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    actor = multiprocessing.get_context("spawn").Process(target=_acting, args=(there, url, acts, rate))
    actor.start()
    there.close()
    try:
        return here.recv()
    finally:
        actor.join()


def _acting(answer: Connection, url: str, acts: int, rate: float) -> None:
    answer.send(asyncio.run(_acts(url, acts, rate)))


async def _acts(url: str, acts: int, rate: float) -> list[Said]:
    async with _signed_in(url) as client:
        began = time.monotonic()
        said: list[Said] = []
        for number in range(acts):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            sent = now()
            motive = f"Essai numéro {number}."
            position = await _command(
                client, {"type": "state-motive", "call": _call(number % _CALLS), "motive": motive}
            )
            said.append(Said(position, sent, now()))
        return said


def _signed_in(url: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    return signed_in(url, _USER, _PASSWORD)


async def _calls(client: httpx.AsyncClient) -> None:
    rang_at = datetime.fromtimestamp(now(), UTC).isoformat()
    for number in range(_CALLS):
        await _command(
            client, {"type": "receive-call", "call": _call(number), "origin": "15", "rang_at": rang_at}
        )


def _call(number: int) -> str:
    return f"c-bench-{number}"


async def _command(client: httpx.AsyncClient, command: dict[str, Any]) -> int:
    """Issue one command. The position of its last fact. Raises httpx.HTTPError."""
    headers = {"x-csrftoken": client.cookies["csrftoken"], "Command-Id": str(uuid.uuid4())}
    answer = await client.post("/api/calls", json=command, headers=headers)
    return int(answer.raise_for_status().json()["position"])

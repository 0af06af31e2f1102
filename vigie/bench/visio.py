"""`vigie bench visio`: video sessions signalling at once, beside a raw web socket that echoes.

A real `vigie serve` on a folder of its own, sessions with consent in its log, and a simulated page on either
side of each: they join (a fact, then the welcome) and hand each other descriptions of the size that browsers
make, on and on. What is measured is a hop: from one page, through the server, to the other.
"""

import asyncio
import json
import multiprocessing
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from domain.visio_session import commands as c
from domain.vocabulary import Role
from vigie.bench import Row
from vigie.bench.served import served, signed_in
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.settings import Settings

_DOCTOR, _PATIENT, _PASSWORD = "bench-doctor", "bench-patient", "bench-visio-only"
_PEOPLE: Final = {_DOCTOR: Role.REGULATOR, _PATIENT: Role.CALLER}
_DESCRIPTION: Final = "v=0 " * 1000
"""Four kilobytes: a description of a browser for sound and picture."""
_MOST_MS: Final = 50.0
_JOINING: Final = 20
"""Pages that open at once: a room never opens two hundred in one instant."""


@dataclass
class Page:
    """One end of a session (or of the echo): what it sent and when it came over there, in seconds."""

    socket: ClientConnection
    to: str = ""
    sent: int = 0
    hops: list[float] = field(default_factory=list[float])
    welcomed: float = 0.0
    closed: bool = False

    async def listen(self) -> None:
        """Take in until the socket closes."""
        try:
            async for frame in self.socket:
                message = json.loads(frame)
                if message["type"] == "signal":
                    self.hops.append(time.perf_counter() - message["data"]["at"])
                elif message["type"] == "joined":
                    self.to = message["peer"]["id"]
        except ConnectionClosed:
            pass
        self.closed = True

    async def talk(self, until: float, pause: float) -> None:
        """Say a description every `pause` seconds."""
        while (now := time.perf_counter()) < until:
            data = {"at": now, "description": _DESCRIPTION}
            try:
                await self.socket.send(json.dumps({"type": "signal", "to": self.to, "data": data}))
            except ConnectionClosed:
                return
            self.sent += 1
            await asyncio.sleep(pause)


async def run(*, sessions: int = 200, seconds: float = 20.0, rate: float = 2.0) -> list[Row]:
    """Measure: `rate` messages a second from each page. Takes twice `seconds` and some twenty more."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        await _agreed(Path(folder), sessions)
        async with served(Path(folder), _PEOPLE, _PASSWORD) as url:
            ours = await _signalled(url, sessions, seconds, rate)
        echo = await _echoed(2 * sessions, seconds, rate)
    return report(ours, echo)


def report(ours: Sequence[Page], echo: Sequence[Page]) -> list[Row]:
    """The rows of what every page saw. `ours` are in pairs: a patient, then the doctor."""
    pairs = list(zip(ours[::2], ours[1::2], strict=True))
    lost = sum(
        one.closed or other.closed or len(other.hops) != one.sent or len(one.hops) != other.sent
        for one, other in pairs
    )
    hops, raw = [hop for each in ours for hop in each.hops], [hop for each in echo for hop in each.hops]
    welcomes = [each.welcomed for each in ours]
    p99 = _p(hops, 99)
    return [
        Row(name="sessions at once", value=len(pairs), unit="sessions"),
        Row(name="sessions lost, or that missed a word", value=lost, unit="sessions", aim="0", met=not lost),
        Row(name="hops", value=len(hops), unit="messages"),
        *_delays("from opening a socket to the welcome, the fact in between", welcomes),
        *_delays("raw echo of the same frames", raw),
        Row(name="a hop, from page to page: p50", value=_p(hops, 50), unit="ms"),
        Row(
            name="a hop, from page to page: p99",
            value=p99,
            unit="ms",
            against="a raw web socket that echoes",
            ratio=p99 / _p(raw, 99),
            aim=f"< {_MOST_MS:g} ms",
            met=p99 < _MOST_MS,
        ),
    ]


def _delays(name: str, seconds: Sequence[float]) -> list[Row]:
    return [Row(name=f"{name}: p{part}", value=_p(seconds, part), unit="ms") for part in (50, 99)]


def _p(seconds: Sequence[float], part: int) -> float:
    """A percentile, in milliseconds."""
    return quantiles(seconds, n=100)[part - 1] * 1000


async def _agreed(folder: Path, sessions: int) -> None:
    """Sessions to which the patient has agreed, in the log of `folder`."""
    clock, doctor, patient = RealClock(), Actor(Role.REGULATOR, _DOCTOR), Actor(Role.CALLER, _PATIENT)
    async with open_log(Settings(data=folder)) as doors:
        for number in range(sessions):
            session = f"v{number}"
            steps: list[tuple[AnyCommand, Actor]] = [
                (c.RequestVisio(session=session, call=f"c{number}", phone="+33600000000"), doctor),
                (c.ConfirmInvitation(session=session, receipt="bench"), Actor(Role.SYSTEM, "bench")),
                (c.OpenInvitation(session=session), patient),
                (c.GiveConsent(session=session), patient),
            ]
            for step, (command, by) in enumerate(steps):
                act = Act(at=clock.now(), by=by, command_id=f"{session}-{step}")
                await doors.log.execute(plan(command), act)


async def _signalled(url: str, sessions: int, seconds: float, rate: float) -> list[Page]:
    gate = asyncio.Semaphore(_JOINING)
    async with AsyncExitStack() as stack:
        cookies: dict[str, str] = {}
        for user in _PEOPLE:
            client = await stack.enter_async_context(signed_in(url, user, _PASSWORD))
            cookies[user] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

        async def joined(session: str) -> list[Page]:
            async with gate:
                return [await _welcomed(stack, url, session, cookies[user]) for user in (_PATIENT, _DOCTOR)]

        async with asyncio.TaskGroup() as opening:
            pairs = [opening.create_task(joined(f"v{number}")) for number in range(sessions)]
        return await _talked([page for pair in pairs for page in pair.result()], seconds, rate)


async def _welcomed(stack: AsyncExitStack, url: str, session: str, cookie: str) -> Page:
    began = time.perf_counter()
    address = f"{url.replace('http', 'ws', 1)}/api/visios/{session}/signal"
    socket = await stack.enter_async_context(_socket(address, url, cookie))
    page = Page(socket)
    welcome: dict[str, Any] = json.loads(await socket.recv())
    page.welcomed = time.perf_counter() - began
    for peer in welcome["peers"]:
        page.to = peer["id"]
    return page


@asynccontextmanager
async def _socket(address: str, origin: str, cookie: str = "") -> AsyncGenerator[ClientConnection]:
    headers = {"Cookie": cookie, "Origin": origin}
    async with connect(address, additional_headers=headers, compression=None, proxy=None) as socket:
        yield socket


async def _talked(pages: list[Page], seconds: float, rate: float) -> list[Page]:
    """All pages talk for `seconds`, evenly spread; then what is on its way may come."""
    listening = [asyncio.create_task(page.listen()) for page in pages]
    until = time.perf_counter() + seconds

    async def later(page: Page, wait: float) -> None:
        await asyncio.sleep(wait)
        await page.talk(until, 1 / rate)

    await asyncio.gather(*(later(page, i / len(pages) / rate) for i, page in enumerate(pages)))
    await asyncio.sleep(1)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return pages


async def _echoed(pages: int, seconds: float, rate: float) -> list[Page]:
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_echoing, args=(there,))
    server.start()
    try:
        port = await asyncio.to_thread(here.recv)
        address = f"ws://127.0.0.1:{port}"
        async with AsyncExitStack() as stack:
            sockets = [await stack.enter_async_context(_socket(address, address)) for _ in range(pages)]
            return await _talked([Page(socket) for socket in sockets], seconds, rate)
    finally:
        here.send("stop")
        await asyncio.to_thread(server.join)


def _echoing(pipe: Connection) -> None:
    asyncio.run(_echo(pipe))


async def _echo(pipe: Connection) -> None:
    async def back(socket: ServerConnection) -> None:
        async for frame in socket:
            await socket.send(frame)

    async with serve(back, "127.0.0.1", 0, compression=None) as server:
        pipe.send(next(iter(server.sockets)).getsockname()[1])
        await asyncio.to_thread(pipe.recv)

"""The sockets of video sessions: for who is signed in, for patients and for guests.

What is said on them is in `signalling_words`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Final
from urllib.parse import urlsplit

from litestar import Litestar, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromPath

from api.commands import Desk
from api.house import House
from api.live import end
from api.signalling_line import AnySocket, Bucket, SocketLine
from api.signalling_seats import Seat, patients_seat, staff_seat
from api.signalling_steps import Report, command_of
from api.signalling_words import (
    LARGEST_FRAME,
    Bye,
    Close,
    NotThisProtocol,
    Peer,
    Refused,
    Signal,
    read,
    written,
)
from api.switchboard import NotAdmitted, Switchboard
from api.throttle import Throttle
from api.tracing import failed
from domain.fact import Refusal
from eventlog.journal import LogError

MOST_A_SECOND: Final = 50
REPORTS: Final = (0.5, 10)
"""Each is a fact: one every two seconds, ten at once."""
STRANGERS: Final = 100
"""Sockets without a seat from one address in fifteen minutes."""
Seated = Callable[[], Awaitable[Seat | None]]


@websocket("/api/visios/{session:str}/signal", name="signalVisio")
async def signal_visio(socket: AnySocket, session: FromPath[str]) -> None:
    """The signalling of a video session, for the room and the crews."""

    async def seat() -> Seat | None:
        return await staff_seat(socket, Desk.named(session))

    await attend(socket, seat)


@websocket("/v/signal", name="signalPatient")
async def signal_patient(socket: AnySocket) -> None:
    """The signalling of a video session, for the device that a link was opened on."""

    async def seat() -> Seat | None:
        return await patients_seat(socket)

    await attend(socket, seat)


async def attend(socket: AnySocket, seated: Seated) -> None:
    """Serve one socket to its end. `seated()` says whose it is, None for nobody's."""
    if not same_origin(socket):
        await socket.close()
        return
    seat = await _seat(seated)
    if seat is None:
        strangers: Throttle = socket.app.state.strangers
        place = socket.client.host if socket.client else ""
        if strangers.wait(place):
            await socket.close()
            return
        strangers.failed(place)
    await socket.accept()
    line = SocketLine(socket)
    writing = asyncio.create_task(line.run())
    try:
        await _serve(socket, line, writing, seat)
    except Exception as error:
        failed(socket, error)
    finally:
        line.close(Close.DONE)
        await writing


def same_origin(socket: AnySocket) -> bool:
    """Whether a page of this very site opened the socket: browsers say which page it was, and cookies alone
    would let any page of the web speak for who is signed in."""
    origin = urlsplit(socket.headers.get("origin", ""))
    return origin.scheme in {"http", "https"} and origin.netloc == socket.headers.get("host")


async def _seat(seated: Seated) -> Seat | Refusal | LogError | None:
    """Whose the socket is, or why nobody can say."""
    try:
        return await seated()
    except (Refusal, LogError) as error:
        return error


async def _serve(
    socket: AnySocket,
    line: SocketLine,
    writing: asyncio.Task[None],
    seat_or_error: Seat | Refusal | LogError | None,
) -> None:
    board: Switchboard = socket.app.state.switchboard
    admitted = await _admitted(socket, line, board, seat_or_error)
    if admitted is None:
        return
    seat, peer = admitted
    reading = asyncio.create_task(_listen(socket, line, board, seat, peer))
    try:
        await asyncio.wait([reading, writing], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end([reading])
        said_bye = not reading.cancelled() and reading.exception() is None and reading.result()
        await board.leave(seat, peer, at_once=said_bye)
    if not reading.cancelled():
        reading.result()


async def _admitted(
    socket: AnySocket, line: SocketLine, board: Switchboard, seat: Seat | Refusal | LogError | None
) -> tuple[Seat, Peer] | None:
    """Who came in; None where nobody did, and the line says why."""
    house: House = socket.app.state.house
    if house.stopping.is_set():
        line.close(Close.COME_AGAIN)
        return None
    if seat is None:
        line.close(Close.NOT_SIGNED_IN)
        return None
    try:
        if isinstance(seat, Exception):
            raise seat
        return seat, await board.enter(seat, line)
    except (Refusal, NotAdmitted) as refusal:
        why = refusal.why if isinstance(refusal, NotAdmitted) else refusal.reason
        line.send(written(Refused(why=why)))
        line.close(Close.REFUSED, why)
    except LogError:
        line.close(Close.COME_AGAIN, "log")
    return None


async def _listen(socket: AnySocket, line: SocketLine, board: Switchboard, seat: Seat, peer: Peer) -> bool:
    """Take in what the page says. Whether it said good-bye."""
    rate, reports, numbers = Bucket(MOST_A_SECOND, MOST_A_SECOND), Bucket(*REPORTS), count(1)
    try:
        while True:
            frame = await socket.receive_data("text")
            if len(frame) > LARGEST_FRAME:
                line.close(Close.TOO_LARGE)
                return False
            if not rate.take():
                line.close(Close.TOO_MANY)
                return False
            message = read(frame)
            if isinstance(message, Bye):
                return True
            if isinstance(message, Signal):
                board.hub.signal(seat.session, peer.id, message.to, message.data)
            elif not reports.take():
                line.send(written(Refused(why="TooManyReports")))
            else:
                await _report(message, line, seat, f"visio-report:{peer.id}:{next(numbers)}")
    except NotThisProtocol:
        line.close(Close.MALFORMED)
    except WebSocketDisconnect:
        pass
    return False


async def _report(message: Report, line: SocketLine, seat: Seat, number: str) -> None:
    """What the page reports becomes a fact; all those there are told of it by the log."""
    try:
        await seat.issue(command_of(message, seat), number)
    except Refusal as refusal:
        line.send(written(Refused(why=refusal.reason)))
    except LogError:
        line.send(written(Refused(why="LogUnavailable")))


@asynccontextmanager
async def signalling(app: Litestar) -> AsyncGenerator[None]:
    """The switchboard works as long as the application does."""
    house: House = app.state.house
    board = Switchboard(house)
    app.state.switchboard = board
    app.state.strangers = Throttle(STRANGERS)
    tasks = [
        asyncio.create_task(board.run(), name="signalling"),
        asyncio.create_task(_stop_on(house.stopping, board), name="signalling-stop"),
    ]
    try:
        yield
    finally:
        board.hub.stop()
        await end(tasks)
        await board.close()


async def _stop_on(stopping: asyncio.Event, board: Switchboard) -> None:
    await stopping.wait()
    board.hub.stop()

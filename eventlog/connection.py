"""The way to the log's server: settings, one connection, and requests that never hang.

The only file that touches the partly untyped client of nats-py.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import nats.errors

from eventlog.answers import LOST, Answers, Message
from eventlog.client import QuickClient
from eventlog.journal import LogError, LogUnavailable
from eventlog.raw_parser import RawReceiver
from eventlog.settings import ConnectionSettings
from eventlog.turns import Turns

OLDEST_SERVER: Final = (2, 12)
_FIRST_CONNECT_SECONDS: Final = 3.0
_MOST_FETCHING: Final = 16
"""Questions under way at once that stored messages answer, some 2 MiB each at most: with what consumers are
sent they stay below the 64 MiB for which the server drops a connection as too slow."""

__all__ = ["Connection", "ConnectionSettings", "Message", "ServerTooOld", "connect", "connected"]

log = logging.getLogger(__name__)


class ServerTooOld(LogError):
    """The server lacks what the log stands on (atomic batches: 2.12)."""


class Connection:
    """One connection to NATS. Made by `connect`; requests fail at once while it is down."""

    def __init__(self, client: QuickClient) -> None:
        self._client: Any = client
        self._inbox = ""
        self._answers = Answers()
        self._fetching = Turns(_MOST_FETCHING)
        self._up = asyncio.Event()
        self._on_found: list[Callable[[], None]] = []
        self.closing = False
        self.epoch = 0
        """Counts the connections made: it grows at each reconnection."""

    @property
    def connected(self) -> bool:
        """Whether the server can be asked now."""
        return self._up.is_set() and bool(self._client.is_connected)

    @property
    def server_version(self) -> str:
        """Version of the server, for instance ``2.15.1``."""
        version = self._client.connected_server_version
        return f"{version.major}.{version.minor}.{version.patch}"

    @property
    def max_payload(self) -> int:
        """Largest message the server takes, headers included, in bytes."""
        return int(self._client.max_payload)

    @property
    def client(self) -> QuickClient:
        """The nats-py client underneath, for what this class does not offer."""
        return self._client

    async def wait_connected(self, seconds: float | None = None) -> bool:
        """Wait until the server can be asked, at most `seconds`. False if it still cannot."""
        try:
            # `asyncio.wait_for` of Python 3.11 may lose a cancellation.
            async with asyncio.timeout(seconds):
                await self._up.wait()
        except TimeoutError:
            return False
        return True

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        seconds: float,
    ) -> Message:
        """Ask and wait for one answer. Raises LogUnavailable at once if the connection is or goes
        down, or if nobody answers, and after `seconds` without an answer."""
        with self._answers.one(seconds) as (token, future):
            await self.publish(subject, payload, reply=self._inbox + token, headers=headers)
            answer = await future
        if answer.headers is not None and answer.headers.get("Status") == "503":
            raise LogUnavailable("the log has no leader or does not exist")
        return answer

    async def fetch(self, subject: str, payload: bytes, *, seconds: float) -> Message:
        """As `request`, for an answer that holds a stored message. Raises LogUnavailable too where others
        are asked for so long that its turn has not come after 5 s."""
        async with self._fetching:
            return await self.request(subject, payload, seconds=seconds)

    async def collect(
        self,
        subject: str,
        payload: bytes,
        *,
        is_last: Callable[[Message], bool],
        seconds: float,
    ) -> list[Message]:
        """Ask and gather every answer, the last one included. Raises as `fetch` does, but
        `seconds` is the longest silence between two answers."""
        async with self._fetching:
            with self._answers.many(is_last, seconds) as (token, answers):
                await self.publish(subject, payload, reply=self._inbox + token)
                return await answers

    async def publish(
        self,
        subject: str,
        payload: bytes,
        *,
        reply: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send without waiting. Raises LogUnavailable where the connection is down."""
        if not self.connected:
            raise LogUnavailable("the log cannot be reached")
        try:
            await self._client.publish(subject, payload, reply=reply, headers=headers)
        except (nats.errors.Error, OSError) as error:
            raise LogUnavailable(f"the log cannot be reached: {type(error).__name__}") from error

    async def listen(
        self, on_message: Callable[[Message], None]
    ) -> tuple[str, Callable[[], Awaitable[None]]]:
        """Open a fresh inbox. Returns its subject and the function that closes it."""
        return await self._listen(self._client.receive, on_message)

    async def listen_raw(self, on_message: RawReceiver) -> tuple[str, Callable[[], Awaitable[None]]]:
        """As `listen`, with the bytes of each message as they came."""
        return await self._listen(self._client.receive_raw, on_message)

    async def _listen(
        self, receive: Callable[..., Awaitable[Any]], on_message: Callable[..., None]
    ) -> tuple[str, Callable[[], Awaitable[None]]]:
        subject = str(self._client.new_inbox())
        # Without limits: flow control bounds what a consumer sends.
        subscription = await receive(subject, on_message)

        async def close() -> None:
            await self._client.forget(subscription)

        return subject, close

    async def open(self) -> None:
        """Open the inbox of answers and check the server's version."""
        self._check_version()
        self._inbox = str(self._client.new_inbox()) + "."
        await self._client.receive(self._inbox + "*", self._answer)
        self.epoch = 1
        self._up.set()

    async def close(self) -> None:
        """Close. Whoever still waits gets LogUnavailable. Raises nothing where the server is away."""
        self.closing = True
        self.lost()
        try:
            await self._client.close()
        except (nats.errors.Error, OSError) as error:
            log.info("the connection to the log closed badly: %s", type(error).__name__)

    def lost(self) -> None:
        """Called when the connection goes down: nobody may wait for an answer that cannot come."""
        self._up.clear()
        self._answers.fail_all()

    def found(self) -> None:
        """Called when the connection is back."""
        self.epoch += 1
        self._up.set()
        for tell in tuple(self._on_found):
            tell()

    def on_found(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Call `tell` at each reconnection. Returns the function that stops it."""
        self._on_found.append(tell)
        return lambda: self._on_found.remove(tell)

    def _answer(self, message: Message) -> None:
        self._answers.deliver(message.subject[len(self._inbox) :], message)

    def _check_version(self) -> None:
        version = self._client.connected_server_version
        if (version.major, version.minor) < OLDEST_SERVER:
            oldest = ".".join(str(number) for number in OLDEST_SERVER)
            raise ServerTooOld(f"NATS {self.server_version} is too old: {oldest} or later is needed")


async def connect(settings: ConnectionSettings) -> Connection:
    """Connect. Raises LogUnavailable where nobody answers within three seconds or the credentials
    are refused, ServerTooOld before NATS 2.12."""
    client: Any = QuickClient()
    connection = Connection(client)
    refused = asyncio.Event()

    async def lost() -> None:
        if connection.epoch and not connection.closing:
            log.warning(LOST)
        connection.lost()

    async def found() -> None:
        connection.found()
        log.info("the connection to the log is back")

    async def failed(error: Exception) -> None:
        # Their kind only: the texts may quote an address with its password.
        log.debug("nats: %s", type(error).__name__)
        if "authorization" in str(error).lower():
            refused.set()

    opening = client.connect(
        **settings.options(),
        error_cb=failed,
        disconnected_cb=lost,
        reconnected_cb=found,
        pending_size=0,  # no buffer while disconnected: what failed must not be sent later
    )
    try:
        await _first(opening, refused)
        await connection.open()
    except BaseException:
        await connection.close()
        raise
    return connection


async def _first(opening: Coroutine[Any, Any, None], refused: asyncio.Event) -> None:
    """Wait for the first connection, which the client would try for ever."""
    tasks = [asyncio.create_task(opening), asyncio.create_task(refused.wait())]
    try:
        done, _ = await asyncio.wait(
            tasks, timeout=_FIRST_CONNECT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if tasks[0] in done:
            await tasks[0]
        elif done:
            raise LogUnavailable("the log refuses these credentials")
        else:
            raise LogUnavailable("the log cannot be reached: nobody answers")
    except (nats.errors.Error, OSError) as error:
        raise LogUnavailable(f"the log cannot be reached: {type(error).__name__}") from error
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@asynccontextmanager
async def connected(settings: ConnectionSettings) -> AsyncGenerator[Connection, None]:
    """`connect`, and close at the end."""
    connection = await connect(settings)
    try:
        yield connection
    finally:
        await connection.close()

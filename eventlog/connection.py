"""The way to the log's server: settings, one connection, and requests that never hang.

The only file that touches the partly untyped client of nats-py.
"""

import asyncio
import itertools
import logging
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, cast

import nats.errors
from nats.aio.client import Client

from eventlog.journal import LogError, LogUnavailable

OLDEST_SERVER: Final = (2, 12)
_RECONNECT_SECONDS: Final = 0.1
_CONNECT_SECONDS: Final = 2
_FIRST_CONNECT_SECONDS: Final = 3.0

_LOST: Final = "the connection to the log was lost"
_LATE: Final = "the log did not answer in time"

log = logging.getLogger(__name__)


class ServerTooOld(LogError):
    """The server lacks what the log stands on (atomic batches: 2.12)."""


@dataclass(frozen=True, kw_only=True)
class ConnectionSettings:
    """How to reach NATS. Secrets stay out of `repr`.

    `credentials` is a .creds file; `ca`, `certificate` and `key` are PEM files for TLS. Addresses
    may carry `user:password@`, but then keep them out of logs.
    """

    servers: tuple[str, ...] = field(repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    credentials: Path | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    inbox_prefix: str = "_INBOX.vigie"
    name: str = "vigie"

    def options(self) -> dict[str, Any]:
        """Keyword arguments for `nats.connect` (FastStream's broker takes them too)."""
        options: dict[str, Any] = {
            "servers": list(self.servers),
            "name": self.name,
            "inbox_prefix": self.inbox_prefix,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": _RECONNECT_SECONDS,
            "connect_timeout": _CONNECT_SECONDS,
        }
        if self.user is not None:
            options |= {"user": self.user, "password": self.password}
        if self.credentials is not None:
            options["user_credentials"] = str(self.credentials)
        if self.ca is not None or self.certificate is not None:
            options["tls"] = self._tls()
        return options

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        if self.certificate is not None:
            context.load_cert_chain(self.certificate, self.key)
        return context


class Message(Protocol):
    """What the rest of this room uses of a message of nats-py."""

    @property
    def subject(self) -> str: ...
    @property
    def reply(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str] | None: ...


OnMessage = Callable[[Message], None]


class Connection:
    """One connection to NATS. Made by `connect`; requests fail at once while it is down."""

    def __init__(self, client: Client) -> None:
        self._client: Any = client
        self._tokens = itertools.count(1)
        self._inbox = ""
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._collecting: dict[str, _Collector] = {}
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
    def client(self) -> Client:
        """The nats-py client underneath, for what this class does not offer."""
        return self._client

    async def wait_connected(self, seconds: float | None = None) -> bool:
        """Wait until the server can be asked, at most `seconds`. False if it still cannot."""
        try:
            await asyncio.wait_for(self._up.wait(), seconds)
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
        token = str(next(self._tokens))
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Message] = loop.create_future()
        self._waiting[token] = future
        timer = loop.call_later(seconds, _fail, future, _LATE)
        try:
            await self.publish(subject, payload, reply=self._inbox + token, headers=headers)
            answer = await future
        finally:
            timer.cancel()
            _settle(future)
            self._waiting.pop(token, None)
        if answer.headers is not None and answer.headers.get("Status") == "503":
            raise LogUnavailable("the log has no leader or does not exist")
        return answer

    async def collect(
        self,
        subject: str,
        payload: bytes,
        *,
        is_last: Callable[[Message], bool],
        seconds: float,
    ) -> list[Message]:
        """Ask and gather every answer, the last one included. Raises as `request` does, but
        `seconds` is the longest silence between two answers."""
        token = str(next(self._tokens))
        collector = _Collector(is_last, seconds)
        self._collecting[token] = collector
        try:
            await self.publish(subject, payload, reply=self._inbox + token)
            return await collector.done
        finally:
            collector.close()
            self._collecting.pop(token, None)

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

    async def listen(self, on_message: OnMessage) -> tuple[str, Callable[[], Awaitable[None]]]:
        """Open a fresh inbox. Returns its subject and the function that closes it."""
        subject = str(self._client.new_inbox())

        async def receive(message: Message) -> None:
            on_message(message)

        # The two limits are lifted: flow control bounds what a consumer sends.
        subscription = await self._client.subscribe(
            subject, cb=receive, pending_msgs_limit=-1, pending_bytes_limit=-1
        )

        async def close() -> None:
            if not self._client.is_closed:
                await subscription.unsubscribe()

        return subject, close

    async def open(self) -> None:
        """Open the inbox of answers and check the server's version."""
        self._check_version()
        self._inbox = str(self._client.new_inbox()) + "."
        await self._client.subscribe(
            self._inbox + "*", cb=self._answer, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        self.epoch = 1
        self._up.set()

    async def close(self) -> None:
        """Close. Whoever still waits gets LogUnavailable."""
        self.closing = True
        self.lost()
        await self._client.close()

    def lost(self) -> None:
        """Called when the connection goes down: nobody may wait for an answer that cannot come."""
        self._up.clear()
        waiting = [*self._waiting.values(), *(each.done for each in self._collecting.values())]
        for future in waiting:
            _fail(future, _LOST)

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

    async def _answer(self, message: Message) -> None:
        token = message.subject[len(self._inbox) :]
        future = self._waiting.get(token)
        if future is not None:
            if not future.done():
                future.set_result(message)
            return
        collector = self._collecting.get(token)
        if collector is not None:
            collector.add(message)

    def _check_version(self) -> None:
        version = self._client.connected_server_version
        if (version.major, version.minor) < OLDEST_SERVER:
            oldest = ".".join(str(number) for number in OLDEST_SERVER)
            raise ServerTooOld(f"NATS {self.server_version} is too old: {oldest} or later is needed")


class _Collector:
    """Gathers the answers to one question until the last one, or until they stop coming."""

    def __init__(self, is_last: Callable[[Message], bool], silence: float) -> None:
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[list[Message]] = self._loop.create_future()
        self._messages: list[Message] = []
        self._is_last = is_last
        self._silence = silence
        self._seen = 0
        self._timer = self._loop.call_later(silence, self._check)

    def add(self, message: Message) -> None:
        self._messages.append(message)
        if self._is_last(message) and not self.done.done():
            self.done.set_result(self._messages)

    def close(self) -> None:
        self._timer.cancel()
        _settle(self.done)

    def _check(self) -> None:
        if self._seen == len(self._messages):
            _fail(self.done, _LATE)
            return
        self._seen = len(self._messages)
        self._timer = self._loop.call_later(self._silence, self._check)


def _fail(future: asyncio.Future[Any], why: str) -> None:
    if not future.done():
        future.set_exception(LogUnavailable(why))


def _settle(future: asyncio.Future[Any]) -> None:
    """Nobody waits any more: an exception set meanwhile is not worth a warning."""
    if not future.cancel() and not future.cancelled():
        future.exception()


async def connect(settings: ConnectionSettings) -> Connection:
    """Connect. Raises LogUnavailable where nobody answers, ServerTooOld before NATS 2.12."""
    client = cast("Any", Client())
    connection = Connection(client)
    last_failure = "nobody answers"

    async def lost() -> None:
        if connection.epoch and not connection.closing:
            log.warning(_LOST)
        connection.lost()

    async def found() -> None:
        connection.found()
        log.info("the connection to the log is back")

    async def failed(error: Exception) -> None:
        # The kind only: the text may quote an address with its password.
        nonlocal last_failure
        last_failure = type(error).__name__
        log.debug("nats: %s", last_failure)

    opening = client.connect(
        **settings.options(),
        error_cb=failed,
        disconnected_cb=lost,
        reconnected_cb=found,
        pending_size=0,  # no buffer while disconnected: what failed must not be sent later
    )
    try:
        await asyncio.wait_for(opening, _FIRST_CONNECT_SECONDS)
    except (nats.errors.Error, OSError, TimeoutError) as error:
        await client.close()
        raise LogUnavailable(f"the log cannot be reached: {last_failure}") from error
    try:
        await connection.open()
    except BaseException:
        await connection.close()
        raise
    return connection


@asynccontextmanager
async def connected(settings: ConnectionSettings) -> AsyncGenerator[Connection, None]:
    """`connect`, and close at the end."""
    connection = await connect(settings)
    try:
        yield connection
    finally:
        await connection.close()

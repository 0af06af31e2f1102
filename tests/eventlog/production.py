"""Three real nodes on loopback, from the very files of `deploy/`: configuration, accounts, certificates."""

import asyncio
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from eventlog.child import find_server
from eventlog.connection import Connection, ConnectionSettings, connected
from eventlog.dead_letters import DeadLetters
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import LogUnavailable
from eventlog.layout import Layout
from eventlog.media import Media
from eventlog.sealing.keys import Keys, keys_stream
from eventlog.snapshots import JetStreamSnapshots
from eventlog.telemetry import Telemetry
from tests.eventlog.ledger import T0
from tests.tree import ROOT

DEPLOY = ROOT / "deploy"
NODES: tuple[str, ...] = ("nats-1", "nats-2", "nats-3")
CENTRE = "250"
LAYOUT = Layout.for_centre(CENTRE)
PICTURES, PARTS = f"MEDIA_{CENTRE}", f"PARTS_{CENTRE}"
STREAMS = (
    LAYOUT.stream,
    f"SNAPSHOTS_{CENTRE}",
    f"DEAD_{CENTRE}",
    f"TELEMETRY_{CENTRE}",
    keys_stream(CENTRE),
    PICTURES,
    PARTS,
)
INBOXES = {"writer": "_INBOX.vigie", "operator": "_INBOX.operator", "eraser": "_INBOX.eraser"}
_READY_SECONDS = 30.0


def make_site(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script a site runs."""
    return subprocess.run(
        [DEPLOY / "make-site.sh", folder], check=False, capture_output=True, encoding="utf-8"
    )


class Cluster:
    """Three nodes that may be killed and started again. Made by `a_cluster`."""

    def __init__(self, folder: Path, *, log_limit: str) -> None:
        done = make_site(folder)
        assert done.returncode == 0, done.stderr
        self.secrets = folder / "secrets"
        self.log_limit = log_limit
        self._folder = folder
        ports = _free_ports(3 * len(NODES))
        self.client_ports = dict(zip(NODES, ports[0::3], strict=True))
        self.route_ports = dict(zip(NODES, ports[1::3], strict=True))
        self._monitor_ports = dict(zip(NODES, ports[2::3], strict=True))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def settings(self, user: str) -> ConnectionSettings:
        """How `writer`, `operator` or `eraser` connects."""
        return ConnectionSettings(
            servers=tuple(f"tls://127.0.0.1:{port}" for port in self.client_ports.values()),
            ca=self.secrets / "log-ca.pem",
            certificate=self.secrets / f"{user}.pem",
            inbox_prefix=INBOXES[user],
        )

    def start(self, *names: str) -> None:
        """Start nodes and wait until each says that it is healthy."""
        for name in names:
            self._processes[name] = self._launch(name)
        for name in names:
            self._await_health(name)

    def kill(self, name: str) -> None:
        """End a node as a crash would."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def retire(self, name: str) -> None:
        """Take a node away as `docker compose stop` does: it hands over its leaders and clients."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGUSR2)
        try:
            process.wait(60)
        finally:
            process.kill()

    def wipe(self, name: str) -> None:
        """Give a node that does not run an empty disk."""
        data = self._folder / "data" / name
        shutil.rmtree(data)
        data.mkdir()

    def stop(self) -> None:
        """End what still runs."""
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()

    def _launch(self, name: str) -> subprocess.Popen[bytes]:
        home = self._home(name)
        routes = ", ".join(f'"nats://127.0.0.1:{port}"' for port in self.route_ports.values())
        environment = {
            **os.environ,
            "VIGIE_NODE": name,
            "VIGIE_LISTEN": f'"127.0.0.1:{self.client_ports[name]}"',
            "VIGIE_CLUSTER_LISTEN": f'"127.0.0.1:{self.route_ports[name]}"',
            "VIGIE_MONITOR": f'"127.0.0.1:{self._monitor_ports[name]}"',
            "VIGIE_ROUTES": f"[{routes}]",
            "VIGIE_STORE": f'"{self._folder / "data" / name}"',
            "VIGIE_STORE_LIMIT": "2GB",
            "VIGIE_LOG_LIMIT": self.log_limit,
        }
        with (home / "server.log").open("ab") as log:
            return subprocess.Popen(
                [find_server(), "-c", DEPLOY / "nats" / "nats.conf"],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _home(self, name: str) -> Path:
        """The folder a node starts in, with its secrets under the names of the configuration."""
        home = self._folder / "run" / name
        home.mkdir(parents=True, exist_ok=True)
        for secret, target in {
            f"{name}.pem": "node.pem",
            f"{name}-route.pem": "route.pem",
            "log-ca.pem": "log-ca.pem",
            "cluster-ca.pem": "cluster-ca.pem",
        }.items():
            shutil.copy(self.secrets / secret, home / target)
        return home

    def _await_health(self, name: str) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            assert self._processes[name].poll() is None, self.log(name)
            if _healthy(self._monitor_ports[name]):
                return
            time.sleep(0.05)
        raise AssertionError(f"{name} is not healthy: {self.log(name)}")

    def log(self, name: str) -> str:
        """The last lines a node wrote."""
        return "\n".join(self._lines(name)[-20:])

    def violations(self) -> list[str]:
        """What the nodes wrote of users who tried what they may not."""
        return [line for name in NODES for line in self._lines(name) if " Violation - " in line]

    def _lines(self, name: str) -> list[str]:
        return (self._folder / "run" / name / "server.log").read_text(errors="replace").splitlines()


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return T0

    async def sleep_until(self, at: datetime) -> None:
        raise AssertionError(f"nobody waits until {at} here")


@contextmanager
def a_cluster(folder: Path, *, log_limit: str = "1GB") -> Generator[Cluster]:
    """Three nodes, healthy, with the streams of one centre; stopped at the end."""
    cluster = Cluster(folder, log_limit=log_limit)
    try:
        cluster.start(*NODES)
        asyncio.run(_first_day(cluster))
        yield cluster
    finally:
        cluster.stop()


async def open_log(connection: Connection) -> JetStreamJournal:
    """The journal of the centre. A node loses what it is asked in its first second: ask again."""
    async with asyncio.timeout(30):
        while True:
            with suppress(LogUnavailable):
                await connection.request(f"$JS.API.STREAM.INFO.{LAYOUT.stream}", seconds=0.5)
                return await open_journal(connection, LAYOUT, replicas=3)


async def _first_day(cluster: Cluster) -> None:
    """What the operator does once; again, as `init` does, where a cluster seconds old lost a question."""
    async with asyncio.timeout(60), connected(cluster.settings("operator")) as operator:
        while True:
            with suppress(LogUnavailable):
                await open_log(operator)
                await JetStreamSnapshots(operator, CENTRE, replicas=3).open()
                await DeadLetters(operator, CENTRE, Stopped(), replicas=3).open()
                keys = Keys(operator, CENTRE, replicas=3)
                await keys.open()
                await Media(operator, CENTRE, keys, replicas=3).open()
                await Telemetry(operator, CENTRE, replicas=3).open()
                return


def _healthy(port: int) -> bool:
    """Whether a node says of itself what compose.yaml asks it."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    with suppress(OSError), closing(asked):
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    return False


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]

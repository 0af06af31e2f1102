"""Three servers of one cluster on loopback, as in production but for TLS."""

import secrets
import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import msgspec

from eventlog.child import Child, find_server, keep_child
from eventlog.connection import ConnectionSettings


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Cluster:
    """Start, kill and restart its members by number (0 to 2)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._password = secrets.token_hex(16)
        ports = free_ports(6)
        self._ports, self._routes = ports[:3], ports[3:]
        self._members: dict[int, Child] = {}

    @property
    def settings(self) -> ConnectionSettings:
        servers = tuple(f"nats://127.0.0.1:{port}" for port in self._ports)
        return ConnectionSettings(servers=servers, user="vigie", password=self._password)

    def only(self, number: int) -> ConnectionSettings:
        return replace(self.settings, servers=(self.settings.servers[number],))

    def start(self, number: int) -> None:
        folder = self._folder / f"n{number}"
        folder.mkdir(parents=True, exist_ok=True)
        config = {
            "server_name": f"n{number}",
            "host": "127.0.0.1",
            "port": self._ports[number],
            "log_file": str(folder / "log"),
            "jetstream": {"store_dir": str(folder)},
            "authorization": {"user": "vigie", "password": self._password},
            "cluster": {
                "name": "vigie",
                "host": "127.0.0.1",
                "port": self._routes[number],
                "routes": [f"nats://127.0.0.1:{port}" for port in self._routes],
            },
        }
        path = folder / "conf"
        path.write_bytes(msgspec.json.encode(config))
        self._members[number] = keep_child([str(find_server()), "-c", str(path)], keep_open=None)

    def kill(self, number: int) -> None:
        self._members.pop(number).end(graceful=False)

    def stop(self) -> None:
        for child in self._members.values():
            child.end(graceful=True)

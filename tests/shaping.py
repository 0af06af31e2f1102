"""A bad network that needs no privilege: datagrams between telephones and their relay, lost, late and few.

Stands in for ``tc netem`` where the kernel has none: with patients relayed, all that a telephone's camera and
microphone send and all that they hear goes through here, each way alike. What is lost is drawn from a seed;
what waits for the line waits in a bounded queue, as a router's is. What goes by TCP (the page, signalling)
goes by.
"""

import asyncio
import random
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Address = tuple[Any, ...]
_LARGEST = 65_536


@dataclass(frozen=True)
class Weather:
    """`loss`: part of the datagrams, 0 to 1; `delay`: seconds, each way; `bps`: bits per second each way,
    None for any number; `queue`: seconds that a datagram may wait for the line, it is lost beyond."""

    loss: float = 0.0
    delay: float = 0.0
    bps: float | None = None
    queue: float = 0.5


FAIR = Weather()
FOUL = Weather(loss=0.05, delay=0.3, bps=150_000)
"""5 % lost, 300 ms later, 150 kbit/s: each way."""
GONE = Weather(loss=1.0)


@dataclass
class Shaper:
    """Carries datagrams to `relay` and back, those of each telephone's socket by one of its own. `carried`
    and `lost` count them, both ways together."""

    relay: Address
    seed: int = 0
    weather: Weather = FAIR
    carried: int = 0
    lost: int = 0
    _door: socket.socket = field(default_factory=lambda: _socket(("127.0.0.1", 0)))
    _lines: dict[Address, socket.socket] = field(default_factory=dict[Address, socket.socket])
    _gone: set[Address] = field(default_factory=set[Address])
    _free_at: dict[str, float] = field(default_factory=dict[str, float])

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        asyncio.get_running_loop().add_reader(self._door, self._from_telephones)

    @property
    def url(self) -> str:
        """As VIGIE_TURN_URLS has it."""
        return f"turn:127.0.0.1:{self._door.getsockname()[1]}?transport=udp"

    def change_network(self) -> None:
        """What the sockets used until now send and hear goes nowhere from here on, as where Wi-Fi is left
        behind. New ones are carried."""
        self._gone |= set(self._lines)

    def close(self) -> None:
        for each in (self._door, *self._lines.values()):
            asyncio.get_running_loop().remove_reader(each)
            each.close()

    def _from_telephones(self) -> None:
        for data, sender in _read(self._door):
            if sender in self._gone:
                continue
            line = self._lines.get(sender) or self._line(sender)
            self._carry("up", data, sender, lambda line=line, data=data: line.send(data))

    def _line(self, sender: Address) -> socket.socket:
        line = self._lines[sender] = _socket(("127.0.0.1", 0))
        line.connect(self.relay)
        asyncio.get_running_loop().add_reader(line, self._from_relay, line, sender)
        return line

    def _from_relay(self, line: socket.socket, to: Address) -> None:
        for data, _ in _read(line):
            self._carry("down", data, to, lambda data=data: self._door.sendto(data, to))

    def _carry(self, way: str, data: bytes, whose: Address, send: Callable[[], object]) -> None:
        """Give it to the line of its direction, which sends one after another."""
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self._free_at.get(way, 0.0))
        if start - loop.time() > self.weather.queue:
            self.lost += 1
            return
        self._free_at[way] = start + (len(data) * 8 / self.weather.bps if self.weather.bps else 0.0)
        if self._chance.random() < self.weather.loss:
            self.lost += 1
            return
        self.carried += 1
        loop.call_at(self._free_at[way] + self.weather.delay, self._arrive, whose, send)

    def _arrive(self, whose: Address, send: Callable[[], object]) -> None:
        if whose in self._gone or self._door.fileno() < 0:
            return
        try:
            send()
        except (BlockingIOError, ConnectionRefusedError):  # a full socket, or a relay that is gone: lost
            self.lost += 1


@contextmanager
def shaping(port: int, seed: int) -> Generator[Shaper]:
    """A line to the relay at `port` of loopback until the end of the block; fair at first."""
    shaper = Shaper(("127.0.0.1", port), seed)
    try:
        yield shaper
    finally:
        shaper.close()


def _socket(at: Address) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind(at)
    return made


def _read(of: socket.socket) -> Generator[tuple[bytes, Address]]:
    while True:
        try:
            yield of.recvfrom(_LARGEST)
        except (BlockingIOError, ConnectionRefusedError):
            return

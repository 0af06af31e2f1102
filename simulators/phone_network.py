"""A telephone's network, good or bad, done to its packets before they leave. Same seed, same losses."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Send = Callable[[bytes], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Network:
    """What happens to each packet that is sent: `loss` is the part that is lost, `latency` what it takes more
    (seconds), `rate` the bytes a second that pass (None: all); what would wait half a second is lost."""

    loss: float = 0.0
    latency: float = 0.0
    rate: float | None = None
    seed: int = 15


GOOD = Network()
WEAK = Network(loss=0.02, latency=0.12, rate=400_000 / 8)
"""One bar: 2 % lost, 120 ms, 400 kbit/s."""
POOR = Network(loss=0.05, latency=0.3, rate=150_000 / 8)
"""A telephone in the hills: 5 % lost, 300 ms, 150 kbit/s."""
_QUEUE_SECONDS = 0.5


class Wire:
    """A network between `send` and the world."""

    def __init__(self, network: Network, send: Send) -> None:
        self._network = network
        self._send = send
        self._chance = random.Random(network.seed)  # noqa: S311 -- which packet is lost is no secret
        self._free_at = 0.0
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._carrying: asyncio.Task[None] | None = None
        self.sent = 0
        self.lost = 0

    async def send(self, packet: bytes) -> None:
        """Send, later, or never. Raises ConnectionError where the way is closed and nothing delays it."""
        network, now = self._network, asyncio.get_running_loop().time()
        self.sent += 1
        start = max(now, self._free_at)
        if self._chance.random() < network.loss or (network.rate and start - now > _QUEUE_SECONDS):
            self.lost += 1
            return
        if network.rate:
            start = self._free_at = start + len(packet) / network.rate
        at = start + network.latency
        busy = self._carrying is not None and not self._carrying.done()
        if at <= now and not busy:
            await self._send(packet)
            return
        self._under_way.append((at, packet))
        if not busy:
            self._carrying = asyncio.create_task(self._carry())

    def close(self) -> None:
        """What is under way never arrives."""
        self._under_way.clear()
        if self._carrying:
            self._carrying.cancel()

    async def _carry(self) -> None:
        # One carrier, first in, first out: with a timer each, packets overtake one another on a busy machine.
        while self._under_way:
            at, packet = self._under_way.popleft()
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            try:
                await self._send(packet)
            except ConnectionError:
                self.lost += 1

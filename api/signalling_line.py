"""One socket's way out, which never makes others wait, and the bounds on what comes in."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from api.metrics import DROPPED
from api.signalling_words import Close

AnySocket = WebSocket[Any, Any, Any]

MOST_BYTES: Final = 512 * 1024
"""What may wait for one socket: many times what connecting takes."""
STUCK_SECONDS: Final = 10.0


class SocketLine:
    """The line of one open socket: `send` and `close` hand over, `run` writes."""

    def __init__(
        self, socket: AnySocket, *, most: int = MOST_BYTES, stuck_seconds: float = STUCK_SECONDS
    ) -> None:
        self._socket = socket
        self._most = most
        self._stuck_seconds = stuck_seconds
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._news = asyncio.Event()
        self._end: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._overflowed = False

    def send(self, frame: bytes) -> None:
        """Hand over a frame. Where too much waits already the socket is dropped."""
        if self._end is not None:
            return
        self._bytes += len(frame)
        if self._bytes > self._most:
            self._drop()
            return
        self._frames.append(frame)
        self._news.set()

    def close(self, code: int, why: str = "") -> None:
        """Close once what was handed over is gone; the first reason stays."""
        if self._end is None:
            self._end = (code, why)
            self._news.set()

    async def run(self) -> None:
        """Write until the line is closed, the socket gone, or nothing is taken for `stuck_seconds`."""
        self._task = asyncio.current_task()
        try:
            while self._frames or self._end is None:
                if not self._frames:
                    self._news.clear()
                    await self._news.wait()
                    continue
                frame = self._frames.popleft()
                self._bytes -= len(frame)
                async with asyncio.timeout(self._stuck_seconds):
                    await self._socket.send_data(frame.decode())
            async with asyncio.timeout(self._stuck_seconds):
                await self._socket.close(*self._end)
        except TimeoutError:
            DROPPED.inc()
        except asyncio.CancelledError:
            if not self._overflowed:
                raise
        except (WebSocketDisconnect, RuntimeError, OSError):
            # Gone already: the reading side says so too. The server raises what it likes here.
            return

    def _drop(self) -> None:
        """It takes nothing: no close could be written either."""
        DROPPED.inc()
        self._overflowed = True
        self._frames.clear()
        self.close(Close.TOO_SLOW)
        if self._task is not None:
            self._task.cancel()


class Bucket:
    """So many a second, and as many at once."""

    def __init__(self, rate: float, burst: int, *, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._left = self._burst
        self._elapsed = elapsed
        self._at = elapsed()

    def take(self) -> bool:
        """One more; False where it is one too many."""
        now = self._elapsed()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

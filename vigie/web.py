"""Serves the web room in this event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from api.signalling_words import LARGEST_FRAME

GRACE_SECONDS = 3
_WEB_SOCKETS: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_max_size": LARGEST_FRAME,
    "ws_per_message_deflate": False,  # what is small is not worth what a hostile frame unpacks to
    "ws_ping_interval": 10.0,  # a phone that left its network says nothing: it is found out within 20 s
    "ws_ping_timeout": 10.0,
}


class _Quiet(uvicorn.Server):
    """Leaves signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise ValueError(f"cannot listen on {host}:{port}: {why}") from error
    # Connections inherit it; without it each answer on a kept connection waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@asynccontextmanager
async def serving(app: Any, host: str, port: int, stopping: asyncio.Event) -> AsyncGenerator[str]:
    """Serve `app` until the context ends; yields its address. Port 0 takes a free one.

    `stopping` is set first, so that live feeds end by themselves. Raises ValueError for a port in use.
    """
    listener = _listen(host, port)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS, **_WEB_SOCKETS
    )
    server = _Quiet(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise ValueError("the web server ended before it started")
            await asyncio.sleep(0.01)
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        stopping.set()
        server.should_exit = True
        await task

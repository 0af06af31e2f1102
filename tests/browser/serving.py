"""The real application on a loopback port, that can be taken down and brought back."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from litestar import Litestar


class _Listening(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Server:
    """One application behind one address, whatever happens to the server in between."""

    def __init__(self, app: Litestar) -> None:
        self._app = app
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._uvicorn: _Listening | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen. The application's own lifespan is not the server's: it lives on when this one stops."""
        config = uvicorn.Config(
            self._app,  # pyright: ignore[reportArgumentType]  # two types of ASGI
            port=self.port,
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=0,
        )
        self._uvicorn = _Listening(config)
        self._task = asyncio.create_task(self._uvicorn.serve())
        await self._uvicorn.up.wait()

    async def stop(self) -> None:
        """Cut every connection, live feeds included."""
        if self._uvicorn is None or self._task is None:
            return
        self._uvicorn.should_exit = True
        self._uvicorn.force_exit = True
        await asyncio.gather(self._task, return_exceptions=True)
        self._uvicorn = self._task = None


@asynccontextmanager
async def serving(app: Litestar) -> AsyncGenerator[Server]:
    """`app` served until the end of the block."""
    server = Server(app)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()

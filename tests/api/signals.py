"""A page's end of the signalling: a real web socket, and what it was told."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


@dataclass
class Page:
    """One socket. `heard` keeps every message that came."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def say(self, type_: str, /, **words: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **words}))

    async def next(self, type_: str) -> dict[str, Any]:
        """The next message of this type."""
        while True:
            message = json.loads(await self.socket.recv())
            self.heard.append(message)
            if message["type"] == type_:
                return message

    async def closed(self) -> tuple[int, str]:
        """The code and the reason, once it is closed by the server."""
        try:
            while True:
                self.heard.append(json.loads(await self.socket.recv()))
        except ConnectionClosed as closed:
            last = closed.rcvd
        return (last.code, last.reason) if last is not None else (1006, "")

    @property
    def said(self) -> list[str]:
        """The types of what came."""
        return [each["type"] for each in self.heard]


@asynccontextmanager
async def page(
    address: str, path: str, cookies: Mapping[str, str], *, origin: str | None = None, **options: Any
) -> AsyncGenerator[Page]:
    """A socket on `path` of a server (``http://…``), from a page of `origin` (its own where None)."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    async with connect(
        address.replace("http", "ws", 1) + path,
        additional_headers={"Cookie": cookie},
        origin=origin or address,  # pyright: ignore[reportArgumentType]  # a NewType there
        compression=None,
        proxy=None,
        **options,
    ) as socket:
        yield Page(socket)


@asynccontextmanager
async def welcomed(address: str, session: str, cookies: Mapping[str, str]) -> AsyncGenerator[Page]:
    """Somebody signed in, at the session, once welcomed."""
    async with page(address, f"/api/visios/{session}/signal", cookies) as opened:
        await opened.next("welcome")
        yield opened

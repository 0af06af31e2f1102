"""A gateway beside its stand-in, or in memory, and how to make it fail."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import httpx
from litestar import Litestar

from tests.contracts.fakes import Fails

G = TypeVar("G")


@dataclass
class Rig(Generic[G]):
    """A gateway, and how to make it fail."""

    gateway: G
    fail: Callable[[], Awaitable[None]]


class Line(httpx.AsyncBaseTransport):
    """The way to a stand-in, which can be cut."""

    def __init__(self, app: Litestar) -> None:
        self._app = httpx.ASGITransport(cast("Any", app))
        self.cut = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("nobody there")
        return await self._app.handle_async_request(request)


async def rig(
    kind: str, app: Litestar, make: Callable[[httpx.AsyncClient], G], memory: G
) -> AsyncIterator[Rig[G]]:
    line = Line(app)
    async with httpx.AsyncClient(transport=line, base_url="http://outside") as client:

        async def fail() -> None:
            match kind:
                case "memory":
                    assert isinstance(memory, Fails)
                    memory.failing = True
                case "unreachable":
                    line.cut = True
                case _:
                    answer = await client.post("/faults", json={"rate": 1, "kind": kind})
                    assert answer.status_code == 200

        yield Rig(memory if kind == "memory" else make(client), fail)

"""The application on a loopback port, and a client of its live feed, as a browser would be."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from litestar import Litestar

from tests.waiting import until


@dataclass
class Event:
    """One server-sent event."""

    name: str = ""
    id: str | None = None
    data: Any = None
    comments: list[str] = field(default_factory=list[str])


@asynccontextmanager
async def serving(app: Litestar) -> AsyncGenerator[tuple[str, uvicorn.Server]]:
    """The address of `app` on a free port, its start and end left to somebody else."""
    config = uvicorn.Config(
        app,
        port=0,
        log_level="critical",
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def listening(
    address: str, cookies: Mapping[str, str], last_event_id: int | None = None, path: str = "/live"
) -> AsyncGenerator[AsyncGenerator[Event]]:
    """Events of the live feed at `path`, as they come."""
    headers = {"Last-Event-ID": str(last_event_id)} if last_event_id is not None else {}
    async with (
        httpx.AsyncClient(base_url=address, cookies=dict(cookies), timeout=10) as client,
        client.stream("GET", path, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        events = _events(answer)
        try:
            yield events
        finally:
            await events.aclose()


async def event_named(events: AsyncGenerator[Event], name: str) -> Event:
    """The next event of that name."""
    async with asyncio.timeout(10):
        async for event in events:
            if event.name == name:
                return event
    raise AssertionError(f"the feed ended before any {name}")


async def _events(answer: httpx.Response) -> AsyncGenerator[Event]:
    event = Event()
    async for line in answer.aiter_lines():
        key, _, value = line.partition(": ")
        match key:
            case "" if not line:
                if event.name:
                    yield event
                event = Event()
            case "event":
                event.name = value
            case "id":
                event.id = value
            case "data":
                event.data = json.loads(value)
            case _:
                event.comments.append(line)

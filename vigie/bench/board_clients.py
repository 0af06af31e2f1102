"""Who watches the board in `vigie bench board`: boards on the wire, one that polls, one in a real browser.

Instants are seconds since 1970 by the machine's own clock, which all of them share.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from vigie.clock import RealClock

_LONGEST_LINE: Final = 1 << 24
_PAUSE: Final = 1.0
_CLOCK: Final = RealClock()


def now() -> float:
    """Seconds since 1970, by the machine's clock."""
    return _CLOCK.now().timestamp()


@dataclass
class WireBoard:
    """One connected board without a screen: when it received the patch of each position, in its order.

    `order` holds the positions of all patches as they came; `snapshots` counts how often it got the whole
    board: once, and again where a cut could not be made good by what it missed.
    """

    url: str
    cookie: str
    received: dict[int, float] = field(default_factory=dict[int, float])
    order: list[int] = field(default_factory=list[int])
    snapshots: int = 0
    cuts: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _last: int | None = None
    _cut: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self) -> None:
        """Receive for ever; dial again after a cut, from the last position."""
        while True:
            reading = asyncio.create_task(self._read())
            cutting = asyncio.create_task(self._cut.wait())
            try:
                await asyncio.wait([reading, cutting], return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (reading, cutting):
                    task.cancel()
                await asyncio.gather(reading, cutting, return_exceptions=True)
            self._cut.clear()
            await asyncio.sleep(_PAUSE)

    def cut(self) -> None:
        """Break the line. It is taken up again a second later."""
        self.cuts += 1
        self._cut.set()

    async def _read(self) -> None:
        where = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=_LONGEST_LINE)
        again = f"Last-Event-ID: {self._last}\r\n" if self._last is not None else ""
        writer.write(
            f"GET /live HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {self.cookie}\r\n"
            f"Accept: text/event-stream\r\n{again}\r\n".encode()
        )
        try:
            await writer.drain()
            await self._frames(reader)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _frames(self, reader: asyncio.StreamReader) -> None:
        event = b""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                event = line[7:].strip()
            elif line.startswith(b"id: "):
                self._take(event, int(line[4:]))

    def _take(self, event: bytes, position: int) -> None:
        self._last = position
        if event == b"patch":
            self.order.append(position)
            self.received.setdefault(position, now())
        elif event == b"snapshot":
            self.snapshots += 1
            self.ready.set()


@dataclass
class Poller:
    """A client that asks for the board every two seconds, as boards without a feed do."""

    client: httpx.AsyncClient
    every: float = 2.0
    seen: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    """Position of the board, and when it was there."""

    async def watch(self) -> None:
        while True:
            began = time.monotonic()
            answer = await self.client.get("/api/board")
            if answer.status_code == 200:
                self.seen.append((answer.json()["position"], now()))
            await asyncio.sleep(max(0.0, self.every - (time.monotonic() - began)))

    def saw(self, position: int) -> float | None:
        """When it first had the fact at `position`."""
        return next((at for known, at in self.seen if known >= position), None)


_PAINTED = """
window.painted = [];
const Known = window.EventSource;
window.EventSource = class extends Known {
  constructor(...how) {
    super(...how);
    // After the page's own listeners: they are added as soon as this returns.
    setTimeout(() => this.addEventListener("patch", ({ data, lastEventId }) => {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const at = (performance.timeOrigin + performance.now()) / 1000;
        const rows = Object.entries(JSON.parse(data).calls).filter(([, row]) => row !== null);
        const shown = rows.every(([call, row]) =>
          document.querySelector(`[data-call="${call}"]`)?.textContent.includes(row.motive));
        window.painted.push([Number(lastEventId), at, shown]);
      }));
    }));
  }
};
"""
"""In the page: after each patch, once two frames were drawn, whether the new motive stands in the row."""


@dataclass
class Screen:
    """The real board in a real browser."""

    page: Any

    async def painted(self) -> dict[int, float]:
        """When each position was on the screen. Raises ValueError where a row did not show its patch."""
        found: list[tuple[int, float, bool]] = json.loads(
            await self.page.evaluate("JSON.stringify(window.painted)")
        )
        wrong = [position for position, _, shown in found if not shown]
        if wrong:
            raise ValueError(f"{len(wrong)} patches were not on the screen after two frames: {wrong[:5]}")
        return {position: at for position, at, _ in found}


@asynccontextmanager
async def screen(url: str, user: str, password: str) -> AsyncGenerator[Screen | None]:
    """The board in Debian's Chromium, signed in; None where there is no browser, or nothing to drive it."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError:
        yield None
        return
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
        except Error:
            yield None
            return
        try:
            page = await browser.new_page(viewport={"width": 1366, "height": 768})
            await page.add_init_script(_PAINTED)
            await page.goto(url)
            await page.locator("input[name=user]").fill(user)
            await page.locator("input[name=password]").fill(password)
            await page.locator("input[name=password]").press("Enter")
            await page.locator("[data-freshness=fresh]").wait_for()
            yield Screen(page)
        finally:
            await browser.close()

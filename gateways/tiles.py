"""Tiles of a base map, from the one source that the site has set, kept for those who ask again.

A source is an address with ``{z}``, ``{x}`` and ``{y}``, in the usual tiling of the web (Mercator, 2**z by
2**z tiles, the first at the north-west). Browsers ask Vigie only: a closed network opens one way out,
and nobody outside learns where the room looks.
"""

import asyncio
import time
from collections import OrderedDict
from http import HTTPStatus
from typing import Final

import httpx
import msgspec

from gateways.exchange import Unanswered

LARGEST: Final = 1_000_000
"""Bytes of one tile: those in use weigh 5 to 60 kB."""
KEPT: Final = 64_000_000
"""Bytes kept in memory."""
FRESH_SECONDS: Final = 24 * 3600.0
LAST_ZOOM: Final = 22
AT_ONCE: Final = 8
"""Questions to the source at one time: it is often somebody else's."""
_BEGINNINGS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_PLACES: Final = ("{z}", "{x}", "{y}")


class Tile(msgspec.Struct, frozen=True):
    """One picture. `media` is what its own bytes say it is."""

    media: str
    body: bytes


class _Kept(msgspec.Struct, frozen=True):
    tile: Tile | None
    at: float


class TileSource:
    """Reads tiles over HTTP. `client` follows no redirection; `template` is the address.

    Raises ValueError where the template lacks a place or is no HTTP address.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        template: str,
        *,
        attribution: str = "",
        max_zoom: int = 18,
        within: float = 5.0,
        kept: int = KEPT,
    ) -> None:
        if missing := [place for place in _PLACES if place not in template]:
            raise ValueError(f"VIGIE_TILES_URL lacks {', '.join(missing)}")
        if not template.startswith(("http://", "https://")):
            raise ValueError("VIGIE_TILES_URL begins with http:// or https://")
        self.attribution = attribution
        self.max_zoom = max_zoom
        self._client = client
        self._template = template
        self._within = within
        self._room = kept
        self._held = 0
        self._kept: OrderedDict[tuple[int, int, int], _Kept] = OrderedDict()
        self._asking: dict[tuple[int, int, int], asyncio.Task[Tile | None]] = {}
        self._few = asyncio.Semaphore(AT_ONCE)

    def holds(self, z: int, x: int, y: int) -> bool:
        """Whether there can be such a tile."""
        return 0 <= z <= self.max_zoom and 0 <= x < 2**z and 0 <= y < 2**z

    async def tile(self, z: int, x: int, y: int) -> Tile | None:
        """The tile, None where the source has none. An old one where the source no longer answers.

        Raises Unanswered; ValueError outside the bounds.
        """
        if not self.holds(z, x, y):
            raise ValueError(f"no tile {z}/{x}/{y}")
        key = (z, x, y)
        known = self._kept.get(key)
        if known is not None and time.monotonic() - known.at < FRESH_SECONDS:
            self._kept.move_to_end(key)
            return known.tile
        try:
            return await asyncio.shield(self._asked(key))
        except Unanswered:
            if known is None:
                raise
            return known.tile

    def _asked(self, key: tuple[int, int, int]) -> asyncio.Task[Tile | None]:
        """One question for all who ask for the same tile at the same time."""
        if (asking := self._asking.get(key)) is None:
            asking = asyncio.create_task(self._ask(key))
            self._asking[key] = asking
            asking.add_done_callback(lambda done: self._answered(key, done))
        return asking

    def _answered(self, key: tuple[int, int, int], done: asyncio.Task[Tile | None]) -> None:
        del self._asking[key]
        if not done.cancelled():
            done.exception()  # looked at, so that nobody says it never was where all who asked are gone

    async def _ask(self, key: tuple[int, int, int]) -> Tile | None:
        z, x, y = (str(each) for each in key)
        address = self._template.replace("{z}", z).replace("{x}", x).replace("{y}", y)
        async with self._few:
            tile = await self._fetch(address)
        self._keep(key, _Kept(tile, time.monotonic()))
        return tile

    async def _fetch(self, address: str) -> Tile | None:
        body = bytearray()
        try:
            async with asyncio.timeout(self._within), self._client.stream("GET", address) as response:
                if response.status_code in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
                    return None
                if response.status_code != HTTPStatus.OK:
                    raise Unanswered(f"answered {response.status_code}", response.status_code)
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST:
                        raise Unanswered("answered more than a tile")
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unanswered(f"no answer within {self._within:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unanswered(f"unreachable ({type(error).__name__})") from error
        return Tile(_media(bytes(body[:16])), bytes(body))

    def _keep(self, key: tuple[int, int, int], kept: _Kept) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._held -= _weight(old)
        self._kept[key] = kept
        self._held += _weight(kept)
        while self._held > self._room:
            _, forgotten = self._kept.popitem(last=False)
            self._held -= _weight(forgotten)


def _weight(kept: _Kept) -> int:
    """Bytes that one tile takes, its place in the table too."""
    return 200 + (len(kept.tile.body) if kept.tile else 0)


def _media(beginning: bytes) -> str:
    """What a picture is, by its first bytes: what the source says of it is not passed on."""
    for start, media in _BEGINNINGS.items():
        if beginning.startswith(start) and (media != "image/webp" or beginning[8:12] == b"WEBP"):
            return media
    raise Unanswered("answered no picture")

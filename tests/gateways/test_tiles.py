"""Tiles from a real HTTP host: asked once, kept, never believed blindly."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx
import pytest

from gateways.exchange import Unanswered
from gateways.tiles import LARGEST, TileSource
from tests.gateways.tile_host import PNG, TileHost, tile_host


@pytest.fixture
def host() -> Generator[TileHost]:
    with tile_host() as running:
        yield running


@pytest.fixture
async def client() -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as made:
        yield made


def source(host: TileHost, client: httpx.AsyncClient, **more: Any) -> TileSource:
    return TileSource(client, host.template, max_zoom=10, **more)


async def test_a_tile_is_asked_of_the_source_once(host: TileHost, client: httpx.AsyncClient) -> None:
    tiles = source(host, client)
    first = await tiles.tile(3, 4, 2)
    assert first is not None
    assert (first.media, first.body) == ("image/png", PNG)
    assert await tiles.tile(3, 4, 2) == first
    assert host.asked == {"/map/3/4/2.png": 1}


async def test_those_who_ask_together_ask_once(host: TileHost, client: httpx.AsyncClient) -> None:
    host.waits = True
    tiles = source(host, client)
    asking = [asyncio.create_task(tiles.tile(1, 0, 1)) for _ in range(5)]
    await asyncio.to_thread(host.reached.wait, 5)
    asking[0].cancel()  # one browser leaves: the others are served
    host.released.set()
    answers = await asyncio.gather(*asking[1:])
    assert [each.body for each in answers if each] == [PNG] * 4
    assert host.asked.total() == 1


@pytest.mark.parametrize(
    ("z", "x", "y"), [(-1, 0, 0), (11, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0), (0, 0, 1)]
)
async def test_outside_the_bounds_nobody_is_asked(
    host: TileHost, client: httpx.AsyncClient, z: int, x: int, y: int
) -> None:
    tiles = source(host, client)
    assert not tiles.holds(z, x, y)
    with pytest.raises(ValueError, match="no tile"):
        await tiles.tile(z, x, y)
    assert not host.asked


@pytest.mark.parametrize("status", [204, 404])
async def test_no_tile_there_is_remembered_too(
    host: TileHost, client: httpx.AsyncClient, status: int
) -> None:
    host.status, host.body = status, b""
    tiles = source(host, client)
    assert [await tiles.tile(2, 1, 1), await tiles.tile(2, 1, 1)] == [None, None]
    assert host.asked.total() == 1


async def test_what_is_no_picture_is_not_passed_on(host: TileHost, client: httpx.AsyncClient) -> None:
    tiles = source(host, client)
    for body in (b"<script>alert(1)</script>", b"RIFF1234WAVE", b"", PNG + bytes(LARGEST)):
        host.body = body
        with pytest.raises(Unanswered):
            await tiles.tile(1, 0, 0)


async def test_a_redirection_is_not_followed(host: TileHost, client: httpx.AsyncClient) -> None:
    host.status, host.location = 302, "/elsewhere"
    with pytest.raises(Unanswered, match="answered 302"):
        await source(host, client).tile(1, 0, 0)
    assert "/elsewhere" not in host.asked


async def test_a_source_that_is_slow_is_given_up(host: TileHost, client: httpx.AsyncClient) -> None:
    host.waits = True
    with pytest.raises(Unanswered, match=r"within 0\.05 s"):
        await source(host, client, within=0.05).tile(1, 0, 0)


async def test_an_old_tile_is_better_than_none(
    host: TileHost, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateways.tiles.FRESH_SECONDS", 0.0)
    tiles = source(host, client)
    first = await tiles.tile(1, 0, 0)
    host.status = 500
    assert await tiles.tile(1, 0, 0) == first
    assert host.asked.total() == 2
    with pytest.raises(Unanswered, match="answered 500"):
        await tiles.tile(1, 1, 1)


async def test_memory_is_bounded_and_the_oldest_leave_first(
    host: TileHost, client: httpx.AsyncClient
) -> None:
    tiles = source(host, client, kept=3 * (200 + len(PNG)))
    for x in range(4):
        await tiles.tile(4, x, 0)
    await tiles.tile(4, 3, 0)
    assert host.asked.total() == 4
    await tiles.tile(4, 0, 0)
    assert host.asked["/map/4/0/0.png"] == 2


@pytest.mark.parametrize("template", ["http://127.0.0.1/{z}/{x}", "file:///{z}/{x}/{y}"])
def test_a_template_that_cannot_be_used_is_said_by_name(client: httpx.AsyncClient, template: str) -> None:
    with pytest.raises(ValueError, match="VIGIE_TILES_URL"):
        TileSource(client, template)

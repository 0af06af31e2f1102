"""The ground of the map over HTTP: for the room only, from our own address only."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from eventlog.embedded import EmbeddedServer
from gateways.tiles import TileSource
from tests.api.world import World, a_world
from tests.gateways.tile_host import PNG, TileHost, tile_host
from vigie.gateways import open_tiles
from vigie.settings import from_environment


@pytest.fixture
async def mapped(server: EmbeddedServer, tmp_path: Path) -> AsyncGenerator[tuple[World, TileHost]]:
    with tile_host() as host:
        async with httpx.AsyncClient(trust_env=False) as client:
            tiles = TileSource(client, host.template, attribution="© Source", max_zoom=12)
            async with a_world(server, tmp_path, tiles=tiles) as world:
                yield world, host


async def test_a_tile_goes_through_us_and_stays_in_the_browser(mapped: tuple[World, TileHost]) -> None:
    world, host = mapped
    async with world.signed_in("arm-1") as arm:
        ground = (await arm.client.get("/api/tiles")).json()
        assert ground == {"available": True, "max_zoom": 12, "attribution": "© Source"}
        answer = await arm.client.get("/api/tiles/5/16/11")
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["cache-control"].startswith("private, max-age=")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert host.asked == {"/map/5/16/11.png": 1}


async def test_what_is_not_there_and_a_source_that_is_away_are_problems(
    mapped: tuple[World, TileHost],
) -> None:
    world, host = mapped
    async with world.signed_in("arm-1") as arm:
        outside = await arm.client.get("/api/tiles/5/32/0")
        assert (outside.status_code, outside.json()["type"]) == (404, "urn:vigie:no-tile")
        assert (await arm.client.get("/api/tiles/13/0/0")).status_code == 404
        assert (await arm.client.get("/api/tiles/a/0/0")).status_code == 404
        assert not host.asked
        host.status = 503
        away = await arm.client.get("/api/tiles/5/0/0")
        assert (away.status_code, away.json()["type"]) == (502, "urn:vigie:tiles-away")
        assert away.headers["cache-control"] == "no-store"


async def test_without_a_source_the_map_is_told_so(world: World) -> None:
    async with world.signed_in("arm-1") as arm:
        assert (await arm.client.get("/api/tiles")).json()["available"] is False
        assert (await arm.client.get("/api/tiles/0/0/0")).status_code == 404


async def test_the_source_is_a_setting() -> None:
    environment = {"VIGIE_TILES_URL": "https://tiles.test/{z}/{x}/{y}", "VIGIE_TILES_ZOOM": "16"}
    async with open_tiles(from_environment({**environment, "VIGIE_TILES_CREDIT": "© X"})) as tiles:
        assert tiles is not None
        assert (tiles.max_zoom, tiles.attribution) == (16, "© X")
    async with open_tiles(from_environment({})) as nothing:
        assert nothing is None
    for wrong in ({"VIGIE_TILES_ZOOM": "40"}, {"VIGIE_TILES_URL": "https://tiles.test/"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            async with open_tiles(from_environment({**environment, **wrong})):
                pass

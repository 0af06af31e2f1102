"""The ground of the map, where the site has set a source of tiles: browsers meet no other host than ours."""

from typing import Final

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from api.access import WATCHERS, allow
from api.commands import PROBLEMS, AtDesk
from api.problems import MEDIA_TYPE, HttpProblem, Problem
from gateways.exchange import Unanswered

_HOUR: Final = 3600
_KEPT_BY_THE_BROWSER: Final = f"private, max-age={24 * _HOUR}"
_AWAY = ResponseSpec(
    Problem, description="The source does not answer.", media_type=MEDIA_TYPE, generate_examples=False
)
_PICTURE = ResponseSpec(
    bytes, description="PNG, JPEG or WebP.", media_type="image/*", generate_examples=False
)


class TileGround(msgspec.Struct, frozen=True, kw_only=True):
    """Whether there are tiles, up to which zoom, and whom the map must name for them."""

    available: bool
    max_zoom: int = 0
    attribution: str = ""


@get(
    "/api/tiles", operation_id="readTileGround", guards=[allow(WATCHERS)], responses=PROBLEMS, tags=["board"]
)
async def read_ground(desk: AtDesk) -> TileGround:
    """What the map may be drawn on. Nothing is needed: calls and teams are drawn without any tile, too."""
    tiles = desk.house.tiles
    if tiles is None:
        return TileGround(available=False)
    return TileGround(available=True, max_zoom=tiles.max_zoom, attribution=tiles.attribution)


@get(
    "/api/tiles/{z:int}/{x:int}/{y:int}",
    operation_id="readTile",
    guards=[allow(WATCHERS)],
    media_type="image/*",
    responses={**PROBLEMS, 200: _PICTURE, 502: _AWAY},
    tags=["board"],
)
async def read_tile(z: FromPath[int], x: FromPath[int], y: FromPath[int], desk: AtDesk) -> Response[bytes]:
    """One tile, as the site's source gives it. 404 outside the bounds, and where there is none."""
    tiles = desk.house.tiles
    if tiles is None or not tiles.holds(z, x, y):
        raise HttpProblem(404, "no-tile", "Pas de fond de carte ici", f"no tile {z}/{x}/{y}")
    try:
        tile = await tiles.tile(z, x, y)
    except Unanswered as error:
        raise HttpProblem(502, "tiles-away", "Fond de carte indisponible", error.why) from None
    if tile is None:
        raise HttpProblem(404, "no-tile", "Pas de fond de carte ici", "the source has no such tile")
    headers = {"Cache-Control": _KEPT_BY_THE_BROWSER}
    return Response(tile.body, media_type=tile.media, headers=headers)

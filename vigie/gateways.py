"""The gateways of this site: over HTTP where an address is set, absent and saying so where none is."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from gateways.absent import AbsentDmp, AbsentNotices
from gateways.dmp import HttpDmp
from gateways.dmp.vihf import MODE_OIDS, Caller
from gateways.notices import HttpNotices
from gateways.tiles import LAST_ZOOM, TileSource
from vigie.invitations import letters, ways
from vigie.settings import Settings
from vigie.worker.reactor import Gateways

# A connection kept for the next message may be closed by the other end just as it is used: a message that was
# never sent would be told as failed. They are few enough for one connection each.
_ONE_BY_ONE = httpx.Limits(max_keepalive_connections=0)


@asynccontextmanager
async def open_gateways(settings: Settings, links: str) -> AsyncGenerator[Gateways]:
    """The gateways of `settings`. `links` is the address that patients are sent to. Raises ValueError."""
    async with AsyncExitStack() as stack:

        async def client(url: str) -> httpx.AsyncClient:
            opened = httpx.AsyncClient(base_url=url, trust_env=False, limits=_ONE_BY_ONE)
            return await stack.enter_async_context(opened)

        yield Gateways(
            sms=ways(
                settings,
                letters(settings, links),
                await client(settings.sms_url) if settings.sms_url else None,
            ),
            dmp=HttpDmp(await client(settings.dmp_url), _caller(settings))
            if settings.dmp_url
            else AbsentDmp(),
            notices=HttpNotices(await client(settings.notices_url))
            if settings.notices_url
            else AbsentNotices(),
        )


@asynccontextmanager
async def open_tiles(settings: Settings) -> AsyncGenerator[TileSource | None]:
    """Where the ground of maps comes from, None where the site has set nothing. Raises ValueError."""
    if settings.tiles_url is None:
        yield None
        return
    if not 0 <= settings.tiles_zoom <= LAST_ZOOM:
        raise ValueError(f"VIGIE_TILES_ZOOM is not between 0 and {LAST_ZOOM}: {settings.tiles_zoom}")
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
        credit, zoom = settings.tiles_credit, settings.tiles_zoom
        yield TileSource(client, settings.tiles_url, attribution=credit, max_zoom=zoom)


def _caller(settings: Settings) -> Caller:
    structure = settings.dmp_structure or settings.centre
    return Caller(structure=structure, mode_oid=settings.dmp_mode_oid or MODE_OIDS[0])

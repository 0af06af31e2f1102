"""The gateways of this site: over HTTP where an address is set, absent and saying so where none is."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from gateways.absent import AbsentDmp, AbsentNotices, AbsentSms
from gateways.dmp import HttpDmp
from gateways.dmp.vihf import MODE_OIDS, Caller
from gateways.notices import HttpNotices
from gateways.sms import HttpSms
from vigie.settings import Settings
from vigie.worker.reactor import Gateways


@asynccontextmanager
async def open_gateways(settings: Settings, links: str) -> AsyncGenerator[Gateways]:
    """The gateways of `settings`. `links` is the address that patients are sent to. Raises ValueError."""
    async with AsyncExitStack() as stack:

        async def client(url: str) -> httpx.AsyncClient:
            return await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False))

        yield Gateways(
            sms=HttpSms(await client(settings.sms_url), links) if settings.sms_url else AbsentSms(),
            dmp=HttpDmp(await client(settings.dmp_url), _caller(settings))
            if settings.dmp_url
            else AbsentDmp(),
            notices=HttpNotices(await client(settings.notices_url))
            if settings.notices_url
            else AbsentNotices(),
        )


def _caller(settings: Settings) -> Caller:
    structure = settings.dmp_structure or settings.centre
    return Caller(structure=structure, mode_oid=settings.dmp_mode_oid or MODE_OIDS[0])

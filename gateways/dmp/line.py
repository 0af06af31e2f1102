"""The line to the DMP: questions that may be asked twice, in a bounded time; answers of a bounded size."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from gateways.exchange import Unanswered

FHIR: Final = "fhir/"
LARGEST_PAGE: Final = 4 * 1024 * 1024
_TRIES: Final = 2
_SERVER_ERROR: Final = 500
_REFUSED: Final = 300


class Unusable(Unanswered):
    """The DMP answered something that must not be shown: unreadable, cut, or about somebody else."""


class TooLarge(Unusable):
    """The answer is larger than what is taken."""


@dataclass(frozen=True)
class Answer:
    """One answer, whole. `type` is its media type, without parameters, in small letters."""

    content: bytes
    type: str


class Line:
    """Asks `client`'s base address, each question within `within` seconds, all tries together.

    A lost connection or a status of 500 or more is asked once more, after `pause` seconds: every question
    here is a reading. Redirections are not followed.
    """

    def __init__(self, client: httpx.AsyncClient, within: float, pause: float = 0.1) -> None:
        self._client = client
        self._within = within
        self._pause = pause

    async def ask(
        self,
        url: str | httpx.URL,
        headers: Mapping[str, str],
        *,
        form: Mapping[str, str] | None = None,
        largest: int = LARGEST_PAGE,
    ) -> Answer:
        """Post `form`, or get where there is none. Raises Unanswered (its status, where there was one),
        TooLarge beyond `largest` bytes."""
        request = self._client.build_request(
            "GET" if form is None else "POST",
            url,
            data=form,
            headers={**headers, "Accept-Encoding": "identity"},
        )
        try:
            async with asyncio.timeout(self._within):
                return await self._tried(request, largest)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unanswered(f"no answer within {self._within:g} s") from error
        except httpx.HTTPError as error:
            raise Unanswered(f"unreachable ({type(error).__name__})") from error

    async def _tried(self, request: httpx.Request, largest: int) -> Answer:
        for _ in range(1, _TRIES):
            try:
                return await self._once(request, largest)
            except httpx.TransportError:
                pass
            except Unanswered as error:
                if error.status is None or error.status < _SERVER_ERROR:
                    raise
            await asyncio.sleep(self._pause)
        return await self._once(request, largest)

    async def _once(self, request: httpx.Request, largest: int) -> Answer:
        response = await self._client.send(request, stream=True)
        try:
            if response.status_code >= _REFUSED:
                raise Unanswered(f"answered {response.status_code}", response.status_code)
            content = await _bounded(response.aiter_bytes(), largest)
        finally:
            await response.aclose()
        return Answer(content, response.headers.get("Content-Type", "").partition(";")[0].strip().lower())

    def of_the_same_house(self, link: str) -> httpx.URL:
        """The address that a link of an answer means, under the FHIR base. Raises Unusable elsewhere: what
        identifies an access is never handed to another server."""
        base = self._client.base_url.join(FHIR)
        try:
            url = base.join(link)
        except httpx.InvalidURL:
            raise Unusable("a link is no address") from None
        same = (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
        if not same or url.userinfo or not url.path.startswith(base.path):
            raise Unusable("a link leads to another server")
        return url


async def _bounded(chunks: AsyncIterator[bytes], largest: int) -> bytes:
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > largest:
            raise TooLarge(f"more than {largest} bytes")
    return bytes(content)

"""One request to an outside system, in a bounded time, with one kind of failure."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

import httpx
import msgspec

T = TypeVar("T")


class Unanswered(Exception):
    """The outside system gave no answer that can be used. The words say why, without patient data."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


async def post(
    client: httpx.AsyncClient,
    path: str,
    answer: type[T],
    within: float,
    *,
    json: Any = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> T:
    """Post to `path`, under the client's base address, and read the answer as `answer`.

    Raises Unanswered after `within` seconds, on a broken connection, on any status of 300 or more
    (kept in `status`), on an answer of another shape.
    """
    try:
        async with asyncio.timeout(within):
            response = await client.post(path, json=json, data=form, headers=headers)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Unanswered(f"no answer within {within:g} s") from error
    except httpx.HTTPError as error:
        raise Unanswered(f"unreachable ({type(error).__name__})") from error
    if response.status_code >= httpx.codes.MULTIPLE_CHOICES:
        raise Unanswered(f"answered {response.status_code}", response.status_code)
    try:
        return msgspec.json.decode(response.content, type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unanswered("answered something unreadable") from error

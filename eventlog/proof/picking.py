"""Reading chosen messages byte for byte."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from typing import Final

from eventlog import wire
from eventlog.connection import Connection
from eventlog.journal import LogUnavailable
from eventlog.proof.raw import pages
from eventlog.proof.stored import Stored

_SECONDS: Final = 5.0
_AT_ONCE: Final = 32
_DENSE: Final = 4


async def pick(
    connection: Connection, stream: str, chunks: Iterable[Sequence[int]]
) -> AsyncGenerator[Stored, None]:
    """The messages at these positions, in the order given (increasing). One that is not there is passed.

    Raises LogUnavailable.
    """
    for chunk in chunks:
        if len(chunk) > _AT_ONCE and chunk[-1] - chunk[0] < len(chunk) * _DENSE:
            wanted = set(chunk)
            found = pages(connection, stream, after=chunk[0] - 1, until=chunk[-1])
            async with aclosing(found) as run:
                async for page in run:
                    for stored in page:
                        if stored.position in wanted:
                            yield stored
            continue
        for start in range(0, len(chunk), _AT_ONCE):
            asked = (_one(connection, stream, position) for position in chunk[start : start + _AT_ONCE])
            for stored in await asyncio.gather(*asked):
                if stored is not None:
                    yield stored


async def _one(connection: Connection, stream: str, position: int) -> Stored | None:
    question = wire.encode({"seq": position})
    answer = await connection.fetch(f"$JS.API.STREAM.MSG.GET.{stream}", question, seconds=_SECONDS)
    found = wire.stored_answer(answer.data)
    if found.error is not None and found.error.err_code != wire.NO_MESSAGE:
        raise LogUnavailable(f"the log cannot be read: {found.error.description}")
    message = found.message
    if message is not None and "\ufffd" in message.subject:  # no text: JSON cannot give its bytes
        async with aclosing(pages(connection, stream, after=position - 1, until=position)) as run:
            return (await anext(run))[0]
    return message and Stored(message.seq, message.subject.encode(), message.hdrs, message.data)

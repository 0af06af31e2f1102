"""Direct gets of many messages: one question, answered by any copy of a stream, in answers cut short."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from eventlog import wire
from eventlog.connection import Connection, Message
from eventlog.journal import LogUnavailable

LARGEST_ANSWER: Final = 1024 * 1024
"""Bytes. Left alone the server answers up to its `max_pending` (64 MiB), and drops whoever has more than
that to come: a slow reader, or one that asks twice. What a connection has under way stays below it."""


class TooManySubjects(Exception):
    """The question matches more subjects than the server answers at once."""


class Page(NamedTuple):
    """Messages in the stream's order; `more` where the stream holds others that were asked for, and where
    the question with `up_to` goes on as if at the same instant."""

    messages: list[Message]
    more: bool
    up_to: int


async def page(
    connection: Connection, stream: str, question: Mapping[str, Any], *, seconds: float, of: str
) -> Page:
    """One answer. Raises LogUnavailable, which says that `of` cannot be read, and TooManySubjects."""
    *messages, end = await connection.collect(
        f"$JS.API.DIRECT.GET.{stream}",
        wire.encode({**question, "max_bytes": LARGEST_ANSWER}),
        is_last=_ends,
        seconds=seconds,
    )
    headers = end.headers or {}
    return Page(messages, _goes_on(headers, of), int(headers.get("Nats-UpTo-Sequence", "0")))


def sequence(message: Message) -> int:
    """The position of a message in its stream."""
    return int((message.headers or {})[wire.SEQUENCE])


def _ends(message: Message) -> bool:
    # A message somebody stored may have a header of that name; the server's word has no sequence.
    headers = message.headers
    return headers is None or ("Status" in headers and wire.SEQUENCE not in headers)


def _goes_on(headers: Mapping[str, str], of: str) -> bool:
    """Whether there is more, by the server's last word."""
    status = headers.get("Status", "")
    if status == "404":
        return False
    if status == "413":
        raise TooManySubjects
    if status != "204":
        # Where nobody answers, the client takes the lines that follow for the description.
        said = headers.get("Description", "").partition("\n")[0].strip()
        raise LogUnavailable(f"{of} cannot be read: {said or f'status {status}'}")
    return int(headers.get("Nats-Num-Pending", "0")) > 0

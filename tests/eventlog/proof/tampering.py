"""What somebody with the rights of an administrator does to a log, its signing key left alone."""

from collections.abc import Callable

import msgspec

from eventlog import wire
from eventlog.connection import Connection
from eventlog.jetstream import open_journal
from eventlog.layout import Layout
from eventlog.proof.raw import last_position, pages
from eventlog.proof.stored import Stored

Change = Callable[[list[Stored]], list[Stored]]


async def rewrite(connection: Connection, layout: Layout, change: Change) -> None:
    """Make the stream again as `change` would have it: same protections, positions from 1."""
    found: list[Stored] = []
    last = await last_position(connection, layout.stream)
    async for page in pages(connection, layout.stream, after=0, until=last):
        found += page
    await connection.request(f"$JS.API.STREAM.DELETE.{layout.stream}", seconds=5)
    await open_journal(connection, layout)
    for each in change(found):
        stored = wire.parse_headers(each.headers.removesuffix(b"\r\n\r\n"))
        # The server would take these for a batch again: a fact stored in one cannot be made the same.
        headers = {name: value for name, value in stored.items() if not name.startswith("Nats-Batch-")}
        answer = await connection.request(each.subject.decode(), each.data, headers=headers, seconds=5)
        assert wire.ack(answer.data).error is None, answer.data


def edited(position: int) -> Change:
    """One letter of one fact, changed."""

    def change(found: list[Stored]) -> list[Stored]:
        fact = found[position - 1]
        found[position - 1] = msgspec.structs.replace(fact, data=fact.data.replace(b"departed", b"Departed"))
        return found

    return change


def swapped(one: int, other: int) -> Change:
    """Two facts, each in the place of the other."""

    def change(found: list[Stored]) -> list[Stored]:
        found[one - 1], found[other - 1] = found[other - 1], found[one - 1]
        return found

    return change


def without(position: int) -> Change:
    """One fact less: those after it move up."""
    return lambda found: found[: position - 1] + found[position:]


def cut(last: int) -> Change:
    """Nothing after `last`."""
    return lambda found: found[:last]

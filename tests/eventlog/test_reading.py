"""Reading from a replica that lags: what it has not got is fetched from the leader."""

from collections.abc import Mapping
from typing import Any

import pytest

from eventlog import wire
from eventlog.connection import Connection, Message
from eventlog.jetstream import JetStreamJournal
from eventlog.journal import Entry, LogUnavailable
from eventlog.layout import Layout
from eventlog.reading import Reader

LAST = 1200


class LaggingReader(Reader):
    """A reader whose direct gets know nothing after a position, like a replica that lags."""

    known = 0

    async def _get(self, question: Mapping[str, Any]) -> tuple[list[Message], bool]:
        messages, more = await super()._get(question)
        return [m for m in messages if int((m.headers or {})[wire.SEQUENCE]) <= self.known], more


@pytest.mark.parametrize("known", [0, 1, 1150, LAST - 1, LAST])
@pytest.mark.parametrize(
    ("after", "until"),
    [(0, None), (1140, None), (1190, None), (LAST, None), (1190, 1195), (1150, LAST), (5, 1198)],
)
async def test_the_leader_completes_what_a_replica_lacks(
    nats_journal: JetStreamJournal,
    nats_connection: Connection,
    layout: Layout,
    known: int,
    after: int,
    until: int | None,
) -> None:
    await fill(nats_journal, "a", 200)
    await fill(nats_journal, "a", LAST)
    reader = LaggingReader(nats_connection, layout, from_leader=True)
    reader.known = known
    found = await reader.read("a", after, until)
    last = LAST if until is None else until
    assert [each.version for each in found] == list(range(after + 1, last + 1))


@pytest.mark.parametrize("known", [0, 3, 9, 10])
async def test_a_short_stream_too(
    nats_journal: JetStreamJournal, nats_connection: Connection, layout: Layout, known: int
) -> None:
    await fill(nats_journal, "other", 3)
    await fill(nats_journal, "a", 10)
    reader = LaggingReader(nats_connection, layout, from_leader=True)
    reader.known = 3 + known
    for after in (0, 5, 9, 10):
        found = await reader.read("a", after, None)
        assert [each.version for each in found] == list(range(after + 1, 11))
    assert await reader.read("nobody", 0, None) == []


async def fill(journal: JetStreamJournal, name: str, last: int) -> None:
    first = len(await journal.read(name)) + 1
    entries = [Entry(id=name, version=v, topic="t", data=b"") for v in range(first, last + 1)]
    await journal.append(entries, save_id=f"{name}{last}")


async def test_a_log_that_nobody_answers_for_is_told_in_one_line(nats_connection: Connection) -> None:
    reader = Reader(nats_connection, Layout.for_centre("nowhere"), from_leader=False)
    with pytest.raises(LogUnavailable, match=r"\Athe log cannot be read: status 503\Z"):
        await reader.scan(0, 10)

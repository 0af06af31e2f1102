"""A stream that could lose an entry is refused, naming what it lacks."""

from uuid import uuid4

import msgspec
import pytest

from eventlog import wire
from eventlog.connection import Connection
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry
from eventlog.layout import Layout
from eventlog.protections import LogUnprotected, missing, protected


async def create(connection: Connection, config: wire.StreamConfig) -> None:
    answer = await connection.request(f"$JS.API.STREAM.CREATE.{config.name}", wire.encode(config), seconds=5)
    assert wire.stream_answer(answer.data).error is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"allow_atomic": False}, "allow_atomic"),
        ({"allow_direct": False}, "allow_direct"),
        ({"deny_delete": False}, "deny_delete"),
        ({"deny_purge": False}, "deny_purge"),
        ({"discard": "old", "discard_new_per_subject": False}, "discard=new (it is old)"),
        ({"storage": "memory"}, "storage=file (it is memory)"),
        ({"retention": "interest"}, "retention=limits (it is interest)"),
        ({"max_age": 3_600_000_000_000}, "no max_age"),
        ({"max_msgs": 1000}, "no max_msgs"),
        ({"deny_purge": False, "allow_rollup_hdrs": True}, "no allow_rollup_hdrs"),
        ({"discard_new_per_subject": False}, "discard_new_per_subject"),
        ({"max_msgs_per_subject": 2}, "max_msgs_per_subject=1 (it is 2)"),
    ],
)
async def test_a_stream_without_a_protection(
    nats_connection: Connection, layout: Layout, change: dict[str, object], named: str
) -> None:
    wanted = protected(layout)
    await create(nats_connection, msgspec.structs.replace(wanted, **change))
    with pytest.raises(LogUnprotected) as caught:
        await open_journal(nats_connection, layout)
    assert named in str(caught.value)
    assert layout.stream in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_stream_with_marks_must_keep_them_all(nats_connection: Connection) -> None:
    layout = Layout.for_application(uuid4().hex)
    wanted = protected(layout)
    assert wanted.max_msgs_per_subject == -1
    await create(nats_connection, msgspec.structs.replace(wanted, max_msgs_per_subject=1))
    with pytest.raises(LogUnprotected, match=r"no max_msgs_per_subject \(it is 1\)"):
        await open_journal(nats_connection, layout, may_update=True)


async def test_a_stream_of_other_subjects(nats_connection: Connection, layout: Layout) -> None:
    other = msgspec.structs.replace(protected(layout), subjects=[f"{layout.prefix}.other.>"])
    await create(nats_connection, other)
    with pytest.raises(LogUnprotected, match="needs subjects"):
        await open_journal(nats_connection, layout)


async def test_a_stream_with_fewer_replicas(nats_connection: Connection, layout: Layout) -> None:
    await open_journal(nats_connection, layout)
    with pytest.raises(LogUnprotected, match=r"3 replicas \(it has 1\)"):
        await open_journal(nats_connection, layout, replicas=3)


def test_more_replicas_than_wanted_are_welcome(layout: Layout) -> None:
    assert missing(protected(layout, replicas=5), protected(layout, replicas=3)) == []


async def test_its_own_stream_is_opened_again(nats_journal: JetStreamJournal) -> None:
    await nats_journal.append([Entry(id="a", version=1, topic="t", data=b"")], save_id="1")
    again = await open_journal(nats_journal.connection, nats_journal.layout)
    assert await again.last_position() == 1


@pytest.mark.parametrize("verb", ["PURGE", "MSG.DELETE"])
async def test_the_server_refuses_to_delete(nats_journal: JetStreamJournal, verb: str) -> None:
    await nats_journal.append([Entry(id="a", version=1, topic="t", data=b"")], save_id="1")
    answer = await nats_journal.connection.request(
        f"$JS.API.STREAM.{verb}.{nats_journal.layout.stream}", b'{"seq": 1}', seconds=5
    )
    error = wire.stream_answer(answer.data).error
    assert error is not None
    assert await nats_journal.last_position() == 1

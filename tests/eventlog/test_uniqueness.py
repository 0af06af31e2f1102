"""A second message of one version: the server refuses it, whoever sends it and however."""

import msgspec
import pytest

from eventlog import wire
from eventlog.appending import Outgoing, Writer
from eventlog.connection import Connection
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, VersionTaken
from eventlog.layout import Layout
from eventlog.marks import Mark
from eventlog.protections import LogUnprotected, protected
from eventlog.reading import Reader

TRUE = Entry(id="a", version=1, topic="t", data=b"true")


def earlier(layout: Layout) -> wire.StreamConfig:
    """The stream as earlier versions made it."""
    return msgspec.structs.replace(
        protected(layout),
        subjects=[f"{layout.prefix}.e.>", f"{layout.prefix}.t.>"],
        max_msgs_per_subject=-1,
        discard_new_per_subject=False,
    )


async def create(connection: Connection, config: wire.StreamConfig) -> None:
    answer = await connection.request(f"$JS.API.STREAM.CREATE.{config.name}", wire.encode(config), seconds=5)
    assert wire.stream_answer(answer.data).error is None


async def config_of(connection: Connection, layout: Layout) -> wire.StreamConfig:
    answer = await connection.request(f"$JS.API.STREAM.INFO.{layout.stream}", seconds=5)
    config = wire.stream_answer(answer.data).config
    assert config is not None
    return config


@pytest.mark.parametrize("headers", [{}, {"Nats-Msg-Id": "other"}, {"Nats-Expected-Last-Sequence": "1"}])
async def test_a_writer_that_does_not_ask_is_refused(
    nats_journal: JetStreamJournal, headers: dict[str, str]
) -> None:
    await nats_journal.append([TRUE], save_id="1")
    subject = nats_journal.layout.entry("a", 1)
    answer = await nats_journal.connection.request(subject, b"false", headers=headers, seconds=5)
    error = wire.ack(answer.data).error
    assert error is not None
    assert error.err_code == wire.STORE_FAILED
    assert [each.data for each in await nats_journal.scan()] == [b"true"]


@pytest.mark.parametrize("versions", [(2, 1), (1, 2), (2, 2)])
async def test_a_batch_that_does_not_ask_is_refused_whole(
    nats_journal: JetStreamJournal, versions: tuple[int, int]
) -> None:
    await nats_journal.append([TRUE], save_id="1")
    batch = {wire.BATCH_ID: "lie"}
    subjects = [nats_journal.layout.entry("a", version) for version in versions]
    await nats_journal.connection.publish(subjects[0], b"false", headers=batch | {wire.BATCH_SEQUENCE: "1"})
    end = batch | {wire.BATCH_SEQUENCE: "2", wire.BATCH_COMMIT: "1"}
    answer = await nats_journal.connection.request(subjects[1], b"false", headers=end, seconds=5)
    assert wire.ack(answer.data).error is not None
    assert [each.data for each in await nats_journal.scan()] == [b"true"]


@pytest.mark.parametrize("versions", [(1,), (2, 1, 3)])
async def test_what_the_server_refuses_so_is_a_version_taken(
    nats_journal: JetStreamJournal, versions: tuple[int, ...]
) -> None:
    """A server may say it by the code that also means a full store."""
    layout, connection = nats_journal.layout, nats_journal.connection
    await nats_journal.append([TRUE], save_id="1")
    writer = Writer(connection, Reader(connection, layout, from_leader=False))
    bare = [Outgoing(layout.entry("a", version), b"false", {wire.SAVE: "2"}) for version in versions]
    with pytest.raises(VersionTaken):
        await writer.write(bare, "2")
    own = [Outgoing(layout.entry("a", 1), b"true", {wire.SAVE: "1"})]
    assert await writer.write(own, "1") == 1, "its own, stored before"


async def test_a_centre_holds_no_marks(nats_journal: JetStreamJournal) -> None:
    with pytest.raises(ValueError, match="holds no marks"):
        await nats_journal.append([TRUE], save_id="1", mark=Mark("other", 1))
    assert await nats_journal.last_position() == 0


async def test_a_log_of_an_earlier_version_is_protected_where_that_is_allowed(
    nats_connection: Connection, layout: Layout
) -> None:
    await create(nats_connection, earlier(layout))
    await nats_connection.request(layout.entry("a", 1), b"true", seconds=5)
    journal = await open_journal(nats_connection, layout, may_update=True)
    found = await config_of(nats_connection, layout)
    assert (found.max_msgs_per_subject, found.discard_new_per_subject) == (1, True)
    assert found.deny_delete
    assert [each.data for each in await journal.scan()] == [b"true"]
    await journal.append([Entry(id="a", version=2, topic="t", data=b"")], save_id="2")
    await open_journal(nats_connection, layout)


async def test_it_is_refused_where_that_is_not_allowed(nats_connection: Connection, layout: Layout) -> None:
    await create(nats_connection, earlier(layout))
    with pytest.raises(LogUnprotected) as caught:
        await open_journal(nats_connection, layout)
    assert "needs max_msgs_per_subject=1 (it is -1), discard_new_per_subject" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (await config_of(nats_connection, layout)).discard_new_per_subject


async def test_it_is_refused_where_the_server_would_remove_a_second_message(
    nats_connection: Connection, layout: Layout
) -> None:
    await create(nats_connection, earlier(layout))
    for data in (b"true", b"false"):
        await nats_connection.request(layout.entry("a", 1), data, seconds=5)
    with pytest.raises(LogUnprotected, match="discard_new_per_subject"):
        await open_journal(nats_connection, layout, may_update=True)
    reader = Reader(nats_connection, layout, from_leader=False)
    assert [each.data for each in await reader.scan(0, 10)] == [b"true", b"false"]


async def test_it_is_refused_where_it_lacks_more(nats_connection: Connection, layout: Layout) -> None:
    lax = msgspec.structs.replace(earlier(layout), deny_delete=False)
    await create(nats_connection, lax)
    with pytest.raises(LogUnprotected, match="deny_delete"):
        await open_journal(nats_connection, layout, may_update=True)
    assert not (await config_of(nats_connection, layout)).discard_new_per_subject

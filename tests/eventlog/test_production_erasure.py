"""On the nodes of `deploy/`, erasing a key is a right of its own, and reaches nothing but keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from eventlog import wire
from eventlog.backup import save
from eventlog.connection import Connection, connected
from eventlog.journal import Entry, LogUnavailable
from eventlog.media import Media
from eventlog.sealing.keys import FileErased, Keys
from eventlog.sealing.master import MasterKey
from tests.eventlog.production import CENTRE, LAYOUT, PICTURES, Cluster, open_log

pytestmark = pytest.mark.timeout(180)
MASTER = MasterKey(b"m" * 32)


@pytest.fixture
async def eraser(cluster: Cluster) -> AsyncIterator[Connection]:
    async with connected(cluster.settings("eraser")) as connection:
        yield connection


async def unlocked(connection: Connection) -> Keys:
    keys = Keys(connection, CENTRE, replicas=3)
    await keys.open()
    await keys.unlock(lambda: MASTER, lambda: MASTER)
    return keys


async def test_the_writer_makes_keys_and_the_eraser_erases_them(
    writer: Connection, eraser: Connection
) -> None:
    await open_log(writer)
    keys = await unlocked(writer)
    await keys.for_sealing(["C1"])
    with pytest.raises(LogUnavailable):
        await keys.destroy("C1")
    assert await keys.has("C1")
    assert await keys.destroy("C1", eraser)
    assert not await keys.has("C1")
    for process in (keys, await unlocked(writer)):
        await process.ready(["C1"])
        with pytest.raises(FileErased):
            await process.for_sealing(["C1"])


async def test_the_writer_keeps_pictures_and_a_copy_of_them_brings_no_erased_one_back(
    writer: Connection, eraser: Connection, operator: Connection, tmp_path: Path
) -> None:
    keys = await unlocked(writer)
    media = Media(writer, CENTRE, keys, replicas=3)
    for file in ("C7", "C8"):
        await media.keep_part(file, "photo", 0, b"knee")
        together = await media.whole(file, "photo", 1)
        assert together is not None
        await media.keep(file, "photo", together)
    label = await save(operator, PICTURES, tmp_path / "pictures")
    assert (tmp_path / "pictures").read_bytes().count(b"knee") == 0
    assert label.state["messages"] == 4
    await keys.destroy("C7", eraser)
    after = Media(writer, CENTRE, await unlocked(writer), replicas=3)
    assert await after.read("C8", "photo") == b"knee"
    with pytest.raises(FileErased):
        await after.read("C7", "photo")


async def test_the_eraser_touches_no_fact(writer: Connection, eraser: Connection) -> None:
    journal = await open_log(writer)
    [position] = await journal.append([Entry(id="a:1", version=1, topic="t", data=b"1")], save_id="s")
    answer = await eraser.request(
        f"$JS.API.STREAM.MSG.DELETE.{LAYOUT.stream}", msgspec.json.encode({"seq": position}), seconds=5
    )
    assert wire.stream_answer(answer.data).error is not None
    for subject in (LAYOUT.entry("a:1", 2), f"$JS.API.STREAM.PURGE.{LAYOUT.stream}"):
        with pytest.raises(LogUnavailable):
            await eraser.request(subject, b"2", seconds=0.3)
    assert [each.data for each in await journal.read("a:1")] == [b"1"]

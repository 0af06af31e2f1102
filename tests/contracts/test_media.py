"""What every store of pictures promises: the one in memory, and the one on the real server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest

from api.ports import MediaStore
from eventlog.connection import Connection
from eventlog.media import Media, MediaSpoilt
from eventlog.sealing.keys import FileErased, Keys
from eventlog.sealing.master import MasterKey
from eventlog.shelf import Shelf
from tests.contracts.media import MediaInMemory

MASTER = MasterKey(b"m" * 32)


@dataclass
class Rig:
    """A store, and how its keys are destroyed."""

    store: MediaStore
    erase: Callable[[str], Awaitable[object]]


@pytest.fixture(params=["memory", "jetstream"])
async def rig(request: pytest.FixtureRequest, nats_connection: Connection) -> AsyncIterator[Rig]:
    if request.param == "memory":
        fake = MediaInMemory()

        async def erase(file: str) -> None:
            fake.erased.add(file)

        yield Rig(fake, erase)
        return
    keys, media = await _real(nats_connection, uuid4().hex)
    yield Rig(media, keys.destroy)


async def _real(connection: Connection, centre: str) -> tuple[Keys, Media]:
    keys = Keys(connection, centre)
    await keys.open()
    await keys.unlock(lambda: MASTER, lambda: MASTER)
    media = Media(connection, centre, keys, piece=1000)
    await media.open()
    return keys, media


async def test_what_is_kept_is_read_again_under_its_file_and_name_only(rig: Rig) -> None:
    content = bytes(range(256)) * 20
    await rig.store.keep("C1", "m.1", content)
    assert await rig.store.read("C1", "m.1") == content
    assert await rig.store.read("C1", "m.2") is None
    assert await rig.store.read("C2", "m.1") is None
    assert (await rig.store.names("C1"), await rig.store.names("C2")) == ({"m.1"}, frozenset())


async def test_parts_come_in_any_order_again_and_are_put_together_once_all_are_here(rig: Rig) -> None:
    for part, content in ((2, b"c"), (0, b"x"), (0, b"a")):
        await rig.store.keep_part("C1", "m", part, content)
    assert await rig.store.parts("C1", "m") == {0, 2}
    assert await rig.store.whole("C1", "m", 3) is None
    await rig.store.keep_part("C1", "m", 1, b"b")
    assert await rig.store.whole("C1", "m", 3) == b"abc"
    assert await rig.store.parts("C1", "other") == frozenset()


async def test_parts_that_are_dropped_are_gone_and_count_no_more(rig: Rig) -> None:
    await rig.store.keep_part("C1", "m", 0, b"a")
    await rig.store.keep_part("C1", "n", 0, b"a")
    assert (await rig.store.coming("C1"), await rig.store.coming("C2")) == ({"m", "n"}, frozenset())
    await rig.store.drop_parts("C1", "m")
    assert await rig.store.parts("C1", "m") == frozenset()
    assert await rig.store.whole("C1", "m", 1) is None
    assert await rig.store.coming("C1") == {"n"}


async def test_contents_on_their_way_are_counted_however_large_and_often_asked(rig: Rig) -> None:
    # Together more than the server lets one connection have to come (64 MiB).
    large = b"x" * 512 * 1024
    for media in range(17):
        for part in range(8):
            await rig.store.keep_part("C1", f"m{media}", part, large)
    counted = await asyncio.gather(*(rig.store.coming("C1") for _ in range(20)))
    assert set(counted) == {frozenset(f"m{media}" for media in range(17))}
    assert await rig.store.parts("C1", "m0") == frozenset(range(8))


async def test_what_was_dropped_hides_nothing_that_is_on_its_way(rig: Rig) -> None:
    await asyncio.gather(*(rig.store.keep_part("C1", "m", part, b"a") for part in range(1001)))
    await rig.store.drop_parts("C1", "m")
    await rig.store.keep_part("C1", "n", 0, b"a")
    assert await rig.store.parts("C1", "m") == frozenset()
    assert await rig.store.coming("C1") == {"n"}


async def test_an_erased_file_gives_nothing_back_and_takes_nothing_more(rig: Rig) -> None:
    await rig.store.keep("C1", "m", b"a wound")
    await rig.store.keep("C2", "m", b"another")
    await rig.store.keep_part("C1", "p", 0, b"half")
    await rig.erase("C1")
    for wanted in (
        rig.store.read("C1", "m"),
        rig.store.whole("C1", "p", 1),
        rig.store.keep("C1", "n", b"late"),
        rig.store.keep_part("C1", "p", 1, b"late"),
    ):
        with pytest.raises(FileErased):
            await wanted
    assert await rig.store.read("C2", "m") == b"another"


async def test_nothing_readable_is_stored_and_nothing_altered_is_believed(
    nats_connection: Connection,
) -> None:
    centre = uuid4().hex
    _, media = await _real(nats_connection, centre)
    await media.keep("C1", "m", b"a wound" * 400)
    await media.keep("C1", "n", b"a wound" * 400)
    shelf = Shelf(nats_connection, f"MEDIA_{centre}", [f"media.{centre}.>"])
    stored = await shelf.values(f"media.{centre}.C1.m.*")
    assert len(stored) > 2
    assert not [each for each in stored if b"wound" in each]
    await shelf.put(f"media.{centre}.C1.m.1", stored[0])
    with pytest.raises(MediaSpoilt):
        await media.read("C1", "m")
    assert await media.read("C1", "n") == b"a wound" * 400


async def test_another_process_reads_it_and_one_that_was_told_of_the_erasure_does_not(
    nats_connection: Connection,
) -> None:
    centre = uuid4().hex
    keys, media = await _real(nats_connection, centre)
    _, other = await _real(nats_connection, centre)
    await media.keep("C1", "m", b"a wound")
    assert await other.read("C1", "m") == b"a wound"
    await keys.destroy("C1")
    _, third = await _real(nats_connection, centre)
    with pytest.raises(FileErased):
        await third.read("C1", "m")

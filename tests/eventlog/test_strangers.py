"""Messages that others publish into the log, on subjects that no entry has: named, and passed by."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from domain.envelope import Recorded
from eventlog.codec import PoisonEvent
from eventlog.connection import Connection, connected
from eventlog.embedded import EmbeddedServer
from eventlog.jetstream import JetStreamJournal
from eventlog.layout import Layout
from eventlog.reading import Reader
from eventlog.tables import TableStore
from projections.audit_trail import AUDIT_TRAIL
from projections.live import Live, LiveViews
from projections.regulator_board import REGULATOR_BOARD
from projections.table_runner import TableRunner
from tests.eventlog.centre import Centre
from tests.eventlog.ledger import act, add, stream
from tests.waiting import until
from vigie.rebuilding import rebuild
from vigie.views import keep_fed, keep_tables

ODD = (
    "x",
    "ledger:a.x",
    "ledger:a.-1",
    "ledger:a.+1",
    "ledger:a.1_0",
    "ledger:a.007",
    "ledger:a.٣",
    "ledger:a." + "9" * 300,
    "ledger:a.4294967296",
    "ledger:a.b.1",
    "ledger%3Aa.9",
    "ledger:%FF.9",
    "%.1",
    "7",
    "a" * 1100 + ".1",
    "[/red].x",
)
WHY = "subject is not an entry"


@pytest.fixture
async def centre(nats_server: EmbeddedServer, nats_connection: Connection) -> Centre:
    return await Centre.open(nats_server, nats_connection)


async def stray(centre: Centre) -> list[str]:
    """A good fact, all odd subjects, and two more good facts. Returns the subjects, in order."""
    await centre.add(1)
    subjects = [f"{centre.journal.layout.prefix}.e.{odd}" for odd in ODD]
    for subject in subjects:
        await centre.connection.request(subject, b"{}", headers={"Odd": "%FF"}, seconds=2)
    await centre.log.execute(add("a", 2, 3), act())
    return subjects


def named(items: list[Recorded[Any] | PoisonEvent]) -> list[tuple[int, str, str]]:
    return [(each.position, each.stream, each.why) for each in items if isinstance(each, PoisonEvent)]


@pytest.mark.parametrize("odd", [*ODD, "", ".1", "ledger:a.", "٣.٣", "ledger:a.1\n"])
def test_no_other_subject_is_an_entry(layout: Layout, odd: str) -> None:
    assert layout.parse_entry(f"{layout.prefix}.e.{odd}") is None


@pytest.mark.parametrize("version", [0, 1, 10, 999_999_999])
def test_the_subject_of_an_entry_says_which(layout: Layout, version: int) -> None:
    assert layout.parse_entry(layout.entry("ledger:é.%/ ", version)) == ("ledger:é.%/ ", version)


async def test_each_is_a_poison_event_at_its_place(centre: Centre) -> None:
    subjects = await stray(centre)
    last = len(ODD) + 3
    expected = [(at, subject, WHY) for at, subject in enumerate(subjects, 2)]
    scanned = await centre.log.scan()
    assert [each.position for each in scanned] == list(range(1, last + 1))
    assert named(scanned) == expected
    followed: list[Recorded[Any] | PoisonEvent] = []
    async with aclosing(centre.log.follow()) as items:
        async for each in items:
            followed.append(each)
            if each.position == last:
                break
    assert named(followed) == expected
    assert await centre.log.last_position() == last


async def test_a_stray_message_last_in_the_log_has_a_place_too(centre: Centre) -> None:
    await centre.add(1)
    await centre.connection.request(f"{centre.journal.layout.prefix}.e.x", b"", seconds=2)
    assert await centre.log.last_position() == 2
    assert named(await centre.log.scan(after=1)) == [(2, f"{centre.journal.layout.prefix}.e.x", WHY)]


@pytest.mark.parametrize("from_leader", [False, True])
async def test_the_stream_beside_which_it_lies_is_read_whole(centre: Centre, from_leader: bool) -> None:
    for _ in range(2):
        await centre.log.execute(add("a", *[1] * 600), act())
    layout = centre.journal.layout
    await centre.connection.request(f"{layout.entries('ledger:a')[:-1]}x", b"", seconds=2)
    reader = Reader(centre.connection, layout, from_leader=from_leader)
    journal = JetStreamJournal(centre.connection, layout, from_leader=from_leader)
    assert [each.version for each in await journal.read("ledger:a")] == list(range(1, 1201))
    assert [each.version for each in await journal.read("ledger:a", after=10)] == list(range(11, 1201))
    last = await reader.last_of("ledger:a")
    assert last is not None
    assert last.version == 1200
    await centre.connection.request(f"{layout.entries('ledger:b')[:-1]}x", b"", seconds=2)
    assert await journal.read("ledger:b") == []
    assert await reader.last_of("ledger:b") is None
    await centre.log.execute(add("b", 5), act())
    assert (await centre.log.load(stream("b")))[1] == 1


async def test_side_effects_bury_it_and_go_on(centre: Centre) -> None:
    subjects = await stray(centre)
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(4), 10)
        letters = await centre.dead.list()
        assert [(each.entry.id, each.why, each.tries) for each in letters] == [
            (subject, WHY, 1) for subject in subjects
        ]
        await centre.dead.retry([letters[0].id])
        await until(lambda: len(centre.seen) == 4)
    assert centre.seen == [1, 2, 3, 4]
    assert len(await centre.dead.list()) == len(ODD)


async def test_views_name_it_and_go_on(centre: Centre, tmp_path: Path) -> None:
    subjects = await stray(centre)
    last = len(ODD) + 3
    store = await TableStore.sqlite(tmp_path / "views.db")
    tables = TableRunner(store, [AUDIT_TRAIL])
    live = Live(REGULATOR_BOARD)
    keeping = [
        asyncio.create_task(keep_fed(centre.log, LiveViews(live))),
        asyncio.create_task(keep_tables(centre.log, tables)),
    ]
    await live.wait(last, 10)
    await tables.wait(last, 10)
    for task in keeping:
        task.cancel()
    await asyncio.gather(*keeping, return_exceptions=True)
    strays = [(at, subject, WHY) for at, subject in enumerate(subjects, 2)]
    for poisons in (live.poisons, tables.poisons["audit-trail"]):
        assert [(each.position, each.stream, each.why) for each in poisons if each.why == WHY] == strays
    again = TableRunner(store, [AUDIT_TRAIL])
    await again.prepare()
    await again.reset()
    async with aclosing(_all(centre)) as items:
        [rebuilt] = await rebuild(items, (REGULATOR_BOARD,), again)
    assert (rebuilt.position, rebuilt.poisoned, again.position) == (last, live.poisoned, last)
    await store.close()


async def _all(centre: Centre) -> AsyncGenerator[Recorded[Any] | PoisonEvent]:
    for item in await centre.log.scan():
        yield item


async def test_what_cannot_be_text_or_looks_like_a_word_of_the_server_is_passed(
    centre: Centre,
) -> None:
    await centre.add(1)
    subject = f"{centre.journal.layout.prefix}.e.x"
    for status in ("100", "204", "404"):
        headers = {"Status": status}
        await centre.connection.request(f"{subject}{status}", b"{}", headers=headers, seconds=2)
    client = centre.connection._client  # pyright: ignore[reportPrivateUsage]  # no client says this in words
    raw: Any = client
    await raw._send_command(b"PUB %s\xff 2\r\n{}\r\n" % subject.encode())
    await raw.flush()
    await centre.add(2)
    strays = [f"{subject}{end}" for end in ("100", "204", "404", "\ufffd")]
    assert [each[1] for each in named(await centre.log.scan())] == strays
    async with asyncio.timeout(10), aclosing(centre.log.follow()) as items:
        seen = [await anext(items) for _ in range(6)]
    assert [each.position for each in seen] == list(range(1, 7))
    async with centre.feed() as feed:
        await feed.progress.wait(6, 10)
        assert [each.entry.id for each in await centre.dead.list()] == strays
    assert centre.seen == [1, 2]


async def test_a_new_connection_reads_it_too(centre: Centre) -> None:
    subjects = await stray(centre)
    async with connected(centre.server.settings) as connection:
        journal = JetStreamJournal(connection, centre.journal.layout, from_leader=True)
        assert [each.id for each in await journal.scan() if each.fault] == subjects

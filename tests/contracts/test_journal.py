"""What every Journal promises, on the real server and in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventlog.connection import Connection
from eventlog.jetstream import open_journal
from eventlog.journal import Entry, EntryTooLarge, Journal, LogError, LogFull, VersionTaken
from eventlog.layout import Layout
from eventlog.memory import MemoryJournal
from eventlog.sizes import AppendTooLong

HOSTILE_IDS = ["a.b", "a*", ">", "a b", "é哈🐈", "%2E", "a:b", "_", "~", "\\", "\r\n", "x" * 1024]


@pytest.fixture(params=["nats", "nats, from its leader", "memory"])
async def journal(request: pytest.FixtureRequest, nats_connection: Connection, layout: Layout) -> Journal:
    if request.param == "memory":
        return MemoryJournal()
    return await open_journal(nats_connection, layout, from_leader=request.param != "nats")


def entry(name: str, version: int, data: bytes = b"data", **more: Any) -> Entry:
    return Entry(id=name, version=version, topic=more.pop("topic", "t"), data=data, **more)


def entries(name: str, first: int, last: int) -> list[Entry]:
    return [entry(name, version, str(version).encode()) for version in range(first, last + 1)]


def versions(found: Sequence[Entry]) -> list[int]:
    return [each.version for each in found]


async def take(source: AsyncIterator[Entry], count: int) -> list[Entry]:
    async with aclosing(cast("Any", source)) as following:
        found: list[Entry] = []
        async for each in following:
            found.append(each)
            if len(found) == count:
                break
        return found


async def test_an_empty_log(journal: Journal) -> None:
    assert await journal.last_position() == 0
    assert await journal.scan() == []
    assert await journal.read("nobody") == []
    assert await journal.read("nobody", after=3) == []
    assert await journal.read("nobody", after=3, until=2000) == []
    assert await journal.append([], save_id="s") == []


async def test_what_is_appended_is_read_as_it_was(journal: Journal) -> None:
    first = entry("a", 1, b"\x00\xff", topic="mission.ordered", headers={"By": "Zoé", "At": "50%"})
    assert await journal.append([first], save_id="save-1") == [1]
    (found,) = await journal.read("a")
    assert found == Entry(
        id="a",
        version=1,
        topic="mission.ordered",
        data=b"\x00\xff",
        headers={"By": "Zoé", "At": "50%"},
        position=1,
        save_id="save-1",
    )
    assert await journal.scan() == [found]
    assert await take(journal.follow(), 1) == [found]


async def test_entries_of_one_append_follow_each_other(journal: Journal) -> None:
    assert await journal.append(entries("a", 1, 3), save_id="1") == [1, 2, 3]
    assert await journal.append([entry("b", 1), entry("a", 4)], save_id="2") == [4, 5]
    assert [(e.id, e.version) for e in await journal.scan(after=3)] == [("b", 1), ("a", 4)]
    assert await journal.last_position() == 5


@pytest.mark.parametrize("size", [1, 3])
async def test_a_taken_version_refuses_the_whole_append(journal: Journal, size: int) -> None:
    await journal.append(entries("a", 1, 3), save_id="1")
    with pytest.raises(VersionTaken):
        await journal.append(entries("a", 4 - size, 3), save_id="2")
    with pytest.raises(VersionTaken):
        await journal.append([*entries("a", 4, 4), *entries("a", 3, 3)], save_id="3")
    with pytest.raises(VersionTaken):
        await journal.append([*entries("b", 1, 1), *entries("b", 1, 1)], save_id="4")
    assert await journal.last_position() == 3
    assert await journal.append(entries("a", 4, 5), save_id="5") == [4, 5]


@pytest.mark.parametrize("size", [1, 2, 7])
async def test_the_same_append_again_returns_the_first_positions(journal: Journal, size: int) -> None:
    await journal.append(entries("other", 1, 2), save_id="0")
    first = await journal.append(entries("a", 1, size), save_id="é save")
    await journal.append(entries("a", size + 1, size + 1), save_id="2")
    assert await journal.append(entries("a", 1, size), save_id="é save") == first
    assert versions(await journal.read("a")) == list(range(1, size + 2))


async def test_another_append_of_the_same_versions_is_not_the_same(journal: Journal) -> None:
    await journal.append(entries("a", 1, 2), save_id="1")
    with pytest.raises(VersionTaken):
        await journal.append(entries("a", 2, 3), save_id="1")


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (0, None, range(1, 151)),
        (-1, None, range(1, 151)),
        (149, None, [150]),
        (150, None, []),
        (500, None, []),
        (10, None, range(11, 151)),
        (100, None, range(101, 151)),
        (0, 1, [1]),
        (0, 0, []),
        (5, 3, []),
        (3, 6, [4, 5, 6]),
        (3, 140, range(4, 141)),
        (3, 10**9, range(4, 151)),
    ],
)
async def test_a_part_of_a_stream(
    journal: Journal, after: int, until: int | None, expected: Sequence[int]
) -> None:
    await journal.append(entries("a", 1, 150), save_id="1")
    await journal.append(entries("b", 1, 3), save_id="2")
    found = await journal.read("a", after=after, until=until)
    assert versions(found) == list(expected)
    assert all(each.data == str(each.version).encode() for each in found)


async def test_a_stream_of_more_than_a_thousand(journal: Journal) -> None:
    for start in (0, 1000, 2000):
        await journal.append(entries("a", start, start + 999), save_id=str(start))
    assert versions(await journal.read("a", after=-1)) == list(range(3000))
    assert versions(await journal.read("a")) == list(range(1, 3000))
    assert versions(await journal.read("a", after=900)) == list(range(901, 3000))
    assert versions(await journal.read("a", after=900, until=2500)) == list(range(901, 2501))


async def test_versions_may_have_gaps(journal: Journal) -> None:
    for version in (10, 200, 1500):
        await journal.append([entry("snapshot", version)], save_id=str(version))
    assert versions(await journal.read("snapshot")) == [10, 200, 1500]
    assert versions(await journal.read("snapshot", after=10)) == [200, 1500]
    assert versions(await journal.read("snapshot", after=10, until=1499)) == [200]


async def test_large_entries_are_read_whole(journal: Journal) -> None:
    # The server lets no connection have more than 64 MiB to come: answers are cut long before.
    for version in range(1, 76):
        data = bytes([version]) * 1_000_000
        await journal.append([entry("a", version, data)], save_id=str(version))
    for found in await asyncio.gather(*(journal.read("a") for _ in range(3))):
        assert [(e.version, e.data[0], len(e.data)) for e in found] == [
            (version, version, 1_000_000) for version in range(1, 76)
        ]
    assert versions(await journal.scan()) == list(range(1, 76))


async def test_many_large_reads_at_once(journal: Journal) -> None:
    for version in range(1, 9):
        await journal.append([entry("a", version, b"x" * 1_000_000)], save_id=str(version))
    for found in await asyncio.gather(*(journal.read("a") for _ in range(40))):
        assert versions(found) == list(range(1, 9))


async def test_scan_by_pages(journal: Journal) -> None:
    await journal.append(entries("a", 1, 900), save_id="1")
    await journal.append(entries("b", 1, 900), save_id="2")
    positions: list[int] = []
    while page := await journal.scan(after=positions[-1] if positions else 0, limit=700):
        assert len(page) <= 700
        positions += [each.position for each in page]
    assert positions == list(range(1, 1801))
    assert [e.position for e in await journal.scan(limit=1500)] == list(range(1, 1501))


async def test_follow_gives_what_is_stored_then_what_comes(journal: Journal) -> None:
    await journal.append(entries("a", 1, 3), save_id="1")
    following = asyncio.create_task(take(journal.follow(after=1), 5))
    await asyncio.sleep(0.05)
    await journal.append(entries("a", 4, 4), save_id="2")
    await journal.append(entries("b", 1, 2), save_id="3")
    found = await asyncio.wait_for(following, 30)
    assert [each.position for each in found] == [2, 3, 4, 5, 6]


async def test_a_slow_follower_misses_nothing(journal: Journal) -> None:
    for start in (1, 1001, 2001):
        await journal.append(entries("a", start, start + 999), save_id=str(start))
    found: list[int] = []
    async with aclosing(cast("Any", journal.follow())) as following:
        async for each in following:
            found.append(each.position)
            if len(found) % 1000 == 0:
                await asyncio.sleep(0.2)
            if len(found) == 3000:
                break
    assert found == list(range(1, 3001))


@pytest.mark.parametrize("name", HOSTILE_IDS)
async def test_any_text_is_an_id(journal: Journal, name: str) -> None:
    await journal.append([entry("a", 1), entry(name, 1), entry(name, 2)], save_id="1")
    assert [(e.id, e.version) for e in await journal.read(name)] == [(name, 1), (name, 2)]
    assert [e.id for e in await journal.scan()] == ["a", name, name]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, topic=TEXTS, value=st.text(st.characters(exclude_categories=["Cs"])))
async def test_any_texts_come_back(journal: Journal, name: str, topic: str, value: str) -> None:
    version = len(await journal.read(name)) + 1
    save = f"{name}{version}"
    await journal.append([entry(name, version, topic=topic, headers={"Value": value})], save_id=save)
    (found,) = await journal.read(name, after=version - 1)
    assert (found.id, found.topic, found.headers["Value"]) == (name, topic, value)
    assert found.save_id == save


async def test_what_cannot_be_stored_is_refused_before(journal: Journal) -> None:
    refused: list[tuple[type[Exception], Callable[[], list[Entry]]]] = [
        (EntryTooLarge, lambda: [entry("a", 1, b"x" * 1024 * 1024)]),
        (EntryTooLarge, lambda: [entry("a", 1), entry("a", 2, b"x" * 1024 * 1024)]),
        (EntryTooLarge, lambda: [entry("a", 1, headers={"Much": "x" * 1024 * 1024})]),
        (EntryTooLarge, lambda: [entry("x" * 1025, 1)]),
        (AppendTooLong, lambda: entries("a", 1, 1001)),
        (ValueError, lambda: [entry("", 1)]),
        (ValueError, lambda: [entry("a", 1, headers={"Nats-Rollup": "all"})]),
        (ValueError, lambda: [entry("a", 1, headers={"Status": "503"})]),
        (ValueError, lambda: [entry("a", 1, headers={"a b": "c"})]),
        (ValueError, lambda: [entry("a", 1, headers={"a(b": "c"})]),
        (ValueError, lambda: [entry("a", 1, headers={"é": "c"})]),
    ]
    for error, make in refused:
        with pytest.raises(error):
            await journal.append(make(), save_id="1")
    assert await journal.last_position() == 0
    largest = b"x" * (1024 * 1024 - 400)
    assert await journal.append([entry("a", 1, largest), entry("a", 2)], save_id="1") == [1, 2]


async def test_racing_appends_have_one_winner(journal: Journal) -> None:
    for turn in range(1, 21):
        saves = [
            journal.append(entries("a", 2 * turn - 1, 2 * turn), save_id=f"{turn}-{racer}")
            for racer in range(5)
        ]
        outcomes = await asyncio.gather(*saves, return_exceptions=True)
        assert sum(isinstance(outcome, VersionTaken) for outcome in outcomes) == 4
        assert [2 * turn - 1, 2 * turn] in outcomes
    assert await journal.last_position() == 40


async def test_many_appends_at_once_all_succeed(journal: Journal) -> None:
    saves = [
        journal.append([entry(f"s{n}", v, b"x" * 2000) for v in range(40)], save_id=str(n))
        for n in range(100)
    ]
    positions = sorted(position for save in await asyncio.gather(*saves) for position in save)
    assert positions == list(range(1, 4001))


async def test_a_full_log_refuses_and_keeps_what_it_has(nats_connection: Connection, layout: Layout) -> None:
    bounded = await open_journal(nats_connection, layout, max_bytes=100_000)
    for journal in (MemoryJournal(capacity=30), bounded):
        stored = await fill(journal)
        with pytest.raises(LogFull):
            await journal.append([entry("b", v, b"x" * 9000) for v in (1, 2)], save_id="b")
        assert versions(await journal.read("a")) == list(range(1, stored + 1))
        assert await journal.last_position() == stored > 10


async def fill(journal: Journal) -> int:
    for version in range(1, 200):
        try:
            await journal.append([entry("a", version, b"x" * 3000)], save_id=str(version))
        except LogFull:
            return version - 1
    raise AssertionError("the log takes everything")


def test_every_error_of_the_log_is_one_kind() -> None:
    assert all(issubclass(e, LogError) for e in (VersionTaken, LogFull, EntryTooLarge))

"""Rows and position in one transaction: one suite, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from eventlog.table_backends import portable
from eventlog.tables import BadStatement, StoreUnavailable, TableStore

TABLE = """CREATE TABLE IF NOT EXISTS seen (
    id TEXT PRIMARY KEY, n BIGINT, ratio DOUBLE PRECISION, body BYTEA
)"""
ADD = "INSERT INTO seen (id, n) VALUES (:id, 1) ON CONFLICT (id) DO UPDATE SET n = seen.n + 1"


@pytest.fixture(params=["sqlite", "postgres"])
async def tables(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[TableStore]:
    if request.param == "sqlite":
        store = await TableStore.sqlite(tmp_path / "views.db")
    else:
        store = await TableStore.postgres(request.getfixturevalue("postgres"))
    await store.migrate(["DROP TABLE IF EXISTS seen", TABLE])
    for name in ("trail", "other"):
        await store.reset([], name)
    yield store
    await store.close()


async def rows(tables: TableStore) -> dict[str, int]:
    return {row["id"]: row["n"] for row in await tables.query("SELECT id, n FROM seen")}


async def test_rows_and_position_go_together(tables: TableStore) -> None:
    assert await tables.position("trail") == 0
    assert await tables.commit([(ADD, {"id": "a"}), (ADD, {"id": "b"})], "trail", 4)
    assert await rows(tables) == {"a": 1, "b": 1}
    assert await tables.position("trail") == 4


async def test_facts_delivered_twice_change_nothing(tables: TableStore) -> None:
    await tables.commit([(ADD, {"id": "a"})], "trail", 4)
    assert not await tables.commit([(ADD, {"id": "a"})], "trail", 4)
    assert not await tables.commit([(ADD, {"id": "a"})], "trail", 3)
    assert await rows(tables) == {"a": 1}
    assert await tables.commit([(ADD, {"id": "a"})], "trail", 5)
    assert await rows(tables) == {"a": 2}


async def test_each_view_has_its_own_position(tables: TableStore) -> None:
    await tables.commit([(ADD, {"id": "a"})], "trail", 4)
    assert await tables.commit([(ADD, {"id": "a"})], "other", 2)
    assert (await tables.position("trail"), await tables.position("other")) == (4, 2)


async def test_one_bad_statement_undoes_the_whole_commit(tables: TableStore) -> None:
    twice = "INSERT INTO seen (id) VALUES ('b')"
    for bad in ("INSERT INTO nowhere VALUES (1)", "INSERT", "SELECT :missing", twice):
        with pytest.raises(BadStatement):
            await tables.commit([(twice, {}), (bad, {})], "trail", 4)
    assert await rows(tables) == {}
    assert await tables.position("trail") == 0


async def test_values_come_back_as_they_went(tables: TableStore) -> None:
    values: dict[str, Any] = {"id": "é'%:x", "n": 2**40, "ratio": 0.1, "body": b"\x00\xff"}
    insert = "INSERT INTO seen (id, n, ratio, body) VALUES (:id, :n, :ratio, :body)"
    await tables.commit([(insert, values)], "trail", 1)
    assert await tables.query("SELECT * FROM seen WHERE id = :id", {"id": "é'%:x"}) == [values]


async def test_an_optional_filter_is_portable(tables: TableStore) -> None:
    await tables.commit([(ADD, {"id": "a"}), (ADD, {"id": "b"})], "trail", 1)
    sql = "SELECT id FROM seen WHERE (:id IS NULL OR id = :id) AND id LIKE 'a%' ORDER BY id"
    assert await tables.query(sql, {"id": None}) == [{"id": "a"}]
    assert await tables.query(sql, {"id": "b"}) == []


async def test_a_query_writes_nothing(tables: TableStore) -> None:
    await tables.query("INSERT INTO seen (id, n) VALUES ('a', 1) RETURNING id")
    assert await rows(tables) == {}


async def test_a_rebuild_starts_from_nothing(tables: TableStore) -> None:
    await tables.commit([(ADD, {"id": "a"})], "trail", 9)
    await tables.reset([("DELETE FROM seen", {})], "trail")
    assert (await rows(tables), await tables.position("trail")) == ({}, 0)
    assert await tables.commit([(ADD, {"id": "a"})], "trail", 1)


async def test_checkpoints_replace_each_other(tables: TableStore) -> None:
    assert await tables.checkpoint("never kept") is None
    await tables.save_checkpoint("board", 7, 2, b"\x00one")
    await tables.save_checkpoint("board", 9, 3, b"two")
    assert await tables.checkpoint("board") == (9, 3, b"two")


async def test_migrations_bear_repeating(tables: TableStore) -> None:
    await tables.commit([(ADD, {"id": "a"})], "trail", 1)
    await tables.migrate([TABLE, TABLE])
    assert await rows(tables) == {"a": 1}


async def test_reads_go_on_during_a_long_series_of_commits(tables: TableStore) -> None:
    async def write() -> None:
        for position in range(1, 101):
            await tables.commit([(ADD, {"id": "a"})], "trail", position)

    writing, seen = asyncio.create_task(write()), [0]
    while not writing.done():
        seen.append((await rows(tables)).get("a", 0))
    await writing
    assert seen == sorted(seen)
    assert await rows(tables) == {"a": 100}


async def test_two_processes_apply_each_fact_once(
    tables: TableStore, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if (tmp_path / "views.db").exists():
        rival = await TableStore.sqlite(tmp_path / "views.db")
    else:
        rival = await TableStore.postgres(request.getfixturevalue("postgres"))
    applied = 0
    for position in range(1, 41):
        both = (store.commit([(ADD, {"id": "a"})], "trail", position) for store in (tables, rival))
        applied += sum(await asyncio.gather(*both))
    await rival.close()
    assert applied == 40
    assert await rows(tables) == {"a": 40}


async def test_what_sqlite_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    store = await TableStore.sqlite(tmp_path / "views.db")
    await store.migrate([TABLE])
    await store.commit([(ADD, {"id": "a"})], "trail", 3)
    await store.close()
    again = await TableStore.sqlite(tmp_path / "views.db")
    assert (await rows(again), await again.position("trail")) == ({"a": 1}, 3)
    await again.close()


async def test_a_database_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await TableStore.sqlite(tmp_path / "no folder" / "views.db")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a = :a AND b = :b_2", "a = %(a)s AND b = %(b_2)s"),
        ("a = ':a' AND \":b\" = :c", "a = ':a' AND \":b\" = %(c)s"),
        ("a LIKE 'x%' AND b % 2 = :b", "a LIKE 'x%%' AND b %% 2 = %(b)s"),
        ("a::text = :a -- :b 50%", "a::text = %(a)s -- :b 50%%"),
        ("a = 'it''s :a'", "a = 'it''s :a'"),
    ],
)
def test_parameters_are_found_outside_of_text_only(sql: str, expected: str) -> None:
    assert portable(sql) == expected

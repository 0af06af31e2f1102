"""Views in a database: the same rows on SQLite and PostgreSQL, each fact once, whatever stops between."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.teleconsultation import KIND
from eventlog.tables import TableStore
from projections.audit_trail import AUDIT_TRAIL
from projections.intervals import INTERVALS
from projections.live import Item
from projections.remote_table import TELECONSULTATIONS
from projections.table import Change
from projections.table_runner import TableRunner
from projections.visio_table import VISIO_SESSIONS
from tests.projections.histories import a_night
from tests.projections.telling import Unreadable, following

BOTH = (AUDIT_TRAIL, INTERVALS, VISIO_SESSIONS, TELECONSULTATIONS)
TABLES = (
    "audit_accesses",
    "audit_documents",
    "audit_notices",
    "audit_reviews",
    "audit_readings",
    "interval_calls",
    "interval_missions",
    "visio_sessions",
    "visio_events",
    "teleconsultations",
    "teleconsultation_answers",
)


async def rows(tables: TableStore) -> dict[str, list[dict[str, Any]]]:
    found = {table: await tables.query(f"SELECT * FROM {table}") for table in TABLES}  # noqa: S608  # the names are ours
    return {table: sorted(each, key=repr) for table, each in found.items()}


async def filled(tables: TableStore, items: Sequence[Item], batch: int = 500) -> TableRunner:
    runner = TableRunner(tables, BOTH, batch)
    await runner.run(following(items))
    return runner


@pytest.fixture(scope="module")
def nights() -> list[Recorded[Any]]:
    """One long night of a large centre, then the teleconsultations of a small one."""
    long = a_night(5, attempts=8000, room=8).log
    remote = [each for each in a_night(38).log if each.stream.kind == KIND]
    return [*long, *(replace(each, position=long[-1].position + n) for n, each in enumerate(remote, 1))]


async def test_rows_are_the_same_on_both_databases(
    sqlite_tables: TableStore, postgres_tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    await filled(sqlite_tables, nights)
    await filled(postgres_tables, nights)
    on_sqlite = await rows(sqlite_tables)
    assert on_sqlite == await rows(postgres_tables)
    assert all(on_sqlite.values()), "an empty table proves nothing"


async def test_stopping_anywhere_and_going_on_equals_a_rebuild(
    tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    last = nights[-1].position
    for cut in (1, last // 3, last - 1, last):
        await filled(tables, nights[:cut], batch=64)
    in_parts = await rows(tables)
    runner = TableRunner(tables, BOTH)
    await runner.prepare()
    await runner.reset()
    assert not any((await rows(tables)).values())
    await runner.run(following(nights))
    assert await rows(tables) == in_parts
    assert runner.positions == {each.name: last for each in BOTH}


async def test_facts_delivered_twice_write_nothing_more(
    tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    runner = await filled(tables, nights)
    before = await rows(tables)
    for recorded in nights[-20:]:
        await runner.write([recorded, recorded])
    await filled(tables, nights)
    assert await rows(tables) == before


async def test_two_processes_that_overlap_leave_the_rows_of_one(
    tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    rivals = [TableRunner(tables, BOTH, batch) for batch in (37, 64)]
    for rival in rivals:
        await rival.prepare()
    for start in range(0, len(nights), 50):
        for rival, lead in zip(rivals, (0, 13), strict=True):
            until = start + 50 + lead
            late = [each for each in nights[:until] if each.position > rival.position]
            if late:
                await rival.write(late)
    overlapped = await rows(tables)
    alone = TableRunner(tables, BOTH)
    await alone.prepare()
    await alone.reset()
    await alone.run(following(nights))
    assert await rows(tables) == overlapped


async def test_a_poison_event_is_named_and_passed(
    sqlite_tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    runner = await filled(sqlite_tables, [*nights[:10], Unreadable(11), *nights[11:20]])
    named = runner.poisons["audit-trail"][0]
    assert (named.position, named.stream, named.why) == (11, "mission:M1", "unknown fact 'x'")
    assert runner.position == 20


async def test_a_view_that_fails_on_a_fact_names_it(
    sqlite_tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    def fails(recorded: Recorded[Any]) -> Sequence[Change]:
        if recorded.position == 3:
            raise KeyError("level")
        return AUDIT_TRAIL.changes(recorded)

    view = dataclasses.replace(AUDIT_TRAIL, changes=fails)
    runner = TableRunner(sqlite_tables, [view])
    await runner.run(following(nights))
    assert runner.poisons["audit-trail"][0].why == "audit-trail cannot take it in: KeyError('level')"
    assert runner.position == nights[-1].position


async def test_another_version_starts_from_nothing_even_with_other_columns(
    tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    await filled(tables, nights)
    expected = await rows(tables)
    old = await tables.query("SELECT call FROM interval_calls")
    await tables.migrate(["DROP TABLE interval_calls", "CREATE TABLE interval_calls (former TEXT)"])
    newer = dataclasses.replace(INTERVALS, version=INTERVALS.version + 1)
    await TableRunner(tables, [newer]).run(following(nights))
    assert await rows(tables) == expected
    assert len(await tables.query("SELECT call FROM interval_calls")) == len(old)


async def test_a_failing_reader_is_told_and_what_came_before_is_kept(
    sqlite_tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    async def breaks(after: int) -> AsyncGenerator[Item]:
        for recorded in nights[after:30]:
            yield recorded
        raise ConnectionError("the log is away")

    runner = TableRunner(sqlite_tables, BOTH)
    with pytest.raises(ConnectionError):
        await runner.run(breaks)
    assert runner.position == 30


async def test_waiting_ends_when_the_rows_are_there(
    sqlite_tables: TableStore, nights: list[Recorded[Any]]
) -> None:
    runner = TableRunner(sqlite_tables, BOTH)
    await runner.prepare()
    waiting = asyncio.create_task(runner.wait(10, timeout=5))
    await runner.write(nights[:5])
    assert not waiting.done()
    await runner.write(nights[5:10])
    await waiting
    with pytest.raises(TimeoutError):
        await runner.wait(11, timeout=0.01)

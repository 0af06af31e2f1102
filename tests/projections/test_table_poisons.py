"""Facts that a view in a database cannot take in: passed, and named, after a restart too."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from domain import dmp_access
from domain.dmp_access import facts as d
from domain.envelope import Recorded
from domain.vocabulary import Confidentiality
from eventlog.tables import BadStatement, TableStore
from projections.audit_trail import AUDIT_TRAIL
from projections.live import POISONS_NAMED, Item, Poison
from projections.table import Change, TableProjection, remake
from projections.table_poisons import LONGEST_TEXT
from projections.table_runner import TableRunner
from tests.projections.telling import Telling, Unreadable, following

DDL = "CREATE TABLE odd (position BIGINT PRIMARY KEY, body TEXT CHECK (body <> 'forbidden'))"
ODD: dict[int, tuple[int, str]] = {2: (2**70, ""), 4: (4, "forbidden"), 5: (5, "half \ud800")}


def changes(recorded: Recorded[Any]) -> Sequence[Change]:
    position, body = ODD.get(recorded.position, (recorded.position, "good"))
    insert = "INSERT INTO odd (position, body) VALUES (:position, :body)"
    return [
        Change(insert, {"position": 100 + recorded.position, "body": "before"}),
        Change(insert, {"position": position, "body": body}),
    ]


VIEW = TableProjection("odd", 1, remake(["odd"], [DDL]), changes)


def some_facts(count: int, title: str = "Synthèse") -> list[Recorded[Any]]:
    codes = frozenset({Confidentiality.NORMAL})
    told = Telling()
    for number in range(count):
        fact = d.DocumentConsulted(document=f"D{number}", title=title, confidentiality=codes)
        told.tell(dmp_access.KIND, "A1", fact)
    return told.log


async def run(tables: TableStore, view: TableProjection, items: Sequence[Item]) -> TableRunner:
    runner = TableRunner(tables, [view])
    await runner.run(following(items))
    return runner


def places(runner: TableRunner, name: str) -> list[int]:
    return [each.position for each in runner.poisons.get(name, ())]


async def test_only_the_facts_that_are_refused_are_passed_and_named(tables: TableStore) -> None:
    facts = some_facts(7)
    runner = await run(tables, VIEW, facts)
    assert places(runner, "odd") == [2, 4, 5]
    named = runner.poisons["odd"][0]
    assert named.stream == "dmp-access:A1"
    assert named.why.startswith("odd cannot store it: ")
    assert runner.position == await tables.position("odd/1") == 7
    found = await tables.query("SELECT position FROM odd ORDER BY position")
    assert [row["position"] for row in found] == [1, 3, 6, 7, 101, 103, 106, 107]


async def test_poisons_of_all_kinds_are_named_after_a_restart(tables: TableStore) -> None:
    facts: list[Item] = [*some_facts(5), Unreadable(6, "mission:\x00", "no\ud800 " + "x" * 5000)]
    before = await run(tables, VIEW, facts)
    again = TableRunner(tables, [VIEW])
    await again.prepare()
    assert again.poisons == before.poisons
    assert places(again, "odd") == [2, 4, 5, 6]
    last = again.poisons["odd"][-1]
    assert (last.stream, last.why[:5], len(last.why)) == ("mission:\ufffd", "no\ufffd x", LONGEST_TEXT)
    await again.run(following([*facts, Unreadable(7)]))
    assert places(again, "odd") == [2, 4, 5, 6, 7]


async def test_poisons_are_named_after_the_file_is_opened_again(tmp_path: Path) -> None:
    store = await TableStore.sqlite(tmp_path / "views.db")
    await run(store, AUDIT_TRAIL, [Unreadable(1), Unreadable(2)])
    await store.close()
    store = await TableStore.sqlite(tmp_path / "views.db")
    again = TableRunner(store, [AUDIT_TRAIL])
    await again.prepare()
    assert again.poisons == {
        "audit-trail": tuple(
            Poison(position=each, stream="mission:M1", why="unknown fact 'x'") for each in (1, 2)
        )
    }
    await store.close()


async def test_a_reset_forgets_the_poisons_of_its_views_only(tables: TableStore) -> None:
    await run(tables, VIEW, [Unreadable(1)])
    runner = await run(tables, AUDIT_TRAIL, [Unreadable(1)])
    await runner.reset()
    assert runner.poisons == {}
    both = TableRunner(tables, [VIEW, AUDIT_TRAIL])
    await both.prepare()
    assert list(both.poisons) == ["odd"]


async def test_their_number_is_bounded_over_restarts(tables: TableStore) -> None:
    items = [Unreadable(position) for position in range(1, 2 * POISONS_NAMED)]
    for end in (60, len(items)):
        runner = await run(tables, VIEW, items[:end])
    assert runner.position == len(items)
    assert places(runner, "odd") == list(range(1, POISONS_NAMED + 1))
    assert len(await tables.query("SELECT name FROM view_poisons")) == POISONS_NAMED


async def test_of_two_processes_both_name_what_the_first_was_refused(tables: TableStore) -> None:
    rivals = [TableRunner(tables, [VIEW]) for _ in range(2)]
    for rival in rivals:
        await rival.prepare()
    for rival in rivals:
        await rival.write(some_facts(5))
    assert [places(rival, "odd") for rival in rivals] == [[2, 4, 5]] * 2


async def test_a_text_with_a_nul_does_not_stop_the_audit_trail(postgres_tables: TableStore) -> None:
    facts = some_facts(3)
    codes = frozenset({Confidentiality.NORMAL})
    nul = d.DocumentConsulted(document="D9", title="a\x00b", confidentiality=codes)
    told = Telling()
    for fact in (facts[0].fact, nul, facts[2].fact):
        told.tell(dmp_access.KIND, "A1", fact)
    runner = await run(postgres_tables, AUDIT_TRAIL, told.log)
    [named] = runner.poisons["audit-trail"]
    assert (named.position, runner.position) == (2, 3)
    assert "NUL" in named.why
    found = await postgres_tables.query("SELECT document FROM audit_documents ORDER BY position")
    assert [row["document"] for row in found] == ["D0", "D2"]


async def test_a_key_too_large_for_its_index_is_refused_not_away(postgres_tables: TableStore) -> None:
    long = "".join(chr(0x4E00 + (7919 * n) % 20000) for n in range(6000))

    def too_large(recorded: Recorded[Any]) -> Sequence[Change]:
        body = long if recorded.position == 1 else "good"
        return [Change("INSERT INTO keys (body) VALUES (:body)", {"body": body})]

    ddl = remake(["keys"], ["CREATE TABLE keys (body TEXT PRIMARY KEY)"])
    runner = await run(postgres_tables, TableProjection("keys", 1, ddl, too_large), some_facts(2))
    assert places(runner, "keys") == [1]


async def test_a_missing_table_is_waited_for_not_blamed_on_the_facts(tables: TableStore) -> None:
    runner = await run(tables, VIEW, some_facts(1))
    await tables.migrate(["DROP TABLE odd"])
    with pytest.raises(BadStatement):
        await runner.run(following(some_facts(3)))
    assert (runner.position, runner.poisons) == (1, {})
    await tables.migrate([DDL])
    await runner.run(following(some_facts(3)))
    assert (runner.position, places(runner, "odd")) == (3, [2])

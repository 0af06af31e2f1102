"""The folder of proofs: what is written is whole, and nothing is written once it is closed."""

import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from eventlog.proof.concerning import person
from eventlog.proof.ledger import Ledger, LedgerClosed, LedgerDamaged, LedgerUnreadable
from eventlog.proof.primitives import map_root, root_from
from eventlog.proof.stored import Stored
from eventlog.proof.tally import Tally
from tests.eventlog.proof.test_counts import shown


def page(first: int, last: int) -> list[Stored]:
    return [
        Stored(
            number, b"crra.250.e.mission:m.%d" % number, b"NATS/1.0\r\nBy: p%d\r\n\r\n" % (number % 3), b"{}"
        )
        for number in range(first, last + 1)
    ]


def test_it_proves_what_a_count_from_nothing_finds(tmp_path: Path) -> None:
    ledger, tally = Ledger(tmp_path, writing=True), Tally()
    for first, last in ((1, 7), (8, 8), (9, 100)):
        ledger.add(page(first, last))
        tally.take(page(first, last))
        assert ledger.seal() == tally.sealed() == ledger.sealed()
    for position in (1, 50, 100):
        leaf = page(position, position)[0].leaf()
        assert root_from(position - 1, 100, leaf, ledger.inclusion(position, 100)) == ledger.root(100)
    path, end = ledger.count_proof(person("p1"))
    root, count, _ = map_root(person("p1"), path, shown(end))
    assert (root, count) == (tally.sealed().counts, 34)
    assert list(ledger.positions(person("p1"), 10)) == [1, 4, 7, 10]
    ledger.close()


def test_what_is_added_is_there_again_and_a_torn_end_is_not(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, writing=True)
    ledger.add(page(1, 10))
    root = ledger.root(10)
    ledger.close()
    with (tmp_path / "tree").open("ab") as tree:
        tree.write(b"torn")
    again = Ledger(tmp_path, writing=True)
    assert (again.size, again.root(10)) == (10, root)
    again.add(page(11, 12))
    assert again.size == 12
    again.close()


def test_a_gap_is_refused(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, writing=True)
    with pytest.raises(LedgerDamaged, match="position 1 "):
        ledger.add(page(2, 3))
    ledger.close()


def test_a_reader_sees_what_was_there_when_it_began(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, writing=True)
    ledger.add(page(1, 10))
    sealed = ledger.seal()
    reader = Ledger(tmp_path).snapshot()
    ledger.add(page(11, 20))
    ledger.seal()
    assert reader.sealed() == sealed
    assert list(reader.positions(person("p1"), 99)) == [1, 4, 7, 10]
    reader.close()
    ledger.close()


def test_closing_waits_for_what_is_being_added_and_refuses_what_comes_later(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "proof", writing=True)

    def add() -> None:
        with suppress(LedgerClosed):
            ledger.add(page(1, 5000))

    adding = threading.Thread(target=add)
    adding.start()
    ledger.close()
    adding.join()
    ledger.close()
    others = [os.open(tmp_path / f"other-{number}", os.O_RDWR | os.O_CREAT) for number in range(4)]
    for write in (lambda: ledger.add(page(1, 2)), ledger.seal):
        with pytest.raises(LedgerClosed):
            write()
    assert [os.fstat(other).st_size for other in others] == [0] * 4
    for other in others:
        os.close(other)


def test_an_index_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    Ledger(tmp_path, writing=True).close()
    (tmp_path / "index.sqlite").write_bytes(b"no database at all " * 99)
    with pytest.raises(LedgerUnreadable, match="does the worker run"):
        Ledger(tmp_path)

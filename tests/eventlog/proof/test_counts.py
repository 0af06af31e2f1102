"""The map of counts: one root for one content, and a proof for every key, there or not."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.proof.concerning import names_of, patient, person
from eventlog.proof.counts import Counted, CountMap, chained
from eventlog.proof.primitives import EMPTY, Fault, map_root, sha
from eventlog.proof.primitives import chained as chained_once
from eventlog.proof.stored import Stored

NAMES = st.integers(0, 40).map(lambda number: f"patient:p-{number}")
CHANGES = st.lists(st.dictionaries(NAMES, st.integers(1, 9), min_size=1), max_size=6)


def counted(name: str, count: int) -> Counted:
    return Counted(count, sha(name.encode(), bytes([count])))


def updated(changes: list[dict[str, int]]) -> CountMap:
    made = CountMap({})
    for change in changes:
        made.update({sha(name.encode()): counted(name, count) for name, count in change.items()})
    return made


def shown(end: dict[str, Any] | None) -> dict[str, Any] | None:
    """The end of a proof as an extract writes it."""
    return end and {
        name: base64.b64encode(each).decode() if isinstance(each, bytes) else each
        for name, each in end.items()
    }


@given(CHANGES)
def test_every_name_is_proved_with_its_count_or_its_absence(changes: list[dict[str, int]]) -> None:
    made = updated(changes)
    known: dict[str, int] = {}
    for change in changes:
        known |= change
    for number in range(41):
        name = f"patient:p-{number}"
        path, end = made.prove(sha(name.encode()))
        root, count, head = map_root(name, path, shown(end))
        assert root == made.root()
        expected = counted(name, known[name]) if name in known else Counted(0, EMPTY)
        assert Counted(count, head) == expected


@given(CHANGES)
def test_the_root_tells_the_content_and_not_how_it_came(changes: list[dict[str, int]]) -> None:
    known: dict[str, int] = {}
    for change in changes:
        known |= change
    assert updated(changes).root() == updated([known] if known else []).root()
    if known:
        name = min(known)
        assert updated([known | {name: known[name] + 1}]).root() != updated([known]).root()
        assert updated([{key: known[key] for key in known if key != name}]).root() != updated([known]).root()


def test_an_end_that_does_not_belong_there_is_refused() -> None:
    made = updated([{f"patient:p-{number}": 1 for number in range(20)}])
    mine, path_end = sha(b"patient:p-3"), made.prove(sha(b"patient:p-3"))
    path, end = path_end
    stranger = shown({"key": bytes([mine[0] ^ 0x80]) + mine[1:], "value": EMPTY})
    assert end is not None
    for wrong in (stranger, shown({"key": mine, "value": EMPTY})):
        with pytest.raises(Fault, match="does not belong"):
            map_root("patient:p-3", path, wrong)
    for count in (0, -1, True, 1.0, 2**63):
        with pytest.raises(Fault, match="not a count"):
            map_root("patient:p-3", path, shown(end | {"count": count}))
    assert map_root("patient:p-3", path, None)[0] != made.root()
    assert map_root("patient:p-3", path, shown(end | {"count": 2}))[0] != made.root()


def test_a_chain_grows_one_leaf_at_a_time() -> None:
    leaves = [sha(bytes([number])) for number in range(5)]
    head = EMPTY
    for leaf in leaves:
        head = chained_once(head, leaf)
    assert chained(EMPTY, leaves) == chained(chained(EMPTY, leaves[:2]), leaves[2:]) == head


def stored(subject: str, by: str, data: bytes = b"{}") -> Stored:
    return Stored(1, subject.encode(), b"NATS/1.0\r\nRole: MEDECIN\r\nBy:" + by.encode() + b"\r\n\r\n", data)


def test_a_fact_counts_for_who_acted_and_an_access_for_its_patient() -> None:
    memory: dict[str, str] = {}
    access = "crra.250.e.dmp-access:acc-1."
    assert names_of(stored("crra.250.e.mission:m.1", " med-%C3%A9"), memory) == (person("med-é"),)
    assert names_of(stored("crra.250.e.mission:m.1", "x", b'{"patient":"p-1"}'), memory) == (person("x"),)
    assert names_of(stored(access + "1", " x"), memory) == (person("x"),)
    assert names_of(stored(access + "2", " x", b'{"patient":"p-1"}'), memory) == (person("x"), patient("p-1"))
    assert names_of(stored(access + "3", " y", b'{"document":"d"}'), memory) == (person("y"), patient("p-1"))
    assert names_of(stored(access + "4", " y", b"no json"), memory) == (person("y"), patient("p-1"))
    assert names_of(Stored(1, b"crra.250.e.x.1", b"", b""), memory) == (person(""),)

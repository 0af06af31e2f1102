"""The map of counts: one root for one content, and a proof for every key, there or not."""

import base64
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.proof.concerning import ANY_ACCESS, names_of, patient, period, person
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
    of = (ANY_ACCESS, patient("p-1"))
    assert names_of(stored(access + "2", " x", b'{"patient":"p-1"}'), memory) == (person("x"), *of)
    assert names_of(stored(access + "3", " y", b'{"document":"d"}'), memory) == (person("y"), *of)
    assert names_of(stored(access + "4", " y", b"no json"), memory) == (person("y"), *of)
    assert names_of(stored(access + "5", " y", b'{"patient":"p-2"}'), memory) == (person("y"), *of)
    assert names_of(Stored(1, b"crra.250.e.x.1", b"", b""), memory) == (person(""),)


REQUESTED = (
    b'{"type":"dmp-access.requested","call":"c-1","patient":"p-1","mode":"centre_15",'
    b'"practitioner":{"role":"MEDECIN","id":"med-1"}}'
)


def test_an_access_counts_for_all_that_it_may_be_asked_by() -> None:
    memory: dict[str, str] = {}
    headers = b"NATS/1.0\r\nAt: 2026-01-11T03:12:00.5+01:00\r\nBy: med-1\r\n\r\n"
    subject = b"crra.250.e.dmp-access:a-1."
    of = (
        *("accesses", "patient:p-1", "call:c-1", "subject:c-1/p-1", "practitioner:med-1", "mode:centre_15"),
        *("month:2026-01", "day:2026-01-11", "hour:2026-01-11T02"),
    )
    assert names_of(Stored(1, subject + b"1", headers, REQUESTED), memory) == (person("med-1"), *of)
    later = headers.replace(b"01-11", b"02-28")
    concluded = b'{"type":"dmp-access.review-concluded","verdict":"justified"}'
    assert names_of(Stored(2, subject + b"2", later, concluded), memory) == (
        *(person("med-1"), *of),
        "verdict:justified",
    )
    reading = b'{"type":"dmp-access.break-glass-reviewed","verdict":"justified"}'
    assert names_of(Stored(3, subject + b"3", later, reading), memory) == (person("med-1"), *of)


@pytest.mark.parametrize(
    ("since", "until", "names"),
    [
        ("2026-01-11T02:12", "2026-01-11T02:13", ["hour:2026-01-11T02"]),
        ("2026-01-11T22:30", "2026-01-12T01:00", [
            *("hour:2026-01-11T22", "hour:2026-01-11T23", "hour:2026-01-12T00")
        ]),
        ("2026-01-30T00:00", "2026-03-02T01:00", [
            *("day:2026-01-30", "day:2026-01-31", "month:2026-02", "day:2026-03-01", "hour:2026-03-02T00")
        ]),
        ("2025-12-01T00:00", "2026-01-01T00:00", ["month:2025-12"]),
        ("2026-01-01T00:00", "2026-01-01T00:00", ["hour:2026-01-01T00"]),
    ],
)  # fmt: skip
def test_a_period_is_made_of_months_days_and_hours(since: str, until: str, names: list[str]) -> None:
    first, last = (datetime.fromisoformat(f"{each}:00+00:00") for each in (since, until))
    assert list(period(first, last)) == names

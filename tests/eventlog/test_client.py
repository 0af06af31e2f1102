"""The quicker reading of headers gives what nats-py's own gives."""

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from eventlog.client import QuickClient

NAMES = st.sampled_from(["Vigie-Topic", "Nats-Sequence", "A", "a b", " A", "A ", "", "É", "A:B"])
VALUES = st.text(max_size=20) | st.sampled_from(["", " ", "a: b", " x ", "\t", ":"])
LINES = st.tuples(NAMES, st.sampled_from([":", ": ", ":\t", ""]), VALUES).map("".join)


@given(st.lists(LINES, max_size=5))
def test_the_headers_are_the_same(lines: list[str]) -> None:
    raw = "\r\n".join([*lines, "", ""]).encode()
    slow = cast("Any", Client)._parse_header_lines(raw)
    assert cast("Any", QuickClient)._parse_header_lines(raw) == slow


@given(st.binary(max_size=60))
def test_any_bytes_are_read_the_same(raw: bytes) -> None:
    slow = cast("Any", Client)._parse_header_lines(raw)
    assert cast("Any", QuickClient)._parse_header_lines(raw) == slow

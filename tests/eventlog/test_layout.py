"""What a reader remembers of the names it met: those of the streams in use, not those of the whole log."""

import tracemalloc
from collections.abc import Iterable

from msgspec.structs import replace

from eventlog.layout import Layout
from tests.eventlog.ledger import CODEC, Added, recorded

LAYOUT = Layout.for_centre("75")
STREAMS = 10_000
A_BIT = 100_000  # bytes; a remembered name takes some 300


def test_memory_does_not_grow_with_the_streams_of_the_log() -> None:
    tracemalloc.start()
    try:
        read(range(STREAMS))
        before, _ = tracemalloc.get_traced_memory()
        read(range(STREAMS, 3 * STREAMS))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < A_BIT


def read(names: Iterable[int]) -> None:
    """Take in the first fact of each of these streams, as a reader of the log does."""
    entry = CODEC.encode(recorded(Added(amount=1)))
    for name in names:
        parsed = LAYOUT.parse_entry(f"{LAYOUT.prefix}.e.ledger:{name}.1")
        assert parsed is not None
        assert CODEC.decode(replace(entry, id=parsed[0])).stream.id == str(name)

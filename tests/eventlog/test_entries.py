"""Headers read in one go say what the longer way reads; what the log's writer leaves takes the quick way."""

from contextlib import aclosing

from hypothesis import given
from hypothesis import strategies as st

from eventlog import wire
from eventlog.client import headers_of
from eventlog.entries import Said, of_this_log
from eventlog.following import OrderedConsumer
from eventlog.headers import custom_texts, header_text
from eventlog.jetstream import JetStreamJournal
from eventlog.journal import Entry

ALWAYS = {"At": "2026-11-21T22:00:00+00:00", "Role": "ARM", "By": "arm-1", "Command": "c 1"}
SOMETIMES = {
    "Cause": "call:1@2",
    "Correlation": "call:1",
    "Device-At": "x",
    "Schema": "2",
    "Sealed": "C1 a+/=",
}
BEGINNING = [wire.EXPECTED, wire.TOPIC, wire.SAVE]
NAMES = [*BEGINNING, *ALWAYS, *SOMETIMES, wire.BATCH_ID, wire.BATCH_SEQUENCE, wire.BATCH_COMMIT]
VALUES = st.sampled_from(
    ["", "0", "a", "a b", "a: b", " a", "a ", "a  b", "a%20b", "é", "\t", "a\tb", "a\x0bb", "a\nb"]
)
LINES = st.tuples(st.sampled_from(NAMES), st.sampled_from([": ", ": ", ":", ":  "]), VALUES).map("".join)
REGULAR = st.lists(VALUES, min_size=len(NAMES), max_size=len(NAMES)).map(
    lambda values: [f"{name}: {value}" for name, value in zip(NAMES, values, strict=True)]
)
ODD = [b"", b"\r\n", b"NATS/1.0\r\n\r\n", b"NATS/1.0 100 Idle\r\n\r\n"]


def slowly(block: bytes) -> Said:
    headers = headers_of(block) or {}
    topic, save_id = header_text(headers.get(wire.TOPIC, "")), header_text(headers.get(wire.SAVE, ""))
    return topic, save_id, custom_texts(headers)


@given(
    REGULAR | st.lists(LINES, max_size=6), st.sets(st.integers(0, 13)), st.sampled_from([b"", b"x", b"\r\n"])
)
def test_the_quick_way_says_what_the_longer_way_says(
    lines: list[str], left_out: set[int], end: bytes
) -> None:
    kept = [line for number, line in enumerate(lines) if number not in left_out]
    block = "\r\n".join(["NATS/1.0", *kept, "", ""]).encode() + end
    assert of_this_log(block) in (None, slowly(block))


def test_what_is_no_block_of_this_log_takes_the_longer_way() -> None:
    assert [of_this_log(block) for block in ODD] == [None] * len(ODD)


async def test_what_the_writer_leaves_takes_the_quick_way(nats_journal: JetStreamJournal) -> None:
    said = [ALWAYS, ALWAYS | SOMETIMES, *(ALWAYS | {name: value} for name, value in SOMETIMES.items())]
    entries = [
        Entry(id="a", version=version, topic="a.tag", data=b"", headers=headers)
        for version, headers in enumerate(said, start=1)
    ]
    await nats_journal.append(entries[:1], save_id="alone~1")
    await nats_journal.append(entries[1:], save_id="together~2")
    blocks: list[bytes] = []
    consumer = OrderedConsumer(nats_journal.connection, nats_journal.layout.stream)
    async with aclosing(consumer.batches()) as batches:
        async for batch in batches:
            blocks += [raw.headers for _, raw in batch]
            if len(blocks) == len(said):
                break
    quick = [of_this_log(block) for block in blocks]
    assert quick == [slowly(block) for block in blocks]
    assert [each and each[2] for each in quick] == said

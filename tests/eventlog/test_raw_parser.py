"""Messages are the same however the wire cuts them, and whoever parses them."""

import asyncio
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from nats.protocol.parser import Parser

from eventlog.raw_parser import RawParser

Seen = list[tuple[Any, ...]]


class Listener:
    """Stands for the client: keeps what its parser tells it."""

    def __init__(self) -> None:
        self.seen: Seen = []

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: Any) -> None:
        self.seen.append((sid, bytes(subject), bytes(reply), headers or b"", data))

    async def _process_ping(self) -> None:
        self.seen.append(("ping",))


def with_headers(sid: int, headers: bytes, data: bytes, reply: bytes) -> bytes:
    size = len(headers)
    return b"HMSG a.b %d %s%d %d\r\n" % (sid, reply, size, size + len(data)) + headers + data + b"\r\n"


def plain(data: bytes) -> bytes:
    return b"MSG x 7 %d\r\n" % len(data) + data + b"\r\n"


BODIES = st.binary(max_size=40) | st.just(b"HMSG a.b 7 r 2 4\r\nabcd\r\n") | st.just(b"PING\r\n")
HEADERS = st.sampled_from([b"NATS/1.0\r\n\r\n", b"NATS/1.0\r\nA: 1\r\n\r\n", b"NATS/1.0 100 Idle\r\n\r\n"])
REPLIES = st.sampled_from([b"", b"$JS.ACK.S.c.1.2.3.4.5 "])
PARTS = st.lists(
    st.builds(with_headers, st.sampled_from([7, 8]), HEADERS, BODIES, REPLIES)
    | st.builds(plain, BODIES)
    | st.just(b"PING\r\n"),
    max_size=8,
)


@given(PARTS, st.lists(st.integers(0, 400), max_size=6))
def test_any_cut_of_the_wire_gives_the_same_messages(parts: list[bytes], cuts: list[int]) -> None:
    wire = b"".join(parts)
    usual, raw = Listener(), Listener()
    quick = RawParser(raw)

    def take(subject: bytes, reply: bytes, headers: bytes, data: bytes) -> None:
        raw.seen.append((7, subject, reply, headers, data))

    quick.receivers[b"7"] = take

    async def feed() -> None:
        await cast("Any", Parser)(usual).parse(wire)
        places = sorted(min(cut, len(wire)) for cut in cuts)
        for start, end in zip([0, *places], [*places, len(wire)], strict=True):
            await quick.parse(wire[start:end])

    asyncio.run(feed())
    assert raw.seen == usual.seen
